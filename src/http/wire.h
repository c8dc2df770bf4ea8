#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace nuri::http {

/// What the server adds to an answer's head.
struct Framing {
    std::string_view date;  ///< an HTTP date
    int version = 11;       ///< of the request
    bool keep_alive = true;
};

/// Appends the status line and the header of an answer. Content-Length is written from the body's size,
/// except where RFC 9110 section 8.6 forbids one (204, 304); for HEAD it is that of the GET.
void write_head(std::string& out, const Response& response, const Framing& framing);

/// Whether the body's bytes follow the head.
bool sends_body(Method method, int status);

}  // namespace nuri::http
