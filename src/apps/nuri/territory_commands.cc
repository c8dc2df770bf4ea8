#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/rights_words.h"
#include "server/registers.h"
#include "world/territory_expression.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

std::string state_text(const world::ServiceState& state) {
    std::string text(world::to_string(state.presence));
    if (state.since) text += " since " + to_string(*state.since);
    if (state.on) text += " for " + to_string(*state.on);
    if (!state.reason.empty()) text += ": " + state.reason;
    return text;
}

json::object state_json(const world::Territory& territory, const world::ServiceState& state) {
    return {{"territory", territory.code()},
            {"presence", world::to_string(state.presence)},
            {"since", or_null(state.since)},
            {"on", or_null(state.on)},
            {"reason", state.reason}};
}

/// All of them or none, as one entry in the log, in the studio's form: there either's change can be taken
/// back.
Result<> set_all(const Workspace& workspace, const std::vector<world::Territory>& territories,
                 const world::ServiceState& state) {
    const world::Footprint footprint = TRY(workspace.registers().footprint.load());
    json::array before, after;
    for (const world::Territory territory : territories) {
        before.push_back(state_json(territory, footprint.state(territory)));
        after.push_back(state_json(territory, state));
        TRY(workspace.registers()
                .footprint.set(territory, state, by_command_line, workspace.now())
                .context("setting " + territory.code()));
    }
    if (territories.size() == 1)
        return workspace.note("territory.set", "territory " + territories[0].code(),
                              json::serialize(before[0]), json::serialize(after[0]));
    const auto told = [](json::array list) {
        return json::serialize(json::object{{"territories", std::move(list)}});
    };
    return workspace.note("territory.bulk", std::to_string(territories.size()) + " territories",
                          told(std::move(before)), told(std::move(after)));
}

}  // namespace

Outcome territory_set(const Workspace& workspace, const TerritorySet& options) {
    const auto territories = world::parse_territories(options.territories);
    if (!territories) return misuse(territories.error(), "CC");
    const auto presence = world::parse_presence(options.presence);
    if (!presence) return misuse({ErrorKind::invalid, "launched, announced or unavailable"}, "STATE");
    std::optional<Instant> on;
    if (!options.on.empty()) {
        const auto moment = parse_instant(options.on);
        if (!moment) return misuse(moment.error(), "--on");
        on = *moment;
    }
    world::ServiceState state;
    switch (*presence) {
        case world::Presence::launched:
            state = world::ServiceState::launched(on);
            break;
        case world::Presence::announced:
            state = world::ServiceState::announced(on);
            break;
        case world::Presence::unavailable:
            if (on)
                return misuse({ErrorKind::invalid, "a territory becomes unavailable at once; leave --on out"},
                              "--on");
            state = world::ServiceState::unavailable(options.reason);
            break;
    }
    if (*presence != world::Presence::unavailable && !options.reason.empty()) {
        return misuse({ErrorKind::invalid, "a reason is for territories that are unavailable; leave it out"},
                      "--reason");
    }
    std::vector<world::Territory> all;
    territories->for_each([&](world::Territory territory) { all.push_back(territory); });
    const auto set =
        workspace.registers().database.write([&](store::Writer&) { return set_all(workspace, all, state); });
    if (!set) return set.error();
    Answer answer;
    json::array list;
    for (const world::Territory territory : all) {
        answer.text +=
            fmt::format("{}{} {}", answer.text.empty() ? "" : "\n", territory.code(), state_text(state));
        list.push_back(state_json(territory, state));
    }
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    answer.json = json::serialize(json::value{{"territories", std::move(list)}});
    return answer;
}

Outcome territory_list(const Workspace& workspace) {
    const auto footprint = workspace.registers().footprint.load();
    if (!footprint) return footprint.error();
    Answer answer;
    json::array list;
    for (const auto& [territory, state] : footprint->states()) {
        answer.text +=
            fmt::format("{}{} {}", answer.text.empty() ? "" : "\n", territory.code(), state_text(state));
        list.push_back(state_json(territory, state));
    }
    if (list.empty())
        answer.notes.push_back(
            "the service is launched nowhere yet; begin with: nuri territory set KR launched");
    answer.json = json::serialize(json::value{{"territories", std::move(list)}});
    return answer;
}

}  // namespace nuri::apps
