#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "api/call.h"
#include "api/views.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "licensing/law.h"
#include "studio_api/routes.h"
#include "studio_api/titles/title_rows.h"
#include "world/facts.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using catalogue::Kind;
using desk::Missing;
using desk::Offer;
using world::Territory;

Result<std::chrono::days> days_of(const api::Call& call, int usual) {
    return std::chrono::days(TRY(call.query_number("days", 0, 730)).value_or(usual));
}

bool is_of_a_language(Missing what) {
    return what == Missing::subtitles || what == Missing::dub || what == Missing::name ||
           what == Missing::synopsis;
}

json::array languages_json(Missing what, Territory territory) {
    json::array languages;
    if (!is_of_a_language(what)) return languages;
    for (const world::LanguageTag& language : desk::languages_to_serve(territory))
        languages.emplace_back(language.text());
    return languages;
}

std::string_view name_of(Territory territory, const std::vector<world::LanguageTag>& readers) {
    const bool korean = !readers.empty() && readers.front().language() == "ko";
    return korean ? world::korean_name(territory) : world::english_name(territory);
}

/// Films and episodes: the title itself or all below it.
void collect(const catalogue::Snapshot& catalogue, TitleId id, std::vector<TitleId>& into) {
    const catalogue::Title& title = *catalogue.find(id);
    if (title.kind == Kind::film || title.kind == Kind::episode) into.push_back(id);
    for (const TitleId child : catalogue.children(id)) collect(catalogue, child, into);
}

Result<http::Response> show(api::Call& call) {
    const TitleId id = TRY(title_in_path(call));
    const std::chrono::days days = TRY(days_of(call, 90));
    const auto readers = TRY(readers_of(call));
    const desk::Holdings holdings = holdings_of(call);
    const catalogue::Snapshot& catalogue = *holdings.catalogue;
    const auto readiness = call.services.desk.readiness(holdings, days, call.now);
    std::vector<TitleId> below;
    collect(catalogue, id, below);
    std::map<Territory, std::vector<Offer>> territories;
    for (const TitleId one : below)
        for (const Offer& offer : readiness->offers_of(one)) territories[offer.territory].push_back(offer);
    json::array told;
    for (const auto& [territory, offers] : territories) {
        bool licensed = false;
        std::optional<Instant> opens, ends;
        int64_t ready = 0;
        json::array missing;
        const auto nearest = [](std::optional<Instant>& into, const std::optional<Instant>& moment) {
            if (moment && (!into || *moment < *into)) into = moment;
        };
        for (const Offer& offer : offers) {
            licensed = licensed || offer.licensed;
            nearest(opens, offer.opens_at);
            nearest(ends, offer.ends_at);
            ready += offer.ready() ? 1 : 0;
            for (int n = 0; n < desk::missing_count; ++n) {
                const auto what = static_cast<Missing>(n);
                if (!offer.lacks(what)) continue;
                missing.push_back(json::object{{"code", desk::to_string(what)},
                                               {"ref", catalogue.reference_of(*catalogue.find(offer.title))},
                                               {"languages", languages_json(what, territory)}});
            }
        }
        told.push_back(
            json::object{{"territory", territory.code()},
                         {"name", name_of(territory, readers)},
                         {"presence", world::to_string(holdings.law->footprint.state(territory).presence)},
                         {"licensed", licensed},
                         {"opens_at", json_of(opens)},
                         {"ends_at", json_of(ends)},
                         {"titles", offers.size()},
                         {"ready", ready},
                         {"missing", std::move(missing)}});
    }
    const catalogue::Title& title = *catalogue.find(id);
    return api::answer({{"ref", catalogue.reference_of(title)},
                        {"name", catalogue.view(title, readers).name},
                        {"kind", catalogue::to_string(title.kind)},
                        {"days", days.count()},
                        {"territories", std::move(told)}});
}

/// A title that lacks something, as the whole list orders them.
struct Wanting {
    TitleId title;
    bool licensed = false;
    std::optional<Instant> opens_at;
    size_t first = 0, count = 0;  ///< its offers among all
};

json::array missing_json(const std::vector<Offer>& offers, const Wanting& title,
                         const std::optional<Territory>& only) {
    json::array missing;
    for (int n = 0; n < desk::missing_count; ++n) {
        const auto what = static_cast<Missing>(n);
        json::array territories;
        std::set<std::string> languages;
        for (size_t i = title.first; i < title.first + title.count; ++i) {
            if (!offers[i].lacks(what) || (only && offers[i].territory != *only)) continue;
            territories.emplace_back(offers[i].territory.code());
            for (const json::value& language : languages_json(what, offers[i].territory))
                languages.emplace(language.as_string());
        }
        if (territories.empty()) continue;
        missing.push_back(json::object{
            {"code", desk::to_string(what)},
            {"territories", std::move(territories)},
            {"languages", json_of(std::vector<std::string>(languages.begin(), languages.end()))}});
    }
    return missing;
}

Result<http::Response> list(api::Call& call) {
    const std::chrono::days days = TRY(days_of(call, 30));
    const auto territory = TRY(call.query_territory("territory"));
    std::optional<Missing> wanted;
    if (const auto word = call.request.query_value("missing")) wanted = TRY(desk::parse_missing(*word));
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const auto readers = TRY(readers_of(call));
    const desk::Holdings holdings = holdings_of(call);
    const auto readiness = call.services.desk.readiness(holdings, days, call.now);
    const std::vector<Offer>& offers = readiness->offers();

    std::vector<Wanting> wanting;
    std::map<std::string_view, int64_t> counts;
    int64_t ready = 0;
    for (size_t i = 0; i < offers.size();) {
        Wanting title{offers[i].title, false, {}, i, 0};
        uint8_t missing = 0;
        bool concerned = false, wants = false;
        for (; i < offers.size() && offers[i].title == title.title; ++i, ++title.count) {
            const Offer& offer = offers[i];
            if (territory && offer.territory != *territory) continue;
            concerned = true;
            missing |= offer.missing;
            wants = wants || !offer.ready();
            title.licensed = title.licensed || offer.licensed;
            if (offer.opens_at && (!title.opens_at || *offer.opens_at < *title.opens_at))
                title.opens_at = offer.opens_at;
        }
        if (!concerned) continue;
        ready += wants ? 0 : 1;
        for (int n = 0; n < desk::missing_count; ++n)
            if ((missing >> n) & 1) ++counts[desk::to_string(static_cast<Missing>(n))];
        if (title.licensed) title.opens_at.reset();
        const bool fits = wanted ? ((missing >> static_cast<int>(*wanted)) & 1) != 0 : wants;
        if (fits) wanting.push_back(title);
    }
    std::stable_sort(wanting.begin(), wanting.end(), [](const Wanting& a, const Wanting& b) {
        if (a.licensed != b.licensed) return a.licensed;
        return a.opens_at.value_or(Instant()) < b.opens_at.value_or(Instant());
    });
    std::vector<TitleId> ids;
    std::map<TitleId, const Wanting*> by_id;
    for (const Wanting& title : wanting) {
        ids.push_back(title.title);
        by_id[title.title] = &title;
    }
    const Page page = TRY(page_after(call, ids, limit));
    json::array titles;
    for (const TitleId id : page.titles) {
        const catalogue::Title& title = *holdings.catalogue->find(id);
        const catalogue::View view = holdings.catalogue->view(title, readers);
        const Wanting& wants = *by_id[id];
        titles.push_back(json::object{{"id", id.number()},
                                      {"ref", holdings.catalogue->reference_of(title)},
                                      {"name", view.name},
                                      {"name_language", view.name_locale.text()},
                                      {"kind", catalogue::to_string(title.kind)},
                                      {"licensed", wants.licensed},
                                      {"opens_at", json_of(wants.opens_at)},
                                      {"missing", missing_json(offers, wants, territory)}});
    }
    json::object told;
    for (const auto& [code, count] : counts) told[code] = count;
    return api::answer({{"total", ids.size()},
                        {"ready", ready},
                        {"counts", std::move(told)},
                        {"titles", std::move(titles)},
                        {"next_cursor", page.next}});
}

}  // namespace

void add_readiness_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::catalogue, members::Access::read);
    routes.add(get, "/operator/readiness", read, list);
    for (const char* path : {"/operator/titles/{ref}/readiness", "/operator/titles/{ref}/{place}/readiness"})
        routes.add(get, path, read, show);
}

}  // namespace nuri::studio_api
