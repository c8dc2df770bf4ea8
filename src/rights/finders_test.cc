// The finders against a grid: every day, territory and licence type looked at one by one, on random rights.
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "rights/conflicts.h"
#include "rights/white_space.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

constexpr int day_count = 16;
constexpr Instant first_day = std::chrono::sys_days{2026y / 1 / 1};
constexpr LicenseType types[] = {LicenseType::svod, LicenseType::est};

Instant day(int n) {
    return first_day + 24h * n;
}
int day_of(Instant at) {
    return static_cast<int>((at - first_day) / 24h);
}

const std::vector<world::Territory>& places() {
    static const std::vector<world::Territory> all = {
        *world::Territory::parse("US"), *world::Territory::parse("US-TX"), *world::Territory::parse("KR"),
        *world::Territory::parse("FR"), *world::Territory::parse("DE")};
    return all;
}

world::TerritorySet set_of(const char* text) {
    return *world::parse_territories(text);
}

// A series of two episodes, and a film.
constexpr TitleId series(1), first_episode(2), second_episode(3), film(4);
const TitleTree& titles() {
    static const TitleTree tree = [] {
        const TitleNode nodes[] = {
            {series, {}}, {first_episode, series}, {second_episode, series}, {film, {}}};
        return *TitleTree::from(nodes);
    }();
    return tree;
}

bool is_at_or_above(TitleId upper, TitleId lower) {
    return upper == lower || (upper == series && (lower == first_episode || lower == second_episode));
}

class Dice {
  public:
    explicit Dice(uint64_t seed) : random_(seed) {}
    int below(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }

    Right right(int64_t id) {
        static const std::vector<world::TerritorySet> sets = {set_of("US"),           set_of("US - US-TX"),
                                                              set_of("US-TX"),        set_of("KR + FR"),
                                                              set_of("FR + DE + US"), set_of("001")};
        Right right;
        Grant& grant = right.grant;
        grant.id = GrantId(id);
        grant.title = TitleId(1 + below(4));
        grant.territories = sets[static_cast<size_t>(below(6))];
        const int start = below(day_count);
        grant.window =
            one_in(4) ? Window::from(day(start)) : *Window::between(day(start), day(start + 1 + below(9)));
        grant.license_types = LicenseTypes::from_bits(one_in(3) ? 0x11u : one_in(2) ? 0x10u : 0x01u);
        grant.partner = PartnerId(1 + below(2));
        grant.contract = ContractId(1 + below(3));
        grant.exclusive = one_in(3);
        if (one_in(10)) grant.edit = "uncut";
        if (one_in(10)) grant.devices = {DeviceClass::web};
        if (one_in(6)) {
            grant.sign = Sign::holdback;
            grant.exclusive = false;
            return right;
        }
        if (one_in(3)) grant.terms.max_height = one_in(2) ? 480 : 1080;
        grant.terms.hdr = !one_in(3);
        if (one_in(3)) grant.terms.audio = {{*world::LanguageTag::parse(one_in(2) ? "ko" : "en")}};
        if (one_in(3)) right.flow = Flow::out;
        if (right.flow == Flow::out && one_in(3)) right.sources = {ContractId(1 + below(3))};
        return right;
    }

    std::vector<Right> rights() {
        std::vector<Right> made;
        for (int n = 2 + below(8); n > 0; --n) made.push_back(right(static_cast<int64_t>(made.size()) + 1));
        return made;
    }

  private:
    std::mt19937_64 random_;
};

// One square of the grid, for a title.
using Cell = std::tuple<TitleId, world::Territory, int, LicenseType>;
using Told = std::tuple<ConflictKind, GrantId, GrantId>;
using Grid = std::map<Told, std::set<Cell>>;

bool holds(const Grant& grant, const Cell& cell) {
    const auto& [title, place, n, type] = cell;
    return grant.territories.contains(place) && grant.window.contains(day(n)) &&
           grant.license_types.contains(type);
}

template<typename Visit>
void for_each_cell(TitleId title, Visit visit) {
    for (const world::Territory place : places()) {
        for (int n = 0; n < day_count; ++n) {
            for (const LicenseType type : types) visit(Cell{title, place, n, type});
        }
    }
}

// Every way of showing it: a picture of this height, with HDR or without, in this language, on this device.
bool permits_all_of(const Grant& in, const Grant& out) {
    const auto permitted = [](const Grant& grant, int height, bool hdr, const char* language,
                              DeviceClass device) {
        return (!grant.terms.max_height || height <= *grant.terms.max_height) && (grant.terms.hdr || !hdr) &&
               permits(grant.terms, TrackUse::audio, *world::LanguageTag::parse(language)) &&
               grant.devices.contains(device);
    };
    for (const int height : {480, 1080, 2160}) {
        for (const bool hdr : {false, true}) {
            for (const char* language : {"ko", "en", "fr"}) {
                for (const DeviceClass device : {DeviceClass::web, DeviceClass::tv}) {
                    if (permitted(out, height, hdr, language, device) &&
                        !permitted(in, height, hdr, language, device)) {
                        return false;
                    }
                }
            }
        }
    }
    return true;
}

bool share_audio(const Grant& a, const Grant& b) {
    return !a.terms.audio || !b.terms.audio || *a.terms.audio == *b.terms.audio;
}

void look_at_pair(const Right& a, const Right& b, Grid& grid) {
    const Grant &x = a.grant, &y = b.grant;
    const bool x_above = is_at_or_above(x.title, y.title), y_above = is_at_or_above(y.title, x.title);
    if (x.id == y.id || (!x_above && !y_above)) return;
    if (!x.edit.empty() && !y.edit.empty() && x.edit != y.edit) return;
    const TitleId lower = x_above ? y.title : x.title;
    std::optional<Told> told;
    if (x.denies() != y.denies()) {
        told =
            x.denies() ? Told{ConflictKind::holdback, y.id, x.id} : Told{ConflictKind::holdback, x.id, y.id};
    } else if (!x.denies() && a.flow == b.flow && share_audio(x, y)) {
        const auto later = std::max(x.id, y.id), earlier = std::min(x.id, y.id);
        const bool exclusive = x.exclusive || y.exclusive;
        if (x.partner != y.partner && exclusive) told = Told{ConflictKind::exclusivity, later, earlier};
        if (x.partner == y.partner && (exclusive || x.terms == y.terms))
            told = Told{ConflictKind::overlap, later, earlier};
    }
    if (!told) return;
    for_each_cell(lower, [&](const Cell& cell) {
        if (holds(x, cell) && holds(y, cell)) grid[*told].insert(cell);
    });
}

void look_at_source(const std::vector<Right>& rights, const Right& out, Grid& grid) {
    const auto gives = [&](const Right& in) {
        return in.flow == Flow::in && !in.grant.denies() &&
               (in.grant.edit.empty() || in.grant.edit == out.grant.edit);
    };
    std::vector<TitleId> asked{out.grant.title};
    const bool by_episode =
        out.grant.title == series && std::any_of(rights.begin(), rights.end(), [&](const Right& in) {
            return gives(in) && (in.grant.title == first_episode || in.grant.title == second_episode);
        });
    if (by_episode) asked = {first_episode, second_episode};
    for (const TitleId title : asked) {
        for_each_cell(title, [&](const Cell& cell) {
            if (!holds(out.grant, cell)) return;
            std::vector<const Grant*> in;
            for (const Right& right : rights) {
                if (gives(right) && is_at_or_above(right.grant.title, title) && holds(right.grant, cell))
                    in.push_back(&right.grant);
            }
            const auto tell = [&](ConflictKind kind, GrantId against = GrantId()) {
                grid[{kind, out.grant.id, against}].insert(cell);
            };
            if (in.empty()) return tell(ConflictKind::no_rights_in);
            if (!out.sources.empty()) {
                std::erase_if(in, [&](const Grant* g) { return g->contract != out.sources.front(); });
                if (in.empty()) return tell(ConflictKind::outside_chain);
            }
            if (out.grant.exclusive &&
                std::none_of(in.begin(), in.end(), [](const Grant* g) { return g->exclusive; }))
                tell(ConflictKind::no_exclusive_rights_in);
            if (std::none_of(in.begin(), in.end(),
                             [&](const Grant* g) { return permits_all_of(*g, out.grant); })) {
                const Grant* best =
                    *std::min_element(in.begin(), in.end(),
                                      [](const Grant* a, const Grant* b) { return is_preferred(*a, *b); });
                tell(ConflictKind::caps_exceeded, best->id);
            }
        });
    }
}

Grid grid_of(const std::vector<Right>& rights) {
    Grid grid;
    for (size_t a = 0; a < rights.size(); ++a) {
        for (size_t b = a + 1; b < rights.size(); ++b) {
            const Grant &x = rights[a].grant, &y = rights[b].grant;
            if ((x.devices.bits() & y.devices.bits()) != 0) look_at_pair(rights[a], rights[b], grid);
        }
    }
    for (const Right& right : rights) {
        if (right.flow == Flow::out && !right.grant.denies()) look_at_source(rights, right, grid);
    }
    return grid;
}

Grid grid_of(const Conflicts& conflicts) {
    Grid grid;
    for (const Conflict& conflict : conflicts.found) {
        Grant span;
        span.territories = conflict.shared.territories;
        span.window = conflict.shared.window;
        span.license_types = conflict.shared.license_types;
        for_each_cell(conflict.shared.title, [&](const Cell& cell) {
            if (!holds(span, cell)) return;
            auto& cells = grid[{conflict.kind, conflict.right, conflict.against.value_or(GrantId())}];
            EXPECT_TRUE(cells.insert(cell).second) << "told twice";
        });
        EXPECT_EQ(conflict.exceeded.any(), conflict.kind == ConflictKind::caps_exceeded);
    }
    return grid;
}

TEST(ConflictsTest, AreExactlyTheCellsInWhichTwoRightsContradict) {
    Dice dice(20260601);
    std::set<ConflictKind> met;
    for (int round = 0; round < 20'000; ++round) {
        const auto rights = dice.rights();
        const Conflicts found = find_conflicts(titles(), rights);
        ASSERT_EQ(grid_of(found), grid_of(rights)) << "round " << round;
        for (const Conflict& conflict : found.found) met.insert(conflict.kind);
    }
    EXPECT_EQ(met.size(), static_cast<size_t>(conflict_kind_count));
}

TEST(ConflictsTest, OfACandidateAreThoseThatNameIt) {
    Dice dice(7);
    for (int round = 0; round < 5'000; ++round) {
        auto rights = dice.rights();
        const Right candidate = dice.right(100);
        Grid brought = grid_of(conflicts_of(titles(), rights, candidate));
        rights.push_back(candidate);
        Grid all = grid_of(rights);
        std::erase_if(all, [&](const auto& entry) {
            const auto& [kind, right, against] = entry.first;
            if (right == candidate.grant.id) return false;
            // What another lacks is no fault of the candidate; what it contradicts is.
            const bool pair = kind == ConflictKind::holdback || kind == ConflictKind::overlap ||
                              kind == ConflictKind::exclusivity;
            return !pair || against != candidate.grant.id;
        });
        ASSERT_EQ(brought, all) << "round " << round;
    }
}

TEST(ConflictsTest, OfASourceThatShrinksAreThoseOfWhatWasGivenFromIt) {
    Right in, out;
    in.grant.id = GrantId(1);
    in.grant.title = film;
    in.grant.territories = set_of("FR + DE");
    in.grant.window = *Window::between(day(0), day(10));
    out = in;
    out.grant.id = GrantId(2);
    out.grant.partner = PartnerId(9);
    out.flow = Flow::out;
    EXPECT_TRUE(find_conflicts(titles(), std::vector{in, out}).found.empty());
    Right smaller = in;
    smaller.grant.territories = set_of("FR");
    const auto found = conflicts_of(titles(), std::vector{in, out}, smaller).found;
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].kind, ConflictKind::no_rights_in);
    EXPECT_EQ(found[0].right, GrantId(2));
    EXPECT_EQ(to_string(found[0].shared.territories), "DE");
}

// What is true of one square, told by looking at every right.
std::pair<SpaceState, GrantId> state_of(const std::vector<Right>& rights, const Cell& cell) {
    const auto& [title, place, n, type] = cell;
    const auto whole = [](const Grant& g) { return g.edit.empty() && g.devices == DeviceClasses::all(); };
    const Grant *deny = nullptr, *out = nullptr, *in = nullptr, *past = nullptr, *ahead = nullptr;
    const auto prefer = [](const Grant*& best, const Grant& one) {
        if (best == nullptr || is_preferred(one, *best)) best = &one;
    };
    for (const Right& right : rights) {
        const Grant& grant = right.grant;
        if (!is_at_or_above(grant.title, title) || !grant.license_types.contains(type) ||
            !grant.territories.contains(place)) {
            continue;
        }
        const bool open = grant.window.contains(day(n));
        if (grant.denies()) {
            if (open && whole(grant)) prefer(deny, grant);
        } else if (right.flow == Flow::out) {
            if (open) prefer(out, grant);
        } else if (whole(grant)) {
            if (open) prefer(in, grant);
            if (grant.window.end() && *grant.window.end() <= day(n) &&
                (past == nullptr || *grant.window.end() > *past->window.end() ||
                 (grant.window.end() == past->window.end() && is_preferred(grant, *past)))) {
                past = &grant;
            }
            if (grant.window.start() > day(n) &&
                (ahead == nullptr || grant.window.start() < ahead->window.start() ||
                 (grant.window.start() == ahead->window.start() && is_preferred(grant, *ahead)))) {
                ahead = &grant;
            }
        }
    }
    if (deny != nullptr) return {SpaceState::held_back, deny->id};
    if (out != nullptr) return {SpaceState::sold, out->id};
    if (in != nullptr) return {SpaceState::held, in->id};
    if (past != nullptr) return {SpaceState::lapsed, past->id};
    if (ahead != nullptr) return {SpaceState::upcoming, ahead->id};
    return {SpaceState::free, GrantId()};
}

const Window grid_period = *Window::between(day(2), day(12));

void mark(std::map<Cell, std::pair<SpaceState, GrantId>>& marked, const Space& space) {
    for (const world::Territory place : places()) {
        if (!space.territories.contains(place)) continue;
        for (int n = day_of(space.window.start()); n < day_of(*space.window.end()); ++n) {
            const Cell cell{space.title, place, n, space.license_type};
            EXPECT_TRUE(marked.try_emplace(cell, space.state, space.because.value_or(GrantId())).second)
                << "two stretches meet";
        }
    }
}

TEST(WhiteSpaceTest, FillsThePeriodAndSaysWhatIsTrueOfEachDay) {
    Dice dice(11);
    std::set<SpaceState> met;
    for (int round = 0; round < 5'000; ++round) {
        const auto rights = dice.rights();
        for (const TitleId title : {series, second_episode, film}) {
            for (const LicenseType type : types) {
                std::map<Cell, std::pair<SpaceState, GrantId>> marked, right;
                const auto spaces =
                    *survey(titles(), rights, title, type, set_of("US + KR + FR + DE"), grid_period);
                for (const Space& space : spaces) {
                    mark(marked, space);
                    met.insert(space.state);
                }
                for (const world::Territory place : places()) {
                    for (int n = 2; n < 12; ++n) {
                        const Cell cell{title, place, n, type};
                        right[cell] = state_of(rights, cell);
                    }
                }
                ASSERT_EQ(marked, right) << "round " << round;
            }
        }
    }
    EXPECT_EQ(met.size(), static_cast<size_t>(space_state_count));
}

// The runs of wanted days in each place, and which of them fit.
std::map<Cell, std::pair<SpaceState, GrantId>> wanted_cells(const std::vector<Right>& rights,
                                                            const WhiteSpaceQuery& query) {
    std::map<Cell, std::pair<SpaceState, GrantId>> wanted;
    for (const TitleId title : titles().titles()) {
        for (const world::Territory place : places()) {
            if (!query.territories.contains(place)) continue;
            std::vector<std::pair<Cell, std::pair<SpaceState, GrantId>>> run;
            const auto close_run = [&] {
                const bool fits =
                    !run.empty() && static_cast<int>(run.size()) * 24h >= query.length_min &&
                    (query.coverage == Coverage::partial ||
                     (query.coverage == Coverage::entire && run.size() == 10) ||
                     (query.coverage == Coverage::starts_within && std::get<2>(run.front().first) > 2));
                if (fits) wanted.insert(run.begin(), run.end());
                run.clear();
            };
            for (int n = 2; n < 12; ++n) {
                const Cell cell{title, place, n, LicenseType::svod};
                const auto state = state_of(rights, cell);
                const bool ours = state.first == SpaceState::held;
                const bool nobodys = state.first == SpaceState::free || state.first == SpaceState::lapsed ||
                                     state.first == SpaceState::upcoming;
                if (query.side == WhiteSpaceQuery::Side::sell ? ours : nobodys)
                    run.emplace_back(cell, state);
                else
                    close_run();
            }
            close_run();
        }
    }
    return wanted;
}

TEST(WhiteSpaceTest, IsTheExactComplementOfWhatIsHeldOrGiven) {
    Dice dice(13);
    for (int round = 0; round < 5'000; ++round) {
        const auto rights = dice.rights();
        WhiteSpaceQuery query;
        query.side = dice.one_in(2) ? WhiteSpaceQuery::Side::buy : WhiteSpaceQuery::Side::sell;
        query.territories = set_of(dice.one_in(2) ? "US + KR + FR + DE" : "US - US-TX");
        query.period = grid_period;
        query.coverage = static_cast<Coverage>(dice.below(3));
        query.length_min = 24h * dice.below(5);
        std::map<Cell, std::pair<SpaceState, GrantId>> marked;
        const WhiteSpace found = *find_white_space(titles(), rights, query);
        for (const Space& space : found.spaces) mark(marked, space);
        ASSERT_EQ(marked, wanted_cells(rights, query)) << "round " << round;
    }
}

TEST(WhiteSpaceTest, LapsesWhereNothingStandsBehind) {
    Dice dice(17);
    for (int round = 0; round < 5'000; ++round) {
        auto rights = dice.rights();
        WhiteSpaceQuery query;
        query.territories = set_of("US + KR + FR + DE");
        query.period = grid_period;
        const auto is_held = [&](TitleId title, world::Territory place, int n) {
            return std::any_of(rights.begin(), rights.end(), [&](const Right& right) {
                const Grant& g = right.grant;
                return right.flow == Flow::in && !g.denies() && g.edit.empty() &&
                       g.devices == DeviceClasses::all() && is_at_or_above(g.title, title) &&
                       holds(g, Cell{title, place, n, LicenseType::svod});
            });
        };
        std::set<std::tuple<TitleId, world::Territory, int>> right, found;
        for (const TitleId title : titles().titles()) {
            for (const world::Territory place : places()) {
                for (int n = 3; n < 12; ++n) {
                    if (is_held(title, place, n - 1) && !is_held(title, place, n))
                        right.insert({title, place, n});
                }
            }
        }
        Instant last = day(0);
        const WhiteSpace lapsing = *find_lapsing(titles(), rights, query);
        for (const Space& space : lapsing.spaces) {
            EXPECT_GE(*space.window.end(), last) << "the soonest first";
            last = *space.window.end();
            for (const world::Territory place : places()) {
                if (space.territories.contains(place))
                    found.insert({space.title, place, day_of(*space.window.end())});
            }
        }
        ASSERT_EQ(found, right) << "round " << round;
    }
}

TEST(WhiteSpaceTest, AsksForAPeriodThatEndsAndATerritory) {
    WhiteSpaceQuery query;
    query.territories = set_of("KR");
    EXPECT_EQ(find_white_space(titles(), {}, query).error().message, "the period to look at has no end");
    query.period = grid_period;
    query.territories = {};
    EXPECT_EQ(find_lapsing(titles(), {}, query).error().message, "no territory to look at");
    query.territories = set_of("KR");
    query.limit = 1;
    const auto free = *find_white_space(titles(), {}, query);
    EXPECT_EQ(free.spaces.size(), 1u);
    EXPECT_TRUE(free.truncated);
}

}  // namespace
}  // namespace nuri::rights
