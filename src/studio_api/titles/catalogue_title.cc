#include "studio_api/titles/catalogue_title.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "api/views.h"
#include "store/database.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr size_t locales_max = 200;
constexpr size_t name_bytes_max = 500;
constexpr size_t synopsis_bytes_max = 10'000;
constexpr size_t list_max = 100;
constexpr size_t credits_max = 1000;

/// FNV-1a, 64 bits: to tell versions apart, not to keep anybody out.
std::string digest(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
    return fmt::format("{:016x}", hash);
}

std::optional<world::LanguageTag> read_tag(api::Input& input, std::string_view member,
                                           std::string_view text) {
    const auto tag = world::LanguageTag::parse(text);
    if (tag) return *tag;
    input.fault(member, "names the locale " + std::string(text) + ": " + tag.error().message);
    return {};
}

/// Empties what the request says is null (RFC 7396). A title without a name is none, so names stay.
void empty_nulls(api::Input& input, catalogue::Facts& facts) {
    if (input.null("alid")) facts.alid.clear();
    if (input.null("eidr")) facts.eidr.clear();
    if (input.null("original_language")) facts.forget_language();
    if (input.null("original_title")) facts.original_title.clear();
    if (input.null("release_year")) facts.release_year.reset();
    if (input.null("runtime_seconds")) facts.runtime.reset();
    if (input.null("genres")) facts.genres.clear();
    if (input.null("advisories")) facts.advisories.clear();
    if (input.null("flags")) facts.flags.clear();
    if (input.null("countries")) facts.countries.clear();
    if (input.null("ratings")) facts.ratings.clear();
    if (input.null("names")) input.fault("names", "is null; a title has at least one name");
    if (input.null("synopses"))
        for (catalogue::Text& text : facts.texts) text.synopsis.clear();
}

/// An empty name, or one that is null, takes the locale away, with its synopsis.
void read_texts(api::Input& input, catalogue::Facts& facts) {
    const auto text_in = [&](const world::LanguageTag& locale) -> catalogue::Text& {
        const auto found = std::find_if(facts.texts.begin(), facts.texts.end(),
                                        [&](const catalogue::Text& text) { return text.locale == locale; });
        if (found != facts.texts.end()) return *found;
        return facts.texts.emplace_back(catalogue::Text{locale, "", ""});
    };
    std::vector<world::LanguageTag> removed;
    if (const auto names = input.optional_text_map("names", locales_max, name_bytes_max)) {
        for (const auto& [locale, name] : *names) {
            const auto tag = read_tag(input, "names", locale);
            if (!tag) continue;
            text_in(*tag).name = name;
            if (name.empty()) removed.push_back(*tag);
        }
    }
    if (const auto synopses = input.optional_text_map("synopses", locales_max, synopsis_bytes_max)) {
        for (const auto& [locale, synopsis] : *synopses) {
            if (const auto tag = read_tag(input, "synopses", locale)) text_in(*tag).synopsis = synopsis;
        }
    }
    std::erase_if(facts.texts, [&](const catalogue::Text& text) {
        return std::find(removed.begin(), removed.end(), text.locale) != removed.end() ||
               (text.name.empty() && text.synopsis.empty());
    });
    for (const catalogue::Text& text : facts.texts) {
        if (text.name.empty()) input.fault("names", "has no name in " + text.locale.text());
    }
    if (facts.texts.empty()) input.fault("names", "would be empty; a title has at least one name");
}

Result<> read_credits(api::Input& input, TitleChange& change) {
    if (input.null("credits")) change.facts.credits.clear();
    auto credits = input.optional_objects("credits", credits_max);
    if (!credits) return {};
    change.facts.credits.clear();
    for (api::Input& item : *credits) {
        catalogue::Credit credit;
        const std::string role = item.text("role", 32);
        credit.character = item.optional_text("character", name_bytes_max).value_or("");
        const auto number = item.optional_integer("person", 1, INT64_MAX);
        const auto names = item.optional_text_map("names", locales_max, name_bytes_max);
        if (number.has_value() == names.has_value())
            item.fault("person", "or `names` must be given, and not both");
        std::vector<catalogue::LocalName> local;
        if (names) {
            for (const auto& [locale, name] : *names) {
                if (const auto tag = read_tag(item, "names", locale)) local.push_back({*tag, name});
            }
        }
        TRY(item.finish());
        credit.role = TRY(catalogue::parse_role(role));
        credit.person = catalogue::PersonId(number.value_or(0));
        change.facts.credits.push_back(credit);
        change.new_people.push_back(std::move(local));
    }
    return {};
}

Result<> read_lists(api::Input& input, catalogue::Facts& facts) {
    if (auto genres = input.optional_texts("genres", list_max, 96)) facts.genres = *genres;
    if (auto advisories = input.optional_texts("advisories", list_max, 96)) facts.advisories = *advisories;
    if (auto flags = input.optional_texts("flags", 10, 32)) facts.flags = *flags;
    if (auto countries = input.optional_texts("countries", list_max, 6)) {
        facts.countries.clear();
        for (const std::string& country : *countries)
            facts.countries.push_back(TRY(world::Territory::parse(country).context("`countries`")));
    }
    if (auto ratings = input.optional_objects("ratings", list_max)) {
        facts.ratings.clear();
        for (api::Input& item : *ratings) {
            catalogue::Rating rating{item.text("system", 32), item.text("label", 32)};
            TRY(item.finish());
            facts.ratings.push_back(std::move(rating));
        }
    }
    return {};
}

json::object words_of(const catalogue::Facts& facts, std::string catalogue::Text::*member) {
    json::object words;
    for (const catalogue::Text& text : facts.texts)
        if (!(text.*member).empty()) words[text.locale.text()] = text.*member;
    return words;
}

}  // namespace

json::object json_of(const std::vector<catalogue::LocalName>& names) {
    json::object object;
    for (const catalogue::LocalName& name : names) object[name.locale.text()] = name.name;
    return object;
}

json::object catalogue_title(const catalogue::Snapshot& catalogue, const catalogue::Title& title) {
    const catalogue::Facts& facts = title.facts;
    json::array ratings, countries, credits, children;
    for (const catalogue::Rating& rating : facts.ratings)
        ratings.push_back(json::object{{"system", rating.system}, {"label", rating.label}});
    for (const world::Territory country : facts.countries) countries.emplace_back(country.code());
    for (const catalogue::Credit& credit : facts.credits) {
        const catalogue::Person* person = catalogue.person(credit.person);
        credits.push_back(json::object{{"person", credit.person.number()},
                                       {"names", person != nullptr ? json_of(person->names) : json::object()},
                                       {"role", catalogue::to_string(credit.role)},
                                       {"character", credit.character}});
    }
    for (const TitleId child : catalogue.children(title.id)) children.push_back(child.number());
    const catalogue::Title* parent = title.parent ? catalogue.find(*title.parent) : nullptr;
    const auto language = facts.known_language();
    json::object document{
        {"id", title.id.number()},
        {"ref", catalogue.reference_of(title)},
        {"slug", title.slug},
        {"kind", catalogue::to_string(title.kind)},
        {"parent", parent != nullptr ? json::value(catalogue.reference_of(*parent)) : json::value()},
        {"number", title.number ? json::value(*title.number) : json::value()},
        {"alid", facts.alid},
        {"eidr", facts.eidr},
        {"original_language", language ? json::value(language->text()) : json::value()},
        {"original_title", facts.original_title},
        {"release_year", facts.release_year ? json::value(*facts.release_year) : json::value()},
        {"runtime_seconds", facts.runtime ? json::value(facts.runtime->count()) : json::value()},
        {"countries", std::move(countries)},
        {"names", words_of(facts, &catalogue::Text::name)},
        {"synopses", words_of(facts, &catalogue::Text::synopsis)},
        {"genres", json_of(facts.genres)},
        {"credits", std::move(credits)},
        {"ratings", std::move(ratings)},
        {"advisories", json_of(facts.advisories)},
        {"flags", json_of(facts.flags)},
        {"children", std::move(children)}};
    document["version"] = digest(json::serialize(document));
    return document;
}

Result<> TitleChange::add_people(store::Writer& writer, Instant now) {
    for (size_t n = 0; n < new_people.size(); ++n) {
        if (new_people[n].empty()) continue;
        facts.credits[n].person = TRY(catalogue::Catalogue::add_person(writer, new_people[n], now));
    }
    return {};
}

Result<TitleChange> read_title_facts(api::Input& input, catalogue::Facts facts) {
    TitleChange change{std::move(facts), {}};
    catalogue::Facts& into = change.facts;
    empty_nulls(input, into);
    if (auto alid = input.optional_text("alid", 256)) into.alid = *alid;
    if (auto eidr = input.optional_text("eidr", 64)) into.eidr = *eidr;
    if (auto language = input.optional_text("original_language", 64))
        into.original_language = read_tag(input, "original_language", *language);
    if (auto title = input.optional_text("original_title", name_bytes_max)) into.original_title = *title;
    if (auto year = input.optional_integer("release_year", 1870, 2200))
        into.release_year = static_cast<int>(*year);
    if (auto runtime = input.optional_integer("runtime_seconds", 1, 1'000'000))
        into.runtime = std::chrono::seconds(*runtime);
    read_texts(input, into);
    TRY(read_credits(input, change));
    TRY(read_lists(input, into));
    return change;
}

std::vector<std::string> differing_members(const json::object& a, const json::object& b) {
    std::vector<std::string> members;
    for (const auto& [name, value] : a) {
        const json::value* other = b.if_contains(name);
        if (name != "version" && (other == nullptr || *other != value)) members.emplace_back(name);
    }
    return members;
}

json::object reversal(const json::object& before, const json::object& after,
                      const std::vector<std::string>& members) {
    json::object body;
    for (const std::string& member : members) {
        const json::value* was = before.if_contains(member);
        if (was == nullptr) continue;
        json::value back = *was;
        if (member == "names" || member == "synopses") {
            // What is not named stays: what has come is named empty.
            for (const auto& [locale, text] : after.at(member).as_object())
                if (!back.as_object().contains(locale)) back.as_object()[locale] = "";
        }
        if (member == "credits") {
            for (json::value& credit : back.as_array()) credit.as_object().erase("names");
        }
        body[member] = std::move(back);
    }
    return body;
}

}  // namespace nuri::studio_api
