#include "avails/values.h"

#include <cmath>

#include <gtest/gtest.h>

namespace nuri::avails {
namespace {

TEST(CivilTimeTest, ReadsWhatTheSpecificationWritesAndRefusesTheRest) {
    for (const char* text : {"2025-06-01", "2025-06-01T09:30:00", "2025-06-01T09:30:00Z",
                             "2025-06-01T09:30:00+09:00", "2024-02-29", "2025-06-01T09:30:00-03:30"}) {
        const auto time = parse_civil_time(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(to_string(*time), text);
    }
    for (const char* text :
         {"", "2025", "2025-6-1", "2025-02-29", "2025-13-01", "01/06/2025", "2025-06-01T",
          "2025-06-01T25:00:00", "2025-06-01T09:60:00", "2025-06-01T24:00:01", "2025-06-01T09:30:00+15:00",
          "2025-06-01x", "2025-06-01T09:30:00.Z", "0000-01-01"})
        EXPECT_FALSE(parse_civil_time(text)) << text;
    EXPECT_EQ(to_string(*parse_civil_time("2025-06-30T24:00:00")), "2025-07-01T00:00:00");
}

TEST(CivilTimeTest, CountsTheDaysOfAWorkbookInBothSystems) {
    const struct {
        double serial;
        bool system_1904;
        const char* time;
    } cases[] = {
        {1, false, "1900-01-01"},
        {59, false, "1900-02-28"},
        {61, false, "1900-03-01"},
        {45809, false, "2025-06-01"},
        {45809.375, false, "2025-06-01T09:00:00"},
        {44347, true, "2025-06-01"},
        {0, true, "1904-01-01"},
        {2958465, false, "9999-12-31"},
        // A double has no exact 23:59:59; the second is the nearest.
        {45809.99998842593, false, "2025-06-01T23:59:59"},
    };
    for (const auto& row : cases) {
        const auto time = civil_time_of_serial(row.serial, row.system_1904);
        ASSERT_TRUE(time) << row.serial;
        EXPECT_EQ(to_string(*time), row.time) << row.serial;
        EXPECT_NEAR(serial_of_civil_time(*time, row.system_1904), row.serial, 1e-9);
    }
    for (const double serial : {0.0, -1.0, 60.0, 2958466.0, 1e300, std::nan("")})
        EXPECT_FALSE(civil_time_of_serial(serial, false)) << serial;
}

TEST(DurationTest, ReadsXmlDurationsHoursAndClockTimes) {
    const struct {
        const char *text, *written;
    } cases[] = {{"P180D", "P180D"},
                 {"-PT12H", "-PT12H"},
                 {"-P5DT10H", "-P5DT10H"},
                 {"P1Y2M", "P1Y2M"},
                 {"PT01H37M49S", "PT1H37M49S"},
                 {"720", "PT720H"},
                 {"48.5", "PT48H30M"},
                 {"01:32:03", "PT1H32M3S"},
                 {"PT0S", "PT0S"},
                 {"PT1.5S", "PT1S"},
                 {"P1M", "P1M"},
                 {"PT1M", "PT1M"}};
    for (const auto& row : cases) {
        const auto duration = parse_duration(row.text);
        ASSERT_TRUE(duration) << row.text;
        EXPECT_EQ(to_string(*duration), row.written);
    }
    for (const char* text : {"", "P", "PT", "-", "P1", "P1H", "PT1D", "P1D2Y", "1:2", "1:60:00", "-720",
                             "P99999999999D", "PT1.5H", "two days", "nan", "inf"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(TruthTest, KnowsTheWordsThatLicensorsWrite) {
    for (const char* word : {"Yes", "y", "TRUE", "t", "1"}) EXPECT_EQ(parse_truth(word), true) << word;
    for (const char* word : {"No", "N", "false", "F", "0"}) EXPECT_EQ(parse_truth(word), false) << word;
    for (const char* word : {"", "2", "maybe", "oui"}) EXPECT_EQ(parse_truth(word), std::nullopt) << word;
}

TEST(ListTest, IsDividedAtCommasSemicolonsAndBars) {
    EXPECT_EQ(list_parts(" en, es-419:audio;fr |de,"),
              (std::vector<std::string_view>{"en", "es-419:audio", "fr", "de"}));
    EXPECT_TRUE(list_parts(" , ").empty());
}

TEST(LanguageUseTest, SaysWhichAssetItIsAbout) {
    EXPECT_EQ(parse_language_use("ES-419 : subtitle")->tag.text(), "es-419");
    EXPECT_EQ(parse_language_use("es-419:subtitle")->asset, "subtitle");
    EXPECT_EQ(parse_language_use("en")->asset, "");
    EXPECT_FALSE(parse_language_use("en:lyrics"));
    EXPECT_FALSE(parse_language_use("english"));
}

TEST(TerritoryCodeTest, IsOneCodeAndNoExpression) {
    EXPECT_EQ(parse_territory_code("US")->size(), 1);
    EXPECT_EQ(*parse_territory_code("ZZ"), world::TerritorySet::all());
    EXPECT_GT(parse_territory_code("419")->size(), 40);
    EXPECT_EQ(parse_territory_code("CA-QC")->size(), 1);
    for (const char* code : {"", "JJ", "US + CA", "US,CA", "@latam", "(US)"})
        EXPECT_FALSE(parse_territory_code(code)) << code;
}

TEST(EidrTest, TellsARightCheckCharacterFromAWrongOne) {
    EXPECT_EQ(eidr_check_character("7EC7228A510A053ECBB8"), 'J');
    const struct {
        const char* id;
        EidrForm form;
    } cases[] = {
        {"10.5240/7EC7-228A-510A-053E-CBB8-J", EidrForm::right},
        {"urn:eidr:10.5240:7EC7-228A-510A-053E-CBB8-J", EidrForm::right},
        {"md:alid:eidr-s:7EC7-228A-510A-053E-CBB8-J", EidrForm::right},
        {"md:cid:eidr-x:7EC7-228A-510A-053E-CBB8-J:bonus1", EidrForm::right},
        {"10.5240/7EC7-228A-510A-053E-CBB8-K", EidrForm::wrong_check_character},
        {"10.5240/7EC7-228A-510A-053E-CBBZ-J", EidrForm::malformed},
        {"10.5240/7EC7-228A", EidrForm::malformed},
        {"md:alid:org:northwind.example:1", EidrForm::none},
        {"", EidrForm::none},
    };
    for (const auto& row : cases) EXPECT_EQ(eidr_form(row.id), row.form) << row.id;
    EXPECT_EQ(eidr_of("md:alid:eidr-s:7ec7-228a-510a-053e-cbb8-j"), "10.5240/7EC7-228A-510A-053E-CBB8-J");
}

}  // namespace
}  // namespace nuri::avails
