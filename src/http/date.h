#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace nuri::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT": the one form we write (IMF-fixdate, RFC 9110 section 5.6.7).
std::string to_http_date(Instant moment);

/// Any of the three forms a recipient must read: IMF-fixdate, RFC 850's and asctime's. None for all else, and
/// a header with none is ignored. A two-digit year is taken within 50 years of `now`.
std::optional<Instant> parse_http_date(std::string_view text, Instant now);

}  // namespace nuri::http
