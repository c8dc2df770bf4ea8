#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/operator_titles.h"
#include "api/routes.h"
#include "api/views.h"
#include "catalogue/snapshot.h"
#include "licensing/event_register.h"
#include "playback/decision_plane.h"
#include "rights/timing.h"
#include "world/territory_expression.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

using licensing::EventRegister;
using Place = std::optional<world::Territory>;  // none: wherever nothing else is said

constexpr size_t expression_bytes_max = 2000;

json::array events_of(const std::vector<EventRegister::Entry>& entries) {
    json::array events;
    for (const EventRegister::Entry& entry : entries)
        events.push_back(json::object{
            {"event", rights::to_string(entry.event)},
            {"territory", entry.territory ? json::value(entry.territory->code()) : json::value()},
            {"at", json_of(entry.at)},
            {"by", entry.by},
            {"recorded", to_string(entry.created)}});
    return events;
}

Result<json::object> release_json(Call& call, TitleId title) {
    return json::object{{"events", events_of(TRY(EventRegister(call.services.database).list(title)))}};
}

Result<http::Response> list_events(Call& call) {
    return answer(TRY(release_json(call, TRY(title_in_path(call)))));
}

/// Writes one event of a title for some places, or takes it back there, with a line in the audit log.
Result<http::Response> write_event(Call& call, const std::vector<Place>& places, std::optional<Instant> at) {
    const TitleId title = TRY(title_in_path(call));
    const rights::ReleaseEvent event = TRY(rights::parse_release_event(call.request.capture("event")));
    const auto catalogue = call.services.plane.current()->catalogue;
    TRY(call.change([&](store::Writer& writer) -> Result<> {
        const json::object before = TRY(release_json(call, title));
        for (const Place& place : places)
            TRY(EventRegister::set(writer, title, event, place, at, call.staff().who.email, call.now));
        return call.audit(writer, at ? "event.set" : "event.clear",
                          "title " + catalogue->reference_of(*catalogue->find(title)),
                          json::serialize(before), json::serialize(TRY(release_json(call, title))));
    }));
    return answer(TRY(release_json(call, title)));
}

Result<http::Response> set_event(Call& call) {
    Input input = TRY(Input::of(call.request));
    const auto at = input.optional_instant("at");
    const auto expression = input.optional_text("territories", expression_bytes_max);
    if (!at) input.fault("at", "is missing; give the moment, such as 2026-06-01T00:00:00Z");
    TRY(input.finish());
    std::vector<Place> places;
    if (expression) {
        const auto territories = TRY(world::parse_territories(*expression).context("territories"));
        territories.for_each([&](world::Territory territory) { places.emplace_back(territory); });
    } else {
        places.emplace_back();
    }
    return write_event(call, places, at);
}

Result<http::Response> clear_event(Call& call) {
    return write_event(call, {TRY(call.query_territory("territory"))}, {});
}

}  // namespace

void add_operator_release_routes(Routes& routes) {
    using enum http::Method;
    using members::Access;
    using members::Area;
    const Rule write = for_staff(Area::licensing, Access::write);
    for (const std::string title : {"/operator/titles/{ref}", "/operator/titles/{ref}/{place}"}) {
        routes.add(get, title + "/events", for_staff(Area::licensing, Access::read), list_events);
        routes.add(put, title + "/events/{event}", write, set_event);
        routes.add(delete_, title + "/events/{event}", write, clear_event);
    }
}

}  // namespace nuri::api
