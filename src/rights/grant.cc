#include "rights/grant.h"

#include <algorithm>
#include <climits>
#include <tuple>

namespace nuri::rights {
namespace {

constexpr int height_max = 16384;
constexpr int priority_max = 1000;

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

// "Any" is broader than any list.
size_t breadth(const Languages& languages) {
    return languages ? languages->size() : SIZE_MAX;
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
    if (const auto height = grant.terms.max_height; height && (*height < 1 || *height > height_max)) {
        return invalid("limits the height to " + std::to_string(*height) + "; it may be 1 to 16384 lines");
    }
    if (auto checked = check_languages(grant.terms.audio, "audio"); !checked) return checked;
    return check_languages(grant.terms.subtitles, "subtitles");
}

bool is_preferred(const Grant& a, const Grant& b) {
    const auto rank = [](const Grant& g) {
        return std::tuple(g.priority, g.terms.max_height.value_or(INT_MAX), g.terms.hdr,
                          breadth(g.terms.audio), breadth(g.terms.subtitles),
                          g.window.end().value_or(Instant::max()));
    };
    const auto rank_a = rank(a), rank_b = rank(b);
    return rank_a != rank_b ? rank_a > rank_b : a.id < b.id;
}

}  // namespace nuri::rights
