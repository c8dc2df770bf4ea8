#include "rights/grant.h"

#include <algorithm>
#include <climits>

#include "base/text.h"

namespace nuri::rights {
namespace {

constexpr int height_max = 16384;
constexpr int priority_max = 1000;
constexpr size_t edit_bytes_max = 200;
constexpr size_t platforms_max = 100;
constexpr size_t platform_bytes_max = 64;
constexpr std::chrono::seconds download_time_max = std::chrono::hours(24) * 36525;  // a hundred years

Result<> check_languages(const Languages& languages, std::string_view kind) {
    if (!languages) return {};
    if (languages->empty()) {
        return Error{ErrorKind::invalid,
                     "grant permits no language of " + std::string(kind) + "; leave it out for any"};
    }
    auto sorted = *languages;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        return Error{ErrorKind::invalid, "grant names " + twice->text() + " twice for " + std::string(kind)};
    }
    return {};
}

Result<> check_held_back(const Languages& permitted, const std::vector<world::LanguageTag>& held_back,
                         std::string_view kind) {
    if (held_back.empty()) return {};
    if (auto checked = check_languages(held_back, kind); !checked) return checked;
    for (const auto& tag : held_back) {
        if (permitted && std::find(permitted->begin(), permitted->end(), tag) != permitted->end()) {
            return Error{ErrorKind::invalid,
                         "grant both permits and holds back " + tag.text() + " for " + std::string(kind)};
        }
    }
    return {};
}

Result<> check_terms(const Terms& terms) {
    if (const auto height = terms.max_height; height && (*height < 1 || *height > height_max)) {
        return Error{ErrorKind::invalid, "grant limits the height to " + std::to_string(*height) +
                                             "; it may be 1 to 16384 lines"};
    }
    if (auto checked = check_languages(terms.audio, "audio"); !checked) return checked;
    if (auto checked = check_languages(terms.subtitles, "subtitles"); !checked) return checked;
    if (auto checked = check_languages(terms.dubs, "dubs"); !checked) return checked;
    if (auto checked = check_languages(terms.forced, "forced subtitles"); !checked) return checked;
    const HeldBack& back = terms.held_back;
    if (auto checked = check_held_back(terms.audio, back.audio, "audio"); !checked) return checked;
    if (auto checked = check_held_back(terms.subtitles, back.subtitles, "subtitles"); !checked)
        return checked;
    if (auto checked = check_held_back(terms.dubs, back.dubs, "dubs"); !checked) return checked;
    if (auto checked = check_held_back(terms.forced, back.forced, "forced subtitles"); !checked)
        return checked;
    const auto positive = [](const auto& count) { return !count || *count > 0; };
    if (!positive(terms.plays.runs_max) || !positive(terms.plays.per_account_max) ||
        (terms.download && !positive(terms.download->per_account_max))) {
        return Error{ErrorKind::invalid,
                     "grant caps plays or downloads at none; leave the cap out, or the grant"};
    }
    if (terms.download) {
        for (const auto& span : {terms.download->keep, terms.download->watch}) {
            if (span && (*span <= std::chrono::seconds(0) || *span > download_time_max)) {
                return Error{ErrorKind::invalid, "grant permits downloads for " +
                                                     std::to_string(span->count()) +
                                                     " seconds; it may be a second to a hundred years"};
            }
        }
    }
    return {};
}

Result<> check_scope(const Grant& grant) {
    if (grant.devices.empty()) return Error{ErrorKind::invalid, "grant is for no device"};
    if (grant.edit.size() > edit_bytes_max || !is_utf8(grant.edit) ||
        grant.edit.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos) {
        return Error{ErrorKind::invalid,
                     "grant names an edit that is not one line of at most 200 bytes of UTF-8"};
    }
    if (grant.platforms.size() > platforms_max)
        return Error{ErrorKind::too_large, "grant names more than 100 platforms"};
    for (size_t i = 0; i < grant.platforms.size(); ++i) {
        const std::string& name = grant.platforms[i];
        if (!is_slug(name) || name.size() > platform_bytes_max) {
            return Error{ErrorKind::invalid, "grant names platform '" + name.substr(0, 64) +
                                                 "'; use a-z, 0-9 and '-', at most 64 of them"};
        }
        if (i > 0 && grant.platforms[i - 1] >= name)
            return Error{ErrorKind::invalid, "grant names its platforms twice or out of order"};
    }
    return {};
}

// "Any" is broader than any list.
uint64_t breadth(const Languages& languages) {
    return languages ? languages->size() : UINT64_MAX;
}

}  // namespace

std::string_view to_string(Sign sign) {
    switch (sign) {
        case Sign::allow:
            return "allow";
        case Sign::holdback:
            return "holdback";
        case Sign::blackout:
            return "blackout";
    }
    return "allow";
}

std::optional<Sign> parse_sign(std::string_view word) {
    for (const auto sign : {Sign::allow, Sign::holdback, Sign::blackout}) {
        if (word == to_string(sign)) return sign;
    }
    return std::nullopt;
}

Result<> validate(const Grant& grant) {
    const auto invalid = [](std::string why) { return Error{ErrorKind::invalid, "grant " + std::move(why)}; };
    if (grant.id.number() <= 0) return invalid("has no id");
    if (grant.title.number() <= 0) return invalid("has no title");
    if (grant.territories.empty()) return invalid("is for no territory");
    if (grant.license_types.empty()) return invalid("is of no licence type");
    if (grant.priority < -priority_max || grant.priority > priority_max) {
        return invalid("has priority " + std::to_string(grant.priority) + "; it may be -1000 to 1000");
    }
    if (grant.denies() && grant.terms != Terms{}) {
        return invalid("is a " + std::string(to_string(grant.sign)) +
                       ", which withholds the title whole: it takes no languages, height or HDR");
    }
    if (auto checked = check_scope(grant); !checked) return checked;
    return check_terms(grant.terms);
}

bool permits(const Terms& terms, TrackUse use, const world::LanguageTag& language) {
    const auto takes_in = [&](const std::vector<world::LanguageTag>& ranges) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const world::LanguageTag& range) { return world::matches(range, language); });
    };
    const auto judged = [&](const Languages& permitted, const std::vector<world::LanguageTag>& held_back) {
        return !takes_in(held_back) && (!permitted || takes_in(*permitted));
    };
    const HeldBack& back = terms.held_back;
    switch (use) {
        case TrackUse::audio:
            return judged(terms.audio, back.audio);
        case TrackUse::dub:
            return judged(terms.dubs ? terms.dubs : terms.audio, back.dubs) && !takes_in(back.audio);
        case TrackUse::subtitles:
            return judged(terms.subtitles, back.subtitles);
        case TrackUse::forced:
            return judged(terms.forced ? terms.forced : terms.subtitles, back.forced) &&
                   !takes_in(back.subtitles);
    }
    return false;
}

std::string_view to_string(AudioFormat format) {
    switch (format) {
        case AudioFormat::stereo:
            return "stereo";
        case AudioFormat::surround:
            return "surround";
        case AudioFormat::immersive:
            return "immersive";
    }
    return "immersive";
}

std::optional<AudioFormat> parse_audio_format(std::string_view word) {
    for (const auto format : {AudioFormat::stereo, AudioFormat::surround, AudioFormat::immersive}) {
        if (word == to_string(format)) return format;
    }
    return std::nullopt;
}

std::string_view to_string(Turn turn) {
    switch (turn) {
        case Turn::unstated:
            return "unstated";
        case Turn::premiere:
            return "premiere";
        case Turn::first:
            return "first";
        case Turn::second:
            return "second";
        case Turn::library:
            return "library";
    }
    return "unstated";
}

std::optional<Turn> parse_turn(std::string_view word) {
    for (const auto turn : {Turn::unstated, Turn::premiere, Turn::first, Turn::second, Turn::library}) {
        if (word == to_string(turn)) return turn;
    }
    return std::nullopt;
}

Standing standing_of(const Grant& grant) {
    const Terms& terms = grant.terms;
    const auto& end = grant.window.end();
    return {-grant.priority,
            -terms.max_height.value_or(INT_MAX),
            terms.hdr ? 0 : 1,
            -static_cast<int>(terms.audio_format),
            ~breadth(terms.audio),
            ~breadth(terms.subtitles),
            end ? -to_unix_ms(*end) : INT64_MIN,
            grant.id.number(),
            to_unix_ms(grant.window.start())};
}

bool is_preferred(const Grant& a, const Grant& b) {
    return standing_of(a) < standing_of(b);
}

}  // namespace nuri::rights
