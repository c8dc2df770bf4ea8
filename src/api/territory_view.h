#pragma once

#include <boost/json/fwd.hpp>

#include "api/call.h"
#include "world/footprint.h"
#include "world/territory.h"

namespace nuri::api {

/// Schema Territory.
boost::json::object territory_json(world::Territory territory, const world::ServiceState& state);

/// Sets what the service is there, with its line in the audit log, within a transaction.
Result<> write_territory(Call& call, world::Territory territory, const world::ServiceState& state,
                         int64_t undoes);

}  // namespace nuri::api
