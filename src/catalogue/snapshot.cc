#include "catalogue/snapshot.h"

#include <algorithm>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/reference.h"
#include "store/revision.h"

namespace nuri::catalogue {

namespace {

using store::Reader;
using store::Row;
using world::LanguageTag;

/// Every row that could not be read as what we wrote is damage to the file, and is reported as such.
Error damaged(Error error) {
    return {ErrorKind::corrupt, "the catalogue's records are damaged: " + std::move(error.message)};
}

/// How well a text in `locale` serves a reader of `chain`: the place in the chain, exact before related;
/// twice the chain's size if not at all. Lower is better. Related is only what is written in the same script:
/// "zh" at the end of a reader's zh-CN does not stand for zh-Hant.
size_t distance(std::span<const LanguageTag> chain, const LanguageTag& locale) {
    for (size_t i = 0; i < chain.size(); ++i) {
        if (chain[i] == locale) return 2 * i;
        if (world::matches(chain[i], locale) && world::script_of(chain[i]) == world::script_of(locale))
            return 2 * i + 1;
    }
    return 2 * chain.size();
}

/// The best of those that pass; null if none is in a language of the chain.
template<typename Range, typename Passes, typename Locale>
auto best(const Range& range, std::span<const LanguageTag> chain, Passes passes, Locale locale)
    -> decltype(&*range.begin()) {
    decltype(&*range.begin()) found = nullptr;
    size_t shortest = 2 * chain.size();
    for (const auto& element : range) {
        if (!passes(element)) continue;
        if (const size_t d = distance(chain, locale(element)); d < shortest) {
            shortest = d;
            found = &element;
        }
    }
    return found;
}

}  // namespace

/// Reads the tables in the order of their keys, and puts each row where it belongs.
struct Snapshot::Loader {
    Reader& reader;
    Snapshot& snapshot;
    /// The titles to read, as the inside of `IN (…)`; empty for all.
    std::string only = {};
    std::unordered_map<std::string, LanguageTag> locales = {};

    std::string where(std::string_view column) const {
        return only.empty() ? "" : " WHERE " + std::string(column) + " IN (" + only + ") ";
    }

    Result<LanguageTag> locale(const std::string& text) {
        if (const auto known = locales.find(text); known != locales.end()) return known->second;
        auto tag = LanguageTag::parse(text);
        if (!tag) return damaged(std::move(tag).error());
        locales.emplace(text, *tag);
        return tag;
    }

    template<typename T>
    static Result<T> sound(Result<T> result) {
        if (!result) return damaged(std::move(result).error());
        return result;
    }

    Result<> titles() {
        return reader.each(
            "SELECT id, kind, parent, number, slug, alid, eidr, original_language, original_title, "
            "release_year, countries, runtime_seconds, flags FROM titles" +
                where("id") + " ORDER BY id",
            {}, [&](const Row& row) -> Result<> {
                Title title;
                title.id = row.id<TitleId>(size_t{0});
                title.kind = TRY(sound(parse_kind(row.text(size_t{1}))));
                if (!row.is_null(size_t{2})) title.parent = row.id<TitleId>(size_t{2});
                if (!row.is_null(size_t{3})) title.number = static_cast<int>(row.integer(size_t{3}));
                title.slug = row.text(size_t{4});
                title.facts.alid = row.optional_text(size_t{5}).value_or("");
                title.facts.eidr = row.optional_text(size_t{6}).value_or("");
                title.facts.original_language = TRY(locale(row.text(size_t{7})));
                title.facts.original_title = row.text(size_t{8});
                if (!row.is_null(size_t{9}))
                    title.facts.release_year = static_cast<int>(row.integer(size_t{9}));
                const std::string countries = row.text(size_t{10});
                for (const std::string_view code : split(countries, ' '))
                    if (!code.empty())
                        title.facts.countries.push_back(TRY(sound(world::Territory::parse(code))));
                if (!row.is_null(size_t{11}))
                    title.facts.runtime = std::chrono::seconds(row.integer(size_t{11}));
                const std::string flags = row.text(size_t{12});
                for (const std::string_view flag : split(flags, ' '))
                    if (!flag.empty()) title.facts.flags.emplace_back(flag);
                snapshot.by_id_.emplace(title.id, snapshot.titles_.size());
                snapshot.titles_.push_back(std::move(title));
                return {};
            });
    }

    /// Reads a table of lists, whose first column is the title.
    template<typename F>
    Result<> lists(std::string_view select, std::string_view order, F&& f) {
        return reader.each(std::string(select) + where("title") + " ORDER BY " + std::string(order), {},
                           [&](const Row& row) -> Result<> {
                               const auto found = snapshot.by_id_.find(row.id<TitleId>(size_t{0}));
                               if (found == snapshot.by_id_.end())
                                   return damaged({ErrorKind::corrupt, "a list of no title"});
                               return f(row, snapshot.titles_[found->second].facts);
                           });
    }

    Result<> texts() {
        return lists("SELECT title, locale, name, synopsis FROM title_texts", "title, locale",
                     [&](const Row& row, Facts& facts) -> Result<> {
                         facts.texts.push_back(
                             {TRY(locale(row.text(size_t{1}))), row.text(size_t{2}), row.text(size_t{3})});
                         return {};
                     });
    }

    Result<> artwork() {
        constexpr std::string_view sql =
            "SELECT title, kind, locale, object, width, height, crop_x, crop_y, crop_width, crop_height FROM "
            "title_artwork";
        return lists(sql, "title, kind, locale", [&](const Row& row, Facts& facts) -> Result<> {
            Artwork artwork;
            artwork.kind = TRY(sound(parse_artwork_kind(row.text(size_t{1}))));
            if (const std::string tag = row.text(size_t{2}); !tag.empty()) artwork.locale = TRY(locale(tag));
            artwork.object = row.text(size_t{3});
            const auto number = [&](size_t column) { return static_cast<int>(row.integer(column)); };
            artwork.width = number(4);
            artwork.height = number(5);
            if (!row.is_null(size_t{6})) artwork.crop = Crop{number(6), number(7), number(8), number(9)};
            facts.artwork.push_back(std::move(artwork));
            return {};
        });
    }

    Result<> title_genres() {
        return lists("SELECT title, genre FROM title_genres", "title, position",
                     [](const Row& row, Facts& facts) -> Result<> {
                         facts.genres.push_back(row.text(size_t{1}));
                         return {};
                     });
    }

    Result<> credits() {
        return lists(
            "SELECT title, person, role, character_name FROM title_credits", "title, position",
            [](const Row& row, Facts& facts) -> Result<> {
                facts.credits.push_back({row.id<PersonId>(size_t{1}),
                                         TRY(sound(parse_role(row.text(size_t{2})))), row.text(size_t{3})});
                return {};
            });
    }

    Result<> ratings() {
        return lists("SELECT title, system, label FROM title_ratings", "title, system",
                     [](const Row& row, Facts& facts) -> Result<> {
                         facts.ratings.push_back({row.text(size_t{1}), row.text(size_t{2})});
                         return {};
                     });
    }

    Result<> advisories() {
        return lists("SELECT title, advisory FROM title_advisories", "title, position",
                     [](const Row& row, Facts& facts) -> Result<> {
                         facts.advisories.push_back(row.text(size_t{1}));
                         return {};
                     });
    }

    Result<> people() {
        const std::string those =
            only.empty()
                ? ""
                : " WHERE person IN (SELECT person FROM title_credits WHERE title IN (" + only + "))";
        return reader.each(
            "SELECT person, locale, name FROM people_names" + those + " ORDER BY person, locale", {},
            [&](const Row& row) -> Result<> {
                const PersonId id = row.id<PersonId>(size_t{0});
                if (snapshot.people_.empty() || snapshot.people_.back().id != id) {
                    snapshot.people_by_id_.emplace(id, snapshot.people_.size());
                    snapshot.people_.push_back({id, {}});
                }
                snapshot.people_.back().names.push_back(
                    {TRY(locale(row.text(size_t{1}))), row.text(size_t{2})});
                return {};
            });
    }

    Result<> genres() {
        return reader.each("SELECT genre, locale, name FROM genre_names ORDER BY genre, locale", {},
                           [&](const Row& row) -> Result<> {
                               const std::string slug = row.text(size_t{0});
                               if (snapshot.genres_.empty() || snapshot.genres_.back().slug != slug)
                                   snapshot.genres_.push_back({slug, {}});
                               snapshot.genres_.back().names.push_back(
                                   {TRY(locale(row.text(size_t{1}))), row.text(size_t{2})});
                               return {};
                           });
    }

    Result<> all() {
        snapshot.revision_ = TRY(store::revision(reader, Catalogue::revision_name));
        TRY(titles());
        TRY(texts());
        TRY(artwork());
        TRY(title_genres());
        TRY(credits());
        TRY(ratings());
        TRY(advisories());
        TRY(people());
        TRY(genres());
        return connect();
    }

    Result<> connect() {
        std::vector<rights::TitleNode> nodes;
        nodes.reserve(snapshot.titles_.size());
        for (size_t i = 0; i < snapshot.titles_.size(); ++i) {
            const Title& title = snapshot.titles_[i];
            snapshot.by_slug_.emplace(title.slug, i);
            if (!title.facts.alid.empty()) snapshot.by_alid_.emplace(title.facts.alid, i);
            if (!title.facts.eidr.empty()) snapshot.by_eidr_.emplace(title.facts.eidr, i);
            if (title.parent) snapshot.children_[*title.parent].push_back(title.id);
            nodes.push_back({title.id, title.parent});
        }
        for (auto& [parent, children] : snapshot.children_)
            std::sort(children.begin(), children.end(), [&](TitleId a, TitleId b) {
                return snapshot.find(a)->number < snapshot.find(b)->number;
            });
        snapshot.tree_ = TRY(sound(rights::TitleTree::from(nodes)));
        return {};
    }
};

Result<std::shared_ptr<const Snapshot>> Snapshot::load(store::Database& database) {
    return database.read([](Reader& reader) -> Result<std::shared_ptr<const Snapshot>> {
        const std::shared_ptr<Snapshot> snapshot(new Snapshot());
        Loader loader{reader, *snapshot};
        TRY(loader.all());
        return std::shared_ptr<const Snapshot>(snapshot);
    });
}

Result<std::shared_ptr<const Snapshot>> Snapshot::load_around(Reader& reader, TitleId title) {
    std::string ids;
    std::optional<int64_t> up = title.number();
    for (int level = 0; up && level < rights::TitleTree::depth_max; ++level) {
        const auto row = TRY(reader.query_one("SELECT parent FROM titles WHERE id = ?", {*up}));
        if (!row) return Error{ErrorKind::not_found, "there is no title " + std::to_string(*up)};
        ids += (ids.empty() ? "" : ", ") + std::to_string(*up);
        up = row->optional_integer("parent");
    }
    for (const Row& child : TRY(reader.query("SELECT id FROM titles WHERE parent = ?", {title})))
        ids += ", " + std::to_string(child.integer("id"));
    const std::shared_ptr<Snapshot> snapshot(new Snapshot());
    Loader loader{.reader = reader, .snapshot = *snapshot, .only = std::move(ids)};
    TRY(loader.all());
    return std::shared_ptr<const Snapshot>(snapshot);
}

const Title* Snapshot::find(TitleId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &titles_[found->second];
}

const Title* Snapshot::find(std::string_view slug) const {
    const auto found = by_slug_.find(slug);
    return found == by_slug_.end() ? nullptr : &titles_[found->second];
}

std::span<const TitleId> Snapshot::children(TitleId id) const {
    const auto found = children_.find(id);
    return found == children_.end() ? std::span<const TitleId>() : std::span<const TitleId>(found->second);
}

Result<TitleId> Snapshot::resolve(std::string_view text) const {
    const Reference reference = TRY(Reference::parse(text));
    const auto& names = reference.by == Reference::By::slug   ? by_slug_
                        : reference.by == Reference::By::alid ? by_alid_
                                                              : by_eidr_;
    const auto found = names.find(reference.name);
    if (found == names.end())
        return Error{ErrorKind::not_found, "there is no title '" + reference.name + "'"};
    const Title* title = &titles_[found->second];
    const auto descend = [&](Kind kind, std::optional<int> number) -> Result<> {
        if (!number) return {};
        for (const TitleId id : children(title->id)) {
            const Title* child = find(id);
            if (child->kind != kind || child->number != number) continue;
            title = child;
            return {};
        }
        return Error{ErrorKind::not_found, "'" + reference_of(*title) + "' has no " +
                                               std::string(to_string(kind)) + " " + std::to_string(*number)};
    };
    TRY(descend(Kind::season, reference.season));
    TRY(descend(Kind::episode, reference.episode));
    return title->id;
}

View Snapshot::view(const Title& title, std::span<const LanguageTag> chain) const {
    const Facts& facts = title.facts;
    const auto locale_of = [](const Text& text) { return text.locale; };
    View view{facts.original_title, *facts.original_language, {}, *facts.original_language};
    if (const Text* text = best(
            facts.texts, chain, [](const Text&) { return true; }, locale_of)) {
        view.name = text->name;
        view.name_locale = text->locale;
    }
    const auto has_synopsis = [](const Text& text) { return !text.synopsis.empty(); };
    const Text* told = best(facts.texts, chain, has_synopsis, locale_of);
    if (told == nullptr)
        told = best(facts.texts, std::span(&*facts.original_language, 1), has_synopsis, locale_of);
    if (told == nullptr) {
        const auto any = std::find_if(facts.texts.begin(), facts.texts.end(), has_synopsis);
        if (any != facts.texts.end()) told = &*any;
    }
    if (told != nullptr) {
        view.synopsis = told->synopsis;
        view.synopsis_locale = told->locale;
    }
    return view;
}

const Artwork* Snapshot::artwork(const Title& title, ArtworkKind kind,
                                 std::span<const LanguageTag> chain) const {
    const Artwork *wordless = nullptr, *any = nullptr;
    for (const Artwork& artwork : title.facts.artwork) {
        if (artwork.kind != kind) continue;
        if (!artwork.locale) wordless = &artwork;
        if (any == nullptr) any = &artwork;
    }
    const auto* chosen = best(
        title.facts.artwork, chain,
        [&](const Artwork& artwork) { return artwork.kind == kind && artwork.locale; },
        [](const Artwork& artwork) { return *artwork.locale; });
    if (chosen != nullptr) return chosen;
    if (wordless != nullptr) return wordless;
    if (any != nullptr) return any;
    return title.parent ? artwork(*find(*title.parent), kind, chain) : nullptr;
}

const Person* Snapshot::person(PersonId id) const {
    const auto found = people_by_id_.find(id);
    return found == people_by_id_.end() ? nullptr : &people_[found->second];
}

const Genre* Snapshot::genre(std::string_view slug) const {
    const auto found =
        std::find_if(genres_.begin(), genres_.end(), [&](const Genre& genre) { return genre.slug == slug; });
    return found == genres_.end() ? nullptr : &*found;
}

std::string_view Snapshot::name_for(std::span<const LocalName> names, std::span<const LanguageTag> chain) {
    const LocalName* chosen = best(
        names, chain, [](const LocalName&) { return true; },
        [](const LocalName& name) { return name.locale; });
    if (chosen == nullptr && !names.empty()) chosen = &names.front();
    return chosen == nullptr ? std::string_view() : chosen->name;
}

std::string Snapshot::reference_of(const Title& title) const {
    if (!title.parent) return title.slug;
    const Title& parent = *find(*title.parent);
    const std::string number = std::to_string(*title.number);
    if (title.kind == Kind::season) return parent.slug + "/s" + number;
    return parent.kind == Kind::season ? reference_of(parent) + "e" + number : parent.slug + "/e" + number;
}

}  // namespace nuri::catalogue
