#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "http/message.h"
#include "members/account.h"
#include "members/plan.h"
#include "members/profile.h"
#include "rights/decision.h"
#include "world/language.h"

namespace nuri::assets {
struct Marker;
}
namespace nuri::events {
struct Progress;
}

namespace nuri::api {

/// How the values of the registers look in JSON: one function for each schema that several routes use. An
/// absent optional is null, never left out.

boost::json::value json_of(const std::optional<Instant>& moment);
/// Null for "any".
boost::json::value json_of(const rights::Languages& languages);
boost::json::array json_of(const std::vector<std::string>& texts);

boost::json::object json_of(const members::Account& account);
boost::json::object json_of(const members::Plan& plan);
boost::json::object json_of(const members::Profile& profile);
boost::json::object json_of(const assets::Marker& marker);
boost::json::object json_of(const events::Progress& progress);

/// `allowed`, `reason`, `grant`, `valid_until`, `opens_at`, `max_height`, `audio`, `subtitles`.
boost::json::object json_of(const rights::Decision& decision);

http::Response answer(const boost::json::object& document, int status = 200);

}  // namespace nuri::api
