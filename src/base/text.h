#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri {

/// The parts between separators; "a,,b" has three. The parts borrow from `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// A temporary would be gone before its parts.
template<std::same_as<std::string> Temporary>
std::vector<std::string_view> split(Temporary&& text, char separator) = delete;

/// Without ASCII white space at either end.
std::string_view trim(std::string_view text);

/// ASCII letters only; other bytes are kept as they are.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

template<typename Range>
std::string join(const Range& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

/// A whole decimal number and nothing else: no sign but a leading '-', no space. None if it does not fit.
std::optional<int64_t> parse_integer(std::string_view text);

/// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates.
bool is_utf8(std::string_view bytes);

/// The same text where it is well formed; each byte that belongs to no character becomes U+FFFD. For what quotes
/// foreign bytes, whole or cut off, in a form that has only characters, such as JSON.
std::string to_utf8(std::string_view bytes);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const uint8_t> bytes);
Result<std::vector<uint8_t>> from_hex(std::string_view text);

/// Base 64 with the URL alphabet and without padding (RFC 4648, section 5).
std::string to_base64url(std::span<const uint8_t> bytes);
Result<std::vector<uint8_t>> from_base64url(std::string_view text);

/// RFC 3986: every byte but the unreserved ones as %XX.
std::string percent_encode(std::string_view text);
/// `invalid` for a '%' that is not followed by two hexadecimal digits.
Result<std::string> percent_decode(std::string_view text);

/// A slug: 1 to 96 of a-z, 0-9 and '-', not starting or ending with '-'. The name of a title in URLs
/// and on the command line.
bool is_slug(std::string_view text);

inline std::span<const uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(std::span<const uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace nuri
