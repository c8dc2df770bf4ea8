#include "playback/home.h"

#include <chrono>
#include <set>

#include <gmock/gmock.h>

#include "events/viewers.h"
#include "playback/playback_test_house.h"
#include "playback/popular.h"
#include "playback/similar.h"

namespace nuri::playback {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant now = House::now;
constexpr int64_t profile = 1;

/// The house with more films on its shelf.
class Shelves : public House {
  public:
    TitleId shelve(const char* slug, const char* country, std::vector<std::string> genres,
                   std::vector<std::string> flags = {}, const char* language = "ko",
                   std::optional<Instant> until = {}) {
        catalogue::Catalogue::NewTitle title{slug, catalogue::Kind::film, {}, {}, {}};
        title.facts.texts = {{*world::LanguageTag::parse(language), slug, {}}};
        title.facts.countries = {*world::Territory::parse(country)};
        title.facts.genres = std::move(genres);
        title.facts.flags = std::move(flags);
        const TitleId id = catalogue.add(title, now)->id;
        licence(id, "MX", now, until);
        make_ready(id);
        return id;
    }

    decision::Watchable watchable(Instant at = now, const char* place = "MX") {
        CHECK(plane.refresh());
        return {plane.current(), {*world::Territory::parse(place), {}, at, rights::LicenseType::svod, {}}};
    }

    void see(TitleId title, int64_t position_ms, Instant when, bool finished = false) {
        const events::Progress seen{profile, title.number(), position_ms, 100'000, when, finished};
        CHECK(progress.put({&seen, 1}, when));
    }

    std::vector<TitleId> going_on(Instant at = now) {
        std::vector<TitleId> titles;
        for (const Continuing& item : *continuing(watchable(at), profile, progress, 10))
            titles.push_back(item.title);
        return titles;
    }

    Home home(const std::vector<TitleId>& list = {}, const std::vector<TitleId>& popular = {}) {
        const std::vector<Continuing> none;
        return Home::of(watchable(), {none, list, popular});
    }
};

std::vector<std::string> ids(const Home& home) {
    std::vector<std::string> words;
    for (const HomeRow& row : home.rows) words.push_back(row.id());
    return words;
}

const HomeRow& row(const Home& home, const std::string& id) {
    for (const HomeRow& one : home.rows) {
        if (one.id() == id) return one;
    }
    ADD_FAILURE() << "no row " << id;
    static const HomeRow none;
    return none;
}

TEST(HomeTest, IsEmptyWhereNothingCanBeWatched) {
    Shelves house;
    const std::vector<Continuing> none;
    const std::vector<TitleId> list{house.film};
    const Home home = Home::of(house.watchable(now, "KR"), {none, list, list});
    EXPECT_FALSE(home.billboard);
    EXPECT_THAT(home.rows, IsEmpty());
}

TEST(HomeTest, OpensWithWhatIsChosenForItThenWithOurOwn) {
    Shelves house;
    EXPECT_EQ(house.home().billboard, house.series) << "the newest, where nothing else speaks";
    const TitleId own = house.shelve("own", "KR", {"drama"}, {"original"});
    house.shelve("newer", "KR", {"drama"});
    EXPECT_EQ(house.home().billboard, own);
    const TitleId featured = house.shelve("featured", "KR", {"drama"}, {"featured"});
    EXPECT_EQ(house.home().billboard, featured);
}

TEST(HomeTest, ShowsOnlyWhatCanBeWatchedAndRowsThatHaveSomething) {
    Shelves house;
    const TitleId hidden = house.add("hidden", catalogue::Kind::film);
    const Home home = house.home({hidden, house.film}, {hidden, house.series});
    EXPECT_THAT(row(home, "my_list").titles, ElementsAre(house.film));
    EXPECT_THAT(row(home, "popular").titles, ElementsAre(house.series));
    EXPECT_THAT(row(home, "new").titles, ElementsAre(house.series, house.film));
    EXPECT_THAT(ids(home), ElementsAre("my_list", "popular", "new"));
}

TEST(HomeTest, TellsWhatLeavesWithinThirtyDaysSoonestFirst) {
    Shelves house;
    const TitleId later = house.shelve("later", "KR", {}, {}, "ko", now + 24h * 30);
    const TitleId sooner = house.shelve("sooner", "KR", {}, {}, "ko", now + 24h);
    house.shelve("much-later", "KR", {}, {}, "ko", now + 24h * 30 + 1s);
    EXPECT_THAT(row(house.home(), "leaving_soon").titles, ElementsAre(sooner, later));
}

TEST(HomeTest, NoTitleIsOnTheFirstScreenOfTwoRowsThatAnybodyGets) {
    Shelves house;
    const char* const genres[] = {"drama", "crime", "comedy"};
    const char* const countries[] = {"KR", "JP", "MX"};
    for (int n = 0; n < 24; ++n) {
        const std::string slug = "film-" + std::to_string(n);
        house.shelve(slug.c_str(), countries[n % 3], {genres[n / 3 % 3], n % 5 ? "family" : "history"}, {},
                     n % 4 ? "ko" : "ja");
    }
    const Home home = house.home();
    std::set<TitleId> shown;
    int generic = 0;
    for (const HomeRow& one : home.rows) {
        if (one.argument.empty()) continue;
        ++generic;
        EXPECT_GE(one.fresh, Home::generic_row_min) << one.id();
        for (size_t n = 0; n < std::min({one.titles.size(), one.fresh, Home::first_screen}); ++n)
            EXPECT_TRUE(shown.insert(one.titles[n]).second) << one.id();
    }
    EXPECT_GE(generic, 4);
    EXPECT_EQ(ids(home), ids(house.home())) << "the same page for the same question";
}

TEST(SimilarTest, SharesGenresPeopleAndOriginAndCanBeWatched) {
    Shelves house;
    const TitleId asked = house.add("asked", catalogue::Kind::film);
    catalogue::Facts facts = house.watchable().snapshot().catalogue->find(asked)->facts;
    facts.genres = {"mystery", "drama"};
    facts.original_language = *world::LanguageTag::parse("ko");
    facts.countries = {*world::Territory::parse("KR")};
    CHECK(house.catalogue.set_facts(asked, facts, now));
    house.shelve("nothing-alike", "FR", {"comedy"}, {}, "fr");
    const TitleId country = house.shelve("same-country", "KR", {}, {}, "fr");
    const TitleId common = house.shelve("common-genre", "FR", {"drama"}, {}, "fr");
    house.shelve("another-drama", "FR", {"drama"}, {}, "fr");
    const TitleId rare = house.shelve("rare-genre", "FR", {"mystery"}, {}, "fr");
    const auto found = similar_titles(house.watchable(), asked, 10);
    ASSERT_EQ(found.size(), 4u) << "also for a title that cannot be watched itself";
    EXPECT_EQ(found.front(), rare);
    EXPECT_EQ(found.back(), country);
    EXPECT_NE(std::find(found.begin(), found.end(), common), found.end());
    EXPECT_EQ(similar_titles(house.watchable(), asked, 1).size(), 1u);
    EXPECT_THAT(similar_titles(house.watchable(now, "KR"), asked, 10), IsEmpty());
}

TEST(ContinuingTest, GoesOnWithWhatWasBegunAndWithTheNextEpisode) {
    Shelves house;
    house.see(house.film, 29'999, now - 2h);
    EXPECT_THAT(house.going_on(), IsEmpty()) << "that was a look";
    house.see(house.film, 30'000, now - 1h);
    house.see(house.first, 50'000, now);
    EXPECT_THAT(house.going_on(), ElementsAre(house.first, house.film));
    house.see(house.first, 95'000, now + 1s);
    EXPECT_THAT(house.going_on(), ElementsAre(house.second, house.film)) << "finished: the next one";
    house.see(house.second, 100'000, now + 2s, true);
    EXPECT_THAT(house.going_on(), ElementsAre(house.film)) << "and nothing after the last";
}

TEST(ContinuingTest, LeavesOutWhatTheProfileLeftUntilItIsWatchedAgain) {
    Shelves house;
    house.see(house.first, 50'000, now);
    CHECK(house.progress.leave(profile, house.series.number(), now));
    EXPECT_THAT(house.going_on(), IsEmpty());
    house.see(house.second, 50'000, now + 1ms);
    EXPECT_THAT(house.going_on(), ElementsAre(house.second));
}

TEST(ContinuingTest, LeavesOutWhatCannotBeWatchedHere) {
    Shelves house;
    house.see(house.first, 50'000, now);
    EXPECT_THAT(*continuing(house.watchable(now, "KR"), profile, house.progress, 10), IsEmpty());
}

class PopularTest : public testing::Test {
  protected:
    void watch(int64_t account, TitleId title, Instant when, const char* place = "MX") {
        events::PlaybackEvent event;
        event.kind = events::PlaybackEventKind::start;
        event.received = when;
        event.account = account;
        event.title = title.number();
        event.territory = place;
        CHECK(house.database->write(
            [&](store::Writer& writer) { return events::TitleViewers::note(writer, event); }));
    }
    Popular::Titles in(const char* place, Instant at = now) {
        CHECK(popular.refresh(*house.plane.current()->catalogue, at));
        return *popular.in(*world::Territory::parse(place));
    }

    House house;
    events::TitleViewers viewers{*house.database};
    Popular popular{viewers};
};

TEST_F(PopularTest, CountsViewersAndNamesNothingThatFewWatched) {
    for (int64_t account = 1; account <= 4; ++account) watch(account, house.film, now);
    for (int n = 0; n < 9; ++n) watch(1, house.film, now - 24h * n);
    EXPECT_THAT(in("MX"), IsEmpty()) << "four viewers, however often they watch";
    watch(5, house.film, now);
    EXPECT_THAT(in("MX"), ElementsAre(house.film));
    EXPECT_THAT(in("KR"), IsEmpty());
}

TEST_F(PopularTest, AnEpisodeCountsForItsSeriesAndAViewerOnce) {
    for (int64_t account = 1; account <= 3; ++account) watch(account, house.first, now);
    for (int64_t account = 3; account <= 5; ++account) watch(account, house.second, now);
    for (int64_t account = 1; account <= 6; ++account) watch(account, house.film, now);
    EXPECT_THAT(in("MX"), ElementsAre(house.film, house.series));
}

TEST_F(PopularTest, ForgetsAfterFourWeeksAndWhoeverLeaves) {
    for (int64_t account = 1; account <= 5; ++account) watch(account, house.film, now);
    EXPECT_THAT(in("MX", now + 24h * 28), ElementsAre(house.film));
    EXPECT_THAT(in("MX", now + 24h * 29), IsEmpty());
    CHECK(viewers.forget(5));
    EXPECT_THAT(in("MX"), IsEmpty());
    CHECK(viewers.sweep(now + 24h * 29));
    EXPECT_THAT(in("MX"), IsEmpty());
}

TEST(PreviewTest, PlaysInNoTitlesPlaceAndTakesNoStream) {
    House house;
    EXPECT_FALSE(*house.sessions.preview(*house.plane.current(), house.film, now));
    const auto main = house.plane.current()->assets->current_of(house.film);
    const auto id = house.make_ready(house.film, assets::AssetPurpose::preview);
    const TitleId other = house.add("only-a-preview", catalogue::Kind::film);
    house.licence(other, "MX");
    house.make_ready(other, assets::AssetPurpose::preview);
    CHECK(house.plane.refresh());
    EXPECT_EQ(house.plane.current()->assets->current_of(house.film), main);
    EXPECT_EQ((*house.assets.current_of(house.film))->id, *main);
    EXPECT_EQ(house.refused(house.ask("only-a-preview")).reason, rights::Reason::not_ready);

    const auto grant = *house.sessions.preview(*house.plane.current(), house.film, now);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->asset->document.id, id);
    EXPECT_EQ(grant->expires, now + PreviewGrant::life);
    EXPECT_EQ(*house.sessions.active_count(now), 0);
}

TEST(MarksTest, AreTheDocumentsUntilAnOperatorSetsOthers) {
    House house;
    EXPECT_EQ(house.started(house.ask("tide-line")).markers.size(), 1u);
    const auto id = *house.plane.current()->assets->current_of(house.film);
    const assets::Marker recap{assets::MarkerKind::recap, 0ms, 1000ms};
    const assets::Marker credits{assets::MarkerKind::credits, 7000ms, 8000ms};
    EXPECT_EQ(house.assets.set_marks(id, {{assets::MarkerKind::credits, 7000ms, 8001ms}}).error().kind,
              ErrorKind::invalid)
        << "past the end";
    EXPECT_EQ(house.assets.set_marks(id, {recap, {assets::MarkerKind::recap, 999ms, 2000ms}}).error().kind,
              ErrorKind::invalid)
        << "two that overlap";
    ASSERT_TRUE(house.assets.set_marks(id, {credits, recap}));
    CHECK(house.plane.refresh());
    EXPECT_THAT(house.started(house.ask("tide-line", "MX", "tv")).markers, ElementsAre(recap, credits));
    ASSERT_TRUE(house.assets.set_marks(id, {}));
    CHECK(house.plane.refresh());
    EXPECT_THAT(house.started(house.ask("tide-line", "MX", "tv")).markers, IsEmpty());
    EXPECT_THAT(*house.assets.marks(id), IsEmpty());
}

TEST(MembershipTest, WhatIsNotPaidForDoesNotPlayAndStopsPlaying) {
    House house;
    house.started(house.ask("tide-line", "MX", "tv"));
    CHECK(house.subscriptions.set_complimentary(house.ana, false, now));
    EXPECT_EQ(house.refused(house.ask("tide-line")).reason, rights::Reason::plan);
    const auto streams = *house.sessions.streams(house.ana, now);
    ASSERT_EQ(streams.size(), 1u);
    const auto refusal = *house.report(streams[0].session, now + 1s);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->reason, rights::Reason::plan);
}

}  // namespace
}  // namespace nuri::playback
