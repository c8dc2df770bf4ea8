#include "rights/white_space.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace nuri::rights {
namespace {

// Every version, device and language: what is held in part leaves the rest to be bought.
bool is_whole(const Grant& grant) {
    return grant.edit.empty() && !grant.is_limited();
}

// What speaks of one title and licence type, each kind in the order in which it is asked.
struct Speakers {
    std::vector<const Grant*> denies, outs, ins;

    Speakers(const RightsByTitle& rights, TitleId title, LicenseType type) {
        for (const uint32_t n : rights.bearing_on(title)) {
            const Right& right = rights.rights()[n];
            const Grant& grant = right.grant;
            if (!grant.license_types.contains(type)) continue;
            if (grant.denies()) {
                if (is_whole(grant)) denies.push_back(&grant);
            } else if (right.flow == Flow::out) {
                outs.push_back(&grant);
            } else if (is_whole(grant)) {
                ins.push_back(&grant);
            }
        }
        for (auto* list : {&denies, &outs, &ins}) {
            std::sort(list->begin(), list->end(),
                      [](const Grant* a, const Grant* b) { return is_preferred(*a, *b); });
        }
    }
};

std::vector<Instant> edges_within(const Speakers& speakers, const Window& period) {
    std::set<Instant> edges{period.start(), *period.end()};
    for (const auto* list : {&speakers.denies, &speakers.outs, &speakers.ins}) {
        for (const Grant* grant : *list) {
            for (const auto edge : {std::optional(grant->window.start()), grant->window.end()}) {
                if (edge && period.start() < *edge && *edge < *period.end()) edges.insert(*edge);
            }
        }
    }
    return {edges.begin(), edges.end()};
}

struct Piece {
    SpaceState state;
    std::optional<GrantId> because;
    world::TerritorySet territories;
};

// Between two edges nothing changes: each territory goes to the first that claims it.
std::vector<Piece> pieces_at(const Speakers& speakers, world::TerritorySet left, Instant at) {
    std::vector<Piece> pieces;
    const auto claim = [&](SpaceState state, const Grant& grant) {
        world::TerritorySet taken = left & grant.territories;
        if (taken.empty()) return;
        left -= taken;
        pieces.push_back({state, grant.id, std::move(taken)});
    };
    const auto claim_open = [&](SpaceState state, const std::vector<const Grant*>& grants) {
        for (const Grant* grant : grants) {
            if (grant->window.contains(at)) claim(state, *grant);
        }
    };
    claim_open(SpaceState::held_back, speakers.denies);
    claim_open(SpaceState::sold, speakers.outs);
    claim_open(SpaceState::held, speakers.ins);
    // The last that ended, then the first that will begin.
    std::vector<const Grant*> past, ahead;
    for (const Grant* grant : speakers.ins) {
        if (grant->window.end() && *grant->window.end() <= at) past.push_back(grant);
        if (grant->window.start() > at) ahead.push_back(grant);
    }
    std::stable_sort(past.begin(), past.end(),
                     [](const Grant* a, const Grant* b) { return *a->window.end() > *b->window.end(); });
    std::stable_sort(ahead.begin(), ahead.end(),
                     [](const Grant* a, const Grant* b) { return a->window.start() < b->window.start(); });
    for (const Grant* grant : past) claim(SpaceState::lapsed, *grant);
    for (const Grant* grant : ahead) claim(SpaceState::upcoming, *grant);
    if (!left.empty()) pieces.push_back({SpaceState::free, std::nullopt, std::move(left)});
    return pieces;
}

Result<> check(const world::TerritorySet& territories, const Window& period) {
    if (territories.empty()) return Error{ErrorKind::invalid, "no territory to look at"};
    if (!period.end()) return Error{ErrorKind::invalid, "the period to look at has no end"};
    return {};
}

// A run of time without a gap, in territories to which exactly the same happens.
struct Stretch {
    world::TerritorySet territories;
    Window window = Window::from(Instant{});
    std::vector<const Space*> parts;
};

// Parts the territories so that of each part every space takes in all or nothing.
std::vector<world::TerritorySet> groups_of(const std::vector<Space>& spaces) {
    std::vector<world::TerritorySet> groups;
    for (const Space& space : spaces) {
        world::TerritorySet rest = space.territories;
        std::vector<world::TerritorySet> refined;
        for (world::TerritorySet& group : groups) {
            world::TerritorySet shared = group & rest;
            if (shared.empty() || shared == group) {
                rest -= shared;
                refined.push_back(std::move(group));
                continue;
            }
            rest -= shared;
            refined.push_back(group - shared);
            refined.push_back(std::move(shared));
        }
        if (!rest.empty()) refined.push_back(std::move(rest));
        groups = std::move(refined);
    }
    return groups;
}

// A group's spaces, in the order of time.
std::vector<const Space*> parts_of(const std::vector<Space>& spaces, const world::TerritorySet& group) {
    std::vector<const Space*> parts;
    for (const Space& space : spaces) {
        if (space.territories.includes(group)) parts.push_back(&space);
    }
    std::sort(parts.begin(), parts.end(),
              [](const Space* a, const Space* b) { return a->window.start() < b->window.start(); });
    return parts;
}

std::vector<Stretch> stretches_of(const std::vector<Space>& spaces) {
    std::vector<Stretch> stretches;
    for (const world::TerritorySet& group : groups_of(spaces)) {
        for (const Space* part : parts_of(spaces, group)) {
            const bool goes_on = !stretches.empty() && stretches.back().territories == group &&
                                 stretches.back().window.end() == part->window.start();
            if (goes_on) {
                stretches.back().window =
                    *Window::between(stretches.back().window.start(), *part->window.end());
            } else {
                stretches.push_back({group, part->window, {}});
            }
            stretches.back().parts.push_back(part);
        }
    }
    return stretches;
}

// One space for the same time, state and reason in several groups of territories.
void gather(std::vector<Space>& out, const Space& space) {
    for (Space& before : out) {
        if (before.window == space.window && before.state == space.state && before.because == space.because) {
            before.territories |= space.territories;
            return;
        }
    }
    out.push_back(space);
}

// Each as long as it can be: what goes on as it was is one space, whatever happens elsewhere meanwhile.
std::vector<Space> joined(const std::vector<Space>& spaces) {
    std::vector<Space> out;
    for (const world::TerritorySet& group : groups_of(spaces)) {
        std::optional<Space> running;
        for (const Space* part : parts_of(spaces, group)) {
            if (running && running->state == part->state && running->because == part->because &&
                running->window.end() == part->window.start()) {
                running->window = *Window::between(running->window.start(), *part->window.end());
                continue;
            }
            if (running) gather(out, *running);
            running = *part;
            running->territories = group;
        }
        if (running) gather(out, *running);
    }
    return out;
}

std::vector<Space> survey_speakers(const Speakers& speakers, TitleId title, LicenseType type,
                                   const world::TerritorySet& territories, const Window& period) {
    std::vector<Space> spaces;
    const std::vector<Instant> edges = edges_within(speakers, period);
    for (size_t i = 0; i + 1 < edges.size(); ++i) {
        for (Piece& piece : pieces_at(speakers, territories, edges[i])) {
            spaces.push_back({title, type, std::move(piece.territories),
                              *Window::between(edges[i], edges[i + 1]), piece.state, piece.because});
        }
    }
    return joined(spaces);
}

bool fits(const Stretch& stretch, const WhiteSpaceQuery& query) {
    if (*stretch.window.end() - stretch.window.start() < query.length_min) return false;
    switch (query.coverage) {
        case Coverage::partial:
            return true;
        case Coverage::entire:
            return stretch.window == query.period;
        case Coverage::starts_within:
            return stretch.window.start() > query.period.start();
    }
    return false;
}

bool is_wanted(SpaceState state, WhiteSpaceQuery::Side side) {
    if (side == WhiteSpaceQuery::Side::sell) return state == SpaceState::held;
    return state == SpaceState::free || state == SpaceState::lapsed || state == SpaceState::upcoming;
}

bool comes_before(const Space& a, const Space& b) {
    return std::tuple(a.title, a.license_type, a.window.start(), a.territories) <
           std::tuple(b.title, b.license_type, b.window.start(), b.territories);
}

template<typename Visit>
void for_each_asked(const TitleTree& titles, const WhiteSpaceQuery& query, Visit visit) {
    const std::vector<TitleId>& asked = query.titles.empty() ? titles.titles() : query.titles;
    for (const TitleId title : asked) {
        if (!titles.contains(title)) continue;
        for (int type = 0; type < license_type_count; ++type) {
            if (!query.license_types.contains(static_cast<LicenseType>(type))) continue;
            if (!visit(title, static_cast<LicenseType>(type))) return;
        }
    }
}

}  // namespace

std::string_view to_string(SpaceState state) {
    constexpr std::string_view words[] = {"held_back", "sold", "held", "lapsed", "upcoming", "free"};
    static_assert(std::size(words) == space_state_count);
    return words[static_cast<size_t>(state)];
}

Result<std::vector<Space>> survey(const RightsByTitle& rights, TitleId title, LicenseType type,
                                  const world::TerritorySet& territories, const Window& period) {
    TRY(check(territories, period));
    std::vector<Space> spaces =
        survey_speakers(Speakers(rights, title, type), title, type, territories, period);
    std::sort(spaces.begin(), spaces.end(), comes_before);
    return spaces;
}

Result<std::vector<Space>> survey(const TitleTree& titles, std::span<const Right> rights, TitleId title,
                                  LicenseType type, const world::TerritorySet& territories,
                                  const Window& period) {
    return survey(RightsByTitle(titles, rights), title, type, territories, period);
}

Result<WhiteSpace> find_white_space(const TitleTree& titles, std::span<const Right> rights,
                                    const WhiteSpaceQuery& query) {
    TRY(check(query.territories, query.period));
    const RightsByTitle by_title(titles, rights);
    WhiteSpace found;
    for_each_asked(titles, query, [&](TitleId title, LicenseType type) {
        std::vector<Space> spaces =
            survey_speakers(Speakers(by_title, title, type), title, type, query.territories, query.period);
        std::erase_if(spaces, [&](const Space& space) { return !is_wanted(space.state, query.side); });
        std::vector<Space> fitting;
        for (const Stretch& stretch : stretches_of(spaces)) {
            if (!fits(stretch, query)) continue;
            for (const Space* part : stretch.parts) {
                Space space = *part;
                space.territories = stretch.territories;
                gather(fitting, space);
            }
        }
        std::sort(fitting.begin(), fitting.end(), comes_before);
        for (Space& space : fitting) {
            if (found.spaces.size() >= query.limit) {
                found.truncated = true;
                return false;
            }
            found.spaces.push_back(std::move(space));
        }
        return true;
    });
    return found;
}

Result<WhiteSpace> find_lapsing(const TitleTree& titles, std::span<const Right> rights,
                                const WhiteSpaceQuery& query) {
    TRY(check(query.territories, query.period));
    const RightsByTitle by_title(titles, rights);
    WhiteSpace found;
    for_each_asked(titles, query, [&](TitleId title, LicenseType type) {
        Speakers speakers(by_title, title, type);
        speakers.denies.clear();  // what is held lapses whether it may be shown or was given on
        speakers.outs.clear();
        std::vector<Space> spaces = survey_speakers(speakers, title, type, query.territories, query.period);
        std::erase_if(spaces, [](const Space& space) { return space.state != SpaceState::held; });
        std::vector<Space> lapsing;
        for (const Stretch& stretch : stretches_of(spaces)) {
            if (stretch.window.end() == query.period.end()) continue;
            gather(lapsing, {title, type, stretch.territories, stretch.window, SpaceState::held,
                             stretch.parts.back()->because});
        }
        found.spaces.insert(found.spaces.end(), lapsing.begin(), lapsing.end());
        return true;
    });
    std::sort(found.spaces.begin(), found.spaces.end(), [](const Space& a, const Space& b) {
        return a.window.end() != b.window.end() ? a.window.end() < b.window.end() : comes_before(a, b);
    });
    found.truncated = found.spaces.size() > query.limit;
    found.spaces.resize(std::min(found.spaces.size(), query.limit));
    return found;
}

}  // namespace nuri::rights
