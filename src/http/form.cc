#include "http/form.h"

#include <algorithm>

#include "base/text.h"

namespace nuri::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool decode_into(std::string_view encoded, std::string& text) {
    for (size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            text += encoded[i];
            continue;
        }
        if (encoded.size() - i < 3) return false;
        const int high = hex_value(encoded[i + 1]);
        const int low = hex_value(encoded[i + 2]);
        if (high < 0 || low < 0) return false;
        text += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return true;
}

Result<std::string> decode_part(std::string_view part) {
    std::string spaced(part);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    std::string text;
    if (!decode_into(spaced, text) || !is_utf8(text))
        return Error{ErrorKind::invalid, "badly encoded form field"};
    return text;
}

bool has_dot_segment(std::string_view path) {
    for (const std::string_view segment : split(path, '/'))
        if (segment == "." || segment == "..") return true;
    return false;
}

}  // namespace

Result<FormPairs> parse_form(std::string_view text, size_t pairs_max) {
    FormPairs pairs;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (part.empty()) continue;
        if (pairs.size() == pairs_max)
            return Error{ErrorKind::too_large, "more than " + std::to_string(pairs_max) + " form fields"};
        const size_t equals = part.find('=');
        std::string name = TRY(decode_part(part.substr(0, equals)));
        std::string value;
        if (equals != std::string_view::npos) value = TRY(decode_part(part.substr(equals + 1)));
        pairs.emplace_back(std::move(name), std::move(value));
    }
    return pairs;
}

Result<> decode_path(std::string_view encoded, std::string& path) {
    path.clear();
    if (encoded.empty() || encoded.front() != '/')
        return Error{ErrorKind::invalid, "the target's path does not start with '/'"};
    if (!decode_into(encoded, path)) return Error{ErrorKind::invalid, "the path has a broken percent escape"};
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(path.begin(), path.end(), is_control))
        return Error{ErrorKind::invalid, "the path has a control character"};
    if (!is_utf8(path)) return Error{ErrorKind::invalid, "the path is not UTF-8"};
    // Looked for only where "/." stands: segments of the common path are not worth a list.
    if (path.find("/.") != std::string::npos && has_dot_segment(path))
        return Error{ErrorKind::invalid, "the path has a dot segment"};
    return {};
}

}  // namespace nuri::http
