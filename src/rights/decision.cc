#include "rights/decision.h"

namespace nuri::rights {
namespace {
constexpr std::string_view words[] = {
    "licensed",
    "service_unavailable",
    "service_not_launched",
    "denied",
    "not_open_yet",
    "closed",
    "no_licence",
    "plan",
    "streams",
    "maturity",
    "device",
    "not_ready",
};
static_assert(std::size(words) == static_cast<size_t>(Reason::not_ready) + 1);
}  // namespace

std::string_view to_string(Reason reason) {
    return words[static_cast<size_t>(reason)];
}

std::optional<Reason> parse_reason(std::string_view word) {
    for (size_t i = 0; i < std::size(words); ++i) {
        if (word == words[i]) return static_cast<Reason>(i);
    }
    return std::nullopt;
}

world::Territory deciding_territory(world::Territory present, const std::optional<world::Territory>& home) {
    // Within one member state there is nothing to port: another part of it is judged as itself.
    if (!home || home->index() == present.index()) return present;
    return world::is_eu_member(present) && world::is_eu_member(*home) ? *home : present;
}

}  // namespace nuri::rights
