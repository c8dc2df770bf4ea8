#include "desk/readiness.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "assets/asset_index.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "licensing/contracts.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "store/revision.h"

namespace nuri::desk {
namespace {

using namespace std::chrono_literals;
using catalogue::Kind;
using world::LanguageTag;

constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};
constexpr Instant september = std::chrono::sys_days{2025y / 9 / 1};
constexpr std::chrono::days month{30};

LanguageTag tag(std::string_view text) {
    return *LanguageTag::parse(text);
}
std::vector<LanguageTag> tags(std::initializer_list<const char*> texts) {
    std::vector<LanguageTag> all;
    for (const char* text : texts) all.push_back(tag(text));
    return all;
}
/// Languages that a licence allows; none is any.
using Allowed = std::optional<std::vector<std::string>>;

world::Territory territory(std::string_view code) {
    return *world::Territory::parse(code);
}

/// What is missing, in words: "asset name".
std::string lacks(const Offer& offer) {
    std::string words;
    for (int what = 0; what < missing_count; ++what) {
        if (offer.lacks(static_cast<Missing>(what)))
            words += (words.empty() ? "" : " ") + std::string(to_string(static_cast<Missing>(what)));
    }
    return words;
}

/// A film that lacks nothing in Korea, from which each test takes something away.
struct House {
    House() {
        for (const store::Schema* schema :
             {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
              &licensing::FootprintRegister::schema(), &licensing::Contracts::schema()})
            EXPECT_TRUE(store::migrate(*database, *schema, june));
        film.texts = {{tag("ko"), "물때", "열하루."}};
        film.ratings = {{"KR-KMRB", "15"}};
        film.artwork = {picture(catalogue::ArtworkKind::poster), picture(catalogue::ArtworkKind::backdrop)};
        launch("KR", world::ServiceState::launched());
        spoken.audio = tags({"ko"});
    }

    static catalogue::Artwork picture(catalogue::ArtworkKind kind) {
        return {kind, {}, "artwork/" + std::string(catalogue::to_string(kind)), 100, 100, {}};
    }
    void launch(const char* where, const world::ServiceState& state) {
        EXPECT_TRUE(footprint.set(territory(where), state, "mina", june));
    }
    TitleId add(const char* slug, Kind kind, const catalogue::Facts& facts,
                std::optional<TitleId> parent = {}, std::optional<int> number = {}) {
        catalogue::Catalogue::NewTitle title{slug, kind, parent, number, facts};
        const auto added = catalogue::Catalogue(*database).add(title, june);
        EXPECT_TRUE(added) << added.error().message;
        if (playable && (kind == Kind::film || kind == Kind::episode))
            entries.push_back(
                {*assets::AssetId::parse("0123456789abcdef0123456789abcde" + std::to_string(entries.size())),
                 added->id});
        return added->id;
    }
    void license(TitleId title, const char* where, Instant from, std::optional<Instant> to = {},
                 Allowed audio = {}, Allowed subtitles = {}) {
        licensing::NewGrant grant{.title = title, .territories = where, .from = from, .to = to};
        grant.audio = std::move(audio);
        grant.subtitles = std::move(subtitles);
        const auto snapshot = *catalogue::Snapshot::load(*database);
        const auto added = licences.add(grant, snapshot->tree(), june - 24h);
        EXPECT_TRUE(added) << added.error().message;
    }
    std::vector<Offer> offers(Instant at = june, std::chrono::days ahead = month) {
        const std::shared_ptr<const catalogue::Snapshot> titles = *catalogue::Snapshot::load(*database);
        const Holdings holdings{titles, *licensing::compile_law(*database, titles->tree()),
                                std::make_shared<const assets::AssetIndex>(entries, 1)};
        const LanguagesOf languages = [&](TitleId) { return std::make_shared<const AssetLanguages>(spoken); };
        return Readiness(holdings, languages, at, ahead).offers();
    }

    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
    licensing::Licensing licences{*database};
    licensing::FootprintRegister footprint{*database};
    catalogue::Facts film;
    std::vector<assets::AssetIndex::Entry> entries;
    AssetLanguages spoken;
    bool playable = true;
};

TEST(ReadinessTest, SaysWhatOneFilmLacksAndNothingMore) {
    const struct {
        const char* name;
        std::function<void(House&)> take;
        const char* missing;
        bool ready;
    } cases[] = {
        {"nothing", [](House&) {}, "", true},
        {"nothing to play", [](House& house) { house.playable = false; }, "asset", false},
        {"told in English alone",
         [](House& house) {
             house.film.texts = {{tag("en"), "Tide Line", "Eleven days."}};
         },
         "name synopsis", false},
        {"a name without a synopsis", [](House& house) { house.film.texts[0].synopsis.clear(); }, "synopsis",
         false},
        {"a label of another country",
         [](House& house) {
             house.film.ratings = {{"MX-RTC", "B"}};
         },
         "rating", false},
        {"a poster alone", [](House& house) { house.film.artwork.pop_back(); }, "backdrop", false},
        {"a backdrop alone", [](House& house) { house.film.artwork.erase(house.film.artwork.begin()); },
         "poster", false},
        {"English sound alone", [](House& house) { house.spoken.audio = tags({"en"}); }, "subtitles", false},
        {"English sound with Korean subtitles: a wish stays",
         [](House& house) {
             house.spoken = {tags({"en"}), tags({"ko"})};
         },
         "dub", true},
        {"Korean as it is tagged in Korea", [](House& house) { house.spoken.audio = tags({"ko-KR"}); }, "",
         true},
    };
    for (const auto& [name, take, missing, ready] : cases) {
        House house;
        take(house);
        house.license(house.add("tide-line", Kind::film, house.film), "KR", june);
        const auto offers = house.offers();
        ASSERT_EQ(offers.size(), 1u) << name;
        EXPECT_EQ(lacks(offers[0]), missing) << name;
        EXPECT_EQ(offers[0].ready(), ready) << name;
    }
}

TEST(ReadinessTest, CountsTheLanguagesThatTheLicenceAllows) {
    const struct {
        const char* name;
        Allowed audio, subtitles;
        const char* missing;
    } cases[] = {
        {"any", {}, {}, ""},
        {"Korean sound", Allowed{{"ko"}}, {}, ""},
        {"no Korean sound, any subtitles", Allowed{{"en"}}, {}, "dub"},
        {"neither", Allowed{{"en"}}, Allowed{{"en"}}, "subtitles"},
    };
    for (const auto& [name, audio, subtitles, missing] : cases) {
        House house;
        house.spoken = {tags({"ko", "en"}), tags({"ko", "en"})};
        house.license(house.add("tide-line", Kind::film, house.film), "KR", june, {}, audio, subtitles);
        EXPECT_EQ(lacks(house.offers().at(0)), missing) << name;
    }
}

TEST(ReadinessTest, LooksAheadToTheLastMomentAndNoFurther) {
    const struct {
        const char* name;
        Instant from;
        bool counts, licensed;
    } cases[] = {
        {"open since this moment", june, true, true},
        {"in a second", june + 1s, true, false},
        {"at the end of the month", june + month, true, false},
        {"a second later", june + month + 1s, false, false},
    };
    for (const auto& [name, from, counts, licensed] : cases) {
        House house;
        house.license(house.add("tide-line", Kind::film, house.film), "KR", from, september);
        const auto offers = house.offers();
        ASSERT_EQ(offers.size(), counts ? 1u : 0u) << name;
        if (!counts) continue;
        EXPECT_EQ(offers[0].licensed, licensed) << name;
        EXPECT_EQ(offers[0].opens_at, licensed ? std::nullopt : std::optional(from)) << name;
        EXPECT_EQ(offers[0].ends_at, september) << name;
    }
    House over;
    over.license(over.add("tide-line", Kind::film, over.film), "KR", june - 48h, june);
    EXPECT_TRUE(over.offers().empty()) << "a window is open at its end";
}

TEST(ReadinessTest, CountsWhereTheServiceIsOrIsAnnouncedAndNowhereElse) {
    const struct {
        const char* name;
        world::ServiceState state;
        size_t offers;
    } cases[] = {
        {"launched", world::ServiceState::launched(), 1},
        {"announced", world::ServiceState::announced(september), 1},
        {"embargo", world::ServiceState::unavailable("embargo"), 0},
    };
    for (const auto& [name, state, count] : cases) {
        House house;
        house.launch("KR", world::ServiceState::unavailable("not yet"));
        house.launch("TH", state);
        house.license(house.add("tide-line", Kind::film, house.film), "KR + TH", june);
        EXPECT_EQ(house.offers().size(), count) << name;
    }
}

TEST(ReadinessTest, AnEpisodeHasItsSeriesRatingAndPicturesAndIsOfferedInItsPlace) {
    House house;
    catalogue::Facts bare;
    bare.texts = {{tag("ko"), "열쇠", "문이 열린다."}};
    const TitleId series = house.add("dawn", Kind::series, house.film);
    const TitleId season = house.add("dawn-1", Kind::season, bare, series, 1);
    const TitleId episode = house.add("dawn-1-1", Kind::episode, bare, season, 1);
    house.license(series, "KR", june);
    const auto offers = house.offers();
    ASSERT_EQ(offers.size(), 1u) << "neither the series nor its season can be played";
    EXPECT_EQ(offers[0].title, episode);
    EXPECT_EQ(lacks(offers[0]), "");
}

TEST(ReadinessTest, ReckonsWithTheLanguagesThatPeopleRead) {
    const struct {
        const char* where;
        const char* first;
        const char* not_among;
    } cases[] = {{"KR", "ko", "ja"}, {"MX", "es", "ko"}, {"BR", "pt", "vec"}};
    for (const auto& [where, first, not_among] : cases) {
        const auto languages = languages_to_serve(territory(where));
        ASSERT_FALSE(languages.empty()) << where;
        EXPECT_LE(languages.size(), 3u) << where;
        EXPECT_EQ(languages[0].language(), first) << where;
        EXPECT_EQ(std::count(languages.begin(), languages.end(), tag(not_among)), 0) << where;
    }
}

TEST(ReadinessTest, ReadsItsWordsBack) {
    for (int what = 0; what < missing_count; ++what)
        EXPECT_EQ(*parse_missing(to_string(static_cast<Missing>(what))), static_cast<Missing>(what));
    EXPECT_EQ(parse_missing("everything").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::desk
