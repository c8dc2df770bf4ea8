#include "world/territory_set.h"

#include <random>

#include <gtest/gtest.h>

#include "world/territory_expression.h"

namespace nuri::world {
namespace {

Territory place(const char* code) {
    return *Territory::parse(code);
}
TerritorySet set(const char* expression) {
    return *parse_territories(expression);
}

TEST(TerritorySetTest, ALeafSpeaksForItsPartsButTheExceptions) {
    const TerritorySet without_texas = set("US - US-TX");
    EXPECT_TRUE(without_texas.contains(place("US")));  // somewhere in it, we do not know where
    EXPECT_TRUE(without_texas.contains(place("US-CA")));
    EXPECT_FALSE(without_texas.contains(place("US-TX")));

    const TerritorySet wallonia = set("BE-WAL");
    EXPECT_TRUE(wallonia.contains(place("BE-WAL")));
    EXPECT_FALSE(wallonia.contains(place("BE")));
    EXPECT_FALSE(wallonia.contains(place("BE-VLG")));
}

TEST(TerritorySetTest, IsEqualHoweverItWasMade) {
    EXPECT_EQ(set("US - US-TX + US-TX"), set("US"));
    EXPECT_EQ(set("US-TX + US"), set("US"));
    EXPECT_EQ(set("(US + CA) - US"), set("CA"));
    TerritorySet texas{place("US-TX")};
    texas.erase(place("US"));
    EXPECT_TRUE(texas.empty());
    texas.insert(place("KR"));
    texas.erase(place("KR"));
    EXPECT_EQ(texas, TerritorySet());
}

TEST(TerritorySetTest, CountsLeavesAndLooseParts) {
    EXPECT_EQ(TerritorySet().size(), 0);
    EXPECT_EQ(TerritorySet::all().size(), 257);
    EXPECT_EQ(set("BE-WAL + KR").size(), 2);
    EXPECT_EQ(set("US - US-TX").size(), 1);
}

TEST(TerritorySetTest, IsWrittenAsAnExpressionThatReadsBack) {
    const struct {
        const char *made, *written;
    } cases[] = {
        {"US,CA", "CA + US"},
        {"world", "001"},
        {"013 + 029 + 005", "419"},
        {"001 - (CN + KP)", "001 - CN - KP"},
        {"US - US-TX", "US - US-TX"},
        {"BE-WAL", "BE-WAL"},
        {"BE-WAL + US - US-TX", "US + BE-WAL - US-TX"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(to_string(set(c.made)), c.written);
        EXPECT_EQ(set(c.written), set(c.made)) << c.written;
    }
    EXPECT_EQ(to_string(TerritorySet()), "none");
}

// Every operation against one boolean a place: all 257 leaves, and parts enough to meet every exception.
TEST(TerritorySetTest, AgreesWithOneBooleanAPlace) {
    std::mt19937 random(20250601);
    std::vector<Territory> places;
    for (int i = 0; i < territory_count; ++i) places.push_back(Territory::from_index(i));
    for (const char* code : {"US-TX", "US-CA", "US-NY", "CA-QC", "CA-ON", "BE-WAL", "BE-VLG"})
        places.push_back(place(code));
    const auto pick = [&] {
        // Mostly the places with parts, so that leaf and part meet often.
        if (random() % 2 == 0) return places[257 + random() % 7];
        if (random() % 2 == 0) return places[257 + random() % 7].leaf();
        return places[random() % 257];
    };
    const auto some = [&] {
        TerritorySet s = random() % 4 == 0 ? TerritorySet::all() : TerritorySet();
        for (int n = static_cast<int>(random() % 12); n > 0; --n) {
            random() % 3 == 0 ? s.erase(pick()) : s.insert(pick());
        }
        return s;
    };
    for (int round = 0; round < 500; ++round) {
        const TerritorySet a = some(), b = some();
        const TerritorySet both = a & b, either = a | b, rest = a - b;
        for (const Territory p : places) {
            ASSERT_EQ(both.contains(p), a.contains(p) && b.contains(p)) << p.code();
            ASSERT_EQ(either.contains(p), a.contains(p) || b.contains(p)) << p.code();
            ASSERT_EQ(rest.contains(p), a.contains(p) && !b.contains(p)) << p.code();
        }
        ASSERT_EQ(rest | both, a);
        ASSERT_EQ(a.includes(b), (a | b) == a);
        if (a.empty()) continue;
        ASSERT_EQ(*parse_territories(to_string(a)), a) << to_string(a);
    }
}

}  // namespace
}  // namespace nuri::world
