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

    bool concerns(const Grant& grant) const {
        return grant.territories.contains(territory) && grant.license_types.contains(query.license_type);
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
    for (const Grant* grant : c.grants) {
        if (grant->denies() && c.concerns(*grant) && grant->window.contains(at)) {
            decision.reason = Reason::denied;
            decision.grant = grant->id;
            return decision;
        }
    }
    bool ahead = false, past = false;
    for (const Grant* grant : c.grants) {
        if (grant->denies() || !c.concerns(*grant)) continue;
        if (grant->window.contains(at)) {
            decision.allowed = true;
            decision.reason = Reason::licensed;
            decision.grant = grant->id;
            decision.max_height = grant->terms.max_height;
            decision.hdr = grant->terms.hdr;
            decision.audio = grant->terms.audio;
            decision.subtitles = grant->terms.subtitles;
            return decision;
        }
        if (at < grant->window.start()) {
            ahead = true;
        } else {
            past = true;
        }
    }
    decision.reason = ahead ? Reason::not_open_yet : past ? Reason::closed : Reason::no_licence;
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
    Decision decision = decide_at(c, at);
    for (const Instant edge : edges_after(c, at)) {
        const Decision then = decide_at(c, edge);
        if (!decision.valid_until && then != decide_at(c, at)) decision.valid_until = edge;
        if (decision.reason == Reason::not_open_yet && !decision.opens_at && then.allowed)
            decision.opens_at = edge;
    }
    if (decision.reason == Reason::not_open_yet && !decision.opens_at) {
        for (const Grant* grant : c.grants) {
            const Instant start = grant->window.start();
            if (grant->denies() || !c.concerns(*grant) || start <= at) continue;
            if (!decision.opens_at || start < *decision.opens_at) decision.opens_at = start;
        }
    }
    return decision;
}

Case make_case(const TitleTree& titles, std::span<const Grant> grants, const world::Footprint& footprint,
               const Query& query) {
    Case c{footprint, query, deciding_territory(query.territory, query.home), {}};
    const auto chain = titles.chain(query.title);
    for (const Grant& grant : grants) {
        if (std::find(chain.begin(), chain.end(), grant.title) != chain.end()) c.grants.push_back(&grant);
    }
    std::sort(c.grants.begin(), c.grants.end(),
              [](const Grant* a, const Grant* b) { return is_preferred(*a, *b); });
    return c;
}

Finding find_out(const Case& c, const Decision& decision, const Grant& grant) {
    if (!grant.territories.contains(c.territory)) return Finding::wrong_territory;
    if (!grant.license_types.contains(c.query.license_type)) return Finding::wrong_license_type;
    if (c.query.at < grant.window.start()) return Finding::opens_later;
    if (!grant.window.contains(c.query.at)) return Finding::has_closed;
    if (decision.grant == grant.id) return Finding::decides;
    if (decision.reason == Reason::denied && !grant.denies()) return Finding::overruled_by_deny;
    if (decision.grant) return Finding::outranked;
    return Finding::service_not_there;
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
                    const Query& query) {
    const Case c = make_case(titles, grants, footprint, query);
    Explanation explanation{decide_case(c), c.territory, {}};
    for (const Grant* grant : c.grants) {
        explanation.grants.push_back({grant->id, find_out(c, explanation.decision, *grant)});
    }
    return explanation;
}

}  // namespace nuri::rights
