#include "world/ratings.h"

#include <gtest/gtest.h>

namespace nuri::world {
namespace {

TEST(RatingsTest, GivesEachLabelItsAge) {
    const struct {
        const char *system, *label;
        int age;
    } cases[] = {
        {"US-MPA", "PG-13", 13},         {"us-mpa", "pg-13", 13}, {"US-MPA", "NC-17", 18},
        {"US-TV", "TV-MA", 17},          {"KR-KMRB", "15", 15},   {"KR-KMRB", "청소년관람불가", 19},
        {"JP-EIRIN", "R15+", 15},        {"SG-IMDA", "R21", 21},  {"TH-MOC", "20", 20},
        {"IN-CBFC", "UA 16+", 16},       {"ID-LSF", "17+", 17},   {"MY-LPF", "P12", 12},
        {"GB-BBFC", "12A", 12},          {"DE-FSK", "0", 0},      {"FR-CNC", "TP", 0},
        {"MX-RTC", "B15", 15},           {"BR-CLASSIND", "L", 0}, {"CA-CHVRS", "14A", 14},
        {"CA-QC-CLASSEMENT", "16+", 16},
    };
    for (const auto& c : cases) EXPECT_EQ(age_of(c.system, c.label), c.age) << c.system << " " << c.label;
}

TEST(RatingsTest, WhatIsNotKnownIsTheMostRestrictive) {
    EXPECT_EQ(age_of("US-MPA", "NR"), unrated_age);
    EXPECT_EQ(age_of("US-MPA", ""), unrated_age);
    EXPECT_EQ(age_of("US-MPA", "PG 13"), unrated_age);
    EXPECT_EQ(age_of("US-MPAA", "G"), unrated_age);
    EXPECT_EQ(age_of("", "G"), unrated_age);
    EXPECT_EQ(rating_system("MARS").error().kind, ErrorKind::not_found);
}

TEST(RatingsTest, EveryMarketOfTheStoryHasASystem) {
    for (const char* code :
         {"US", "CA", "MX", "BR", "KR", "JP", "TH", "SG", "IN", "ID", "MY", "GB", "DE", "FR"}) {
        EXPECT_FALSE(ratings_for(*Territory::parse(code)).empty()) << code;
    }
    const auto quebec = ratings_for(*Territory::parse("CA-QC"));
    EXPECT_EQ(quebec.front()->id, "CA-QC-CLASSEMENT");
    EXPECT_EQ(ratings_for(*Territory::parse("CA")).front()->id, "CA-CHVRS");
    EXPECT_TRUE(ratings_for(*Territory::parse("AQ")).empty());
}

TEST(RatingsTest, LabelsAreDistinctAndTheirAgesPossible) {
    for (int i = 0; i < territory_count; ++i) {
        for (const RatingSystem* system : ratings_for(Territory::from_index(i))) {
            ASSERT_FALSE(system->labels.empty()) << system->id;
            for (const auto& label : system->labels) {
                EXPECT_GE(label.age, 0);
                EXPECT_LE(label.age, 21);
                EXPECT_EQ(age_of(system->id, label.label), label.age) << system->id << " " << label.label;
            }
        }
    }
}

}  // namespace
}  // namespace nuri::world
