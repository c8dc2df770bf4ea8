// The laws that any evaluation must keep, on random worlds. NURI_SEED=... to repeat a run.
#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "rights/law_test_worlds.h"

namespace nuri::rights {
namespace {

uint64_t seed_of_this_run() {
    const auto seed = static_cast<uint64_t>(setting("NURI_SEED", usual_seed));
    std::printf("NURI_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
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
