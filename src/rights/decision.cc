#include "rights/decision.h"

namespace nuri::rights {
namespace {
constexpr std::string_view words[] = {
    "licensed",
    "service_unavailable",
    "service_not_launched",
    "anonymiser",
    "denied",
    "not_open_yet",
    "closed",
    "no_licence",
    "used_up",
    "plan",
    "streams",
    "maturity",
    "device",
    "not_ready",
};
static_assert(std::size(words) == static_cast<size_t>(Reason::not_ready) + 1);

constexpr std::string_view travel_words[] = {"portability", "follow", "home"};
constexpr std::string_view anonymiser_words[] = {"none", "vpn", "hosting", "proxy"};
constexpr std::string_view policy_words[] = {"ignore", "originals", "block"};

template<typename Value, size_t count>
std::optional<Value> find_word(const std::string_view (&all)[count], std::string_view word) {
    for (size_t i = 0; i < count; ++i) {
        if (word == all[i]) return static_cast<Value>(i);
    }
    return std::nullopt;
}
}  // namespace

std::string_view to_string(Reason reason) {
    return words[static_cast<size_t>(reason)];
}

std::optional<Reason> parse_reason(std::string_view word) {
    return find_word<Reason>(words, word);
}

std::string_view to_string(TravelRule rule) {
    return travel_words[static_cast<size_t>(rule)];
}
std::optional<TravelRule> parse_travel_rule(std::string_view word) {
    return find_word<TravelRule>(travel_words, word);
}

std::string_view to_string(Anonymiser anonymiser) {
    return anonymiser_words[static_cast<size_t>(anonymiser)];
}
std::optional<Anonymiser> parse_anonymiser(std::string_view word) {
    return find_word<Anonymiser>(anonymiser_words, word);
}

std::string_view to_string(AnonymiserPolicy policy) {
    return policy_words[static_cast<size_t>(policy)];
}
std::optional<AnonymiserPolicy> parse_anonymiser_policy(std::string_view word) {
    return find_word<AnonymiserPolicy>(policy_words, word);
}

Terms terms_of(const Decision& decision) {
    return {decision.max_height, decision.hdr,    decision.audio,     decision.subtitles,
            decision.dubs,       decision.forced, decision.held_back, decision.audio_format,
            decision.download,   decision.plays};
}

void set_terms(Decision& decision, const Terms& terms) {
    decision.max_height = terms.max_height;
    decision.hdr = terms.hdr;
    decision.audio = terms.audio;
    decision.subtitles = terms.subtitles;
    decision.dubs = terms.dubs;
    decision.forced = terms.forced;
    decision.held_back = terms.held_back;
    decision.audio_format = terms.audio_format;
    decision.download = terms.download;
    decision.plays = terms.plays;
}

world::Territory deciding_territory(world::Territory present, const std::optional<world::Territory>& home,
                                    TravelRule rule) {
    if (!home || rule == TravelRule::follow) return present;
    if (rule == TravelRule::home) return *home;
    // Within one member state there is nothing to port: another part of it is judged as itself.
    if (home->index() == present.index()) return present;
    return world::is_eu_member(present) && world::is_eu_member(*home) ? *home : present;
}

}  // namespace nuri::rights
