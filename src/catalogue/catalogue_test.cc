#include "catalogue/catalogue.h"

#include <gtest/gtest.h>

#include "catalogue/snapshot.h"
#include "store/revision.h"

namespace nuri::catalogue {
namespace {

using world::LanguageTag;
using NewTitle = Catalogue::NewTitle;

constexpr Instant noon = from_unix_ms(1'750'000'000'000);

LanguageTag tag(std::string_view text) {
    return *LanguageTag::parse(text);
}
std::vector<LanguageTag> chain(std::string_view text) {
    return world::fallback_chain(tag(text), tag("en"));
}

NewTitle film(std::string slug, std::string name) {
    return {.slug = std::move(slug), .facts = {.texts = {{tag("en"), std::move(name), ""}}}};
}

class CatalogueTest : public testing::Test {
  protected:
    CatalogueTest() {
        EXPECT_TRUE(store::migrate(*database_, store::revision_schema(), noon));
        EXPECT_TRUE(store::migrate(*database_, Catalogue::schema(), noon));
    }

    TitleId add(const NewTitle& title) {
        const auto added = catalogue_.add(title, noon);
        EXPECT_TRUE(added) << added.error().message;
        return added ? added->id : TitleId();
    }
    Error refusal(const NewTitle& title) {
        const auto added = catalogue_.add(title, noon);
        EXPECT_FALSE(added) << title.slug << " was taken";
        return added ? Error{} : added.error();
    }
    TitleId below(TitleId parent, Kind kind, int number, std::string slug) {
        NewTitle title = film(std::move(slug), std::string(to_string(kind)) + " " + std::to_string(number));
        title.kind = kind;
        title.parent = parent;
        title.number = number;
        return add(title);
    }
    TitleId series(std::string slug) {
        NewTitle title = film(std::move(slug), "Dawn Over Hanok");
        title.kind = Kind::series;
        return add(title);
    }
    std::shared_ptr<const Snapshot> snapshot() { return *Snapshot::load(*database_); }

    std::unique_ptr<store::Database> database_ = *store::Database::open_temporary();
    Catalogue catalogue_{*database_};
};

TEST_F(CatalogueTest, KeepsEverythingThatIsKnownOfATitle) {
    const PersonId person =
        *catalogue_.add_person({{tag("ko"), "봉준호"}, {tag("en"), "Bong Joon Ho"}}, noon);
    NewTitle title;
    title.slug = "tide-line";
    title.facts.alid = "md:alid:org:nuri:tide-line";
    title.facts.eidr = "10.5240/7791-8534-2c23-9030-8610-5";
    title.facts.original_language = tag("ko");
    title.facts.original_title = "물때";
    title.facts.release_year = 2025;
    title.facts.countries = {*world::Territory::parse("KR"), *world::Territory::parse("GB")};
    title.facts.runtime = std::chrono::minutes(104);
    title.facts.texts = {{tag("en"), "Tide Line", "A harbour."}, {tag("ko"), "물때", "항구."}};
    title.facts.artwork = {
        {ArtworkKind::poster, tag("ko"), "artwork/tide/ko.jpg", 1000, 1500, Crop{0, 100, 1000, 1400}},
        {ArtworkKind::poster, {}, "artwork/tide/plain.jpg", 1000, 1500, {}}};
    title.facts.genres = {"thriller", "drama"};
    title.facts.credits = {{person, Role::director, ""}, {person, Role::cast, "Harbour master"}};
    title.facts.ratings = {{"GB-BBFC", "15"}, {"KR-KMRB", "15"}};
    title.facts.advisories = {"violence", "flashing-lights"};
    const TitleId id = add(title);

    const auto snapshot = this->snapshot();
    const Title* kept = snapshot->find(id);
    ASSERT_NE(kept, nullptr);
    EXPECT_EQ(kept->slug, "tide-line");
    EXPECT_EQ(kept->facts.alid, title.facts.alid);
    EXPECT_EQ(kept->facts.eidr, "10.5240/7791-8534-2C23-9030-8610-5");
    EXPECT_EQ(kept->facts.original_title, "물때");
    EXPECT_EQ(kept->facts.original_language, tag("ko"));
    EXPECT_EQ(kept->facts.release_year, 2025);
    EXPECT_EQ(kept->facts.countries, title.facts.countries);
    EXPECT_EQ(kept->facts.runtime, std::chrono::minutes(104));
    EXPECT_EQ(kept->facts.texts, title.facts.texts);
    EXPECT_EQ(kept->facts.artwork.size(), 2u);
    EXPECT_EQ(kept->facts.artwork[1], title.facts.artwork[0]);
    EXPECT_EQ(kept->facts.genres, title.facts.genres);
    EXPECT_EQ(kept->facts.credits, title.facts.credits);
    EXPECT_EQ(kept->facts.ratings, title.facts.ratings);
    EXPECT_EQ(kept->facts.advisories, title.facts.advisories);
    EXPECT_EQ(Snapshot::name_for(snapshot->person(person)->names, chain("ko")), "봉준호");
    EXPECT_EQ(Snapshot::name_for(snapshot->genre("drama")->names, chain("fr")), "Drama");

    Facts fewer;
    fewer.texts = {{tag("en"), "The Tide Line", ""}};
    ASSERT_TRUE(catalogue_.set_facts(id, fewer, noon));
    const auto changed = this->snapshot();
    const Facts& now = changed->find(id)->facts;
    EXPECT_EQ(now.original_title, "The Tide Line");
    EXPECT_TRUE(now.alid.empty() && now.artwork.empty() && now.genres.empty() && now.credits.empty() &&
                now.ratings.empty());
}

TEST_F(CatalogueTest, TakesNamesForWhatTheyAreAndNotForSql) {
    const std::string names[] = {"'; DROP TABLE titles; --", "Robert\"); DELETE FROM titles", "100% ?", "\\'",
                                 "\xE2\x80\xAE"
                                 "backwards"};
    int number = 0;
    for (const std::string& name : names) {
        const TitleId id = add(film("film-" + std::to_string(++number), name));
        EXPECT_EQ(snapshot()->find(id)->facts.texts[0].name, name);
    }
    EXPECT_EQ(snapshot()->titles().size(), 5u);
}

TEST_F(CatalogueTest, NamesTheTitleThatIsInTheWay) {
    NewTitle first = film("tide-line", "Tide Line");
    first.facts.alid = "md:alid:x";
    first.facts.eidr = "10.5240/7791-8534-2C23-9030-8610-5";
    add(first);
    NewTitle alid = film("b", "B"), eidr = film("c", "C");
    alid.facts.alid = first.facts.alid;
    eidr.facts.eidr = "10.5240/7791-8534-2c23-9030-8610-5";
    for (const NewTitle& title : {film("tide-line", "Another"), alid, eidr}) {
        const Error error = refusal(title);
        EXPECT_EQ(error.kind, ErrorKind::conflict);
        EXPECT_NE(error.message.find("film 'Tide Line' (tide-line)"), std::string::npos) << error.message;
    }
    EXPECT_EQ(snapshot()->titles().size(), 1u);
    EXPECT_TRUE(catalogue_.add(film("tide-line-2", "Tide Line"), noon)) << "two films may share a name";
}

TEST_F(CatalogueTest, PutsSeasonsAndEpisodesInTheirPlaces) {
    const TitleId dawn = series("dawn"), film_id = add(film("tide", "Tide"));
    const TitleId season = below(dawn, Kind::season, 1, "dawn-s1");
    const TitleId second = below(season, Kind::episode, 2, "dawn-s1e2");
    const TitleId first = below(season, Kind::episode, 1, "dawn-s1e1");
    const struct {
        const char* name;
        Kind kind;
        std::optional<TitleId> parent;
        std::optional<int> number;
        ErrorKind error;
    } cases[] = {
        {"a season without a series", Kind::season, {}, 1, ErrorKind::invalid},
        {"a season without a number", Kind::season, dawn, {}, ErrorKind::invalid},
        {"a season of a film", Kind::season, film_id, 1, ErrorKind::invalid},
        {"a season of a season", Kind::season, season, 1, ErrorKind::invalid},
        {"a season of nothing", Kind::season, TitleId(999), 1, ErrorKind::not_found},
        {"a season's number twice", Kind::season, dawn, 1, ErrorKind::conflict},
        {"a season below zero", Kind::season, dawn, -1, ErrorKind::invalid},
        {"an episode without a season", Kind::episode, {}, 1, ErrorKind::invalid},
        {"an episode of an episode", Kind::episode, first, 1, ErrorKind::invalid},
        {"an episode's number twice", Kind::episode, season, 2, ErrorKind::conflict},
        {"an episode beside a season", Kind::episode, dawn, 7, ErrorKind::conflict},
        {"a film below a series", Kind::film, dawn, {}, ErrorKind::invalid},
        {"a film with a number", Kind::film, {}, 1, ErrorKind::invalid},
    };
    for (const auto& [name, kind, parent, number, error] : cases) {
        NewTitle title = film("new", "New");
        title.kind = kind;
        title.parent = parent;
        title.number = number;
        EXPECT_EQ(refusal(title).kind, error) << name;
    }
    const auto snapshot = this->snapshot();
    EXPECT_EQ(std::vector(snapshot->children(season).begin(), snapshot->children(season).end()),
              (std::vector{first, second}));
    EXPECT_EQ(snapshot->tree().chain(first), (std::vector{first, season, dawn}));
    EXPECT_EQ(snapshot->reference_of(*snapshot->find(second)), "dawn/s1e2");
    EXPECT_EQ(snapshot->reference_of(*snapshot->find(season)), "dawn/s1");
}

TEST_F(CatalogueTest, FindsATitleByAnyOfItsNames) {
    const TitleId dawn = series("dawn"), season = below(dawn, Kind::season, 1, "dawn-one");
    const TitleId episode = below(season, Kind::episode, 2, "dawn-two");
    const TitleId summer = series("summer"), short_one = below(summer, Kind::episode, 3, "summer-three");
    NewTitle tide = film("tide", "Tide");
    tide.facts.alid = "md:alid:x";
    tide.facts.eidr = "10.5240/7791-8534-2C23-9030-8610-5";
    const TitleId film_id = add(tide);
    const struct {
        const char* reference;
        TitleId id;
    } found[] = {{"dawn", dawn},
                 {"dawn/s1", season},
                 {"dawn/s1e2", episode},
                 {"dawn-two", episode},
                 {"summer/e3", short_one},
                 {"md:alid:x", film_id},
                 {"10.5240/7791-8534-2c23-9030-8610-5", film_id}};
    const auto snapshot = this->snapshot();
    for (const auto& [reference, id] : found) {
        EXPECT_EQ(*catalogue_.resolve(reference), id) << reference;
        EXPECT_EQ(*snapshot->resolve(reference), id) << reference;
    }
    for (const char* reference : {"dusk", "dawn/s2", "dawn/s1e3", "summer/s1", "tide/e1", "md:alid:y",
                                  "10.5240/0000-0000-0000-0000-0000-X"}) {
        EXPECT_EQ(catalogue_.resolve(reference).error().kind, ErrorKind::not_found) << reference;
        EXPECT_EQ(snapshot->resolve(reference).error().kind, ErrorKind::not_found) << reference;
    }
}

TEST_F(CatalogueTest, RefusesFactsThatMakeNoSense) {
    const struct {
        const char* name;
        void (*spoil)(NewTitle&);
        ErrorKind kind;
    } cases[] = {
        {"no name", [](NewTitle& t) { t.facts.texts.clear(); }, ErrorKind::invalid},
        {"an empty name", [](NewTitle& t) { t.facts.texts[0].name = "  "; }, ErrorKind::invalid},
        {"a name that is not UTF-8", [](NewTitle& t) { t.facts.texts[0].name = "\xff"; }, ErrorKind::invalid},
        {"a name with a zero", [](NewTitle& t) { t.facts.texts[0].name = std::string("a\0b", 3); },
         ErrorKind::invalid},
        {"a name too long", [](NewTitle& t) { t.facts.texts[0].name = std::string(1001, 'x'); },
         ErrorKind::too_large},
        {"two names in one locale", [](NewTitle& t) { t.facts.texts.push_back(t.facts.texts[0]); },
         ErrorKind::invalid},
        {"a slug that is none", [](NewTitle& t) { t.slug = "Tide Line"; }, ErrorKind::invalid},
        {"an unknown genre", [](NewTitle& t) { t.facts.genres = {"weather"}; }, ErrorKind::not_found},
        {"an unknown person",
         [](NewTitle& t) {
             t.facts.credits = {{PersonId(9), Role::cast, ""}};
         },
         ErrorKind::not_found},
        {"a year before film", [](NewTitle& t) { t.facts.release_year = 1869; }, ErrorKind::invalid},
        {"no runtime", [](NewTitle& t) { t.facts.runtime = std::chrono::seconds(0); }, ErrorKind::invalid},
        {"an ALID that is none", [](NewTitle& t) { t.facts.alid = "x"; }, ErrorKind::invalid},
        {"an EIDR that is none", [](NewTitle& t) { t.facts.eidr = "10.5240/x"; }, ErrorKind::invalid},
        {"a crop beyond the picture",
         [](NewTitle& t) {
             t.facts.artwork = {{ArtworkKind::poster, {}, "a", 10, 10, Crop{1, 0, 10, 10}}};
         },
         ErrorKind::invalid},
        {"a picture without size",
         [](NewTitle& t) {
             t.facts.artwork = {{ArtworkKind::poster, {}, "a", 0, 10, {}}};
         },
         ErrorKind::invalid},
        {"a rating without a label",
         [](NewTitle& t) {
             t.facts.ratings = {{"KR-KMRB", ""}};
         },
         ErrorKind::invalid},
    };
    for (const auto& [name, spoil, kind] : cases) {
        NewTitle title = film("tide-line", "Tide Line");
        spoil(title);
        EXPECT_EQ(refusal(title).kind, kind) << name;
    }
    EXPECT_TRUE(snapshot()->titles().empty());
}

TEST_F(CatalogueTest, WarnsOfAWrongCheckCharacterAndTakesTheId) {
    NewTitle title = film("tide", "Tide");
    title.facts.eidr = "10.5240/7791-8534-2C23-9030-8610-6";
    const auto added = catalogue_.add(title, noon);
    ASSERT_TRUE(added);
    ASSERT_EQ(added->warnings.size(), 1u);
    EXPECT_NE(added->warnings[0].find("would be 5"), std::string::npos);
}

TEST_F(CatalogueTest, ChoosesTheWordsForEachReader) {
    NewTitle title;
    title.slug = "dawn";
    title.facts.original_language = tag("ko");
    title.facts.original_title = "한옥의 새벽";
    title.facts.texts = {{tag("en"), "Dawn", "In English."},
                         {tag("es-419"), "Amanecer", ""},
                         {tag("ko"), "한옥의 새벽", "한국어로."},
                         {tag("zh-Hant"), "黎明", ""}};
    const TitleId id = add(title);
    NewTitle only_korean;
    only_korean.slug = "tide";
    only_korean.facts.texts = {{tag("ko"), "물때", "항구."}};
    const TitleId tide = add(only_korean);

    const auto snapshot = this->snapshot();
    const struct {
        const char *reader, *name, *synopsis;
    } cases[] = {
        {"en-GB", "Dawn", "In English."},     {"es-MX", "Amanecer", "In English."},
        {"es-ES", "Amanecer", "In English."}, {"ko-KR", "한옥의 새벽", "한국어로."},
        {"zh-TW", "黎明", "In English."},     {"zh-CN", "Dawn", "In English."},
        {"th", "Dawn", "In English."},
    };
    for (const auto& [reader, name, synopsis] : cases) {
        const View view = snapshot->view(*snapshot->find(id), chain(reader));
        EXPECT_EQ(view.name, name) << reader;
        EXPECT_EQ(view.synopsis, synopsis) << reader;
    }
    const View original = snapshot->view(*snapshot->find(tide), chain("th"));
    EXPECT_EQ(original.name, "물때") << "the original is the last resort";
    EXPECT_EQ(original.name_locale, tag("ko"));
    EXPECT_EQ(original.synopsis, "항구.");
}

TEST_F(CatalogueTest, ChoosesThePictureForEachReader) {
    const TitleId dawn = series("dawn"), season = below(dawn, Kind::season, 1, "dawn-s1");
    const auto poster = [&](TitleId id, std::optional<LanguageTag> locale, std::string object) {
        ASSERT_TRUE(catalogue_.set_artwork(
            id, {ArtworkKind::poster, std::move(locale), std::move(object), 10, 15, {}}, noon));
    };
    poster(dawn, tag("ko"), "series-ko");
    const auto chosen = [&](TitleId id, std::string_view reader) {
        const auto snapshot = this->snapshot();
        const Artwork* artwork = snapshot->artwork(*snapshot->find(id), ArtworkKind::poster, chain(reader));
        return artwork == nullptr ? std::string() : artwork->object;
    };
    EXPECT_EQ(chosen(dawn, "en"), "series-ko") << "a foreign poster rather than none";
    EXPECT_EQ(chosen(season, "en"), "series-ko") << "the series' poster stands in for the season's";
    poster(dawn, {}, "series-plain");
    EXPECT_EQ(chosen(dawn, "en"), "series-plain");
    EXPECT_EQ(chosen(dawn, "ko-KR"), "series-ko");
    poster(season, tag("en"), "season-en");
    EXPECT_EQ(chosen(season, "ko"), "season-en") << "its own, by the chain's last resort";
    poster(season, tag("en"), "season-en-2");
    EXPECT_EQ(chosen(season, "en"), "season-en-2") << "replaced";
    EXPECT_EQ(snapshot()->artwork(*snapshot()->find(dawn), ArtworkKind::logo, chain("en")), nullptr);
}

TEST_F(CatalogueTest, CountsEachChangeAndNoRefusal) {
    const auto revision = [&] { return store::revisions(*database_)->operator[]("catalogue"); };
    const TitleId id = add(film("a", "A"));
    EXPECT_EQ(revision(), 1);
    refusal(film("a", "A"));
    EXPECT_EQ(revision(), 1);
    ASSERT_TRUE(catalogue_.set_text(id, {tag("ko"), "가", ""}, noon));
    EXPECT_EQ(revision(), 2);
    EXPECT_EQ(snapshot()->revision(), 2);
    EXPECT_EQ(catalogue_.set_text(TitleId(99), {tag("ko"), "가", ""}, noon).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(revision(), 2);
}

}  // namespace
}  // namespace nuri::catalogue
