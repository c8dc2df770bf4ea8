#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace nuri {

/// Takes exactly `digits` decimal digits (at most 9) off the front; none, and nothing taken, where there are
/// fewer. What parsers of fixed forms such as dates are made of.
inline std::optional<int> take_digits(std::string_view& text, size_t digits) {
    if (text.size() < digits) return {};
    int value = 0;
    for (size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return {};
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

/// Takes one character off the front, if it is this one.
inline bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace nuri
