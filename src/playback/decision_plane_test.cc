#include "playback/decision_plane.h"

#include <gmock/gmock.h>

#include "playback/playback_test_house.h"

namespace nuri::playback {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant now = House::now;

Audience audience(const char* place, std::optional<int> maturity_age = {}) {
    return {*world::Territory::parse(place), {}, now, rights::LicenseType::svod, maturity_age};
}

TEST(DecisionPlaneTest, CompilesOnlyWhatChanged) {
    House house;
    const auto before = house.plane.current();
    EXPECT_FALSE(*house.plane.refresh());
    EXPECT_EQ(house.plane.current(), before);
    house.licence(house.film, "KR");
    EXPECT_TRUE(*house.plane.refresh());
    const auto after = house.plane.current();
    EXPECT_NE(after->law, before->law);
    EXPECT_EQ(after->catalogue, before->catalogue);
    EXPECT_EQ(after->assets, before->assets);
    EXPECT_FALSE(decide(*before, audience("KR"), house.film).allowed)
        << "whoever holds the old one sees no change";
    EXPECT_TRUE(decide(*after, audience("KR"), house.film).allowed);
}

TEST(WatchableTest, HoldsWhatPlaysAndWhatIsAboveIt) {
    House house;
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
    House house;
    house.licence(house.second, "KR");
    ASSERT_TRUE(house.plane.refresh());
    const Watchable korea(house.plane.current(), audience("KR"));
    EXPECT_THAT(korea.tops(), ElementsAre(house.series));
    EXPECT_TRUE(korea.contains(house.second));
    EXPECT_FALSE(korea.contains(house.first));
}

TEST(WatchableTest, LeavesOutWhatHasNothingToPlay) {
    House house;
    const TitleId unmade = house.add("unmade", catalogue::Kind::film);
    house.licence(unmade, "MX");
    ASSERT_TRUE(house.plane.refresh());
    EXPECT_TRUE(decide(*house.plane.current(), audience("MX"), unmade).allowed);
    EXPECT_FALSE(Watchable(house.plane.current(), audience("MX")).contains(unmade));
}

TEST(MaturityTest, GoesByTheViewersTerritoryAndIsStrictWhereNothingIsKnown) {
    House house;
    const TitleId rated =
        house.add("rated", catalogue::Kind::film, {}, {}, {{"MX-RTC", "B"}, {"KR-KMRB", "15"}});
    const TitleId misspelt = house.add("misspelt", catalogue::Kind::film, {}, {}, {{"MX-RTC", "kids"}});
    const TitleId show = house.add("show", catalogue::Kind::series, {}, {}, {{"MX-RTC", "B"}});
    const TitleId episode = house.add("show-1", catalogue::Kind::episode, show, 1);
    for (const TitleId title : {rated, misspelt, show}) house.licence(title, "MX + KR + FR");
    for (const TitleId title : {rated, misspelt, episode}) house.make_ready(title);
    ASSERT_TRUE(house.plane.refresh());
    const auto snapshot = house.plane.current();
    const auto age = [&](TitleId title, const char* place) {
        return maturity_of(*snapshot, title, *world::Territory::parse(place));
    };
    EXPECT_EQ(age(rated, "MX"), 12);
    EXPECT_EQ(age(rated, "KR"), 15);
    EXPECT_EQ(age(rated, "FR"), 15) << "no rating of France: the strictest there is";
    EXPECT_EQ(age(misspelt, "MX"), world::unrated_age);
    EXPECT_EQ(age(house.film, "MX"), world::unrated_age);
    EXPECT_EQ(age(episode, "MX"), 12) << "its series' rating";
    EXPECT_TRUE(Watchable(snapshot, audience("MX", 12)).contains(rated));
    EXPECT_FALSE(Watchable(snapshot, audience("MX", 11)).contains(rated));
    EXPECT_FALSE(Watchable(snapshot, audience("MX", 17)).contains(house.film));
}

}  // namespace
}  // namespace nuri::playback
