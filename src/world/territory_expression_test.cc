#include "world/territory_expression.h"

#include <gtest/gtest.h>

namespace nuri::world {
namespace {

Territory place(const char* code) {
    return *Territory::parse(code);
}

TEST(TerritoryExpressionTest, GoesFromLeftToRight) {
    EXPECT_TRUE(parse_territories("US - US + US")->contains(place("US")));
    EXPECT_FALSE(parse_territories("CA + US - US")->contains(place("US")));
    EXPECT_TRUE(parse_territories("US - (US + CA) + US")->contains(place("US")));
}

TEST(TerritoryExpressionTest, ReadsTheReferenceStory) {
    const TerritorySet americas = *parse_territories("US + CA + 419 - CU");
    EXPECT_EQ(americas.size(), 2 + 52 - 1);
    EXPECT_TRUE(americas.contains(place("MX")));
    EXPECT_FALSE(americas.contains(place("CU")));
    EXPECT_EQ(*parse_territories("us,ca,419-cu"), americas);
    const TerritorySet open_world = *parse_territories("001 - (CN + KP)");
    EXPECT_EQ(open_world.size(), 255);
    EXPECT_FALSE(open_world.contains(place("KP")));
    EXPECT_TRUE(open_world.contains(place("TW")));  // not in M49, but in the world
}

TEST(TerritoryExpressionTest, KnowsTheGroups) {
    const struct {
        const char* group;
        int size;
    } cases[] = {{"001", 257}, {"World", 257}, {"EU", 27}, {"eea", 30},
                 {"419", 52},  {"EZ", 21},     {"410", 1}, {"150", 53}};
    for (const auto& c : cases) EXPECT_EQ(parse_territories(c.group)->size(), c.size) << c.group;
    EXPECT_EQ(territory_group("QQ").error().kind, ErrorKind::not_found);
}

TEST(TerritoryExpressionTest, TakesAContractsOwnGroups) {
    const TerritoryGroups groups{{"latam", *parse_territories("419 - CU")}};
    EXPECT_FALSE(parse_territories("@latam + US", groups)->contains(place("CU")));
    const auto unknown = parse_territories("US + @nordics", groups);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "unknown group \"@nordics\" at column 6; there are @latam");
}

TEST(TerritoryExpressionTest, AMinusWithoutSpacesBelongsToASubdivision) {
    EXPECT_EQ(to_string(*parse_territories("US-CA")), "US-CA");  // California
    EXPECT_EQ(to_string(*parse_territories("US - CA")), "US");
    EXPECT_EQ(to_string(*parse_territories("(US)-CA")), "US");
    // A slip for US-TX. Were it read as "US without Tanzania", a licence for one state would be for all
    // fifty.
    EXPECT_EQ(parse_territories("KR + US-TZ").error().message,
              "unknown subdivision \"US-TZ\" at column 6; to leave TZ out, put spaces around the minus");
}

TEST(TerritoryExpressionTest, RefusesAndNamesTheColumn) {
    const struct {
        const char *text, *message;
    } cases[] = {
        {"", "territory expression is empty"},
        {"  ", "territory expression is empty"},
        {"US + CA XY", "expected \"+\", \"-\" or \",\" before \"XY\" at column 9"},
        {"US + CA+XY", "unknown territory \"XY\" at column 9; did you mean XK?"},
        {"US +", "expected a territory at column 5"},
        {"US,,CA", "expected a territory before \",\" at column 4"},
        {"- US", "expected a territory before \"-\" at column 1"},
        {"(US", "expected \")\" at column 4"},
        {"US)", "\")\" without a \"(\" before it at column 3"},
        {"()", "expected a territory before \")\" at column 2"},
        {"US - US", "no territory is left of \"US - US\""},
        {"@", "unknown group \"@\" at column 1; the contract defines none"},
        {"US & CA", "expected \"+\", \"-\" or \",\" before \"&\" at column 4"},
    };
    for (const auto& c : cases) {
        const auto read = parse_territories(c.text);
        ASSERT_FALSE(read) << c.text;
        EXPECT_EQ(read.error().kind, ErrorKind::invalid) << c.text;
        EXPECT_EQ(read.error().message, c.message) << c.text;
    }
}

TEST(TerritoryExpressionTest, IsBoundedInLengthAndDepth) {
    EXPECT_TRUE(parse_territories(std::string(32, '(') + "US" + std::string(32, ')')));
    EXPECT_EQ(parse_territories(std::string(33, '(') + "US" + std::string(33, ')')).error().kind,
              ErrorKind::too_large);
    std::string most = "US";
    most.append(expression_length_max - 2, ' ');
    EXPECT_TRUE(parse_territories(most));
    EXPECT_EQ(parse_territories(most + " ").error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace nuri::world
