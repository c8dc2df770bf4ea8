#include "rights/timing.h"

#include <set>

#include <gtest/gtest.h>

#include "rights/resolve.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr Instant june = sys_days{2026y / 6 / 1};

world::Territory place(const char* code) {
    return *world::Territory::parse(code);
}

TEST(LagTest, IsAnIso8601Duration) {
    const struct {
        const char* text;
        Lag lag;
        const char* written;
    } cases[] = {
        {"P45D", {0, 24h * 45}, "P45D"},
        {"-PT12H", {0, -12h}, "-PT12H"},
        {"-P5DT10H", {0, -(24h * 5 + 10h)}, "-P5DT10H"},
        {"P1Y6M", {18, 0ms}, "P18M"},
        {"P2W", {0, 24h * 14}, "P14D"},
        {"PT720H", {0, 720h}, "P30D"},
        {"PT1M30.5S", {0, 90'500ms}, "PT1M30.500S"},
        {"P0D", {}, "P0D"},
        {"P1MT1M", {1, 1min}, "P1MT1M"},
    };
    for (const auto& [text, lag, written] : cases) {
        const auto read = parse_lag(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, lag) << text;
        EXPECT_EQ(to_string(*read), written);
        EXPECT_EQ(*parse_lag(to_string(*read)), lag) << text;
    }
    for (const char* text : {"", "P", "PT", "45D", "P45", "P1D1Y", "PT1D", "P1H", "P1.5D", "P--1D", "P101Y",
                             "P9999999999D", "P1DT", "PTT1H", "P1Dx"}) {
        EXPECT_FALSE(parse_lag(text)) << text;
    }
}

TEST(LagTest, CountsMonthsByTheCalendar) {
    EXPECT_EQ(*later_by(sys_days{2026y / 1 / 31}, *parse_lag("P1M")), Instant(sys_days{2026y / 2 / 28}));
    EXPECT_EQ(*later_by(sys_days{2028y / 1 / 31}, *parse_lag("P1M")), Instant(sys_days{2028y / 2 / 29}));
    EXPECT_EQ(*later_by(june + 10h, *parse_lag("-P1M")), Instant(sys_days{2026y / 5 / 1}) + 10h);
    EXPECT_FALSE(later_by(sys_days{9999y / 12 / 1}, *parse_lag("P1Y")));
}

TEST(EdgeTest, IsReadInTheWordsOfAContract) {
    const struct {
        const char* text;
        const char* written;
    } cases[] = {
        {"2026-06-01", "2026-06-01T00:00:00Z"},
        {"2026-06-01T09:00:00+09:00", "2026-06-01T00:00:00Z"},
        {"local 2026-06-01", "local 2026-06-01"},
        {"Theatrical + P45D", "Theatrical + P45D"},
        {"theatrical+P45D", "Theatrical + P45D"},
        {"ESTStart", "EST"},
        {"Broadcast - PT12H", "Broadcast - PT12H"},
        {"Broadcast + -PT12H", "Broadcast - PT12H"},
        {"Completed", "Completed"},
        {"Physical + P6M", "Physical + P6M"},
    };
    for (const auto& [text, written] : cases) {
        const auto edge = parse_edge(text);
        ASSERT_TRUE(edge) << text << ": " << edge.error().message;
        EXPECT_EQ(to_string(*edge), written);
        EXPECT_EQ(*parse_edge(written), *edge);
    }
    for (const char* text : {"", "local", "local 2026-13-01", "Premiere + P1D", "Theatrical 45", "EST + 45D"})
        EXPECT_FALSE(parse_edge(text)) << text;
}

TEST(TimingTest, OfTwoInstantsIsAWindow) {
    Timing timing{june, june + 24h * 90, *parse_lag("P30D")};
    EXPECT_EQ(to_string(**window_of(timing)), "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z");
    timing.end = june;
    EXPECT_FALSE(window_of(timing));
    timing.end = AfterEvent{};
    EXPECT_FALSE(window_of(timing)->has_value());
}

class ResolveTest : public testing::Test {
  protected:
    static constexpr TitleId series{1}, season{2}, first{3}, second{4}, film{5};

    ResolveTest() {
        const TitleNode nodes[] = {
            {series, {}}, {season, series}, {first, season}, {second, season}, {film, {}}};
        titles_ = *TitleTree::from(nodes);
    }

    Resolution settle(TitleId title, const char* territories, const char* start, const char* end = nullptr,
                      const char* length = nullptr) {
        Grant grant;
        grant.id = GrantId(1);
        grant.title = title;
        grant.territories = *world::parse_territories(territories);
        grant.timing = Timing{*parse_edge(start), {}, {}};
        if (end != nullptr) grant.timing->end = *parse_edge(end);
        if (length != nullptr) grant.timing->length = *parse_lag(length);
        return resolve(titles_, {grant}, events_);
    }

    static std::string shown(const Grant& grant) {
        return std::to_string(grant.title.number()) + " " + to_string(grant.territories) + " " +
               to_string(grant.window);
    }

    TitleTree titles_;
    EventTable events_;
};

TEST_F(ResolveTest, LeavesWhatHasAWindowAsItIs) {
    Grant grant;
    grant.id = GrantId(7);
    grant.title = film;
    grant.territories = *world::parse_territories("KR");
    const auto settled = resolve(titles_, {grant}, events_);
    ASSERT_EQ(settled.grants.size(), 1u);
    EXPECT_EQ(shown(settled.grants[0]), shown(grant));
}

TEST_F(ResolveTest, CountsFromTheEventAndWaitsForIt) {
    auto settled = settle(film, "KR + FR", "Theatrical + P45D", "Theatrical + P1Y");
    EXPECT_TRUE(settled.grants.empty());
    ASSERT_EQ(settled.unresolved.size(), 1u);
    EXPECT_EQ(settled.unresolved[0].why, Unresolved::Why::no_event);
    EXPECT_EQ(settled.unresolved[0].event, ReleaseEvent::theatrical);

    events_.set(film, ReleaseEvent::theatrical, place("KR"), june);
    settled = settle(film, "KR + FR", "Theatrical + P45D", "Theatrical + P1Y");
    ASSERT_EQ(settled.grants.size(), 1u);
    EXPECT_EQ(shown(settled.grants[0]), "5 KR 2026-07-16T00:00:00Z/2027-06-01T00:00:00Z");
    ASSERT_EQ(settled.unresolved.size(), 1u);
    EXPECT_EQ(to_string(settled.unresolved[0].territories), "FR");

    events_.set(film, ReleaseEvent::theatrical, {}, june - 24h);
    settled = settle(film, "KR + FR", "Theatrical");
    ASSERT_EQ(settled.grants.size(), 2u);
    EXPECT_TRUE(settled.unresolved.empty());
}

TEST_F(ResolveTest, CountsBackWithANegativeLag) {
    events_.set(film, ReleaseEvent::est, {}, june);
    const auto settled = settle(film, "KR", "2026-05-01", "EST - PT12H");
    EXPECT_EQ(shown(settled.grants.at(0)), "5 KR 2026-05-01T00:00:00Z/2026-05-31T12:00:00Z");
}

TEST_F(ResolveTest, ReportsAWindowInWhichNoTimeIsLeft) {
    events_.set(film, ReleaseEvent::est, {}, june);
    const auto settled = settle(film, "KR", "2026-06-01", "EST");
    EXPECT_TRUE(settled.grants.empty());
    ASSERT_EQ(settled.unresolved.size(), 1u);
    EXPECT_EQ(settled.unresolved[0].why, Unresolved::Why::no_time_left);
}

TEST_F(ResolveTest, EndsNoLaterThanItsLengthAfterItsStart) {
    EXPECT_EQ(shown(settle(film, "KR", "2026-06-01", nullptr, "P30D").grants.at(0)),
              "5 KR 2026-06-01T00:00:00Z/2026-07-01T00:00:00Z");
    EXPECT_EQ(shown(settle(film, "KR", "2026-06-01", "2026-06-10", "P30D").grants.at(0)),
              "5 KR 2026-06-01T00:00:00Z/2026-06-10T00:00:00Z");
}

TEST_F(ResolveTest, OpensEachTerritoryAtItsOwnMidnight) {
    const auto settled = settle(film, "KR + JP + FR + US", "local 2026-06-01", "local 2026-07-01");
    ASSERT_EQ(settled.grants.size(), 3u);  // Korea and Japan share a clock
    std::set<std::string> all;
    for (const Grant& grant : settled.grants) all.insert(shown(grant));
    EXPECT_TRUE(all.contains("5 JP + KR 2026-05-31T15:00:00Z/2026-06-30T15:00:00Z"));
    EXPECT_TRUE(all.contains("5 FR 2026-05-31T22:00:00Z/2026-06-30T22:00:00Z"));
    EXPECT_TRUE(all.contains("5 US 2026-06-01T04:00:00Z/2026-07-01T04:00:00Z"));
}

TEST_F(ResolveTest, KeepsTheWholeOfAWorldWideGrant) {
    const auto settled = settle(film, "001 - US-TX", "local 2026-06-01");
    world::TerritorySet whole;
    for (const Grant& grant : settled.grants) {
        EXPECT_FALSE(whole.intersects(grant.territories)) << "two parts meet";
        whole |= grant.territories;
    }
    EXPECT_EQ(whole, *world::parse_territories("001 - US-TX"));
    EXPECT_GT(settled.grants.size(), 20u);
    EXPECT_LE(settled.grants.size(), 40u);  // as many clocks as there are
}

TEST_F(ResolveTest, TakesTheNearestEventAbove) {
    events_.set(series, ReleaseEvent::broadcast, {}, june);
    EXPECT_EQ(shown(settle(first, "KR", "Broadcast").grants.at(0)), "3 KR 2026-06-01T00:00:00Z/..");
}

TEST_F(ResolveTest, SettlesEachEpisodeWhereEpisodesHaveEventsOfTheirOwn) {
    events_.set(first, ReleaseEvent::broadcast, {}, june);
    events_.set(second, ReleaseEvent::broadcast, {}, june + 24h * 7);
    const auto settled = settle(series, "KR", "Broadcast + P7D");
    ASSERT_EQ(settled.grants.size(), 2u);
    EXPECT_EQ(shown(settled.grants[0]), "3 KR 2026-06-08T00:00:00Z/..");
    EXPECT_EQ(shown(settled.grants[1]), "4 KR 2026-06-15T00:00:00Z/..");
}

TEST_F(ResolveTest, ASubdivisionWithoutAnEventOfItsOwnHasItsCountrys) {
    events_.set(film, ReleaseEvent::theatrical, place("US"), june);
    const auto settled = settle(film, "US-TX", "Theatrical");
    ASSERT_EQ(settled.grants.size(), 1u);
    EXPECT_EQ(shown(settled.grants[0]), "5 US-TX 2026-06-01T00:00:00Z/..");
}

TEST_F(ResolveTest, EndsInASubdivisionByItsOwnEvent) {
    events_.set(film, ReleaseEvent::est, place("US"), june);
    events_.set(film, ReleaseEvent::est, place("US-TX"), june + 24h);
    std::set<std::string> all;
    for (const Grant& grant : settle(film, "US", "2026-05-01", "EST").grants) all.insert(shown(grant));
    EXPECT_EQ(all, (std::set<std::string>{"5 US - US-TX 2026-05-01T00:00:00Z/2026-06-01T00:00:00Z",
                                          "5 US-TX 2026-05-01T00:00:00Z/2026-06-02T00:00:00Z"}));
}

TEST_F(ResolveTest, WhatCountsByTheEpisodeIsOfEpisodesAlone) {
    events_.set(first, ReleaseEvent::broadcast, {}, june);
    const auto settled = settle(series, "KR", "Broadcast");
    ASSERT_EQ(settled.grants.size(), 1u);
    EXPECT_EQ(settled.grants[0].title, first);
    ASSERT_EQ(settled.unresolved.size(), 1u) << "the season itself is nothing to wait for";
    EXPECT_EQ(settled.unresolved[0].title, second);
}

TEST_F(ResolveTest, GivesASubdivisionTheMomentOfItsOwnEvent) {
    events_.set(film, ReleaseEvent::theatrical, place("US"), june);
    events_.set(film, ReleaseEvent::theatrical, place("US-TX"), june + 24h);
    const auto settled = settle(film, "US", "Theatrical");
    std::set<std::string> all;
    for (const Grant& grant : settled.grants) all.insert(shown(grant));
    EXPECT_EQ(all, (std::set<std::string>{"5 US - US-TX 2026-06-01T00:00:00Z/..",
                                          "5 US-TX 2026-06-02T00:00:00Z/.."}));
}

}  // namespace
}  // namespace nuri::rights
