#pragma once

#include <map>
#include <string>
#include <string_view>

#include "avails/finding.h"
#include "base/result.h"

namespace nuri::avails {

/// How a party writes dates that are not YYYY-MM-DD: 31/08/2025, or 08/31/2025.
enum class DateOrder { iso_only, day_first, month_first };

/// What two parties have settled and the specification leaves open, or says twice. Read from TOML
/// (docs/avails.md):
///
///     date_only_end = "closes-day"       # an End of 2025-08-31 lets that day be shown; or "opens-day"
///     date_order = "day-first"           # 31/08/2025 is read; or "month-first"
///     zone = "Europe/Paris"              # of times that name none; left out: the territory's own
///     separators = "/"                   # of lists, besides ',' ';' and '|'
///     licensee = "nuri"                  # rows for others are kept and grant nothing
///     edits = "apart"                    # a row with an EditID licenses that edit and no other
///     [columns]
///     "Country Code" = "Territory"       # their header = the specification's column
///     [words.LicenseType]
///     "Subscription" = "SVOD"            # their word = the specification's
///     [severity]
///     row_repeated = "off"               # off, info, warning or error, by rule
struct Profile {
    using Words = std::map<std::string, std::string>;  ///< theirs in lower case; ours

    bool end_closes_day = true;
    DateOrder date_order = DateOrder::iso_only;
    std::string zone;  ///< an IANA name; empty: the first zone of each territory
    std::string separators;
    std::string licensee;
    bool edits_apart = false;
    Words columns;
    std::map<std::string, Words, std::less<>> words;  ///< by our column's name
    Severities severities;
};

/// `invalid` names the key that is not known or holds what it may not.
Result<Profile> parse_profile(std::string_view toml);

}  // namespace nuri::avails
