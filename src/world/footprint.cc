#include "world/footprint.h"

namespace nuri::world {

std::string_view to_string(Presence presence) {
    switch (presence) {
        case Presence::unavailable:
            return "unavailable";
        case Presence::announced:
            return "announced";
        case Presence::launched:
            return "launched";
    }
    return "unavailable";
}

std::optional<Presence> parse_presence(std::string_view word) {
    for (const auto presence : {Presence::unavailable, Presence::announced, Presence::launched}) {
        if (word == to_string(presence)) return presence;
    }
    return std::nullopt;
}

void Footprint::set(Territory territory, ServiceState state) {
    states_.insert_or_assign(territory, std::move(state));
}

const ServiceState& Footprint::state(Territory territory) const {
    static const ServiceState never_offered;
    auto found = states_.find(territory);
    if (found == states_.end()) found = states_.find(territory.leaf());
    return found == states_.end() ? never_offered : found->second;
}

ServiceState Footprint::state_at(Territory territory, Instant at) const {
    const ServiceState& set = state(territory);
    if (set.presence == Presence::launched && set.since && at < *set.since) {
        return ServiceState::announced(set.since);
    }
    return set;
}

}  // namespace nuri::world
