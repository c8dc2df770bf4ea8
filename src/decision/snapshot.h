#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"
#include "rights/decision.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "world/territory.h"

namespace nuri::catalogue {
class Snapshot;
}
namespace nuri::licensing {
struct Law;
}
namespace nuri::assets {
class AssetIndex;
}

namespace nuri::decision {

/// The viewer a question is about: everything but the title.
struct Audience {
    std::optional<world::Territory> place;  ///< where the viewer is; `nullopt`: unknown
    std::optional<world::Territory> home;   ///< where the account lives; `nullopt` for a visitor
    Instant at;
    rights::LicenseType license_type = rights::LicenseType::svod;
    std::optional<int> maturity_age;                 ///< the profile's limit; `nullopt`: no limit
    std::optional<rights::DeviceClass> device = {};  ///< `nullopt`: not considered
    std::string platform = {};                       ///< empty: not considered
    rights::Anonymiser anonymiser =
        rights::Anonymiser::none;  ///< what the operator's lists say about the address
};

/// Everything a decision needs, as the registers stood at one moment. Immutable. Its pointers are never null.
struct Snapshot {
    std::shared_ptr<const catalogue::Snapshot> catalogue;
    std::shared_ptr<const licensing::Law> law;  ///< licences and footprint, compiled
    std::shared_ptr<const assets::AssetIndex> assets;
    rights::ServiceRules rules;                ///< the operator's rules for the whole service
    std::map<std::string, int64_t> revisions;  ///< of the registers it was made from

    /// Footprint and rights, as rights::Index::decide. Where the viewer's place is unknown the service is
    /// unavailable.
    rights::Decision decide(const Audience& audience, TitleId title) const;

    /// What rights::Index needs besides title, place and moment. Borrows the platform's name from `audience`.
    rights::Circumstances circumstances_of(const Audience& audience) const;

    /// The youngest age a title is meant for in `place`: by its rating in a system of that territory, else by
    /// the strictest rating it has anywhere, else world::unrated_age (also for unknown labels). An episode
    /// without a rating has its season's, a season its series'.
    int maturity_of(TitleId title, const std::optional<world::Territory>& place) const;

    /// When this audience loses the title. Renewals do not count. `nullopt` if it is not available, or if no
    /// end is known.
    std::optional<Instant> leaves_at(const Audience& audience, TitleId title) const;
};

}  // namespace nuri::decision
