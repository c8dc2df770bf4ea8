#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rights/grant.h"
#include "rights/timing.h"
#include "rights/title_tree.h"
#include "world/territory_set.h"

namespace nuri::rights {

/// Why a grant, or a part of it, has no window: it is closed there until somebody says when the event was.
struct Unresolved {
    enum class Why : uint8_t {
        no_event,      ///< nobody has told when `event` was
        no_time_left,  ///< its end, once known, is not after its start
    };
    GrantId grant;
    TitleId title;  ///< the grant's own, or the episode whose event it is
    Why why = Why::no_event;
    std::optional<ReleaseEvent> event;
    world::TerritorySet territories;
    friend bool operator==(const Unresolved&, const Unresolved&) = default;
};
std::string_view to_string(Unresolved::Why why);

/// Grants with windows of their own and nothing else. One grant may have become several of the same id: one
/// for each set of territories (and each episode) that shares a window, never two that meet.
struct Resolution {
    std::vector<Grant> grants;
    std::vector<Unresolved> unresolved;
};

/// Settles every `timing` by the events and the territories' clocks. An event is the title's own or, where it
/// has none, its nearest ancestor's. If titles below the grant's have such an event of their own, the grant
/// is settled for each title at the bottom by itself ("each episode seven days after its broadcast");
/// questions about the series as a whole then find no window.
Resolution resolve(const TitleTree& titles, std::vector<Grant> grants, const EventTable& events);

}  // namespace nuri::rights
