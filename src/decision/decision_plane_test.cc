#include "decision/decision_plane.h"

#include <gmock/gmock.h>

#include "decision/decision_test_house.h"

namespace nuri::decision {
namespace {

using namespace std::chrono_literals;

constexpr Instant now = TestRegisters::now;

Audience audience(const char* place, std::optional<int> maturity_age = {}) {
    return {*world::Territory::parse(place), {}, now, rights::LicenseType::svod, maturity_age};
}

TEST(DecisionPlaneTest, CompilesOnlyWhatChanged) {
    TestRegisters house;
    const auto before = house.plane.current();
    EXPECT_FALSE(*house.plane.refresh());
    EXPECT_EQ(house.plane.current(), before);
    house.licence(house.film, "KR");
    EXPECT_TRUE(*house.plane.refresh());
    const auto after = house.plane.current();
    EXPECT_NE(after->law, before->law);
    EXPECT_EQ(after->catalogue, before->catalogue);
    EXPECT_EQ(after->assets, before->assets);
    EXPECT_FALSE(before->decide(audience("KR"), house.film).allowed)
        << "whoever holds the old one sees no change";
    EXPECT_TRUE(after->decide(audience("KR"), house.film).allowed);
}

}  // namespace
}  // namespace nuri::decision
