#include "catalogue/reference.h"

#include <gtest/gtest.h>

namespace nuri::catalogue {
namespace {

using By = Reference::By;

TEST(ReferenceTest, ReadsSlugsPlacesAndIdentifiers) {
    const struct {
        const char* text;
        Reference reference;
    } cases[] = {
        {"tide-line", {By::slug, "tide-line"}},
        {"dawn-over-hanok/s1", {By::slug, "dawn-over-hanok", 1, {}}},
        {"dawn-over-hanok/s1e2", {By::slug, "dawn-over-hanok", 1, 2}},
        {"dawn-over-hanok/S01E12", {By::slug, "dawn-over-hanok", 1, 12}},
        {"one-summer/e3", {By::slug, "one-summer", {}, 3}},
        {"specials/s0e1", {By::slug, "specials", 0, 1}},
        {"md:alid:eidr-s:7791-8534-2C23-9030-8610-5",
         {By::alid, "md:alid:eidr-s:7791-8534-2C23-9030-8610-5"}},
        {"10.5240/7791-8534-2c23-9030-8610-5", {By::eidr, "10.5240/7791-8534-2C23-9030-8610-5"}},
    };
    for (const auto& [text, reference] : cases) {
        const auto parsed = Reference::parse(text);
        ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
        EXPECT_EQ(*parsed, reference) << text;
    }
}

TEST(ReferenceTest, RefusesWhatNamesNoTitle) {
    for (const char* text : {"", "Tide Line", "a/", "a/b", "a/s", "a/s1e", "a/s1x", "a/s1e2e3", "a/s-1",
                             "a/s123456", "/s1", "a/s1/e2", "md:alid:", "md:alid:a b", "10.5240/7791",
                             "10.5240/7791-8534-2C23-9030-8610", "10.5240/7791-8534-2G23-9030-8610-5",
                             "10.5240/7791-8534-2C23-9030-8610-*", "10.5240/7791_8534-2C23-9030-8610-5"})
        EXPECT_EQ(Reference::parse(text).error().kind, ErrorKind::invalid) << text;
}

TEST(ReferenceTest, KnowsTheCheckCharacterOfAnEidr) {
    EXPECT_EQ(eidr_check_character("10.5240/7791-8534-2C23-9030-8610-5"), '5');
    // One digit changed, and two neighbours exchanged: what the character is there to notice.
    EXPECT_NE(eidr_check_character("10.5240/7791-8534-2C23-9030-8611-5"), '5');
    EXPECT_NE(eidr_check_character("10.5240/7791-8534-2C23-9003-8610-5"), '5');
}

}  // namespace
}  // namespace nuri::catalogue
