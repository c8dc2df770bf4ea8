#include "media/cue_settings.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "media/text_lines.h"

namespace nuri::media {
namespace {

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), value) != words.end();
}

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits, with a fraction perhaps.
bool is_number(std::string_view text) {
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos) return all_digits(text);
    return all_digits(text.substr(0, dot)) && all_digits(text.substr(dot + 1));
}

/// 0% to 100%.
bool is_percentage(std::string_view text) {
    if (!text.ends_with('%')) return false;
    text.remove_suffix(1);
    if (!is_number(text)) return false;
    std::string_view whole = text.substr(0, text.find('.'));
    while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
    if (whole.size() < 3) return true;
    const std::string_view fraction =
        text.find('.') == std::string_view::npos ? "" : text.substr(text.find('.') + 1);
    return whole == "100" && std::all_of(fraction.begin(), fraction.end(), [](char c) { return c == '0'; });
}

bool is_line(std::string_view text) {
    if (text.ends_with('%')) return is_percentage(text);
    if (text.starts_with('-')) text.remove_prefix(1);
    return is_number(text);
}

constexpr std::array<std::string_view, 6> names{"region", "vertical", "line", "position", "size", "align"};

bool is_legal(std::string_view name, std::string_view value) {
    const size_t comma = value.find(',');
    const std::string_view first = value.substr(0, comma);
    const bool pair = comma != std::string_view::npos;
    const std::string_view second = pair ? value.substr(comma + 1) : std::string_view{};
    if (name == "region") return !value.empty() && value.find("-->") == std::string_view::npos;
    if (name == "vertical") return is_one_of(value, {"rl", "lr"});
    if (name == "line") return is_line(first) && (!pair || is_one_of(second, {"start", "center", "end"}));
    if (name == "position")
        return is_percentage(first) && (!pair || is_one_of(second, {"line-left", "center", "line-right"}));
    if (name == "size") return is_percentage(value);
    return is_one_of(value, {"start", "center", "end", "left", "right"});
}

}  // namespace

std::string normalise_settings(std::string_view text, std::vector<std::string>& refused) {
    std::array<std::string_view, names.size()> values;
    while (true) {
        const size_t start = text.find_first_not_of(" \t\f");
        if (start == std::string_view::npos) break;
        text.remove_prefix(start);
        const std::string_view word = text.substr(0, text.find_first_of(" \t\f"));
        text.remove_prefix(word.size());
        const size_t colon = word.find(':');
        const std::string_view name = word.substr(0, colon);
        const auto known = std::find(names.begin(), names.end(), name);
        const std::string_view value =
            colon == std::string_view::npos ? std::string_view{} : word.substr(colon + 1);
        if (known == names.end() || !is_legal(name, value)) {
            refused.emplace_back(beginning_of(word, 80));
            continue;
        }
        values[static_cast<size_t>(known - names.begin())] = value;
    }
    std::string out;
    for (size_t i = 0; i < names.size(); ++i) {
        if (values[i].empty()) continue;
        if (!out.empty()) out += ' ';
        out.append(names[i]).append(":").append(values[i]);
    }
    return out;
}

}  // namespace nuri::media
