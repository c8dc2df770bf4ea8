#include "world/groups.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "world/territory_expression.h"

namespace nuri::world {
namespace {

TEST(GroupsTest, AreWhatTheirCodesMeanInAnExpression) {
    const std::vector<Group> all = groups();
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                               [](const Group& a, const Group& b) { return a.code < b.code; }));
    for (const Group& group : all) {
        EXPECT_EQ(*parse_territories(group.code), group.territories) << group.code;
        EXPECT_FALSE(group.english.empty()) << group.code;
        EXPECT_FALSE(group.korean.empty()) << group.code;
    }
    for (const std::string_view code : {"001", "150", "419", "EEA", "EU"}) {
        EXPECT_EQ(std::count_if(all.begin(), all.end(), [&](const Group& g) { return g.code == code; }), 1)
            << code;
    }
}

}  // namespace
}  // namespace nuri::world
