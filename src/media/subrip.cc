#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "media/text_lines.h"
#include "media/webvtt.h"

namespace nuri::media {
namespace {

using std::chrono::milliseconds;

constexpr size_t bytes_max = 64 << 20;
constexpr size_t findings_max = 1000;

/// "1:02:03,45": hours may have any digits, the fraction one to three, its mark may be ',' or '.'.
std::optional<milliseconds> parse_time(std::string_view text) {
    text = trim(text);
    const auto parts = split(text, ':');
    if (parts.size() != 3) return {};
    const size_t mark = parts[2].find_first_of(",.");
    const auto hours = parse_integer(trim(parts[0]));
    const auto minutes = parse_integer(trim(parts[1]));
    const auto seconds = parse_integer(trim(parts[2].substr(0, mark)));
    std::string fraction(mark == std::string_view::npos ? "0" : trim(parts[2].substr(mark + 1)));
    if (fraction.empty() || fraction.size() > 3) return {};
    fraction.resize(3, '0');
    const auto millis = parse_integer(fraction);
    if (!hours || !minutes || !seconds || !millis) return {};
    if (*hours < 0 || *hours > 9999 || *minutes < 0 || *minutes > 59 || *seconds < 0 || *seconds > 59 ||
        *millis < 0)
        return {};
    return milliseconds(((*hours * 60 + *minutes) * 60 + *seconds) * 1000 + *millis);
}

struct Timing {
    size_t line = 0;
    milliseconds start{0}, end{0};
};

std::optional<Timing> parse_timing(std::string_view line, size_t number) {
    const size_t arrow = line.find("-->");
    if (arrow == std::string_view::npos) return {};
    const auto start = parse_time(line.substr(0, arrow));
    std::string_view rest = trim(line.substr(arrow + 3));
    const auto end = parse_time(rest.substr(0, rest.find(' ')));  // coordinates may follow
    if (!start || !end) return {};
    return Timing{number, *start, *end};
}

/// {\an1} to {\an9} name a place as the keys of a number pad lie; 2, below in the middle, is where subtitles
/// are anyway.
std::string place_settings(char key) {
    std::string settings;
    if (key >= '7') settings = "line:0";
    if (key >= '4' && key <= '6') settings = "line:50%,center";
    const int column = (key - '1') % 3;
    if (column != 1)
        settings.append(settings.empty() ? "" : " ").append(column == 0 ? "align:start" : "align:end");
    return settings;
}

/// One line in WebVTT's words. Marks in braces are taken out; a place among them goes to `settings`.
std::string convert_line(std::string_view line, std::string& settings) {
    std::string out;
    for (size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '{' && i + 1 < line.size() && line[i + 1] == '\\') {
            const size_t end = line.find('}', i);
            if (end != std::string_view::npos) {
                const std::string_view mark = line.substr(i + 1, end - i - 1);
                if (mark.starts_with("\\an") && mark.size() == 4 && mark[3] >= '1' && mark[3] <= '9')
                    settings = place_settings(mark[3]);
                i = end;
                continue;
            }
        }
        if (c == '<') {
            const size_t end = line.find('>', i);
            const std::string tag =
                end == std::string_view::npos ? "" : to_lower(line.substr(i + 1, end - i - 1));
            const std::string_view name = std::string_view(tag).substr(tag.starts_with('/') ? 1 : 0);
            if (name == "i" || name == "b" || name == "u") {
                out += '<' + tag + '>';
                i = end;
                continue;
            }
            if (name.starts_with("font")) {
                i = end;
                continue;
            }
            out += "&lt;";
        } else if (c == '&') {
            out += "&amp;";
        } else if (c == '>') {
            out += "&gt;";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

Result<TimedText> parse_subrip(std::string_view bytes) {
    if (bytes.size() > bytes_max)
        return Error{ErrorKind::invalid,
                     fmt::format("a SubRip file of {} bytes; the most is 64 MB", bytes.size())};
    const std::string clean = clean_text(bytes);
    const auto lines = lines_of(clean);
    TimedText text;
    const auto find = [&text](size_t line, std::string_view code, std::string message) {
        if (text.findings.size() < findings_max)
            text.findings.push_back({static_cast<uint32_t>(line + 1), std::string(code), std::move(message)});
    };
    std::vector<Timing> timings;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (const auto timing = parse_timing(lines[i], i)) {
            timings.push_back(*timing);
        } else if (lines[i].find("-->") != std::string_view::npos) {
            find(i, "cue.timing", fmt::format("times that cannot be read: '{}'", beginning_of(lines[i], 80)));
        }
    }
    for (size_t n = 0; n < timings.size(); ++n) {
        const bool last = n + 1 == timings.size();
        size_t end = last ? lines.size() : timings[n + 1].line;
        const size_t begin = timings[n].line + 1;
        // The number above the next cue's times is not text.
        if (!last && end > begin && parse_integer(trim(lines[end - 1]))) --end;
        Cue cue;
        cue.start = timings[n].start;
        cue.end = timings[n].end;
        for (size_t i = begin; i < end; ++i) {
            const std::string line = convert_line(trim(lines[i]), cue.settings);
            if (line.empty()) continue;  // an empty line would end a cue of WebVTT
            if (!cue.text.empty()) cue.text += '\n';
            cue.text += line;
        }
        if (cue.end <= cue.start)
            find(timings[n].line, "cue.timing",
                 fmt::format("ends at {}, not after its start", vtt_time(cue.end)));
        if (cue.text.empty()) find(timings[n].line, "cue.empty", "no text");
        text.cues.push_back(std::move(cue));
    }
    if (text.cues.empty()) return Error{ErrorKind::invalid, "no cue of SubRip could be read"};
    return text;
}

}  // namespace nuri::media
