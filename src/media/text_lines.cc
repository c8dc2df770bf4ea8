#include "media/text_lines.h"

#include "base/text.h"

namespace nuri::media {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

size_t sequence_length(uint8_t lead) {
    if (lead >= 0xF0) return 4;
    if (lead >= 0xE0) return 3;
    return lead >= 0xC0 ? 2 : 1;
}

}  // namespace

std::string clean_text(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    std::string out;
    out.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        const char c = bytes[i];
        if (static_cast<uint8_t>(c) >= 0x80) {
            const auto sequence = bytes.substr(i, sequence_length(static_cast<uint8_t>(c)));
            const bool whole = is_utf8(sequence);
            out += whole ? sequence : replacement;
            i += whole ? sequence.size() : 1;
            continue;
        }
        ++i;
        if (c == '\r') {
            out += '\n';
            if (i < bytes.size() && bytes[i] == '\n') ++i;
        } else if (c == '\0') {
            out += replacement;
        } else {
            out += c;
        }
    }
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    auto lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();  // the file's last line end opens no line
    return lines;
}

std::string_view beginning_of(std::string_view text, size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    while (bytes_max > 0 && (static_cast<uint8_t>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
    return text.substr(0, bytes_max);
}

}  // namespace nuri::media
