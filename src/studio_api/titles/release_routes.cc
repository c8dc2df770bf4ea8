#include <boost/json.hpp>
#include <map>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "licensing/event_register.h"
#include "rights/timing.h"
#include "studio_api/routes.h"
#include "studio_api/titles/releases.h"
#include "studio_api/titles/title_rows.h"
#include "world/territory_expression.h"

namespace nuri::studio_api {
using api::json_of;
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

Result<json::object> release_json(api::Call& call, TitleId title) {
    return json::object{{"events", events_of(TRY(EventRegister(call.services.database).list(title)))}};
}

Result<http::Response> list_events(api::Call& call) {
    return api::answer(TRY(release_json(call, TRY(title_in_path(call)))));
}

/// What is said of each event in each place.
using Said = std::map<std::pair<rights::ReleaseEvent, Place>, Instant>;

Result<Said> said_now(api::Call& call, TitleId title) {
    Said said;
    for (const EventRegister::Entry& entry : TRY(EventRegister(call.services.database).list(title)))
        if (entry.at) said[{entry.event, entry.territory}] = *entry.at;
    return said;
}

/// The same of an entry in the audit log.
Result<Said> said_in(const std::string& text) {
    Said said;
    json::error_code fault;
    const json::value told = json::parse(text, fault);
    const json::value* list = told.is_object() ? told.get_object().if_contains("events") : nullptr;
    if (fault || list == nullptr || !list->is_array())
        return Error{ErrorKind::conflict, "this entry does not tell what was there before"};
    for (const json::value& one : list->get_array()) {
        if (!one.is_object()) continue;
        api::Input input = api::Input::of(one.get_object());
        const std::string event = input.text("event", 64);
        const auto at = input.optional_instant("at");
        const auto code = input.optional_text("territory", 16);
        const Place place = code ? Place(TRY(world::Territory::parse(*code))) : Place();
        if (at) said[{TRY(rights::parse_release_event(event)), place}] = *at;
    }
    return said;
}

std::optional<Instant> moment_in(const Said& said, const Said::key_type& key) {
    const auto found = said.find(key);
    return found == said.end() ? std::nullopt : std::optional(found->second);
}

/// Writes what is to be said of some events of a title, or takes it back there, with a line in the audit log.
Result<> write_releases(api::Call& call, store::Writer& writer, TitleId title, std::string subject,
                        const std::map<Said::key_type, std::optional<Instant>>& changes, int64_t undoes = 0) {
    const json::object before = TRY(release_json(call, title));
    bool says = false;
    for (const auto& [key, at] : changes) {
        TRY(EventRegister::set(writer, title, key.first, key.second, at, call.staff().who.email, call.now));
        says = says || at;
    }
    TRY(call.audit(says ? "release.set" : "release.clear", std::move(subject), json::serialize(before),
                   json::serialize(TRY(release_json(call, title))), undoes));
    return {};
}

Result<http::Response> write_event(api::Call& call, const std::vector<Place>& places,
                                   std::optional<Instant> at) {
    const TitleId title = TRY(title_in_path(call));
    const rights::ReleaseEvent event = TRY(rights::parse_release_event(call.request.capture("event")));
    const auto catalogue = call.services.plane.current()->catalogue;
    std::map<Said::key_type, std::optional<Instant>> changes;
    for (const Place& place : places) changes[{event, place}] = at;
    TRY(call.change([&](store::Writer& writer) {
        return write_releases(call, writer, title,
                              "title " + catalogue->reference_of(*catalogue->find(title)), changes);
    }));
    return api::answer(TRY(release_json(call, title)));
}

Result<http::Response> set_event(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
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

Result<http::Response> clear_event(api::Call& call) {
    return write_event(call, {TRY(call.query_territory("territory"))}, {});
}

}  // namespace

Result<> undo_releases(api::Call& call, store::Writer& writer, const events::AuditEntry& entry) {
    const size_t space = entry.subject.find(' ');
    const TitleId title = TRY(catalogue::Catalogue::resolve(writer, entry.subject.substr(space + 1)));
    const Said before = TRY(said_in(entry.before)), after = TRY(said_in(entry.after)),
               now = TRY(said_now(call, title));
    std::map<Said::key_type, std::optional<Instant>> changes;
    for (const Said* side : {&before, &after})
        for (const auto& [key, at] : *side)
            if (moment_in(before, key) != moment_in(after, key)) changes[key] = moment_in(before, key);
    for (const auto& [key, at] : changes) {
        if (moment_in(now, key) != moment_in(after, key))
            return Error{ErrorKind::conflict, "a later change lies on top of this one: take that back first"};
    }
    return write_releases(call, writer, title, entry.subject, changes, entry.number);
}

void add_release_routes(api::Routes& routes) {
    using enum http::Method;
    using members::Access;
    using members::Area;
    const api::Rule write = api::for_staff(Area::licensing, Access::write);
    for (const std::string title : {"/operator/titles/{ref}", "/operator/titles/{ref}/{place}"}) {
        routes.add(get, title + "/events", api::for_staff(Area::licensing, Access::read), list_events);
        routes.add(put, title + "/events/{event}", write, set_event);
        routes.add(delete_, title + "/events/{event}", write, clear_event);
    }
}

}  // namespace nuri::studio_api
