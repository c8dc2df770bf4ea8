#include "catalogue/catalogue.h"

namespace nuri::catalogue {

namespace {

/// The genres that are there from the beginning, in the two languages of the house.
constexpr struct {
    const char *slug, *en, *ko;
} first_genres[] = {
    {"action", "Action", "액션"},
    {"adventure", "Adventure", "모험"},
    {"animation", "Animation", "애니메이션"},
    {"comedy", "Comedy", "코미디"},
    {"crime", "Crime", "범죄"},
    {"documentary", "Documentary", "다큐멘터리"},
    {"drama", "Drama", "드라마"},
    {"family", "Family", "가족"},
    {"fantasy", "Fantasy", "판타지"},
    {"history", "History", "역사"},
    {"horror", "Horror", "공포"},
    {"music", "Music", "음악"},
    {"mystery", "Mystery", "미스터리"},
    {"reality", "Reality", "리얼리티"},
    {"romance", "Romance", "로맨스"},
    {"science-fiction", "Science fiction", "SF"},
    {"sport", "Sport", "스포츠"},
    {"thriller", "Thriller", "스릴러"},
    {"variety", "Variety", "예능"},
    {"war", "War", "전쟁"},
};

std::vector<std::string> first_statements() {
    std::vector<std::string> statements = {
        "CREATE TABLE titles (id {identity}, kind TEXT NOT NULL CHECK (kind IN ('film', 'series', 'season', "
        "'episode')), "
        "parent BIGINT REFERENCES titles (id), number BIGINT, slug TEXT NOT NULL UNIQUE, alid TEXT UNIQUE, "
        "eidr TEXT UNIQUE, "
        "original_language TEXT NOT NULL, original_title TEXT NOT NULL, release_year BIGINT, countries TEXT "
        "NOT NULL DEFAULT '', "
        "runtime_seconds BIGINT, created BIGINT NOT NULL, updated BIGINT NOT NULL, UNIQUE (parent, number))",
        "CREATE TABLE title_texts (title BIGINT NOT NULL REFERENCES titles (id), locale TEXT NOT NULL, name "
        "TEXT NOT NULL, "
        "synopsis TEXT NOT NULL, PRIMARY KEY (title, locale))",
        "CREATE TABLE title_artwork (title BIGINT NOT NULL REFERENCES titles (id), kind TEXT NOT NULL, "
        "locale TEXT NOT NULL, "
        "object TEXT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL, crop_x BIGINT, crop_y BIGINT, "
        "crop_width BIGINT, "
        "crop_height BIGINT, PRIMARY KEY (title, kind, locale))",
        "CREATE TABLE genres (slug TEXT NOT NULL PRIMARY KEY)",
        "CREATE TABLE genre_names (genre TEXT NOT NULL REFERENCES genres (slug), locale TEXT NOT NULL, name "
        "TEXT NOT NULL, "
        "PRIMARY KEY (genre, locale))",
        "CREATE TABLE title_genres (title BIGINT NOT NULL REFERENCES titles (id), position BIGINT NOT NULL, "
        "genre TEXT NOT NULL REFERENCES genres (slug), PRIMARY KEY (title, genre))",
        "CREATE TABLE people (id {identity}, created BIGINT NOT NULL)",
        "CREATE TABLE people_names (person BIGINT NOT NULL REFERENCES people (id), locale TEXT NOT NULL, "
        "name TEXT NOT NULL, "
        "PRIMARY KEY (person, locale))",
        "CREATE TABLE title_credits (title BIGINT NOT NULL REFERENCES titles (id), position BIGINT NOT NULL, "
        "person BIGINT NOT NULL REFERENCES people (id), role TEXT NOT NULL, character_name TEXT NOT NULL, "
        "PRIMARY KEY (title, position))",
        "CREATE TABLE title_ratings (title BIGINT NOT NULL REFERENCES titles (id), system TEXT NOT NULL, "
        "label TEXT NOT NULL, "
        "PRIMARY KEY (title, system))",
        "CREATE TABLE title_advisories (title BIGINT NOT NULL REFERENCES titles (id), position BIGINT NOT "
        "NULL, advisory TEXT NOT NULL, "
        "PRIMARY KEY (title, advisory))",
    };
    for (const auto& [slug, en, ko] : first_genres) {
        const std::string name = "'" + std::string(slug) + "'";
        statements.push_back("INSERT INTO genres (slug) VALUES (" + name + ")");
        statements.push_back("INSERT INTO genre_names (genre, locale, name) VALUES (" + name + ", 'en', '" +
                             en + "'), (" + name + ", 'ko', '" + ko + "')");
    }
    return statements;
}

}  // namespace

const store::Schema& Catalogue::schema() {
    static const store::Schema schema{
        "catalogue",
        {{1, "titles, their words, pictures, people, genres and ratings", first_statements()},
         {2, "flags of titles", {"ALTER TABLE titles ADD COLUMN flags TEXT NOT NULL DEFAULT ''"}}}};
    return schema;
}

}  // namespace nuri::catalogue
