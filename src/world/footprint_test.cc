#include "world/footprint.h"

#include <gtest/gtest.h>

namespace nuri::world {
namespace {

using namespace std::chrono_literals;

const Territory kr = *Territory::parse("KR"), ua = *Territory::parse("UA"),
                crimea = *Territory::parse("UA-43");
constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};

TEST(FootprintTest, ANewServiceHasLaunchedNowhere) {
    for (int i = 0; i < territory_count; ++i) {
        EXPECT_EQ(Footprint().state(Territory::from_index(i)).presence, Presence::unavailable);
    }
    EXPECT_EQ(Footprint().state(kr).reason, "never offered");
}

TEST(FootprintTest, ALaunchThatLiesAheadIsAnAnnouncement) {
    Footprint footprint;
    footprint.set(kr, ServiceState::launched(june));
    EXPECT_EQ(footprint.state_at(kr, june - 1ms), ServiceState::announced(june));
    EXPECT_EQ(footprint.state_at(kr, june), ServiceState::launched(june));
}

TEST(FootprintTest, AnAnnouncedDayOpensNothing) {
    Footprint footprint;
    footprint.set(kr, ServiceState::announced(june));
    EXPECT_EQ(footprint.state_at(kr, june + 24h).presence, Presence::announced);
}

TEST(FootprintTest, APartFollowsItsTerritoryUnlessItHasAStateOfItsOwn) {
    Footprint footprint;
    footprint.set(ua, ServiceState::launched());
    EXPECT_EQ(footprint.state(crimea).presence, Presence::launched);
    footprint.set(crimea, ServiceState::unavailable("embargo"));
    EXPECT_EQ(footprint.state(crimea).reason, "embargo");
    EXPECT_EQ(footprint.state(ua).presence, Presence::launched);
}

TEST(FootprintTest, PresenceHasAWord) {
    for (const auto p : {Presence::unavailable, Presence::announced, Presence::launched}) {
        EXPECT_EQ(parse_presence(to_string(p)), p);
    }
    EXPECT_EQ(parse_presence("Launched"), std::nullopt);
}

}  // namespace
}  // namespace nuri::world
