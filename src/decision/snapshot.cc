#include "decision/snapshot.h"

#include <algorithm>

#include "catalogue/snapshot.h"
#include "licensing/law.h"
#include "world/ratings.h"

namespace nuri::decision {
namespace {

/// The age by the ratings that a title itself carries; none if it carries none.
std::optional<int> age_by_ratings(const catalogue::Title& title,
                                  const std::optional<world::Territory>& place) {
    if (title.facts.ratings.empty()) return {};
    std::optional<int> here;
    int anywhere = 0;
    for (const catalogue::Rating& rating : title.facts.ratings) {
        const int age = world::age_of(rating.system, rating.label);
        anywhere = std::max(anywhere, age);
        const auto system = world::rating_system(rating.system);
        if (place && system && (*system)->territory.leaf() == place->leaf())
            here = std::max(here.value_or(0), age);
    }
    return here ? here : anywhere;
}

}  // namespace

rights::Decision Snapshot::decide(const Audience& audience, TitleId title) const {
    if (!audience.place) {
        rights::Decision decision;
        decision.reason = rights::Reason::service_unavailable;
        return decision;
    }
    return law->index.decide({title, *audience.place, audience.home, audience.at, audience.license_type,
                              circumstances_of(audience)});
}

rights::Circumstances Snapshot::circumstances_of(const Audience& audience) const {
    return {{}, audience.device, audience.platform, audience.anonymiser, rules};
}

int Snapshot::maturity_of(TitleId id, const std::optional<world::Territory>& place) const {
    for (const catalogue::Title* title = catalogue->find(id); title != nullptr;
         title = title->parent ? catalogue->find(*title->parent) : nullptr) {
        if (const auto age = age_by_ratings(*title, place)) return *age;
    }
    return world::unrated_age;
}

std::optional<Instant> Snapshot::leaves_at(const Audience& audience, TitleId title) const {
    constexpr int changes_max = 16;
    Audience later = audience;
    for (int change = 0; change < changes_max; ++change) {
        const rights::Decision decision = decide(later, title);
        if (!decision.allowed) return change == 0 ? std::nullopt : std::optional(later.at);
        if (!decision.valid_until) return {};
        later.at = *decision.valid_until;
    }
    return {};
}

}  // namespace nuri::decision
