#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "server/registers.h"
#include "world/ratings.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

template<typename T, typename Describe>
json::array array_of(const std::vector<T>& values, Describe describe) {
    json::array array;
    for (const T& value : values) array.push_back(describe(value));
    return array;
}

json::object describe(const catalogue::Snapshot& catalogue, const catalogue::Title& title) {
    const catalogue::Facts& facts = title.facts;
    json::object object{{"id", title.id.number()},
                        {"slug", title.slug},
                        {"ref", catalogue.reference_of(title)},
                        {"kind", catalogue::to_string(title.kind)}};
    if (title.parent) object["parent"] = catalogue.find(*title.parent)->slug;
    if (title.number) object["number"] = *title.number;
    if (const auto language = facts.known_language()) object["original_language"] = language->text();
    object["original_title"] = facts.original_title;
    if (!facts.alid.empty()) object["alid"] = facts.alid;
    if (!facts.eidr.empty()) object["eidr"] = facts.eidr;
    if (facts.release_year) object["year"] = *facts.release_year;
    if (facts.runtime) object["runtime_seconds"] = facts.runtime->count();
    json::object names, synopses;
    for (const catalogue::Text& text : facts.texts) {
        names[text.locale.text()] = text.name;
        if (!text.synopsis.empty()) synopses[text.locale.text()] = text.synopsis;
    }
    object["names"] = std::move(names);
    object["synopses"] = std::move(synopses);
    object["countries"] = array_of(
        facts.countries, [](const world::Territory& country) { return json::value(country.code()); });
    object["genres"] = array_of(facts.genres, [](const std::string& genre) { return json::value(genre); });
    object["ratings"] = array_of(facts.ratings, [](const catalogue::Rating& rating) {
        return json::value{{"system", rating.system},
                           {"label", rating.label},
                           {"age", world::age_of(rating.system, rating.label)}};
    });
    json::array children;
    for (const TitleId child : catalogue.children(title.id))
        children.push_back(json::value(catalogue.find(child)->slug));
    object["children"] = std::move(children);
    return object;
}

std::string line_of(const catalogue::Snapshot& catalogue, const catalogue::Title& title) {
    return fmt::format("{:<40} {:<8} {}", catalogue.reference_of(title), catalogue::to_string(title.kind),
                       title.facts.original_title);
}

}  // namespace

Outcome title_add(const Workspace& workspace, TitleAdd options) {
    // Names may follow one another behind one --name, so a SLUG that comes after them has been read as one.
    for (std::vector<std::string>* texts : {&options.names, &options.synopses}) {
        if (!options.slug.empty() || texts->empty() || texts->back().find('=') != std::string::npos) continue;
        options.slug = texts->back();
        texts->pop_back();
    }
    if (options.slug.empty())
        return Failure{
            {ErrorKind::invalid, "SLUG is required: nuri title add SLUG --kind film --name en=\"…\""}, 2};
    server::Registers& registers = workspace.registers();
    catalogue::Catalogue::NewTitle title;
    title.slug = options.slug;
    const auto kind = catalogue::parse_kind(options.kind);
    if (!kind) return misuse(kind.error(), "--kind");
    title.kind = *kind;
    title.number = options.number;
    if (!options.parent.empty()) {
        const auto parent = registers.catalogue.resolve(options.parent);
        if (!parent) return Error(parent.error()).context("--parent");
        title.parent = *parent;
    }
    catalogue::Facts& facts = title.facts;
    facts.alid = options.alid;
    facts.eidr = options.eidr;
    facts.original_title = options.original_title;
    facts.release_year = options.year;
    if (options.runtime_minutes) facts.runtime = std::chrono::minutes(*options.runtime_minutes);
    facts.genres = options.genres;
    if (options.original) facts.flags = {"original"};
    if (!options.original_language.empty()) {
        const auto language = world::LanguageTag::parse(options.original_language);
        if (!language) return misuse(language.error(), "--original-language");
        facts.original_language = *language;
    }
    for (const std::string& country : options.countries) {
        const auto territory = world::Territory::parse(trim(country));
        if (!territory) return misuse(territory.error(), "--country");
        facts.countries.push_back(*territory);
    }
    for (const std::string& given : options.names) {
        const auto pair = key_and_value(given, "LOCALE=TEXT");
        if (!pair) return misuse(pair.error(), "--name");
        const auto locale = world::LanguageTag::parse(pair->first);
        if (!locale) return misuse(locale.error(), "--name");
        facts.texts.push_back({*locale, pair->second, {}});
    }
    for (const std::string& given : options.synopses) {
        const auto pair = key_and_value(given, "LOCALE=TEXT");
        if (!pair) return misuse(pair.error(), "--synopsis");
        const auto locale = world::LanguageTag::parse(pair->first);
        if (!locale) return misuse(locale.error(), "--synopsis");
        const auto text = std::find_if(facts.texts.begin(), facts.texts.end(),
                                       [&](const catalogue::Text& t) { return t.locale == *locale; });
        if (text == facts.texts.end()) {
            return misuse({ErrorKind::invalid, fmt::format("a synopsis in {} wants a name in {} too",
                                                           locale->text(), locale->text())},
                          "--synopsis");
        }
        text->synopsis = pair->second;
    }
    for (const std::string& given : options.ratings) {
        const auto pair = key_and_value(given, "SYSTEM=LABEL");
        if (!pair) return misuse(pair.error(), "--rating");
        facts.ratings.push_back({pair->first, pair->second});
    }
    const auto added =
        registers.database.write([&](store::Writer& writer) -> Result<catalogue::Catalogue::Added> {
            auto made = TRY(catalogue::Catalogue::add(writer, title, workspace.now()));
            const auto around = TRY(catalogue::Snapshot::load_around(writer, made.id));
            TRY(workspace.note("title.add", "title " + title.slug, "",
                               json::serialize(describe(*around, *around->find(made.id)))));
            return made;
        });
    if (!added) return Error(added.error()).context("adding " + options.slug);
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    json::array warnings;
    for (const std::string& warning : added->warnings) warnings.push_back(json::value(warning));
    return Answer{options.slug,
                  json::serialize(json::value{
                      {"id", added->id.number()}, {"slug", options.slug}, {"warnings", std::move(warnings)}}),
                  0, added->warnings};
}

Outcome title_list(const Workspace& workspace) {
    const auto catalogue = catalogue::Snapshot::load(workspace.registers().database);
    if (!catalogue) return catalogue.error();
    Answer answer;
    json::array titles;
    for (const catalogue::Title& title : (*catalogue)->titles()) {
        if (!answer.text.empty()) answer.text += '\n';
        answer.text += line_of(**catalogue, title);
        titles.push_back(describe(**catalogue, title));
    }
    if (titles.empty())
        answer.notes.push_back(
            "no titles yet; add one with: nuri title add SLUG --kind film --name en=\"…\"");
    answer.json = json::serialize(json::value{{"titles", std::move(titles)}});
    return answer;
}

Outcome title_show(const Workspace& workspace, const std::string& reference) {
    const auto catalogue = catalogue::Snapshot::load(workspace.registers().database);
    if (!catalogue) return catalogue.error();
    const auto id = (*catalogue)->resolve(reference);
    if (!id) return id.error();
    const catalogue::Title& title = *(*catalogue)->find(*id);
    Answer answer;
    answer.text = line_of(**catalogue, title);
    for (const catalogue::Text& text : title.facts.texts) {
        answer.text += fmt::format("\n  {:<8} {}", text.locale.text(), text.name);
        if (!text.synopsis.empty()) answer.text += fmt::format("\n           {}", text.synopsis);
    }
    for (const TitleId child : (*catalogue)->children(*id))
        answer.text += "\n  " + line_of(**catalogue, *(*catalogue)->find(child));
    answer.json = json::serialize(describe(**catalogue, title));
    return answer;
}

}  // namespace nuri::apps
