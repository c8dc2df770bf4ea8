#include <algorithm>
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/routes.h"
#include "api/views.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "playback/decision_plane.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

constexpr uint64_t body_bytes_max = 1 << 20;  // forty locales of synopsis
constexpr size_t locales_max = 200;
constexpr size_t name_bytes_max = 500;
constexpr size_t synopsis_bytes_max = 10'000;
constexpr size_t list_max = 100;
constexpr size_t credits_max = 1000;

json::object names_json(const std::vector<catalogue::LocalName>& names) {
    json::object object;
    for (const catalogue::LocalName& name : names) object[name.locale.text()] = name.name;
    return object;
}

json::object title_json(const catalogue::Snapshot& catalogue, const catalogue::Title& title) {
    const catalogue::Facts& facts = title.facts;
    json::object names, synopses;
    for (const catalogue::Text& text : facts.texts) {
        names[text.locale.text()] = text.name;
        if (!text.synopsis.empty()) synopses[text.locale.text()] = text.synopsis;
    }
    json::array ratings, countries, credits;
    for (const catalogue::Rating& rating : facts.ratings)
        ratings.push_back(json::object{{"system", rating.system}, {"label", rating.label}});
    for (const world::Territory country : facts.countries) countries.emplace_back(country.code());
    for (const catalogue::Credit& credit : facts.credits) {
        const catalogue::Person* person = catalogue.person(credit.person);
        credits.push_back(
            json::object{{"person", credit.person.number()},
                         {"names", person != nullptr ? names_json(person->names) : json::object()},
                         {"role", catalogue::to_string(credit.role)},
                         {"character", credit.character}});
    }
    const catalogue::Title* parent = title.parent ? catalogue.find(*title.parent) : nullptr;
    return {{"id", title.id.number()},
            {"ref", catalogue.reference_of(title)},
            {"slug", title.slug},
            {"kind", catalogue::to_string(title.kind)},
            {"parent", parent != nullptr ? json::value(catalogue.reference_of(*parent)) : json::value()},
            {"number", title.number ? json::value(*title.number) : json::value()},
            {"alid", facts.alid},
            {"eidr", facts.eidr},
            {"original_language",
             facts.original_language ? json::value(facts.original_language->text()) : json::value()},
            {"original_title", facts.original_title},
            {"release_year", facts.release_year ? json::value(*facts.release_year) : json::value()},
            {"runtime_seconds", facts.runtime ? json::value(facts.runtime->count()) : json::value()},
            {"countries", std::move(countries)},
            {"names", std::move(names)},
            {"synopses", std::move(synopses)},
            {"genres", json_of(facts.genres)},
            {"credits", std::move(credits)},
            {"ratings", std::move(ratings)},
            {"advisories", json_of(facts.advisories)}};
}

/// The facts as a request changes them; people that are named and not numbered are to be added with the
/// title.
struct Change {
    catalogue::Facts facts;
    std::vector<std::vector<catalogue::LocalName>> new_people;  ///< of each credit; empty for one by number
};

std::optional<world::LanguageTag> read_tag(Input& input, std::string_view member, std::string_view text) {
    const auto tag = world::LanguageTag::parse(text);
    if (tag) return *tag;
    input.fault(member, "names the locale " + std::string(text) + ": " + tag.error().message);
    return {};
}

void read_texts(Input& input, catalogue::Facts& facts) {
    const auto text_in = [&](const world::LanguageTag& locale) -> catalogue::Text& {
        const auto found = std::find_if(facts.texts.begin(), facts.texts.end(),
                                        [&](const catalogue::Text& text) { return text.locale == locale; });
        if (found != facts.texts.end()) return *found;
        return facts.texts.emplace_back(catalogue::Text{locale, "", ""});
    };
    if (const auto names = input.optional_text_map("names", locales_max, name_bytes_max)) {
        for (const auto& [locale, name] : *names) {
            if (const auto tag = read_tag(input, "names", locale)) text_in(*tag).name = name;
        }
    }
    if (const auto synopses = input.optional_text_map("synopses", locales_max, synopsis_bytes_max)) {
        for (const auto& [locale, synopsis] : *synopses) {
            if (const auto tag = read_tag(input, "synopses", locale)) text_in(*tag).synopsis = synopsis;
        }
    }
    for (const catalogue::Text& text : facts.texts) {
        if (text.name.empty()) input.fault("names", "has no name in " + text.locale.text());
    }
}

Result<> read_credits(Input& input, Change& change) {
    auto credits = input.optional_objects("credits", credits_max);
    if (!credits) return {};
    change.facts.credits.clear();
    for (Input& item : *credits) {
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

Result<> read_lists(Input& input, catalogue::Facts& facts) {
    if (auto genres = input.optional_texts("genres", list_max, 96)) facts.genres = *genres;
    if (auto advisories = input.optional_texts("advisories", list_max, 96)) facts.advisories = *advisories;
    if (auto countries = input.optional_texts("countries", list_max, 6)) {
        facts.countries.clear();
        for (const std::string& country : *countries)
            facts.countries.push_back(TRY(world::Territory::parse(country).context("`countries`")));
    }
    if (auto ratings = input.optional_objects("ratings", list_max)) {
        facts.ratings.clear();
        for (Input& item : *ratings) {
            catalogue::Rating rating{item.text("system", 32), item.text("label", 32)};
            TRY(item.finish());
            facts.ratings.push_back(std::move(rating));
        }
    }
    return {};
}

/// Reads what the request names over what is there.
Result<Change> read_facts(Input& input, catalogue::Facts facts) {
    Change change{std::move(facts), {}};
    catalogue::Facts& into = change.facts;
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

/// Adds the people that a change names, within the transaction that writes it.
Result<> add_people(store::Writer& writer, Change& change, Instant now) {
    for (size_t n = 0; n < change.new_people.size(); ++n) {
        if (change.new_people[n].empty()) continue;
        change.facts.credits[n].person =
            TRY(catalogue::Catalogue::add_person(writer, change.new_people[n], now));
    }
    return {};
}

Result<json::object> document_of(Call& call, TitleId id) {
    const auto catalogue = call.services.plane.current()->catalogue;
    const catalogue::Title* title = catalogue->find(id);
    if (title == nullptr) return Error{ErrorKind::not_found, "there is no such title"};
    return title_json(*catalogue, *title);
}

Result<http::Response> list(Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    const int64_t after = TRY(call.query_number("after", 1, INT64_MAX)).value_or(0);
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    std::optional<catalogue::Kind> kind;
    if (const auto word = call.request.query_value("kind")) kind = TRY(catalogue::parse_kind(*word));
    json::array titles;
    int64_t total = 0;
    for (const catalogue::Title& title : catalogue->titles()) {
        if (kind && title.kind != *kind) continue;
        ++total;
        if (title.id.number() > after && titles.size() < limit)
            titles.push_back(title_json(*catalogue, title));
    }
    return answer({{"total", total}, {"titles", std::move(titles)}});
}

Result<http::Response> show(Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    return answer(TRY(document_of(call, TRY(catalogue->resolve(call.request.capture("ref"))))));
}

Result<http::Response> add(Call& call) {
    Input input = TRY(Input::of(call.request));
    catalogue::Catalogue::NewTitle title;
    title.slug = input.text("slug", 96);
    const std::string kind = input.text("kind", 16);
    const auto parent = input.optional_text("parent", 300);
    if (const auto number = input.optional_integer("number", 0, 100'000))
        title.number = static_cast<int>(*number);
    Change change = TRY(read_facts(input, {}));
    TRY(input.finish());
    title.kind = TRY(catalogue::parse_kind(kind));
    if (parent) title.parent = TRY(call.services.catalogue.resolve(*parent));
    const auto added =
        TRY(call.services.database.write([&](store::Writer& writer) -> Result<catalogue::Catalogue::Added> {
            TRY(add_people(writer, change, call.now));
            title.facts = std::move(change.facts);
            return catalogue::Catalogue::add(writer, title, call.now);
        }));
    TRY(call.services.refresh());
    json::object document = TRY(document_of(call, added.id));
    TRY(call.audit("title.add", "title " + title.slug, "", json::serialize(document)));
    document["warnings"] = json_of(added.warnings);
    return answer(document, 201);
}

Result<http::Response> change(Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    const TitleId id = TRY(catalogue->resolve(call.request.capture("ref")));
    const catalogue::Title& title = *catalogue->find(id);
    Input input = TRY(Input::of(call.request));
    Change change = TRY(read_facts(input, title.facts));
    TRY(input.finish());
    const auto changed =
        TRY(call.services.database.write([&](store::Writer& writer) -> Result<catalogue::Catalogue::Added> {
            TRY(add_people(writer, change, call.now));
            return catalogue::Catalogue::set_facts(writer, id, change.facts, call.now);
        }));
    TRY(call.services.refresh());
    json::object document = TRY(document_of(call, id));
    TRY(call.audit("title.change", "title " + title.slug, json::serialize(title_json(*catalogue, title)),
                   json::serialize(document)));
    document["warnings"] = json_of(changed.warnings);
    return answer(document);
}

}  // namespace

void add_operator_title_routes(Routes& routes) {
    using enum http::Method;
    const Rule read = for_staff(members::Area::catalogue, members::Access::read);
    const Rule write = for_staff(members::Area::catalogue, members::Access::write);
    routes.add(get, "/operator/titles", read, list);
    routes.add(post, "/operator/titles", write, add, body_bytes_max);
    routes.add(get, "/operator/titles/{ref...}", read, show);
    routes.add(patch, "/operator/titles/{ref...}", write, change, body_bytes_max);
}

}  // namespace nuri::api
