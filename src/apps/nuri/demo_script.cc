#include "apps/nuri/demo_script.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>

#include "base/text.h"
#include "io/file.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

constexpr size_t file_bytes_max = 1 << 20;

// From here to load() the readers throw what Boost throws for a member that is missing or of another kind;
// load() catches it, and no other file sees it.

template<typename T>
T sure(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
}

std::string text(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

std::string text_or_empty(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? std::string(value->as_string()) : std::string();
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
    std::vector<std::string> list;
    if (const json::value* value = object.if_contains(key)) {
        for (const json::value& item : value->as_array()) list.emplace_back(item.as_string());
    }
    return list;
}

std::vector<catalogue::LocalName> local_names(const json::object& object) {
    std::vector<catalogue::LocalName> names;
    for (const auto& [locale, name] : object)
        names.push_back({sure(world::LanguageTag::parse(locale)), std::string(name.as_string())});
    return names;
}

std::vector<catalogue::Text> words(const json::object& object) {
    std::vector<catalogue::Text> list;
    const json::object none;
    const json::value* synopses = object.if_contains("synopses");
    for (const auto& [locale, name] : object.at("names").as_object()) {
        const json::value* synopsis = synopses ? synopses->as_object().if_contains(locale) : nullptr;
        list.push_back({sure(world::LanguageTag::parse(locale)), std::string(name.as_string()),
                        synopsis ? std::string(synopsis->as_string()) : std::string()});
    }
    return list;
}

DemoMoment moment(const json::value& value) {
    if (value.is_int64()) return {static_cast<int>(value.as_int64()), false};
    const std::string_view written = value.as_string();  // "+5d"
    const auto days = parse_integer(written.substr(written.starts_with('+') ? 1 : 0, written.find('d') - 1));
    return {static_cast<int>(days.value()), true};
}

DemoLicence licence(const json::object& object) {
    DemoLicence made;
    made.grant.territories = text(object, "territories");
    made.from = moment(object.at("from"));
    if (const json::value* to = object.if_contains("to")) made.to = moment(*to);
    const std::string deny = text_or_empty(object, "deny");
    if (deny == "holdback") made.grant.sign = rights::Sign::holdback;
    if (deny == "blackout") made.grant.sign = rights::Sign::blackout;
    if (object.contains("audio")) made.grant.audio = texts(object, "audio");
    if (object.contains("subtitles")) made.grant.subtitles = texts(object, "subtitles");
    if (const json::value* height = object.if_contains("max_height"))
        made.grant.max_height = static_cast<int>(height->as_int64());
    if (const json::value* exclusive = object.if_contains("exclusive"))
        made.grant.exclusive = exclusive->as_bool();
    made.grant.partner = text_or_empty(object, "partner");
    made.grant.contract = text_or_empty(object, "contract");
    made.grant.note = text_or_empty(object, "note");
    return made;
}

void read_media(const json::object& object, DemoTitle& title) {
    const std::string kind = text(object, "kind");
    title.film = kind == "film"    ? DemoTitle::Film::whole
                 : kind == "short" ? DemoTitle::Film::brief
                                   : DemoTitle::Film::none;
}

std::optional<std::chrono::seconds> runtime(const json::object& object) {
    const json::value* minutes = object.if_contains("runtime_minutes");
    if (!minutes) return {};
    return std::chrono::minutes(minutes->as_int64());
}

void read_title(const json::object& object, std::vector<DemoTitle>& into) {
    DemoTitle top;
    catalogue::Facts& facts = top.title.facts;
    top.title.slug = top.root = text(object, "slug");
    top.title.kind = sure(catalogue::parse_kind(text(object, "kind")));
    facts.original_language = sure(world::LanguageTag::parse(text(object, "original_language")));
    facts.texts = words(object);
    for (const catalogue::Text& words : facts.texts) {
        if (words.locale == *facts.original_language) facts.original_title = words.name;
    }
    facts.release_year = static_cast<int>(object.at("year").as_int64());
    for (const std::string& country : texts(object, "countries"))
        facts.countries.push_back(sure(world::Territory::parse(country)));
    facts.runtime = runtime(object);
    facts.genres = texts(object, "genres");
    facts.flags = texts(object, "flags");
    facts.advisories = texts(object, "advisories");
    for (const auto& [system, label] : object.at("ratings").as_object())
        facts.ratings.push_back({std::string(system), std::string(label.as_string())});
    for (const json::value& value : object.at("people").as_array()) {
        const json::object& person = value.as_object();
        top.credits.push_back({sure(catalogue::parse_role(text(person, "role"))),
                               text_or_empty(person, "character"),
                               local_names(person.at("names").as_object())});
    }
    for (const json::value& value : object.at("licences").as_array())
        top.licences.push_back(licence(value.as_object()));
    if (const json::value* media = object.if_contains("media")) read_media(media->as_object(), top);
    const std::string root = top.root;
    const auto language = facts.original_language;
    into.push_back(std::move(top));
    const json::value* seasons = object.if_contains("seasons");
    if (!seasons) return;
    for (const json::value& value : seasons->as_array()) {
        const json::object& written = value.as_object();
        DemoTitle season;
        season.title.kind = catalogue::Kind::season;
        season.title.number = static_cast<int>(written.at("number").as_int64());
        season.title.slug = fmt::format("{}-s{}", root, *season.title.number);
        season.title.facts.original_language = language;
        season.title.facts.texts = words(written);
        season.parent = season.root = root;
        into.push_back(season);
        int number = 0;
        for (const json::value& part : written.at("episodes").as_array()) {
            DemoTitle episode;
            episode.title.kind = catalogue::Kind::episode;
            episode.title.number = ++number;
            episode.title.slug = fmt::format("{}e{}", season.title.slug, number);
            episode.title.facts.original_language = language;
            episode.title.facts.texts = words(part.as_object());
            episode.title.facts.runtime = runtime(part.as_object());
            episode.parent = season.title.slug;
            episode.root = root;
            episode.place = fmt::format("s{}e{}", *season.title.number, number);
            read_media(part.at("media").as_object(), episode);
            into.push_back(std::move(episode));
        }
    }
}

members::ProfileSettings profile(const json::object& object) {
    members::ProfileSettings settings;
    settings.name = text(object, "name");
    settings.avatar = text(object, "avatar");
    settings.language = text(object, "language");
    settings.kids = object.at("kids").as_bool();
    if (const json::value* age = object.if_contains("maturity_age"))
        settings.maturity_age = static_cast<int>(age->as_int64());
    settings.subtitle_languages = texts(object, "subtitle_languages");
    return settings;
}

DemoMember member(const json::object& object) {
    DemoMember made{text(object, "email"),
                    text(object, "country"),
                    text(object, "locale"),
                    text(object, "plan"),
                    {},
                    {},
                    texts(object, "finished"),
                    texts(object, "listed")};
    for (const json::value& value : object.at("profiles").as_array())
        made.profiles.push_back(profile(value.as_object()));
    for (const json::value& value : object.at("begun").as_array()) {
        made.begun.emplace_back(value.as_array().at(0).as_string(),
                                static_cast<int>(value.as_array().at(1).as_int64()));
    }
    return made;
}

api::DemoPersona persona(const json::object& object) {
    using Kind = api::DemoPersona::Kind;
    const std::string kind = text(object, "kind");
    return {text(object, "id"),
            kind == "operator" ? Kind::operator_
            : kind == "kids"   ? Kind::kids
                               : Kind::viewer,
            text(object, "name"), text(object, "territory"), text(object, "email")};
}

void read_service(const json::object& object, DemoScript& into) {
    const json::object& footprint = object.at("footprint").as_object();
    into.launched = texts(footprint, "launched");
    for (const json::value& value : footprint.at("announced").as_array())
        into.announced.emplace_back(text(value.as_object(), "territory"),
                                    static_cast<int>(value.at("in_days").as_int64()));
    for (const json::value& value : footprint.at("unavailable").as_array())
        into.unavailable.emplace_back(text(value.as_object(), "territory"),
                                      text(value.as_object(), "reason"));
    for (const auto& [plan, prices] : object.at("prices").as_object()) {
        for (const auto& [country, price] : prices.as_object())
            into.prices[std::string(plan)].push_back({std::string(country), price.as_array().at(0).as_int64(),
                                                      std::string(price.as_array().at(1).as_string())});
    }
    for (const json::value& value : object.at("operators").as_array()) {
        const json::object& written = value.as_object();
        into.operators.push_back({text(written, "email"), text(written, "name"),
                                  sure(members::parse_role(text(written, "role")))});
    }
    for (const json::value& value : object.at("members").as_array())
        into.members.push_back(member(value.as_object()));
    for (const json::value& value : object.at("personas").as_array())
        into.demo.personas.push_back(persona(value.as_object()));
    into.demo.territories = texts(object, "watching_from");
    into.crowd_countries = texts(object.at("crowd").as_object(), "countries");
    into.crowd_per_country = static_cast<int>(object.at("crowd").at("per_country").as_int64());
}

}  // namespace

Instant DemoMoment::from(Instant first_start) const {
    const auto day = std::chrono::floor<std::chrono::days>(first_start);
    if (days) return day + std::chrono::days(amount);
    const std::chrono::year_month_day date(day);
    return std::chrono::sys_days((date.year() / date.month() / 1) + std::chrono::months(amount));
}

Result<DemoScript> DemoScript::load(const std::filesystem::path& folder,
                                    const std::vector<std::string>& only) {
    DemoScript script;
    std::vector<std::string> files;
    for (const std::string& name : TRY(io::list_folder(folder / "titles"))) {
        const std::string slug = name.substr(0, name.find('.'));
        if (only.empty() || std::find(only.begin(), only.end(), slug) != only.end())
            files.push_back("titles/" + name);
    }
    if (!only.empty() && files.size() != only.size())
        return Error{ErrorKind::not_found,
                     "the demo has no title of one of these names: " + join(only, ", ")};
    files.push_back("service.json");
    for (const std::string& file : files) {
        const std::string content = TRY(io::read_file(folder / file, file_bytes_max));
        try {
            const json::value value = json::parse(content);
            if (file == "service.json") {
                read_service(value.as_object(), script);
            } else {
                read_title(value.as_object(), script.titles);
            }
        } catch (const std::exception& failure) {
            return Error{ErrorKind::corrupt, fmt::format("{}: {}", (folder / file).string(), failure.what())};
        }
    }
    return script;
}

}  // namespace nuri::apps
