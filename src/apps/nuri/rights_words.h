#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "rights/grant.h"

/// What the commands about territories, licences, events and decisions print and read alike.
namespace nuri::apps {

/// What the commands of this program put down as who did it.
inline constexpr std::string_view by_command_line = "command line";

/// RFC 3339, or null.
boost::json::value or_null(const std::optional<Instant>& moment);
/// BCP 47, or null where any language is meant.
boost::json::value or_null(const rights::Languages& languages);

/// Puts into `object` what terms say besides height, HDR, audio and subtitles.
void add_terms(boost::json::object& object, const rights::Terms& terms);

/// An optional moment; `fallback` where nothing was given.
Result<Instant> moment_or(const std::string& text, Instant fallback);

}  // namespace nuri::apps
