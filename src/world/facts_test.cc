#include "world/facts.h"

#include <set>

#include <gtest/gtest.h>

#include "base/time.h"
#include "world/money.h"

namespace nuri::world {
namespace {

Territory place(const char* code) {
    return *Territory::parse(code);
}

TEST(FactsTest, EveryTerritoryHasNamesAndAZoneOfTheDatabase) {
    std::set<std::string_view> english;
    for (int i = 0; i < territory_count; ++i) {
        const Territory t = Territory::from_index(i);
        EXPECT_FALSE(korean_name(t).empty()) << t.code();
        EXPECT_TRUE(english.insert(english_name(t)).second) << t.code();
        EXPECT_TRUE(midnight_in(first_zone_of(t), std::chrono::year_month_day{std::chrono::sys_days{}}))
            << t.code();
        for (const auto& spoken : languages_of(t)) EXPECT_LE(spoken.population_percent, 100) << t.code();
    }
}

TEST(FactsTest, KnowsTheTerritoriesOfTheStory) {
    EXPECT_EQ(english_name(place("KR")), "South Korea");
    EXPECT_EQ(korean_name(place("KR")), "대한민국");
    EXPECT_EQ(currency_of(place("KR"))->code(), "KRW");
    EXPECT_EQ(first_zone_of(place("KR")), "Asia/Seoul");
    EXPECT_EQ(m49_code(place("KR")), 410);
    EXPECT_EQ(languages_of(place("MX")).front().language.text(), "es");
    EXPECT_TRUE(languages_of(place("BE")).front().official);
    EXPECT_EQ(languages_of(place("CA-QC")).size(), languages_of(place("CA")).size());
    EXPECT_EQ(currency_of(place("AQ")), std::nullopt);
    EXPECT_EQ(m49_code(place("XK")), 0);
}

TEST(FactsTest, TheFirstZoneIsTheOneThatSeesMidnightFirst) {
    EXPECT_EQ(first_zone_of(place("US")), "America/New_York");
    EXPECT_EQ(first_zone_of(place("CA")), "America/St_Johns");
    EXPECT_EQ(first_zone_of(place("NZ")), "Pacific/Chatham");
    EXPECT_EQ(first_zone_of(place("KI")), "Pacific/Kiritimati");
}

TEST(MoneyTest, CountsInTheMinorUnitOfItsCurrency) {
    const Currency usd = *Currency::parse("usd"), krw = *Currency::parse("KRW"),
                   kwd = *Currency::parse("KWD");
    EXPECT_EQ(Money::parse("9.99", usd)->minor_units(), 999);
    EXPECT_EQ(Money::parse("9.9", usd)->minor_units(), 990);
    EXPECT_EQ(Money::parse("-0.05", usd)->minor_units(), -5);
    EXPECT_EQ(Money::parse("13500", krw)->minor_units(), 13500);
    EXPECT_EQ(Money::parse("1.234", kwd)->minor_units(), 1234);
    EXPECT_EQ(to_string(Money(999, usd)), "9.99 USD");
    EXPECT_EQ(to_string(Money(-5, usd)), "-0.05 USD");
    EXPECT_EQ(to_string(Money(13500, krw)), "13500 KRW");
    EXPECT_EQ(to_string(Money(INT64_MIN, usd)), "-92233720368547758.08 USD");
    for (const char* amount :
         {"", "-", ".", "9.", ".5", "9.999", "9,99", "1e3", " 9", "9.-1", "99999999999999999999"}) {
        EXPECT_FALSE(Money::parse(amount, usd)) << amount;
    }
    EXPECT_FALSE(Money::parse("0.5", krw));
    EXPECT_FALSE(Currency::parse("XXX"));
    EXPECT_FALSE(Currency::parse("USDX"));
}

TEST(MoneyTest, IsNeverAddedAcrossCurrencies) {
    const Currency usd = *Currency::parse("USD"), krw = *Currency::parse("KRW");
    EXPECT_EQ(Money(1, usd).plus(Money(2, usd))->minor_units(), 3);
    EXPECT_EQ(Money(1, usd).plus(Money(2, krw)).error().kind, ErrorKind::invalid);
    EXPECT_EQ(Money(INT64_MAX, usd).plus(Money(1, usd)).error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace nuri::world
