#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace nuri::http {

/// The HTTP status for a failure. The one table: nobody else chooses a status from an ErrorKind.
int status_of(ErrorKind kind);

/// A problem document (RFC 9457). `type` is "about:blank" unless a page of ours explains more; then `title`
/// is fixed for the type. `detail` speaks to a person about this one case, and never holds a secret or a path
/// of ours.
struct Problem {
    int status = 500;
    std::string type;    ///< empty: "about:blank"
    std::string title;   ///< empty: the status's own phrase
    std::string detail;  ///< empty: left out
    std::string instance;
    /// Members of our own, all strings: {"reason", "closed"}, {"opens_at", "2026-06-01T00:00:00Z"}.
    std::vector<std::pair<std::string, std::string>> members;
};

/// `application/problem+json`, never stored by a cache.
Response to_response(const Problem& problem);

/// A failure as its problem. For `io`, `corrupt` and `unavailable` the message stays in our log, for it may
/// name files and hosts; the client reads the kind alone.
Response to_response(const Error& error);

/// Text as the inside of a JSON string: quotes, backslashes and controls escaped, what is not UTF-8 replaced.
std::string json_escape(std::string_view text);

}  // namespace nuri::http
