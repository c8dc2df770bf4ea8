#include "decision/snapshot.h"

#include <gmock/gmock.h>

#include "decision/decision_test_house.h"

namespace nuri::decision {
namespace {

using namespace std::chrono_literals;

constexpr Instant now = TestRegisters::now;

Audience audience(const char* place, std::optional<int> maturity_age = {}) {
    return {*world::Territory::parse(place), {}, now, rights::LicenseType::svod, maturity_age};
}

TEST(MaturityTest, GoesByTheViewersTerritoryAndIsStrictWhereNothingIsKnown) {
    TestRegisters house;
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
        return snapshot->maturity_of(title, *world::Territory::parse(place));
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
}  // namespace nuri::decision
