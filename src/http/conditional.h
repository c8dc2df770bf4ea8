#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/message.h"

namespace nuri::http {

/// Bytes first..last of a representation, both included, as in Content-Range.
struct ByteRange {
    uint64_t first;
    uint64_t last;
    uint64_t size() const { return last - first + 1; }
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// What a representation is known by. `etag` is written with its quotes, `"a1"` or `W/"a1"`; empty if it has
/// none.
struct Validators {
    std::string_view etag;
    std::optional<Instant> last_modified;
};

/// How a request for an existing representation is to be answered.
struct Selection {
    int status = 200;                ///< 200, 206, 304, 412 or 416
    std::optional<ByteRange> range;  ///< with 206 only
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, If-Range and Range in the order
/// of RFC 9110 section 13.2.2, for a representation of `size` bytes. Range and If-Range count for GET only.
///
/// A request for several ranges is answered with the whole (200): the RFC lets a server ignore Range, no
/// player asks for more than one, and many small ranges are a known way to make a server work hard
/// (section 17.15). A Range that cannot be read is ignored likewise; one that can be read but lies outside is
/// a 416.
Selection select(const Request& request, const Validators& validators, uint64_t size, Instant now);

/// "bytes 0-99/1000" of a 206; "bytes */1000" of a 416 where there is no range.
std::string content_range(const std::optional<ByteRange>& range, uint64_t size);

/// The Range header alone. None: there is no single range that can be read, send the whole.
struct RangeRequest {
    bool satisfiable = true;
    ByteRange range{};  ///< clipped to the representation; only where satisfiable
};
std::optional<RangeRequest> parse_range(std::string_view header, uint64_t size);

/// Answers with `body` or the part of it that is asked for: sets status, ETag, Last-Modified, Accept-Ranges
/// and Content-Range on `response`, and its body unless the answer has none. Other headers are the caller's.
void serve(const Request& request, Response& response, const Validators& validators, Body body, Instant now);

}  // namespace nuri::http
