#pragma once

#include <boost/json/fwd.hpp>

#include "api/call.h"
#include "licensing/licensing.h"

namespace nuri::catalogue {
class Snapshot;
}

namespace nuri::studio_api {

/// A licence as schema Licence tells it.
boost::json::object licence_json(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record);

/// ["SVOD", "EST"]
boost::json::array json_of(rights::LicenseTypes types);

/// The licence that a request's body asks for (schema NewLicence); by whoever calls.
Result<licensing::NewGrant> licence_wish(api::Call& call, const catalogue::Snapshot& catalogue);

}  // namespace nuri::studio_api
