#include "decision/watchable.h"

#include <gmock/gmock.h>

#include "decision/decision_test_house.h"

namespace nuri::decision {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant now = TestRegisters::now;

Audience audience(const char* place, std::optional<int> maturity_age = {}) {
    return {*world::Territory::parse(place), {}, now, rights::LicenseType::svod, maturity_age};
}

TEST(WatchableTest, HoldsWhatPlaysAndWhatIsAboveIt) {
    TestRegisters house;
    const Watchable mexico(house.plane.current(), audience("MX"));
    EXPECT_THAT(mexico.tops(), ElementsAre(house.film, house.series));
    for (const TitleId title : {house.film, house.series, house.first, house.second})
        EXPECT_TRUE(mexico.contains(title));
    EXPECT_THAT(Watchable(house.plane.current(), audience("KR")).tops(), ElementsAre());
    Audience nowhere = audience("MX");
    nowhere.place.reset();
    EXPECT_THAT(Watchable(house.plane.current(), nowhere).tops(), ElementsAre());
}

TEST(WatchableTest, AnEpisodeAloneBringsItsSeriesAndNotItsSiblings) {
    TestRegisters house;
    house.licence(house.second, "KR");
    ASSERT_TRUE(house.plane.refresh());
    const Watchable korea(house.plane.current(), audience("KR"));
    EXPECT_THAT(korea.tops(), ElementsAre(house.series));
    EXPECT_TRUE(korea.contains(house.second));
    EXPECT_FALSE(korea.contains(house.first));
}

TEST(WatchableTest, LeavesOutWhatHasNothingToPlay) {
    TestRegisters house;
    const TitleId unmade = house.add("unmade", catalogue::Kind::film);
    house.licence(unmade, "MX");
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_TRUE(house.plane.current()->decide(audience("MX"), unmade).allowed);
    EXPECT_FALSE(Watchable(house.plane.current(), audience("MX")).contains(unmade));
}

}  // namespace
}  // namespace nuri::decision
