#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "licensing/footprint_register.h"
#include "licensing/licensing.h"
#include "studio_api/footprint/territory_view.h"
#include "studio_api/routes.h"
#include "world/facts.h"
#include "world/groups.h"
#include "world/territory_expression.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr size_t expression_bytes_max = 16 * 1024;

Result<http::Response> list_territories(api::Call& call) {
    const world::Footprint footprint = TRY(call.services.footprint.load());
    json::array territories;
    for (const auto& [territory, state] : footprint.states())
        territories.push_back(territory_json(territory, state));
    return api::answer({{"territories", std::move(territories)}});
}

/// Members of schema TerritoryState.
world::ServiceState read_state(api::Input& input) {
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
    return {presence.value_or(world::Presence::unavailable), since, on, reason.value_or("")};
}

Result<http::Response> set_territory(api::Call& call) {
    const world::Territory territory = TRY(world::Territory::parse(call.request.capture("code")));
    api::Input input = TRY(api::Input::of(call.request));
    const world::ServiceState state = read_state(input);
    TRY(input.finish());
    TRY(call.change([&](store::Writer&) { return write_territories(call, {{territory, state}}, 0); }));
    return api::answer(territory_json(territory, state));
}

Result<http::Response> set_territories(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string expression = input.text("territories", expression_bytes_max);
    const world::ServiceState state = read_state(input);
    TRY(input.finish());
    TerritoryStates states;
    TRY(world::parse_territories(expression)).for_each([&](world::Territory territory) {
        states.emplace_back(territory, state);
    });
    if (states.empty()) return Error{ErrorKind::invalid, "`territories` names none"};
    const int64_t audit =
        TRY(call.change([&](store::Writer&) { return write_territories(call, states, 0); }));
    json::array territories;
    for (const auto& [territory, now] : states) territories.push_back(territory_json(territory, now));
    return api::answer({{"territories", std::move(territories)}, {"audit", audit}});
}

std::string told(const TerritoryStates& states) {
    if (states.size() == 1) return json::serialize(territory_json(states[0].first, states[0].second));
    json::array territories;
    for (const auto& [territory, state] : states) territories.push_back(territory_json(territory, state));
    return json::serialize(json::object{{"territories", std::move(territories)}});
}

/// What an expression comes to, for a map and a list to draw. `territories` has leaves that are in, wholly or
/// but for some parts; `parts` subdivisions that are in although their leaf is not; `without` those that are
/// out although it is.
Result<http::Response> resolve(api::Call& call) {
    const std::string expression = call.request.query_value("expression").value_or("");
    world::TerritoryGroups groups;
    if (const auto contract = TRY(call.query_number("contract", 1, INT64_MAX)))
        groups = TRY(call.services.licensing.groups(ContractId(*contract)));
    const world::TerritorySet set = TRY(world::parse_territories(expression, groups));
    json::array territories, parts, without;
    set.for_each([&](world::Territory territory) {
        (territory.is_subdivision() ? parts : territories).emplace_back(territory.code());
    });
    for (const world::Territory part : set.exceptions())
        if (set.contains(part.leaf())) without.emplace_back(part.code());
    return api::answer({{"expression", to_string(set)},
                        {"territories", std::move(territories)},
                        {"parts", std::move(parts)},
                        {"without", std::move(without)}});
}

Result<http::Response> list_groups(api::Call&) {
    json::array groups;
    for (const world::Group& group : world::groups()) {
        json::array territories;
        group.territories.for_each(
            [&](world::Territory territory) { territories.emplace_back(territory.code()); });
        groups.push_back(json::object{{"code", group.code},
                                      {"names", {{"en", group.english}, {"ko", group.korean}}},
                                      {"territories", std::move(territories)}});
    }
    return api::answer({{"groups", std::move(groups)}});
}

Result<http::Response> list_parts(api::Call& call) {
    const world::Territory leaf = TRY(world::Territory::parse(call.request.capture("code"))).leaf();
    json::array parts;
    for (int number = 1; number <= world::subdivision_count(); ++number) {
        const world::Territory part = world::Territory::from_subdivision(number);
        if (part.leaf() == leaf) parts.emplace_back(part.code());
    }
    return api::answer({{"territory", leaf.code()}, {"parts", std::move(parts)}});
}

Result<http::Response> list_history(api::Call& call) {
    const world::Territory territory = TRY(world::Territory::parse(call.request.capture("code")));
    json::array entries;
    for (const auto& entry : TRY(call.services.footprint.history(territory))) {
        entries.push_back(json::object{{"presence", world::to_string(entry.state.presence)},
                                       {"since", json_of(entry.state.since)},
                                       {"on", json_of(entry.state.on)},
                                       {"reason", entry.state.reason},
                                       {"at", to_string(entry.created)},
                                       {"by", entry.by}});
    }
    return api::answer({{"territory", territory.code()}, {"entries", std::move(entries)}});
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

Result<int64_t> write_territories(api::Call& call, const TerritoryStates& states, int64_t undoes) {
    const world::Footprint footprint = TRY(call.services.footprint.load());
    TerritoryStates before;
    for (const auto& [territory, state] : states) {
        before.emplace_back(territory, footprint.state(territory));
        TRY(call.services.footprint.set(territory, state, call.staff().who.email, call.now));
    }
    const bool one = states.size() == 1;
    return call.audit(
        one ? "territory.set" : "territory.bulk",
        one ? "territory " + states[0].first.code() : std::to_string(states.size()) + " territories",
        told(before), told(states), undoes);
}

Result<TerritoryStates> read_territories(const std::string& told) {
    json::error_code fault;
    json::value value = json::parse(told, fault);
    json::object* object = fault ? nullptr : value.if_object();
    if (object == nullptr)
        return Error{ErrorKind::conflict, "this entry does not tell what was there before"};
    std::vector<json::object> items;
    if (const json::value* list = object->if_contains("territories"); list != nullptr && list->is_array()) {
        for (const json::value& item : list->get_array())
            if (item.is_object()) items.push_back(item.get_object());
    } else {
        items.push_back(std::move(*object));
    }
    TerritoryStates states;
    for (json::object& item : items) {
        api::Input input = api::Input::of(std::move(item));
        const std::string code = input.text("territory", 16);
        const auto presence = world::parse_presence(input.text("presence", 16));
        const world::ServiceState state{presence.value_or(world::Presence::unavailable),
                                        input.optional_instant("since"), input.optional_instant("on"),
                                        input.optional_text("reason", 1000).value_or("")};
        input.optional_text("name", 1000);
        TRY(input.finish());
        states.emplace_back(TRY(world::Territory::parse(code)), state);
    }
    return states;
}

void add_territory_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::licensing, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::service, members::Access::write);
    routes.add(get, "/operator/territories", read, list_territories);
    routes.add(put, "/operator/territories", write, set_territories);
    routes.add(put, "/operator/territories/{code}", write, set_territory);
    routes.add(get, "/operator/territories/resolve", read, resolve);
    routes.add(get, "/operator/territories/groups", read, list_groups);
    routes.add(get, "/operator/territories/{code}/parts", read, list_parts);
    routes.add(get, "/operator/territories/{code}/history", read, list_history);
}

}  // namespace nuri::studio_api
