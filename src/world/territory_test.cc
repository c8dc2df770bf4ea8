#include "world/territory.h"

#include <gtest/gtest.h>

namespace nuri::world {
namespace {

TEST(TerritoryTest, ReadsEveryKindOfCode) {
    const struct {
        const char *written, *code;
    } cases[] = {
        {"KR", "KR"},
        {"kr", "KR"},
        {"KOR", "KR"},
        {"410", "KR"},
        {"ca-qc", "CA-QC"},
        {"BE-WAL", "BE-WAL"},
        {"uk", "GB"},
        {"004", "AF"},
        {"XK", "XK"},
        {"IC", "IC"},
        // Places that are a territory of their own, and a part of another in ISO 3166-2.
        {"US-PR", "PR"},
        {"FR-974", "RE"},
        {"CN-HK", "HK"},
        {"NL-AW", "AW"},
    };
    for (const auto& c : cases) {
        const auto read = Territory::parse(c.written);
        ASSERT_TRUE(read) << c.written << ": " << read.error().message;
        EXPECT_EQ(read->code(), c.code) << c.written;
    }
}

TEST(TerritoryTest, RefusesWhatIsNoTerritoryAndSaysWhatWasMeant) {
    const struct {
        const char *written, *message;
    } cases[] = {
        {"", "territory code is empty"},
        {"XY", "unknown territory \"XY\"; did you mean XK?"},
        {"WK", "unknown territory \"WK\"; did you mean KW?"},
        {"mexico", "unknown territory \"mexico\"; did you mean MX?"},
        {"419", "\"419\" is a group of territories, not one territory"},
        {"EU", "\"EU\" is a group of territories, not one territory"},
        {"000", "unknown territory \"000\""},
        {"US-XX", "unknown subdivision \"US-XX\"; the first level of ISO 3166-2 is known"},
    };
    for (const auto& c : cases) {
        const auto read = Territory::parse(c.written);
        ASSERT_FALSE(read) << c.written;
        EXPECT_EQ(read.error().kind, ErrorKind::invalid) << c.written;
        EXPECT_EQ(read.error().message, c.message);
    }
    EXPECT_FALSE(Territory::parse(std::string(10'000, 'A')));
}

TEST(TerritoryTest, NumbersFollowTheAlphabet) {
    for (int i = 0; i + 1 < territory_count; ++i) {
        EXPECT_LT(Territory::from_index(i).code(), Territory::from_index(i + 1).code());
        EXPECT_EQ(Territory::parse(Territory::from_index(i).code())->index(), i);
    }
    for (int n = 1; n <= subdivision_count(); ++n) {
        const Territory part = Territory::from_subdivision(n);
        ASSERT_EQ(*Territory::parse(part.code()), part) << part.code();
        ASSERT_EQ(part.leaf().code(), part.code().substr(0, 2));
        if (n == 1) continue;
        ASSERT_LT(Territory::from_subdivision(n - 1).code(), part.code());
    }
}

TEST(TerritoryTest, KnowsTheMemberStates) {
    EXPECT_TRUE(is_eu_member(*Territory::parse("FR")));
    EXPECT_TRUE(is_eu_member(*Territory::parse("BE-WAL")));
    EXPECT_FALSE(is_eu_member(*Territory::parse("NO")));
    EXPECT_FALSE(is_eu_member(*Territory::parse("GB")));
}

}  // namespace
}  // namespace nuri::world
