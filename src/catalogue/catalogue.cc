#include "catalogue/catalogue.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalogue/reference.h"
#include "store/revision.h"

namespace nuri::catalogue {

namespace {

using store::Reader;
using store::Row;
using store::Value;
using store::Writer;

constexpr size_t name_size_max = 1000;
constexpr size_t synopsis_size_max = 20'000;
constexpr size_t list_max = 1000;  // of texts, credits and so on of one title
constexpr int number_max = 99'999;
constexpr int year_min = 1870;  // before the first moving picture
constexpr int year_max = 2200;
constexpr int pixels_max = 65'535;

Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}

Result<> check_words(std::string_view what, std::string_view text, size_t size_max) {
    if (text.size() > size_max)
        return Error{ErrorKind::too_large, std::string(what) + " has " + std::to_string(text.size()) +
                                               " bytes, more than " + std::to_string(size_max)};
    if (!is_utf8(text)) return invalid(std::string(what) + " is not UTF-8");
    for (const char c : text)
        if (c == 0) return invalid(std::string(what) + " holds a zero byte");
    return {};
}

Result<> check_name(std::string_view what, std::string_view text) {
    TRY(check_words(what, text, name_size_max));
    if (trim(text).empty()) return invalid(std::string(what) + " is empty");
    return {};
}

Result<> check_text(const Text& text) {
    TRY(check_name("the name in " + text.locale.text(), text.name));
    return check_words("the synopsis in " + text.locale.text(), text.synopsis, synopsis_size_max);
}

Result<> check_artwork(const Artwork& artwork) {
    const std::string what = "the " + std::string(to_string(artwork.kind));
    TRY(check_name(what + "'s object", artwork.object));
    const auto side = [](int pixels) { return pixels > 0 && pixels <= pixels_max; };
    if (!side(artwork.width) || !side(artwork.height))
        return invalid(what + " is " + std::to_string(artwork.width) + " x " +
                       std::to_string(artwork.height) + " pixels: both must be 1 to " +
                       std::to_string(pixels_max));
    if (const auto& crop = artwork.crop) {
        const bool within = crop->x >= 0 && crop->y >= 0 && side(crop->width) && side(crop->height) &&
                            crop->x <= artwork.width - crop->width &&
                            crop->y <= artwork.height - crop->height;
        if (!within)
            return invalid(what + "'s crop does not lie within its " + std::to_string(artwork.width) + " x " +
                           std::to_string(artwork.height) + " pixels");
    }
    return {};
}

template<typename Range, typename Key>
Result<> check_once(std::string_view what, const Range& range, Key key) {
    if (range.size() > list_max)
        return Error{ErrorKind::too_large,
                     "more than " + std::to_string(list_max) + " of " + std::string(what)};
    std::set<std::string> seen;
    for (const auto& element : range)
        if (const std::string name = key(element); !seen.insert(name).second)
            return invalid(std::string(what) + " '" + name + "' is given twice");
    return {};
}

Result<> check_facts(const Facts& facts) {
    for (const Text& text : facts.texts) TRY(check_text(text));
    for (const Artwork& artwork : facts.artwork) TRY(check_artwork(artwork));
    for (const Credit& credit : facts.credits)
        TRY(check_words("a character's name", credit.character, name_size_max));
    for (const Rating& rating : facts.ratings) {
        TRY(check_name("a rating's system", rating.system));
        TRY(check_name("a rating's label", rating.label));
    }
    for (const std::string& advisory : facts.advisories)
        if (!is_slug(advisory))
            return invalid("advisory '" + advisory.substr(0, 100) + "' is not a slug (a-z, 0-9 and '-')");
    TRY(check_once("the name in", facts.texts, [](const Text& text) { return text.locale.text(); }));
    TRY(check_once("artwork", facts.artwork, [](const Artwork& artwork) {
        return std::string(to_string(artwork.kind)) + (artwork.locale ? " in " + artwork.locale->text() : "");
    }));
    TRY(check_once("genre", facts.genres, [](const std::string& genre) { return genre; }));
    TRY(check_once("the rating of", facts.ratings, [](const Rating& rating) { return rating.system; }));
    for (const std::string& flag : facts.flags)
        if (std::find(std::begin(known_flags), std::end(known_flags), flag) == std::end(known_flags))
            return invalid("there is no flag '" + flag.substr(0, 100) + "': there are original and featured");
    TRY(check_once("flag", facts.flags, [](const std::string& flag) { return flag; }));
    TRY(check_once("advisory", facts.advisories, [](const std::string& advisory) { return advisory; }));
    TRY(check_once("country", facts.countries,
                   [](const world::Territory& country) { return country.code(); }));
    if (facts.credits.size() > list_max)
        return Error{ErrorKind::too_large, "more than " + std::to_string(list_max) + " credits"};
    TRY(check_words("the original title", facts.original_title, name_size_max));
    if (facts.release_year && (*facts.release_year < year_min || *facts.release_year > year_max))
        return invalid("release year " + std::to_string(*facts.release_year) + " is not between " +
                       std::to_string(year_min) + " and " + std::to_string(year_max));
    if (facts.runtime &&
        (*facts.runtime <= std::chrono::seconds(0) || *facts.runtime > std::chrono::hours(100)))
        return invalid("a runtime of " + std::to_string(facts.runtime->count()) +
                       " s is not more than 0 and at most 100 h");
    if (facts.texts.empty() && facts.original_title.empty())
        return invalid("a title needs a name: give at least one, such as en=Tide Line");
    return {};
}

/// "film 'Dawn' (dawn)": how an error names a title that is in the way.
std::string described(const Row& row) {
    return row.text("kind") + " '" + row.text("original_title") + "' (" + row.text("slug") + ")";
}

Result<std::optional<Row>> title_where(Reader& reader, std::string_view condition,
                                       const store::Parameters& parameters) {
    return reader.query_one(
        "SELECT id, kind, slug, parent, number, original_title FROM titles WHERE " + std::string(condition),
        parameters);
}

/// Refuses an identifier that another title has. `self` is the title that is being changed.
Result<> check_free(Reader& reader, std::string_view column, const std::string& value, TitleId self) {
    if (value.empty()) return {};
    const auto row = TRY(title_where(reader, std::string(column) + " = ? AND id <> ?", {value, self}));
    if (!row) return {};
    return Error{ErrorKind::conflict, std::string(column) + " '" + value + "' is taken by the " +
                                          described(*row) + ": choose another, or change that title"};
}

Result<> check_place(Reader& reader, const Catalogue::NewTitle& title) {
    const std::string kind(to_string(title.kind));
    const bool below = title.kind == Kind::season || title.kind == Kind::episode;
    if (!below) {
        if (title.parent) return invalid("a " + kind + " stands below no other title: leave out the parent");
        if (title.number) return invalid("a " + kind + " has no number");
        return {};
    }
    const std::string a = title.kind == Kind::season ? "a season" : "an episode";
    const std::string of =
        title.kind == Kind::season ? "its series" : "its season, or a series that has no seasons";
    if (!title.parent) return invalid(a + " needs a parent: " + of);
    if (!title.number) return invalid(a + " needs its number within the parent");
    if (*title.number < 0 || *title.number > number_max)
        return invalid(kind + " number " + std::to_string(*title.number) + " is not between 0 and " +
                       std::to_string(number_max));

    const auto parent = TRY(title_where(reader, "id = ?", {*title.parent}));
    if (!parent)
        return Error{ErrorKind::not_found,
                     "there is no title " + std::to_string(title.parent->number()) + " to be the parent"};
    const Kind parent_kind = TRY(parse_kind(parent->text("kind")));
    const bool fits =
        parent_kind == Kind::series || (title.kind == Kind::episode && parent_kind == Kind::season);
    if (!fits) return invalid("the parent of " + a + " is " + of + ", not the " + described(*parent));

    const auto sibling =
        TRY(title_where(reader, "parent = ? AND number = ?", {*title.parent, *title.number}));
    if (sibling)
        return Error{ErrorKind::conflict, "number " + std::to_string(*title.number) + " of the " +
                                              described(*parent) + " is taken by the " + described(*sibling)};
    // A reference such as "series/e2" would have two readings if seasons and episodes stood side by side.
    if (parent_kind == Kind::series) {
        const auto other = TRY(title_where(reader, "parent = ? AND kind <> ?", {*title.parent, kind}));
        if (other)
            return Error{ErrorKind::conflict, "the " + described(*parent) + " already holds the " +
                                                  described(*other) +
                                                  ": a series has seasons or episodes of its own, not both"};
    }
    return {};
}

Result<> insert_artwork(Writer& writer, TitleId title, const Artwork& artwork) {
    const auto crop = [&](int Crop::*member) {
        return artwork.crop ? Value((*artwork.crop).*member) : Value();
    };
    TRY(
        writer.execute("INSERT INTO title_artwork (title, kind, locale, object, width, height, crop_x, "
                       "crop_y, crop_width, crop_height) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       {title, to_string(artwork.kind), artwork.locale ? artwork.locale->text() : "",
                        artwork.object, artwork.width, artwork.height, crop(&Crop::x), crop(&Crop::y),
                        crop(&Crop::width), crop(&Crop::height)}));
    return {};
}

Result<> insert_text(Writer& writer, TitleId title, const Text& text) {
    TRY(writer.execute("INSERT INTO title_texts (title, locale, name, synopsis) VALUES (?, ?, ?, ?)",
                       {title, text.locale.text(), text.name, text.synopsis}));
    return {};
}

Result<> check_genre(Reader& reader, const std::string& genre) {
    if (TRY(reader.query_one("SELECT slug FROM genres WHERE slug = ?", {genre}))) return {};
    std::vector<std::string> known;
    for (const Row& row : TRY(reader.query("SELECT slug FROM genres ORDER BY slug LIMIT 50")))
        known.push_back(row.text("slug"));
    return Error{ErrorKind::not_found,
                 "there is no genre '" + genre.substr(0, 100) + "'; there are " + join(known, ", ")};
}

/// The genres are known; none of the title's is there yet. Likewise the two that follow.
Result<> insert_genres(Writer& writer, TitleId title, const Facts& facts) {
    int position = 0;
    for (const std::string& genre : facts.genres)
        TRY(writer.execute("INSERT INTO title_genres (title, position, genre) VALUES (?, ?, ?)",
                           {title, position++, genre}));
    return {};
}

Result<> insert_ratings(Writer& writer, TitleId title, const Facts& facts) {
    for (const Rating& rating : facts.ratings)
        TRY(writer.execute("INSERT INTO title_ratings (title, system, label) VALUES (?, ?, ?)",
                           {title, rating.system, rating.label}));
    return {};
}

Result<> insert_advisories(Writer& writer, TitleId title, const Facts& facts) {
    int position = 0;
    for (const std::string& advisory : facts.advisories)
        TRY(writer.execute("INSERT INTO title_advisories (title, position, advisory) VALUES (?, ?, ?)",
                           {title, position++, advisory}));
    return {};
}

/// All lists of a title; its row is there already, and they are not.
Result<> insert_lists(Writer& writer, TitleId title, const Facts& facts) {
    for (const Text& text : facts.texts) TRY(insert_text(writer, title, text));
    for (const Artwork& artwork : facts.artwork) TRY(insert_artwork(writer, title, artwork));
    int position = 0;
    for (const Credit& credit : facts.credits) {
        if (!TRY(writer.query_one("SELECT id FROM people WHERE id = ?", {credit.person})))
            return Error{ErrorKind::not_found,
                         "there is no person " + std::to_string(credit.person.number())};
        TRY(
            writer.execute("INSERT INTO title_credits (title, position, person, role, character_name) VALUES "
                           "(?, ?, ?, ?, ?)",
                           {title, position++, credit.person, to_string(credit.role), credit.character}));
    }
    for (const std::string& genre : facts.genres) TRY(check_genre(writer, genre));
    TRY(insert_genres(writer, title, facts));
    TRY(insert_ratings(writer, title, facts));
    return insert_advisories(writer, title, facts);
}

std::string codes_of(const std::vector<world::Territory>& countries) {
    std::vector<std::string> codes;
    for (const world::Territory& country : countries) codes.push_back(country.code());
    return join(codes, " ");
}

/// The columns of a title's own row that its facts fill.
struct FactColumns {
    Value alid, eidr, original_language, original_title, release_year, countries, runtime_seconds, flags;
    std::vector<std::string> warnings;
};

Result<FactColumns> fact_columns(Reader& reader, const Facts& facts, TitleId self) {
    TRY(check_facts(facts));
    FactColumns columns;
    if (!facts.alid.empty()) {
        const std::string alid = TRY(parse_alid(facts.alid));
        TRY(check_free(reader, "alid", alid, self));
        columns.alid = alid;
    }
    if (!facts.eidr.empty()) {
        const std::string eidr = TRY(parse_eidr(facts.eidr));
        TRY(check_free(reader, "eidr", eidr, self));
        if (const char right = eidr_check_character(eidr); right != eidr.back())
            columns.warnings.push_back("the check character of EIDR " + eidr + " would be " +
                                       std::string(1, right) + ": compare it with its source");
        columns.eidr = eidr;
    }
    // Without a word about the original, the first name is taken for it; with its language, the name in that
    // language.
    const Text* original = facts.texts.empty() ? nullptr : &facts.texts.front();
    for (const Text& text : facts.texts)
        if (facts.original_language && text.locale == *facts.original_language) original = &text;
    columns.original_language = facts.original_language ? facts.original_language->text()
                                : original              ? original->locale.text()
                                                        : "und";
    columns.original_title = !facts.original_title.empty() ? facts.original_title : original->name;
    columns.release_year = facts.release_year;
    columns.countries = codes_of(facts.countries);
    if (facts.runtime) columns.runtime_seconds = facts.runtime->count();
    columns.flags = join(facts.flags, " ");
    return columns;
}

Result<std::optional<Row>> find_child(Reader& reader, const Row& parent, Kind kind, int number) {
    return title_where(reader, "parent = ? AND kind = ? AND number = ?",
                       {parent.integer("id"), to_string(kind), number});
}

}  // namespace

Result<Catalogue::Added> Catalogue::add(Writer& writer, const NewTitle& title, Instant now) {
    if (!is_slug(title.slug))
        return invalid("'" + title.slug.substr(0, 100) +
                       "' is not a slug: 1 to 96 of a-z, 0-9 and '-', not starting or ending with '-'");
    TRY(check_free(writer, "slug", title.slug, TitleId()));
    TRY(check_place(writer, title));
    FactColumns columns = TRY(fact_columns(writer, title.facts, TitleId()));
    const TitleId id(TRY(writer.insert_returning_id(
        "INSERT INTO titles (kind, parent, number, slug, alid, eidr, original_language, original_title, "
        "release_year, countries, "
        "runtime_seconds, flags, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {to_string(title.kind), title.parent, title.number, title.slug, columns.alid, columns.eidr,
         columns.original_language, columns.original_title, columns.release_year, columns.countries,
         columns.runtime_seconds, columns.flags, now, now})));
    TRY(insert_lists(writer, id, title.facts));
    TRY(store::bump_revision(writer, revision_name));
    return Added{id, std::move(columns.warnings)};
}

Result<Catalogue::Added> Catalogue::add(const NewTitle& title, Instant now) {
    return database_.write([&](Writer& writer) { return add(writer, title, now); });
}

namespace {

/// Writes the title's own row; returns the warnings.
Result<std::vector<std::string>> update_row(Writer& writer, TitleId title, const Facts& facts, Instant now) {
    FactColumns columns = TRY(fact_columns(writer, facts, title));
    const auto changed = TRY(writer.execute(
        "UPDATE titles SET alid = ?, eidr = ?, original_language = ?, original_title = ?, "
        "release_year = ?, countries = ?, "
        "runtime_seconds = ?, flags = ?, updated = ? WHERE id = ?",
        {columns.alid, columns.eidr, columns.original_language, columns.original_title, columns.release_year,
         columns.countries, columns.runtime_seconds, columns.flags, now, title}));
    if (changed == 0)
        return Error{ErrorKind::not_found, "there is no title " + std::to_string(title.number())};
    return std::move(columns.warnings);
}

}  // namespace

Result<> Catalogue::set_common_facts(Writer& writer, const std::vector<CommonChange>& changes, Instant now) {
    std::set<std::string> known;
    for (const CommonChange& change : changes) {
        const TitleId id = change.before->id;
        const Facts &before = change.before->facts, &after = change.after;
        TRY(check_facts(after));
        const auto language = after.known_language();
        TRY(writer.execute(
            "UPDATE titles SET original_language = ?, release_year = ?, countries = ?, updated = ? WHERE id "
            "= ?",
            {language ? language->text() : "und", after.release_year, codes_of(after.countries), now, id}));
        if (after.genres != before.genres) {
            for (const std::string& genre : after.genres)
                if (known.insert(genre).second) TRY(check_genre(writer, genre));
            if (!before.genres.empty()) TRY(writer.execute("DELETE FROM title_genres WHERE title = ?", {id}));
            TRY(insert_genres(writer, id, after));
        }
        if (after.ratings != before.ratings) {
            TRY(writer.execute("DELETE FROM title_ratings WHERE title = ?", {id}));
            TRY(insert_ratings(writer, id, after));
        }
        if (after.advisories != before.advisories) {
            TRY(writer.execute("DELETE FROM title_advisories WHERE title = ?", {id}));
            TRY(insert_advisories(writer, id, after));
        }
    }
    return changes.empty() ? Result<>() : store::bump_revision(writer, revision_name);
}

Result<> Catalogue::order(Writer& writer, TitleId parent, const std::vector<TitleId>& children, int first,
                          Instant now) {
    if (first < 0 || static_cast<int64_t>(first) + static_cast<int64_t>(children.size()) > number_max)
        return invalid("numbers go from 0 to " + std::to_string(number_max));
    std::set<int64_t> there;
    for (const Row& row : TRY(writer.query("SELECT id FROM titles WHERE parent = ?", {parent})))
        there.insert(row.integer("id"));
    std::set<int64_t> named;
    for (const TitleId child : children) {
        if (!there.contains(child.number()) || !named.insert(child.number()).second)
            return Error{ErrorKind::conflict, "title " + std::to_string(child.number()) +
                                                  " is not below this one, or named twice"};
    }
    if (named.size() != there.size())
        return Error{ErrorKind::conflict, "it has " + std::to_string(there.size()) + " below it and " +
                                              std::to_string(named.size()) + " were named"};
    // Two at one number are not let in, not even for a moment: all step aside first.
    TRY(writer.execute("UPDATE titles SET number = -1 - number WHERE parent = ?", {parent}));
    int number = first;
    for (const TitleId child : children)
        TRY(writer.execute("UPDATE titles SET number = ?, updated = ? WHERE id = ?", {number++, now, child}));
    return store::bump_revision(writer, revision_name);
}

Result<Catalogue::Added> Catalogue::set_facts(Writer& writer, TitleId title, const Facts& facts,
                                              Instant now) {
    std::vector<std::string> warnings = TRY(update_row(writer, title, facts, now));
    for (const char* table : {"title_texts", "title_artwork", "title_genres", "title_credits",
                              "title_ratings", "title_advisories"})
        TRY(writer.execute("DELETE FROM " + std::string(table) + " WHERE title = ?", {title}));
    TRY(insert_lists(writer, title, facts));
    TRY(store::bump_revision(writer, revision_name));
    return Added{title, std::move(warnings)};
}

Result<Catalogue::Added> Catalogue::set_facts(TitleId title, const Facts& facts, Instant now) {
    return database_.write([&](Writer& writer) { return set_facts(writer, title, facts, now); });
}

namespace {

/// One change within a title's lists: the title must be there, its `updated` and the revision go along.
template<typename F>
Result<> change(store::Database& database, TitleId title, Instant now, F&& f) {
    return database.write([&](Writer& writer) -> Result<> {
        if (TRY(writer.execute("UPDATE titles SET updated = ? WHERE id = ?", {now, title})) == 0)
            return Error{ErrorKind::not_found, "there is no title " + std::to_string(title.number())};
        TRY(f(writer));
        return store::bump_revision(writer, Catalogue::revision_name);
    });
}

}  // namespace

Result<> Catalogue::set_text(TitleId title, const Text& text, Instant now) {
    TRY(check_text(text));
    return change(database_, title, now, [&](Writer& writer) -> Result<> {
        TRY(writer.execute("DELETE FROM title_texts WHERE title = ? AND locale = ?",
                           {title, text.locale.text()}));
        return insert_text(writer, title, text);
    });
}

Result<> Catalogue::set_artwork(TitleId title, const Artwork& artwork, Instant now) {
    TRY(check_artwork(artwork));
    return change(database_, title, now, [&](Writer& writer) -> Result<> {
        TRY(writer.execute("DELETE FROM title_artwork WHERE title = ? AND kind = ? AND locale = ?",
                           {title, to_string(artwork.kind), artwork.locale ? artwork.locale->text() : ""}));
        return insert_artwork(writer, title, artwork);
    });
}

Result<> Catalogue::remove_artwork(TitleId title, ArtworkKind kind,
                                   const std::optional<world::LanguageTag>& locale, Instant now) {
    return change(database_, title, now, [&](Writer& writer) -> Result<> {
        if (TRY(writer.execute("DELETE FROM title_artwork WHERE title = ? AND kind = ? AND locale = ?",
                               {title, to_string(kind), locale ? locale->text() : ""})) == 0)
            return Error{ErrorKind::not_found, "this title has no such artwork"};
        return {};
    });
}

Result<PersonId> Catalogue::add_person(Writer& writer, const std::vector<LocalName>& names, Instant now) {
    if (names.empty()) return invalid("a person needs a name");
    TRY(check_once("the name in", names, [](const LocalName& name) { return name.locale.text(); }));
    const PersonId id(TRY(writer.insert_returning_id("INSERT INTO people (created) VALUES (?)", {now})));
    for (const LocalName& name : names) {
        TRY(check_name("a person's name", name.name));
        TRY(writer.execute("INSERT INTO people_names (person, locale, name) VALUES (?, ?, ?)",
                           {id, name.locale.text(), name.name}));
    }
    TRY(store::bump_revision(writer, revision_name));
    return id;
}

Result<PersonId> Catalogue::add_person(const std::vector<LocalName>& names, Instant now) {
    return database_.write([&](Writer& writer) { return add_person(writer, names, now); });
}

Result<> Catalogue::set_genre(const Genre& genre, Instant) {
    if (!is_slug(genre.slug))
        return invalid("genre '" + genre.slug.substr(0, 100) + "' is not a slug (a-z, 0-9 and '-')");
    if (genre.names.empty()) return invalid("genre '" + genre.slug + "' needs a name");
    TRY(check_once("the name in", genre.names, [](const LocalName& name) { return name.locale.text(); }));
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(writer.execute("INSERT INTO genres (slug) VALUES (?) ON CONFLICT (slug) DO NOTHING",
                           {genre.slug}));
        TRY(writer.execute("DELETE FROM genre_names WHERE genre = ?", {genre.slug}));
        for (const LocalName& name : genre.names) {
            TRY(check_name("a genre's name", name.name));
            TRY(writer.execute("INSERT INTO genre_names (genre, locale, name) VALUES (?, ?, ?)",
                               {genre.slug, name.locale.text(), name.name}));
        }
        return store::bump_revision(writer, revision_name);
    });
}

Result<TitleId> Catalogue::resolve(Reader& reader, std::string_view text) {
    const Reference reference = TRY(Reference::parse(text));
    const std::string_view column = reference.by == Reference::By::slug   ? "slug"
                                    : reference.by == Reference::By::alid ? "alid"
                                                                          : "eidr";
    auto row = TRY(title_where(reader, std::string(column) + " = ?", {reference.name}));
    if (!row) return Error{ErrorKind::not_found, "there is no title '" + reference.name + "'"};
    const auto descend = [&](Kind kind, std::optional<int> number) -> Result<> {
        if (!number) return {};
        auto child = TRY(find_child(reader, *row, kind, *number));
        if (!child)
            return Error{ErrorKind::not_found, "the " + described(*row) + " has no " +
                                                   std::string(to_string(kind)) + " " +
                                                   std::to_string(*number)};
        row = std::move(child);
        return {};
    };
    TRY(descend(Kind::season, reference.season));
    TRY(descend(Kind::episode, reference.episode));
    return row->id<TitleId>("id");
}

Result<TitleId> Catalogue::resolve(std::string_view reference) {
    return database_.read([&](Reader& reader) { return resolve(reader, reference); });
}

}  // namespace nuri::catalogue
