#include "media/webvtt.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "media/cue_settings.h"
#include "media/text_lines.h"

namespace nuri::media {
namespace {

using std::chrono::milliseconds;

constexpr size_t bytes_max = 64 << 20;
constexpr size_t findings_max = 1000;
constexpr std::string_view arrow = "-->";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

void skip_spaces(std::string_view& text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// A run of digits of that many (0: of any number), no more than a time can need.
std::optional<int64_t> take_digits(std::string_view& text, size_t count, size_t* taken = nullptr) {
    size_t n = 0;
    while (n < text.size() && is_digit(text[n])) ++n;
    if (taken != nullptr) *taken = n;
    if (n == 0 || n > 9 || (count > 0 && n != count)) return {};
    const auto value = parse_integer(text.substr(0, n));
    text.remove_prefix(n);
    return value;
}

bool take(std::string_view& text, std::string_view wanted) {
    if (!text.starts_with(wanted)) return false;
    text.remove_prefix(wanted.size());
    return true;
}

/// "Collect a WebVTT timestamp": [hours:]mm:ss.mmm.
std::optional<milliseconds> take_time(std::string_view& text) {
    size_t digits = 0;
    const auto first = take_digits(text, 0, &digits);
    if (!first || !take(text, ":")) return {};
    const auto second = take_digits(text, 2);
    if (!second) return {};
    int64_t hours = 0, minutes = *first, seconds = *second;
    if (digits != 2 || *first > 59 || text.starts_with(":")) {
        if (!take(text, ":")) return {};
        const auto third = take_digits(text, 2);
        if (!third) return {};
        hours = *first;
        minutes = *second;
        seconds = *third;
    }
    if (!take(text, ".")) return {};
    const auto millis = take_digits(text, 3);
    if (!millis || minutes > 59 || seconds > 59) return {};
    return milliseconds(((hours * 60 + minutes) * 60 + seconds) * 1000 + *millis);
}

/// "Parse the WebVTT file" and "collect a WebVTT block".
class Parser {
  public:
    explicit Parser(std::string_view text) : lines_(lines_of(text)) {}

    TimedText parse() {
        ++at_;  // the signature
        if (at_ < lines_.size() && !lines_[at_].empty()) read_block(/*in_header=*/true);
        while (true) {
            while (at_ < lines_.size() && lines_[at_].empty()) ++at_;
            if (at_ >= lines_.size()) return std::move(text_);
            read_block(false);
        }
    }

  private:
    enum class Kind { other, style, region, cue };

    void find(size_t line, std::string_view code, std::string message) {
        if (text_.findings.size() < findings_max) {
            text_.findings.push_back(
                {static_cast<uint32_t>(line + 1), std::string(code), std::move(message)});
        }
    }

    void read_block(bool in_header) {
        const size_t first = at_;
        Kind kind = Kind::other;
        bool seen_arrow = false;
        Cue cue;
        size_t cue_line = 0;
        std::string buffer;
        for (size_t count = 1; at_ < lines_.size(); ++count) {
            const std::string_view line = lines_[at_];
            if (line.find(arrow) != std::string_view::npos) {
                if (in_header || (count != 1 && (count != 2 || seen_arrow)))
                    break;  // it opens the next block
                seen_arrow = true;
                cue_line = at_;
                if (read_timing(line, at_, cue)) {
                    kind = Kind::cue;
                    cue.id = std::move(buffer);
                    buffer.clear();
                }
                ++at_;
                continue;
            }
            ++at_;
            if (line.empty()) break;
            if (!in_header && count == 2 && kind != Kind::cue && text_.cues.empty()) {
                const std::string_view name = trim(buffer);
                if (buffer.starts_with("STYLE") && name == "STYLE") kind = Kind::style;
                if (buffer.starts_with("REGION") && name == "REGION") kind = Kind::region;
                if (kind != Kind::other) buffer.clear();
            }
            if (!buffer.empty()) buffer += '\n';
            buffer += line;
        }
        if (kind == Kind::cue) {
            finish_cue(std::move(cue), std::move(buffer), cue_line);
        } else if (kind == Kind::style) {
            text_.styles.push_back(std::move(buffer));
        } else if (kind == Kind::region) {
            text_.regions.push_back(std::move(buffer));
        } else if (!in_header && !seen_arrow && !is_note(buffer)) {
            find(first, "block", "a block that is no cue, note, style or region is passed over");
        }
    }

    static bool is_note(std::string_view block) {
        return block.starts_with("NOTE") &&
               (block.size() == 4 || block[4] == ' ' || block[4] == '\t' || block[4] == '\n');
    }

    bool read_timing(std::string_view line, size_t number, Cue& cue) {
        std::string_view rest = line;
        skip_spaces(rest);
        const auto start = take_time(rest);
        skip_spaces(rest);
        const bool pointed = start && take(rest, arrow);
        skip_spaces(rest);
        const auto end = pointed ? take_time(rest) : std::nullopt;
        if (!end) {
            find(number, "cue.timing",
                 fmt::format("times that cannot be read: '{}'", beginning_of(line, 80)));
            return false;
        }
        cue.start = *start;
        cue.end = *end;
        std::vector<std::string> refused;
        cue.settings = normalise_settings(rest, refused);
        for (const auto& setting : refused)
            find(number, "cue.settings", fmt::format("setting '{}' is passed over", setting));
        return true;
    }

    void finish_cue(Cue&& cue, std::string&& text, size_t line) {
        cue.text = std::move(text);
        if (cue.end <= cue.start)
            find(line, "cue.timing", fmt::format("ends at {}, not after its start", vtt_time(cue.end)));
        if (cue.text.empty()) find(line, "cue.empty", "no text");
        if (!text_.cues.empty() && cue.start < text_.cues.back().start) {
            find(line, "cue.order",
                 fmt::format("starts at {}, before the cue above it", vtt_time(cue.start)));
        }
        check_tags(cue.text, line);
        text_.cues.push_back(std::move(cue));
    }

    /// Names each tag that the standard does not know, and whether all are closed in order.
    void check_tags(std::string_view text, size_t line) {
        constexpr std::array<std::string_view, 8> known{"c", "i", "b", "u", "ruby", "rt", "v", "lang"};
        std::vector<std::string_view> open;
        for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
            const size_t end = text.find('>', at);
            std::string_view tag = text.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
            if (!tag.empty() && is_digit(tag.front())) continue;  // a time within the cue
            const bool closes = tag.starts_with("/");
            if (closes) tag.remove_prefix(1);
            const std::string_view name = tag.substr(0, tag.find_first_of(". \t\n"));
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                find(line, "tag", fmt::format("'<{}>' is not a tag of WebVTT", beginning_of(tag, 40)));
            } else if (!closes) {
                open.push_back(name);
            } else if (!open.empty() && open.back() == name) {
                open.pop_back();
            } else if (name == "ruby" && !open.empty() && open.back() == "rt") {
                open.resize(open.size() - std::min<size_t>(2, open.size()));
            } else {
                find(line, "tag", fmt::format("'</{}>' closes nothing", name));
            }
            if (end == std::string_view::npos) break;
        }
        for (const auto& name : open) {
            if (name != "v" && name != "rt") find(line, "tag", fmt::format("'<{}>' is not closed", name));
        }
    }

    std::vector<std::string_view> lines_;
    size_t at_ = 0;
    TimedText text_;
};

}  // namespace

std::string vtt_time(milliseconds time) {
    const int64_t ms = std::max<int64_t>(0, time.count());
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                       ms % 1000);
}

Result<TimedText> parse_webvtt(std::string_view bytes) {
    if (bytes.size() > bytes_max)
        return Error{ErrorKind::invalid,
                     fmt::format("a WebVTT file of {} bytes; the most is 64 MB", bytes.size())};
    const std::string text = clean_text(bytes);
    const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
    if (!first.starts_with("WEBVTT") || (first.size() > 6 && first[6] != ' ' && first[6] != '\t')) {
        return Error{ErrorKind::invalid, "no WEBVTT at the start"};
    }
    return Parser(text).parse();
}

std::string write_webvtt(const TimedText& text) {
    std::string out = "WEBVTT\n";
    for (const auto& region : text.regions) out += fmt::format("\nREGION\n{}\n", region);
    for (const auto& style : text.styles) out += fmt::format("\nSTYLE\n{}\n", style);
    std::vector<const Cue*> cues;
    for (const auto& cue : text.cues) {
        if (cue.end > cue.start) cues.push_back(&cue);
    }
    std::stable_sort(cues.begin(), cues.end(),
                     [](const Cue* a, const Cue* b) { return a->start < b->start; });
    for (const Cue* cue : cues) {
        out += '\n';
        if (!cue->id.empty()) out.append(cue->id).append("\n");
        out.append(vtt_time(cue->start)).append(" --> ").append(vtt_time(cue->end));
        if (!cue->settings.empty()) out.append(" ").append(cue->settings);
        out += '\n';
        if (!cue->text.empty()) out.append(cue->text).append("\n");
    }
    return out;
}

}  // namespace nuri::media
