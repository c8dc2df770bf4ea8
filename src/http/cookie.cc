#include "http/cookie.h"

#include "base/text.h"

namespace nuri::http {
namespace {

// cookie-octet of RFC 6265 section 4.1.1, less '%', which we need for escapes.
bool is_cookie_byte(unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\' && c != '%';
}

}  // namespace

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        std::string_view pair = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(pair.size() + 1, header.size()));
        const size_t equals = pair.find('=');
        if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name) continue;
        std::string_view value = trim(pair.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return std::nullopt;
}

std::string to_string(const Cookie& cookie) {
    std::string text = cookie.name + "=";
    for (const char c : cookie.value) {
        if (is_cookie_byte(static_cast<unsigned char>(c))) {
            text += c;
        } else {
            text += percent_encode(std::string_view(&c, 1));
        }
    }
    text += "; Path=" + cookie.path;
    if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
    if (cookie.http_only) text += "; HttpOnly";
    if (cookie.secure) text += "; Secure";
    switch (cookie.same_site) {
        case Cookie::SameSite::strict:
            return text + "; SameSite=Strict";
        case Cookie::SameSite::lax:
            return text + "; SameSite=Lax";
        case Cookie::SameSite::none:
            return text + "; SameSite=None";
    }
    return text;
}

}  // namespace nuri::http
