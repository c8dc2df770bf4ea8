#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rights/decision.h"
#include "rights/grant.h"
#include "rights/resolve.h"
#include "rights/title_tree.h"
#include "world/footprint.h"

namespace nuri::rights {

/// The law as plain loops over the grants, their windows settled (resolve.h): slow, without a clever line,
/// and kept apart from the index, which is tested against it by millions of random questions. Where the two
/// differ, read this one first.
///
/// It also explains, which nobody needs to be told in nanoseconds.
Decision decide_by_reference(const TitleTree& titles, std::span<const Grant> grants,
                             const world::Footprint& footprint, const Query& query);

/// What came of one grant that bears on the title.
enum class Finding : uint8_t {
    decides,            ///< the one that the decision names
    overruled_by_deny,  ///< would allow, but a deny holds
    outranked,          ///< applies too, but another is preferred
    wrong_territory,
    wrong_license_type,
    wrong_edit,
    wrong_device,  ///< another device class or platform
    anonymised,    ///< holds, but not for somebody who hides where he is
    unresolved,    ///< counts from an event that nobody has told of: closed
    opens_later,
    has_closed,
    service_not_there,  ///< would apply, but the service is not offered in the territory
};
std::string_view to_string(Finding finding);

struct Considered {
    GrantId grant;
    Finding finding;
    /// The window that the finding is about: of several, the one that holds in the territory.
    std::optional<Window> window = {};
    friend bool operator==(const Considered&, const Considered&) = default;
};

struct Explanation {
    Decision decision;
    world::Territory territory;      ///< whose law was applied: home, under EU portability
    std::vector<Considered> grants;  ///< all of the title and its ancestors, once each, the preferred first
};

Explanation explain(const TitleTree& titles, std::span<const Grant> grants, const world::Footprint& footprint,
                    const Query& query, std::span<const Unresolved> unresolved = {});

}  // namespace nuri::rights
