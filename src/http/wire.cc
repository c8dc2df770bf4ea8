#include "http/wire.h"

#include <charconv>

namespace nuri::http {
namespace {

void append_number(std::string& out, uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

}  // namespace

void write_head(std::string& out, const Response& response, const Framing& framing) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<uint64_t>(response.status));
    out.append(" ")
        .append(reason_phrase(response.status))
        .append("\r\nDate: ")
        .append(framing.date)
        .append("\r\n");
    for (size_t i = 0; i < response.headers.size(); ++i) {
        const Headers::Field field = response.headers[i];
        out.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    if (response.status != 204 && response.status != 304) {
        out.append("Content-Length: ");
        append_number(out, size_of(response.body));
        out.append("\r\n");
    }
    if (!framing.keep_alive) {
        out.append("Connection: close\r\n");
    } else if (framing.version < 11) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

bool sends_body(Method method, int status) {
    return method != Method::head && status != 204 && status != 304;
}

}  // namespace nuri::http
