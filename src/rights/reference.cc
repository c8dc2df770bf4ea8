#include "rights/reference.h"

#include <algorithm>
#include <set>

namespace nuri::rights {
namespace {

// One question with what bears on it: the grants of the title and its ancestors.
struct Case {
    const world::Footprint& footprint;
    const Query& query;
    world::Territory territory;
    std::vector<const Grant*> grants;  // the preferred first
    std::vector<GrantId> everywhere;   // those that hold wherever the service is; asked of anonymisers only

    const Circumstances& circumstances() const { return query.circumstances; }

    bool concerns(const Grant& grant) const {
        return grant.territories.contains(territory) && grant.license_types.contains(query.license_type) &&
               (grant.edit.empty() || grant.edit == circumstances().edit);
    }

    // What is not named is not asked of an allow; and a deny that asks for it does not hold.
    bool fits_device(const Grant& grant) const {
        const auto& [edit, device, platform, anonymiser, rules] = circumstances();
        if (!device && grant.devices != DeviceClasses::all() && grant.denies()) return false;
        if (device && !grant.devices.contains(*device)) return false;
        if (platform.empty()) return grant.platforms.empty() || !grant.denies();
        return grant.platforms.empty() ||
               std::find(grant.platforms.begin(), grant.platforms.end(), platform) != grant.platforms.end();
    }

    bool is_hidden() const {
        return circumstances().anonymiser != Anonymiser::none &&
               circumstances().rules.anonymisers != AnonymiserPolicy::ignore;
    }

    // Whether it may be had by somebody who hides where he is, if the viewer is such a one.
    bool fits_hidden(const Grant& grant) const {
        return !is_hidden() || std::find(everywhere.begin(), everywhere.end(), grant.id) != everywhere.end();
    }
};

// The answer at one moment, without a word about any other.
Decision decide_at(const Case& c, Instant at) {
    Decision decision;
    const auto service = c.footprint.state_at(c.territory, at);
    if (service.presence == world::Presence::unavailable) {
        decision.reason = Reason::service_unavailable;
        return decision;
    }
    if (service.presence == world::Presence::announced) {
        decision.reason = Reason::service_not_launched;
        return decision;
    }
    if (c.is_hidden() && c.circumstances().rules.anonymisers == AnonymiserPolicy::block) {
        decision.reason = Reason::anonymiser;
        return decision;
    }
    for (const Grant* grant : c.grants) {
        if (grant->denies() && c.concerns(*grant) && c.fits_device(*grant) && grant->window.contains(at)) {
            decision.reason = Reason::denied;
            decision.grant = grant->id;
            return decision;
        }
    }
    bool ahead = false, past = false, hidden = false, other_device = false;
    for (const Grant* grant : c.grants) {
        if (grant->denies() || !c.concerns(*grant)) continue;
        const bool open = grant->window.contains(at);
        if (!c.fits_hidden(*grant)) {
            hidden = hidden || open;
        } else if (!c.fits_device(*grant)) {
            other_device = other_device || open;
        } else if (open) {
            decision.allowed = true;
            decision.reason = Reason::licensed;
            decision.grant = grant->id;
            set_terms(decision, grant->terms);
            return decision;
        } else if (at < grant->window.start()) {
            ahead = true;
        } else {
            past = true;
        }
    }
    decision.reason = hidden         ? Reason::anonymiser
                      : other_device ? Reason::device
                      : ahead        ? Reason::not_open_yet
                      : past         ? Reason::closed
                                     : Reason::no_licence;
    return decision;
}

// Every moment after `at` at which anything begins or ends. Between two of them nothing can change.
std::set<Instant> edges_after(const Case& c, Instant at) {
    std::set<Instant> edges;
    for (const Grant* grant : c.grants) {
        edges.insert(grant->window.start());
        if (grant->window.end()) edges.insert(*grant->window.end());
    }
    if (const auto since = c.footprint.state(c.territory).since) edges.insert(*since);
    edges.erase(edges.begin(), edges.upper_bound(at));
    return edges;
}

Decision decide_case(const Case& c) {
    const Instant at = c.query.at;
    const Decision now = decide_at(c, at);
    Decision decision = now;
    for (const Instant edge : edges_after(c, at)) {
        if (decision.valid_until && (now.reason != Reason::not_open_yet || decision.opens_at)) break;
        const Decision then = decide_at(c, edge);
        if (!decision.valid_until && then != now) decision.valid_until = edge;
        if (now.reason == Reason::not_open_yet && !decision.opens_at && then.allowed)
            decision.opens_at = edge;
    }
    if (decision.reason == Reason::not_open_yet && !decision.opens_at) {
        for (const Grant* grant : c.grants) {
            const Instant start = grant->window.start();
            if (grant->denies() || !c.concerns(*grant) || !c.fits_hidden(*grant) || !c.fits_device(*grant) ||
                start <= at) {
                continue;
            }
            if (!decision.opens_at || start < *decision.opens_at) decision.opens_at = start;
        }
    }
    return decision;
}

// Every territory, and part of one, where the service is launched or will be.
world::TerritorySet launched_places(const world::Footprint& footprint) {
    world::TerritorySet places;
    const auto part_in = [&](bool subdivisions) {
        for (const auto& [territory, state] : footprint.states()) {
            if (territory.is_subdivision() != subdivisions) continue;
            if (state.presence == world::Presence::launched)
                places.insert(territory);
            else
                places.erase(territory);
        }
    };
    part_in(false);
    part_in(true);
    return places;
}

Case make_case(const TitleTree& titles, std::span<const Grant> grants, const world::Footprint& footprint,
               const Query& query) {
    Case c{footprint,
           query,
           deciding_territory(query.territory, query.home, query.circumstances.rules.travel),
           {},
           {}};
    const auto chain = titles.chain(query.title);
    std::vector<std::pair<Standing, const Grant*>> by_standing;
    for (const Grant& grant : grants) {
        if (std::find(chain.begin(), chain.end(), grant.title) != chain.end())
            by_standing.emplace_back(standing_of(grant), &grant);
    }
    std::sort(by_standing.begin(), by_standing.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [standing, grant] : by_standing) c.grants.push_back(grant);
    if (c.is_hidden()) {
        const world::TerritorySet places = launched_places(footprint);
        for (const Grant* grant : c.grants) {
            world::TerritorySet whole;
            for (const Grant& part : grants) {
                if (part.id == grant->id) whole |= part.territories;
            }
            if (whole.includes(places)) c.everywhere.push_back(grant->id);
        }
    }
    return c;
}

Finding find_out(const Case& c, const Decision& decision, const Grant& grant) {
    if (!grant.territories.contains(c.territory)) return Finding::wrong_territory;
    if (!grant.license_types.contains(c.query.license_type)) return Finding::wrong_license_type;
    if (!grant.edit.empty() && grant.edit != c.circumstances().edit) return Finding::wrong_edit;
    if (!c.fits_device(grant)) return Finding::wrong_device;
    if (c.query.at < grant.window.start()) return Finding::opens_later;
    if (!grant.window.contains(c.query.at)) return Finding::has_closed;
    if (decision.grant == grant.id) return Finding::decides;
    if (decision.reason == Reason::denied && !grant.denies()) return Finding::overruled_by_deny;
    if (decision.reason == Reason::anonymiser || (!grant.denies() && !c.fits_hidden(grant)))
        return Finding::anonymised;
    if (decision.grant) return Finding::outranked;
    return Finding::service_not_there;
}

// Of several parts of one grant, the one that speaks of the territory.
void tell(std::vector<Considered>& told, const Considered& one) {
    for (Considered& before : told) {
        if (before.grant != one.grant) continue;
        if (before.finding == Finding::wrong_territory) before = one;
        return;
    }
    told.push_back(one);
}

}  // namespace

Decision decide_by_reference(const TitleTree& titles, std::span<const Grant> grants,
                             const world::Footprint& footprint, const Query& query) {
    return decide_case(make_case(titles, grants, footprint, query));
}

std::string_view to_string(Finding finding) {
    switch (finding) {
        case Finding::decides:
            return "decides";
        case Finding::overruled_by_deny:
            return "overruled_by_deny";
        case Finding::outranked:
            return "outranked";
        case Finding::wrong_territory:
            return "wrong_territory";
        case Finding::wrong_license_type:
            return "wrong_license_type";
        case Finding::wrong_edit:
            return "wrong_edit";
        case Finding::wrong_device:
            return "wrong_device";
        case Finding::anonymised:
            return "anonymised";
        case Finding::unresolved:
            return "unresolved";
        case Finding::opens_later:
            return "opens_later";
        case Finding::has_closed:
            return "has_closed";
        case Finding::service_not_there:
            return "service_not_there";
    }
    return "decides";
}

Explanation explain(const TitleTree& titles, std::span<const Grant> grants, const world::Footprint& footprint,
                    const Query& query, std::span<const Unresolved> unresolved) {
    const Case c = make_case(titles, grants, footprint, query);
    Explanation explanation{decide_case(c), c.territory, {}};
    for (const Grant* grant : c.grants)
        tell(explanation.grants, {grant->id, find_out(c, explanation.decision, *grant), grant->window});
    const auto chain = titles.chain(query.title);
    for (const Unresolved& part : unresolved) {
        if (std::find(chain.begin(), chain.end(), part.title) == chain.end()) continue;
        const bool here = part.territories.contains(c.territory);
        tell(explanation.grants, {part.grant, here ? Finding::unresolved : Finding::wrong_territory, {}});
    }
    return explanation;
}

}  // namespace nuri::rights
