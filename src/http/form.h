#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace nuri::http {

/// The pairs of a query or of an application/x-www-form-urlencoded body, in order, decoded: '+' is a space,
/// "%41" an A (WHATWG URL section 5.1). At most `pairs_max`, else `too_large`; `invalid` for a bad escape or
/// what is not UTF-8.
using FormPairs = std::vector<std::pair<std::string, std::string>>;
Result<FormPairs> parse_form(std::string_view text, size_t pairs_max = 256);

/// The path of a request target, percent-decoded once. `invalid` unless it starts with '/', every escape is
/// whole, the decoded path is UTF-8 without control characters, and no segment is "." or "..": clients
/// resolve those themselves (RFC 3986 section 5.2.4), so one that arrives was put there to get past somebody.
/// Writes into `path` so that a connection's buffer is used again.
Result<> decode_path(std::string_view encoded, std::string& path);

}  // namespace nuri::http
