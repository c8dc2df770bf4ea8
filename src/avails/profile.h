#pragma once

#include <string_view>

#include "avails/finding.h"
#include "base/result.h"

namespace nuri::avails {

/// What two parties have settled and the specification leaves open, or says twice. Read from TOML
/// (docs/avails.md):
///
///     date_only_end = "closes-day"       # an End of 2025-08-31 lets that day be shown; or "opens-day"
///     [severity]
///     row_repeated = "off"               # off, info, warning or error, by rule
struct Profile {
    bool end_closes_day = true;
    Severities severities;
};

/// `invalid` names the key that is not known or holds what it may not.
Result<Profile> parse_profile(std::string_view toml);

}  // namespace nuri::avails
