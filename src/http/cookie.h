#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace nuri::http {

/// The value of the first cookie of that name in a Cookie header (RFC 6265 section 4.2); quotes around it are
/// dropped.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

/// A cookie to be set. Made for sessions: the defaults are the strict ones.
struct Cookie {
    enum class SameSite { strict, lax, none };

    std::string name;
    std::string value;
    std::string path = "/";
    std::optional<std::chrono::seconds> max_age;  ///< none: until the browser closes; zero: delete it now
    bool http_only = true;
    bool secure = true;
    SameSite same_site = SameSite::lax;
};

/// The value of a Set-Cookie header (RFC 6265 section 4.1). Bytes that a cookie value may not hold are
/// percent-encoded.
std::string to_string(const Cookie& cookie);

}  // namespace nuri::http
