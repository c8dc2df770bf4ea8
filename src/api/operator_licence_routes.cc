#include <boost/json.hpp>

#include "api/call.h"
#include "api/explanation.h"
#include "api/json_input.h"
#include "api/licence_json.h"
#include "api/routes.h"
#include "api/territory_view.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "playback/decision_plane.h"
#include "world/facts.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

Result<http::Response> list_territories(Call& call) {
    const world::Footprint footprint = TRY(call.services.footprint.load());
    json::array territories;
    for (const auto& [territory, state] : footprint.states())
        territories.push_back(territory_json(territory, state));
    return answer({{"territories", std::move(territories)}});
}

Result<http::Response> set_territory(Call& call) {
    const world::Territory territory = TRY(world::Territory::parse(call.request.capture("code")));
    Input input = TRY(Input::of(call.request));
    const std::string word = input.text("presence", 16);
    const auto since = input.optional_instant("since");
    const auto on = input.optional_instant("on");
    const auto reason = input.optional_text("reason", 200);
    const auto presence = world::parse_presence(word);
    if (!presence) input.fault("presence", "must be launched, announced or unavailable");
    if (since && presence != world::Presence::launched) input.fault("since", "goes with launched only");
    if (on && presence != world::Presence::announced) input.fault("on", "goes with announced only");
    if (reason && presence != world::Presence::unavailable)
        input.fault("reason", "goes with unavailable only");
    TRY(input.finish());
    const world::ServiceState state{*presence, since, on, reason.value_or("")};
    TRY(call.change([&](store::Writer&) { return write_territory(call, territory, state, 0); }));
    return answer(territory_json(territory, state));
}

Result<http::Response> list_licences(Call& call) {
    const auto snapshot = call.services.plane.current();
    licensing::Licensing::Filter filter;
    if (const auto ref = call.request.query_value("title"))
        filter.title = TRY(snapshot->catalogue->resolve(*ref));
    filter.after = TRY(call.query_number("after", 1, INT64_MAX)).value_or(0);
    filter.limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    json::array licences;
    for (const licensing::GrantRecord& record : TRY(call.services.licensing.list(filter))) {
        licences.push_back(licence_json(*snapshot->catalogue, record));
    }
    return answer({{"licences", std::move(licences)}});
}

Result<http::Response> add_licence(Call& call) {
    const auto snapshot = call.services.plane.current();
    const licensing::NewGrant grant = TRY(licence_wish(call, *snapshot->catalogue));
    json::object document;
    const auto added = TRY(call.change([&](store::Writer&) -> Result<licensing::Licensing::Added> {
        auto made = TRY(call.services.licensing.add(grant, snapshot->catalogue->tree(), call.now));
        document = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(made.id)));
        TRY(call.audit("licence.add", "licence " + std::to_string(made.id.number()), "",
                       json::serialize(document)));
        return made;
    }));
    json::array findings;
    for (const licensing::Finding& finding : added.findings) {
        findings.push_back(json::object{
            {"code", finding.code}, {"other", finding.other.number()}, {"message", finding.message}});
    }
    document["findings"] = std::move(findings);
    return answer(document, 201);
}

Result<http::Response> end_licence(Call& call) {
    const GrantId id(TRY(call.number("id")));
    Instant when = call.now;
    if (!call.request.body.empty()) {
        Input input = TRY(Input::of(call.request));
        when = input.optional_instant("when").value_or(call.now);
        TRY(input.finish());
    }
    const auto snapshot = call.services.plane.current();
    json::object after;
    TRY(call.change([&](store::Writer&) -> Result<> {
        const json::object before = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(id)));
        TRY(call.services.licensing.end(id, when, call.staff().who.email, call.now));
        after = licence_json(*snapshot->catalogue, TRY(call.services.licensing.get(id)));
        TRY(call.audit("licence.end", "licence " + std::to_string(id.number()), json::serialize(before),
                       json::serialize(after)));
        return {};
    }));
    return answer(after);
}

/// A question to the law alone, as `nuri decide` and `nuri available` ask it.
Result<rights::Query> read_query(const Call& call) {
    const auto territory = TRY(call.query_territory("territory"));
    if (!territory) return Error{ErrorKind::invalid, "`territory` is missing; give a code such as KR"};
    rights::Query query{TitleId(), *territory, {}, call.now};
    query.at = TRY(call.query_instant("at")).value_or(call.now);
    query.home = TRY(call.query_territory("home"));
    if (const auto type = call.request.query_value("license_type"))
        query.license_type = TRY(rights::parse_license_type(*type));
    return query;
}

Result<http::Response> decide(Call& call) {
    const auto snapshot = call.services.plane.current();
    rights::Query query = TRY(read_query(call));
    const std::string ref = call.request.query_value("title").value_or("");
    query.title = TRY(snapshot->catalogue->resolve(ref));
    json::object document{{"title", ref}, {"territory", query.territory.code()}, {"at", to_string(query.at)}};
    const json::object decision = json_of(snapshot->law->index.decide(query));
    document.insert(decision.begin(), decision.end());
    document["explanation"] = explanation_codes(*snapshot, query);
    document["considered"] = TRY(considered_grants(call, *snapshot, query));
    return answer(document);
}

Result<http::Response> available(Call& call) {
    const auto snapshot = call.services.plane.current();
    const rights::Query query = TRY(read_query(call));
    json::array titles;
    for (const TitleId id :
         snapshot->law->index.available({query.territory, query.home, query.at, query.license_type})) {
        titles.emplace_back(snapshot->catalogue->find(id)->slug);
    }
    return answer({{"titles", std::move(titles)}});
}

}  // namespace

json::object territory_json(world::Territory territory, const world::ServiceState& state) {
    return {{"territory", territory.code()},
            {"name", world::english_name(territory)},
            {"presence", world::to_string(state.presence)},
            {"since", json_of(state.since)},
            {"on", json_of(state.on)},
            {"reason", state.reason}};
}

Result<> write_territory(Call& call, world::Territory territory, const world::ServiceState& state,
                         int64_t undoes) {
    const world::ServiceState before = TRY(call.services.footprint.load()).state(territory);
    TRY(call.services.footprint.set(territory, state, call.staff().who.email, call.now));
    TRY(call.audit("territory.set", "territory " + territory.code(),
                   json::serialize(territory_json(territory, before)),
                   json::serialize(territory_json(territory, state)), undoes));
    return {};
}

void add_operator_licence_routes(Routes& routes) {
    using enum http::Method;
    using members::Access;
    using members::Area;
    const Rule read = for_staff(Area::licensing, Access::read);
    const Rule write = for_staff(Area::licensing, Access::write);
    routes.add(get, "/operator/territories", read, list_territories);
    routes.add(put, "/operator/territories/{code}", for_staff(Area::service, Access::write), set_territory);
    routes.add(get, "/operator/licences", read, list_licences);
    routes.add(post, "/operator/licences", write, add_licence);
    routes.add(post, "/operator/licences/{id}/end", write, end_licence);
    routes.add(get, "/operator/decide", read, decide);
    routes.add(get, "/operator/available", read, available);
}

}  // namespace nuri::api
