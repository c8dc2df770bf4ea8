#include "exchange/title_matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/exchange_test_house.h"

namespace nuri::exchange {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Line episode{{"Avail:DisplayName", "Northwind"},
                   {"Avail:ALID", "md:alid:org:northwind.example:gate-1-2"},
                   {"Disposition:EntryType", "Full Extract"},
                   {"AvailAsset:WorkType", "Episode"},
                   {"AvailMetadata:SeriesTitleInternalAlias", "The Gate"},
                   {"AvailMetadata:SeasonNumber", "1"},
                   {"AvailMetadata:EpisodeNumber", "2"},
                   {"AvailMetadata:EpisodeTitleInternalAlias", "Hinges"},
                   {"AvailAsset:EpisodeContentID", "md:cid:org:northwind.example:gate-1-2"},
                   {"AvailTrans:Territory", "KR"},
                   {"AvailTrans:LicenseType", "SVOD"},
                   {"AvailTrans:FormatProfile", "HD"},
                   {"AvailTrans:Start", "2026-01-01T00:00:00Z"},
                   {"AvailTrans:End", "Open"}};

Terms creating() {
    Terms terms;
    terms.create_titles = true;
    return terms;
}

TEST(TitleMatcherTest, FindsAFilmByNameAndYear) {
    House house;
    EXPECT_THAT(
        codes_of(
            house.preview({with(tide_line, {{"AvailMetadata:TitleInternalAlias", "TIDE-LINE"}})}).findings),
        IsEmpty());
    EXPECT_THAT(codes_of(house.preview({with(tide_line, {{"AvailMetadata:ReleaseYear", "1999"}})}).findings),
                ElementsAre("title_unknown"));
}

TEST(TitleMatcherTest, AsksWhichOfSeveralIsMeant) {
    House house;
    house.add_film("tide-line-again", "Tide Line", 2024);
    EXPECT_THAT(codes_of(house.preview({tide_line}).findings), ElementsAre("title_ambiguous"));
}

TEST(TitleMatcherTest, TrustsAnAlidBeforeAName) {
    House house;
    catalogue::Catalogue::NewTitle title;
    title.slug = "another";
    title.facts.texts = {{*world::LanguageTag::parse("en"), "Another", ""}};
    title.facts.alid = "md:alid:org:northwind.example:tide";
    ASSERT_TRUE(house.catalogue.add(title, today));
    ASSERT_TRUE(house.import({tide_line}));
    EXPECT_THAT(house.standing(), ElementsAre("another KR 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"));
}

TEST(TitleMatcherTest, RemembersWhatALicensorCallsATitle) {
    House house;
    ASSERT_TRUE(house.import({tide_line}));
    const Line renamed = with(tide_line, {{"Avail:ALID", "md:alid:org:northwind.example:tide-4k"},
                                          {"AvailMetadata:TitleInternalAlias", "Gezeiten"},
                                          {"AvailTrans:Territory", "DE"},
                                          {"Avail:AvailID", "N-8"}});
    EXPECT_EQ(house.import({renamed})->import.state, ImportState::applied) << "its ContentID is known";
}

TEST(TitleMatcherTest, MakesASeriesWithItsSeasonForAnEpisode) {
    House house;
    const auto outcome = house.import(
        {episode, with(episode, {{"AvailMetadata:EpisodeNumber", "3"},
                                 {"Avail:ALID", "md:alid:org:northwind.example:gate-1-3"},
                                 {"AvailMetadata:EpisodeTitleInternalAlias", "Locks"},
                                 {"AvailAsset:EpisodeContentID", "md:cid:org:northwind.example:gate-1-3"}})},
        creating());
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->import.state, ImportState::applied);
    EXPECT_EQ(outcome->import.counts.titles, 4) << "a series, a season and two episodes";
    const auto snapshot = *catalogue::Snapshot::load(*house.database);
    EXPECT_TRUE(snapshot->resolve("the-gate/s1e2"));
    EXPECT_TRUE(snapshot->resolve("the-gate/s1e3"));
    EXPECT_EQ(house.import({episode}, creating())->import.counts.titles, 0);
}

TEST(TitleMatcherTest, MakesOneTitleOfManyRows) {
    House house;
    const Line fog = with(tide_line, {{"AvailMetadata:TitleInternalAlias", "Fog Harbour"},
                                      {"Avail:ALID", "md:alid:org:northwind.example:fog"},
                                      {"AvailAsset:ContentID", "md:cid:org:northwind.example:fog"},
                                      {"Avail:AvailID", "F-1"}});
    const auto outcome = house.import(
        {fog, with(fog, {{"AvailTrans:Territory", "JP"}, {"Avail:AvailID", "F-2"}})}, creating());
    EXPECT_EQ(outcome->import.counts.titles, 1);
    EXPECT_EQ(house.standing().size(), 2u);
}

}  // namespace
}  // namespace nuri::exchange
