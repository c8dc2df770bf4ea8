#include <boost/json.hpp>

#include "api/call.h"
#include "api/routes.h"
#include "api/views.h"
#include "licensing/footprint_register.h"
#include "licensing/licensing.h"
#include "world/facts.h"
#include "world/groups.h"
#include "world/territory_expression.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

/// What an expression comes to, for a map and a list to draw. `territories` has leaves that are in, wholly or
/// but for some parts; `parts` subdivisions that are in although their leaf is not; `without` those that are
/// out although it is.
Result<http::Response> resolve(Call& call) {
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
    return answer({{"expression", to_string(set)},
                   {"territories", std::move(territories)},
                   {"parts", std::move(parts)},
                   {"without", std::move(without)}});
}

Result<http::Response> list_groups(Call&) {
    json::array groups;
    for (const world::Group& group : world::groups()) {
        json::array territories;
        group.territories.for_each(
            [&](world::Territory territory) { territories.emplace_back(territory.code()); });
        groups.push_back(json::object{{"code", group.code},
                                      {"names", {{"en", group.english}, {"ko", group.korean}}},
                                      {"territories", std::move(territories)}});
    }
    return answer({{"groups", std::move(groups)}});
}

Result<http::Response> list_parts(Call& call) {
    const world::Territory leaf = TRY(world::Territory::parse(call.request.capture("code"))).leaf();
    json::array parts;
    for (int number = 1; number <= world::subdivision_count(); ++number) {
        const world::Territory part = world::Territory::from_subdivision(number);
        if (part.leaf() == leaf) parts.emplace_back(part.code());
    }
    return answer({{"territory", leaf.code()}, {"parts", std::move(parts)}});
}

Result<http::Response> list_history(Call& call) {
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
    return answer({{"territory", territory.code()}, {"entries", std::move(entries)}});
}

}  // namespace

void add_operator_territory_routes(Routes& routes) {
    using enum http::Method;
    const Rule read = for_staff(members::Area::licensing, members::Access::read);
    routes.add(get, "/operator/territories/resolve", read, resolve);
    routes.add(get, "/operator/territories/groups", read, list_groups);
    routes.add(get, "/operator/territories/{code}/parts", read, list_parts);
    routes.add(get, "/operator/territories/{code}/history", read, list_history);
}

}  // namespace nuri::api
