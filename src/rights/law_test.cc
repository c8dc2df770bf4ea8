// The compiled index against the reference, and both against the laws that any evaluation must keep, on
// random worlds: small enough that windows, territories and levels collide all the time, and asked at every
// edge and a millisecond to either side of it.
//
//     NURI_SEED=…  NURI_RANDOM_DECISIONS=…   to repeat a run, or to make a longer one
#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "rights/index.h"
#include "rights/reference.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

int64_t setting(const char* name, int64_t fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : parse_integer(value).value_or(fallback);
}

const std::vector<world::Territory>& places() {
    static const std::vector<world::Territory> made = [] {
        std::vector<world::Territory> out;
        for (const char* code : {"US", "US-TX", "US-CA", "CA", "CA-QC", "KR", "MX", "FR", "DE", "BE",
                                 "BE-WAL", "GB", "ZW", "CN"}) {
            out.push_back(*world::Territory::parse(code));
        }
        return out;
    }();
    return made;
}

struct World {
    std::vector<TitleNode> nodes;
    std::vector<Grant> grants;
    world::Footprint footprint;

    TitleTree tree() const { return *TitleTree::from(nodes); }
    Index index() const { return *Index::compile(tree(), grants, footprint); }
};

class Dice {
  public:
    explicit Dice(uint64_t seed) : random_(seed) {}

    int below(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    template<typename Values>
    const auto& pick(const Values& values) {
        return values[below(static_cast<int>(values.size()))];
    }

    // Twelve instants an hour apart, so that edges meet; now and then half way.
    Instant instant() {
        return Instant(std::chrono::sys_days{2026y / 1 / 1}) + below(12) * 1h + (one_in(8) ? 30min : 0min);
    }

    world::TerritorySet territories() {
        static const std::vector<world::TerritorySet> known = [] {
            std::vector<world::TerritorySet> out;
            for (const char* text : {"001", "US + CA + 419", "EU", "US - US-TX", "CA-QC", "BE-WAL + FR",
                                     "001 - (CN + EU)", "KR"}) {
                out.push_back(*world::parse_territories(text));
            }
            return out;
        }();
        world::TerritorySet set = one_in(3) ? world::TerritorySet{} : pick(known);
        for (int n = 1 + below(3); n > 0; --n)
            one_in(3) ? set.erase(pick(places())) : set.insert(pick(places()));
        if (set.empty()) set.insert(pick(places()));
        return set;
    }

    Languages languages() {
        if (one_in(2)) return std::nullopt;
        std::vector<world::LanguageTag> out;
        for (const char* tag : {"ko", "en", "es-419"}) {
            if (out.empty() || one_in(2)) out.push_back(*world::LanguageTag::parse(tag));
        }
        return out;
    }

    Grant grant(int64_t id, const std::vector<TitleNode>& nodes) {
        Grant grant;
        grant.id = GrantId(id);
        grant.title = pick(nodes).id;
        grant.territories = territories();
        const Instant start = instant();
        if (!one_in(5))
            grant.window = *Window::between(start, start + 30min + below(8) * 1h);
        else
            grant.window = Window::from(start);
        grant.license_types = LicenseTypes::from_bits(one_in(3) ? 1u + static_cast<unsigned>(below(63)) : 1u);
        grant.priority = one_in(4) ? below(3) - 1 : 0;
        if (one_in(8)) grant.edit = one_in(2) ? "uncut" : "short";
        if (one_in(8)) grant.devices = DeviceClasses::from_bits(1u + static_cast<unsigned>(below(127)));
        if (one_in(12)) grant.platforms = {one_in(2) ? "android" : "tizen"};
        if (one_in(4)) {
            grant.sign = one_in(2) ? Sign::holdback : Sign::blackout;
        } else {
            if (one_in(2)) grant.terms.max_height = 480 * (1 + below(3));
            grant.terms.hdr = !one_in(3);
            grant.terms.audio = languages();
            grant.terms.subtitles = languages();
            if (one_in(4)) more_terms(grant.terms);
        }
        return grant;
    }

    void more_terms(Terms& terms) {
        terms.dubs = languages();
        terms.forced = languages();
        if (one_in(3)) terms.held_back.dubs = {*world::LanguageTag::parse("fr")};
        if (one_in(3)) terms.held_back.audio = {*world::LanguageTag::parse("ja")};
        if (one_in(2)) terms.audio_format = static_cast<AudioFormat>(below(3));
        if (one_in(2)) terms.download = {24h * 30, one_in(2) ? std::optional(48h) : std::nullopt, 3};
        if (one_in(2)) terms.plays = {one_in(2) ? std::optional<int64_t>(1000) : std::nullopt, 2};
    }

    // Now and then a grant in parts, as one that counts from local midnight is: of one id, in other places.
    void split_by_places(Grant grant, std::vector<Grant>& grants) {
        world::TerritorySet left = grant.territories;
        for (const char* code : {"US", "CA", "KR"}) {
            Grant part = grant;
            part.territories = left & world::TerritorySet{*world::Territory::parse(code)};
            if (part.territories.empty()) continue;
            left -= part.territories;
            const Instant start = part.window.start() + below(3) * 1h;
            if (part.window.end())
                part.window = *Window::between(start, *part.window.end() + 3h);
            else
                part.window = Window::from(start);
            grants.push_back(std::move(part));
        }
        grant.territories = left;
        if (!left.empty()) grants.push_back(std::move(grant));
    }

    World world() {
        World world;
        const int count = 1 + below(10);
        // Ids with gaps; now and then so far apart that no table holds them.
        int64_t id = 0;
        const int gap = one_in(10) ? 1'000'000 : 3;
        for (int i = 0; i < count; ++i) {
            id += 1 + below(gap);
            TitleNode node{TitleId(id), {}};
            if (i > 0 && one_in(2)) {
                const TitleNode& above = pick(world.nodes);
                if (depth(world.nodes, above) < TitleTree::depth_max) node.parent = above.id;
            }
            world.nodes.push_back(node);
        }
        const int grants = one_in(20) ? 60 + below(120) : one_in(4) ? 10 + below(30) : below(10);
        for (int i = 0; i < grants; ++i) {
            Grant made = grant(i * 2 + 1, world.nodes);
            if (one_in(10))
                split_by_places(std::move(made), world.grants);
            else
                world.grants.push_back(std::move(made));
        }
        for (const world::Territory place : places()) {
            if (one_in(8)) continue;
            world.footprint.set(place, one_in(12)  ? world::ServiceState::unavailable("embargo")
                                       : one_in(8) ? world::ServiceState::announced(instant())
                                       : one_in(4) ? world::ServiceState::launched(instant())
                                                   : world::ServiceState::launched());
        }
        return world;
    }

    Query query(const World& world) {
        // An edge of the world, or a millisecond off it.
        Instant at = instant();
        if (!world.grants.empty() && !one_in(4)) {
            const Window& window = pick(world.grants).window;
            at = one_in(2) ? window.start() : window.end().value_or(window.start());
        }
        at += std::chrono::milliseconds(below(3) - 1);
        Query query{one_in(50) ? TitleId(999'999'999) : pick(world.nodes).id, pick(places()), {}, at};
        if (one_in(4)) query.home = pick(places());
        if (one_in(3)) query.license_type = static_cast<LicenseType>(below(license_type_count));
        if (one_in(4)) query.circumstances = circumstances();
        return query;
    }

    Circumstances circumstances() {
        Circumstances asked;
        if (one_in(4)) asked.edit = one_in(2) ? "uncut" : "short";
        if (one_in(2)) asked.device = static_cast<DeviceClass>(below(device_class_count));
        if (one_in(3)) asked.platform = one_in(2) ? "android" : "roku";
        if (one_in(2)) asked.anonymiser = static_cast<Anonymiser>(below(4));
        asked.rules.travel = static_cast<TravelRule>(below(3));
        asked.rules.anonymisers =
            one_in(8) ? AnonymiserPolicy::block : static_cast<AnonymiserPolicy>(below(2));
        return asked;
    }

  private:
    static int depth(const std::vector<TitleNode>& nodes, TitleNode node) {
        int levels = 1;
        while (node.parent) {
            node = *std::find_if(nodes.begin(), nodes.end(),
                                 [&](const TitleNode& n) { return n.id == *node.parent; });
            ++levels;
        }
        return levels;
    }

    std::mt19937_64 random_;
};

std::string shown(const Query& q, const Decision& d) {
    return "title " + std::to_string(q.title.number()) + " in " + q.territory.code() +
           (q.home ? " home " + q.home->code() : "") + " at " + nuri::to_string(q.at) + " for " +
           std::string(to_string(q.license_type)) + " edit '" + std::string(q.circumstances.edit) + "' on " +
           (q.circumstances.device ? std::string(to_string(*q.circumstances.device)) : "anything") + " " +
           std::string(q.circumstances.platform) + " by " +
           std::string(to_string(q.circumstances.anonymiser)) + "/" +
           std::string(to_string(q.circumstances.rules.anonymisers)) + ": " +
           std::string(to_string(d.reason)) + " by " + std::to_string(d.grant.value_or(GrantId()).number()) +
           " until " + (d.valid_until ? nuri::to_string(*d.valid_until) : "ever") + " opens " +
           (d.opens_at ? nuri::to_string(*d.opens_at) : "never");
}

uint64_t seed_of_this_run() {
    const auto seed = static_cast<uint64_t>(setting("NURI_SEED", 20260601));
    std::printf("NURI_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

TEST(LawTest, TheIndexAnswersAsTheReferenceDoes) {
    Dice dice(seed_of_this_run());
    const int64_t decisions = setting("NURI_RANDOM_DECISIONS", 10'000'000);
    constexpr int questions_per_world = 500;
    int64_t asked = 0, reasons[14] = {};
    while (asked < decisions) {
        const World world = dice.world();
        const TitleTree tree = world.tree();
        const Index compiled = world.index();
        auto loaded = Index::load(compiled.bytes());
        ASSERT_TRUE(loaded) << loaded.error().message;
        // Answers written down beforehand are the answers, of that moment and any other.
        if (dice.one_in(2)) loaded->prepare(dice.instant(), places(), LicenseTypes::all());
        for (int i = 0; i < questions_per_world; ++i, ++asked) {
            const Query query = dice.query(world);
            const Decision right = decide_by_reference(tree, world.grants, world.footprint, query);
            const Decision given = loaded->decide(query);
            ASSERT_EQ(given, right) << "decision " << asked << ", reference: " << shown(query, right)
                                    << "\nindex: " << shown(query, given);
            ++reasons[static_cast<int>(right.reason)];
        }
        // The sweep is the same answer for every title at once.
        const Query query = dice.query(world);
        const Index::SweepQuery sweep{query.territory, query.home, query.at, query.license_type,
                                      query.circumstances};
        std::vector<Verdict> verdicts;
        loaded->sweep(sweep, verdicts);
        const auto available = loaded->available(sweep);
        const auto titles = loaded->titles();
        ASSERT_EQ(verdicts.size(), titles.size());
        for (size_t i = 0; i < titles.size(); ++i) {
            Query one = query;
            one.title = titles[i];
            const Decision right = decide_by_reference(tree, world.grants, world.footprint, one);
            ASSERT_EQ(verdicts[i].reason, right.reason);
            ASSERT_EQ(verdicts[i].valid_until_ms,
                      right.valid_until ? to_unix_ms(*right.valid_until) : Verdict::never);
            ASSERT_EQ(std::binary_search(available.begin(), available.end(), titles[i]), right.allowed);
        }
    }
    // A test that met a reason hardly ever would prove little of it.
    for (int r = 0; r <= static_cast<int>(Reason::no_licence); ++r) {
        EXPECT_GT(reasons[r], decisions / 2000) << to_string(static_cast<Reason>(r));
    }
    EXPECT_GT(reasons[static_cast<int>(Reason::device)], decisions / 2000) << "device";
}

TEST(LawTest, AnAnswerHoldsUntilItSaysAndThenChanges) {
    Dice dice(seed_of_this_run() + 1);
    for (int round = 0; round < 200; ++round) {
        const World world = dice.world();
        const Index index = world.index();
        for (int i = 0; i < 50; ++i) {
            Query query = dice.query(world);
            const Decision now = index.decide(query);
            const Instant last = now.valid_until ? *now.valid_until - 1ms : query.at + 24h * 365;
            ASSERT_GE(last, query.at);
            // The worlds are a day long: steps beyond one would find nothing.
            const Instant walked = std::min(last, query.at + 24h);
            for (; query.at < walked; query.at += 10min)
                ASSERT_EQ(index.decide(query), now) << shown(query, now);
            query.at = last;
            ASSERT_EQ(index.decide(query), now) << shown(query, now);
            if (!now.valid_until) continue;
            query.at = *now.valid_until;
            ASSERT_NE(index.decide(query), now) << shown(query, now);
        }
    }
}

TEST(LawTest, ATitleOpensWhenItSays) {
    Dice dice(seed_of_this_run() + 2);
    int opened = 0;
    for (int round = 0; round < 200; ++round) {
        const World world = dice.world();
        const Index index = world.index();
        for (int i = 0; i < 100; ++i) {
            Query query = dice.query(world);
            const Decision now = index.decide(query);
            ASSERT_EQ(now.opens_at.has_value(), now.reason == Reason::not_open_yet);
            if (!now.opens_at) continue;
            const Instant asked_at = query.at;
            query.at = *now.opens_at;
            if (!index.decide(query).allowed) continue;  // denies cover all that lies ahead
            ++opened;
            for (query.at = asked_at; query.at < *now.opens_at; query.at += 10min) {
                ASSERT_FALSE(index.decide(query).allowed) << shown(query, now);
            }
        }
    }
    EXPECT_GT(opened, 100);
}

// What must hold of any two worlds that differ by one step, whatever they are.
TEST(LawTest, OneMoreGrantNeverTurnsTheLawAround) {
    Dice dice(seed_of_this_run() + 3);
    for (int round = 0; round < 300; ++round) {
        const World before = dice.world();
        World after = before;
        Grant one_more = dice.grant(100'000, before.nodes);
        after.grants.push_back(one_more);
        const Index was = before.index(), is = after.index();
        for (int i = 0; i < 100; ++i) {
            const Query query = dice.query(before);
            const bool could = was.decide(query).allowed, can = is.decide(query).allowed;
            if (one_more.denies()) {
                ASSERT_LE(can, could) << "a deny opened something: " << shown(query, is.decide(query));
            } else {
                ASSERT_GE(can, could) << "an allow closed something: " << shown(query, is.decide(query));
            }
        }
    }
}

TEST(LawTest, AWindowInTwoPartsIsTheSameWindow) {
    Dice dice(seed_of_this_run() + 4);
    for (int round = 0; round < 300; ++round) {
        const World whole = dice.world();
        if (whole.grants.empty()) continue;
        World parted = whole;
        Grant& first = parted.grants[dice.below(static_cast<int>(parted.grants.size()))];
        Grant second = first;
        const Instant cut = first.window.start() + 15min;
        const auto of_this_id = [&](const Grant& g) { return g.id == first.id; };
        if (std::count_if(parted.grants.begin(), parted.grants.end(), of_this_id) > 1) continue;
        second.id = GrantId(first.id.number() + 1);  // ids are odd: nothing stands between the two
        second.window = first.window.end() ? *Window::between(cut, *first.window.end()) : Window::from(cut);
        first.window = *Window::between(first.window.start(), cut);
        parted.grants.push_back(second);
        const Index a = whole.index(), b = parted.index();
        for (int i = 0; i < 100; ++i) {
            const Query query = dice.query(whole);
            ASSERT_EQ(a.decide(query).allowed, b.decide(query).allowed) << shown(query, a.decide(query));
        }
    }
}

TEST(LawTest, TimeAndNamesAreRelative) {
    Dice dice(seed_of_this_run() + 5);
    constexpr auto shift = 24h * 400 + 1ms;
    constexpr int64_t renamed = 5'000'000'000;
    for (int round = 0; round < 200; ++round) {
        const World here = dice.world();
        World there = here;
        const auto shifted = [&](Instant at) { return at + shift; };
        for (TitleNode& node : there.nodes) {
            node.id = TitleId(node.id.number() + renamed);
            if (node.parent) node.parent = TitleId(node.parent->number() + renamed);
        }
        for (Grant& grant : there.grants) {
            grant.title = TitleId(grant.title.number() + renamed);
            const Instant start = shifted(grant.window.start());
            grant.window = grant.window.end() ? *Window::between(start, shifted(*grant.window.end()))
                                              : Window::from(start);
        }
        for (const auto& [place, state] : here.footprint.states()) {
            auto moved = state;
            if (moved.since) moved.since = shifted(*moved.since);
            there.footprint.set(place, moved);
        }
        std::shuffle(there.grants.begin(), there.grants.end(), std::mt19937(round));
        const Index a = here.index(), b = there.index();
        for (int i = 0; i < 50; ++i) {
            Query query = dice.query(here);
            Decision expected = a.decide(query);
            if (expected.valid_until) expected.valid_until = shifted(*expected.valid_until);
            if (expected.opens_at) expected.opens_at = shifted(*expected.opens_at);
            query.title = TitleId(query.title.number() + renamed);
            query.at = shifted(query.at);
            ASSERT_EQ(b.decide(query), expected) << shown(query, expected);
        }
    }
}

TEST(LawTest, AnExplanationNamesEveryGrantAndOneThatDecides) {
    Dice dice(seed_of_this_run() + 6);
    for (int round = 0; round < 200; ++round) {
        const World world = dice.world();
        const TitleTree tree = world.tree();
        for (int i = 0; i < 20; ++i) {
            const Query query = dice.query(world);
            const Explanation told = explain(tree, world.grants, world.footprint, query);
            ASSERT_EQ(told.decision, decide_by_reference(tree, world.grants, world.footprint, query));
            const auto chain = tree.chain(query.title);
            std::set<GrantId> bearing;
            for (const Grant& grant : world.grants) {
                if (std::find(chain.begin(), chain.end(), grant.title) != chain.end())
                    bearing.insert(grant.id);
            }
            ASSERT_EQ(told.grants.size(), bearing.size());
            std::set<GrantId> once;
            for (const Considered& considered : told.grants) {
                ASSERT_TRUE(once.insert(considered.grant).second);
                ASSERT_EQ(considered.finding == Finding::decides, told.decision.grant == considered.grant);
            }
        }
    }
}

}  // namespace
}  // namespace nuri::rights
