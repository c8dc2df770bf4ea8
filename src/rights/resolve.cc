#include "rights/resolve.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "world/facts.h"

namespace nuri::rights {
namespace {

/// An end of a window, or the event that it waits for.
struct Settled {
    std::optional<Instant> moment;
    std::optional<ReleaseEvent> missing;
};

/// A place's window, or why it has none. Ordered, so that places of one outcome are gathered.
struct Outcome {
    std::optional<Instant> start, end;
    std::optional<Unresolved::Why> why;
    std::optional<ReleaseEvent> event;
    friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

class Resolver {
  public:
    Resolver(const TitleTree& titles, const EventTable& events) : titles_(titles), events_(events) {
        for (const TitleId title : titles.titles()) {
            const auto chain = titles.chain(title);
            if (chain.size() > 1) parents_.insert(chain[1]);
            for (size_t i = 1; i < chain.size(); ++i) below_[chain[i]].push_back(title);
        }
    }

    void resolve(Grant grant, Resolution& out) {
        std::vector<TitleId> events_below;
        const auto below = below_.find(grant.title);
        if (below != below_.end()) {
            for (const TitleId title : below->second) {
                if (has_own_event(title, *grant.timing)) events_below.push_back(title);
            }
        }
        if (events_below.empty()) return resolve_for(grant, grant.title, out);
        for (const TitleId title : below->second) {
            if (!parents_.contains(title)) resolve_for(grant, title, out);
        }
    }

  private:
    bool has_own_event(TitleId title, const Timing& timing) const {
        const auto knows = [&](const Edge& edge) {
            const auto* after = std::get_if<AfterEvent>(&edge);
            return after != nullptr && events_.knows(title, after->event);
        };
        return knows(timing.start) || (timing.end && knows(*timing.end));
    }

    void resolve_for(const Grant& grant, TitleId title, Resolution& out) {
        std::map<Outcome, world::TerritorySet> places;
        const auto chain = titles_.chain(title);
        // A subdivision may have an event of its own, and so a window other than its country's.
        world::TerritorySet left = grant.territories;
        const auto place = [&](world::Territory territory, const world::TerritorySet& part) {
            places[outcome_in(territory, chain, *grant.timing)] |= part;
        };
        for (const world::Territory part : parts_of(grant, chain)) {
            if (!left.contains(part)) continue;
            place(part, world::TerritorySet{part});
            left.erase(part);
        }
        left.for_each(
            [&](world::Territory territory) { place(territory, left & world::TerritorySet{territory}); });
        for (const auto& [outcome, territories] : places) {
            if (outcome.why) {
                out.unresolved.push_back({grant.id, title, *outcome.why, outcome.event, territories});
                continue;
            }
            Grant settled = grant;
            settled.title = title;
            settled.territories = territories;
            settled.timing.reset();
            settled.window =
                outcome.end ? *Window::between(*outcome.start, *outcome.end) : Window::from(*outcome.start);
            out.grants.push_back(std::move(settled));
        }
    }

    /// Subdivisions of which an event is told that this grant's time counts from.
    std::vector<world::Territory> parts_of(const Grant& grant, const std::vector<TitleId>& chain) const {
        std::vector<world::Territory> parts;
        const auto gather = [&](const Edge& edge) {
            const auto* after = std::get_if<AfterEvent>(&edge);
            if (after == nullptr) return;
            for (const TitleId title : chain) {
                for (const world::Territory part : events_.subdivisions_of(title, after->event))
                    parts.push_back(part);
            }
        };
        gather(grant.timing->start);
        if (grant.timing->end) gather(*grant.timing->end);
        return parts;
    }

    Outcome outcome_in(world::Territory territory, const std::vector<TitleId>& chain, const Timing& timing) {
        Outcome outcome;
        const Settled start = settle(timing.start, territory, chain);
        const Settled end = timing.end ? settle(*timing.end, territory, chain) : Settled{};
        if (!start.moment || (timing.end && !end.moment)) {
            const auto missing = start.moment ? end.missing : start.missing;
            outcome.why = missing ? Unresolved::Why::no_event : Unresolved::Why::no_time_left;
            outcome.event = missing;
            return outcome;
        }
        outcome.start = start.moment;
        outcome.end = end.moment;
        if (timing.length) {
            const auto longest = later_by(*start.moment, *timing.length);
            if (longest) outcome.end = outcome.end ? std::min(*outcome.end, *longest) : *longest;
        }
        if (outcome.end && *outcome.end <= *outcome.start)
            outcome = {{}, {}, Unresolved::Why::no_time_left, {}};
        return outcome;
    }

    /// A moment that calendars do not reach is no moment: neither is there an event to wait for.
    Settled settle(const Edge& edge, world::Territory territory, const std::vector<TitleId>& chain) {
        if (const auto* moment = std::get_if<Instant>(&edge)) return {*moment, {}};
        if (const auto* midnight = std::get_if<LocalMidnight>(&edge))
            return {midnight_of(territory.leaf(), midnight->day), {}};
        const auto& after = std::get<AfterEvent>(edge);
        for (const TitleId title : chain) {
            const auto at = events_.at(title, after.event, territory);
            if (!at) continue;
            const auto moment = later_by(*at, after.lag);
            return {moment ? std::optional(*moment) : std::nullopt, {}};
        }
        return {{}, after.event};
    }

    std::optional<Instant> midnight_of(world::Territory leaf, std::chrono::year_month_day day) {
        const auto key = std::pair(leaf.index(), std::chrono::sys_days(day));
        const auto [found, fresh] = midnights_.try_emplace(key);
        if (fresh) {
            const auto midnight = midnight_in(world::first_zone_of(leaf), day);
            if (midnight) found->second = *midnight;
        }
        return found->second;
    }

    const TitleTree& titles_;
    const EventTable& events_;
    std::unordered_set<TitleId> parents_;
    std::unordered_map<TitleId, std::vector<TitleId>> below_;
    std::map<std::pair<int, std::chrono::sys_days>, std::optional<Instant>> midnights_;
};

}  // namespace

std::string_view to_string(Unresolved::Why why) {
    return why == Unresolved::Why::no_event ? "no_event" : "no_time_left";
}

Resolution resolve(const TitleTree& titles, std::vector<Grant> grants, const EventTable& events) {
    Resolution out;
    const bool any =
        std::any_of(grants.begin(), grants.end(), [](const Grant& g) { return g.timing.has_value(); });
    if (!any) {
        out.grants = std::move(grants);
        return out;
    }
    Resolver resolver(titles, events);
    out.grants.reserve(grants.size());
    for (Grant& grant : grants) {
        if (grant.timing)
            resolver.resolve(std::move(grant), out);
        else
            out.grants.push_back(std::move(grant));
    }
    return out;
}

}  // namespace nuri::rights
