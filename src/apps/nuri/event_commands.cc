#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/rights_words.h"
#include "catalogue/snapshot.h"
#include "licensing/event_register.h"
#include "server/registers.h"
#include "world/territory_expression.h"

namespace nuri::apps {

namespace json = boost::json;

namespace {

json::object event_json(const licensing::EventRegister::Entry& entry) {
    return {{"event", rights::to_string(entry.event)},
            {"territory", entry.territory ? json::value(entry.territory->code()) : json::value()},
            {"at", to_string(*entry.at)}};
}

/// All that is said of a title, in the form of the studio's entries: there either's change can be taken back.
Result<std::string> told(server::Registers& registers, TitleId title) {
    json::array events;
    for (const auto& entry : TRY(licensing::EventRegister(registers.database).list(title)))
        events.push_back(event_json(entry));
    return json::serialize(json::object{{"events", std::move(events)}});
}

}  // namespace

Outcome event_set(const Workspace& workspace, const EventSet& options) {
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    const auto title = (*catalogue)->resolve(options.title);
    if (!title) return Error(title.error()).context("--title");
    const auto event = rights::parse_release_event(options.event);
    if (!event) return misuse(event.error(), "EVENT");
    std::optional<Instant> at;
    if (!options.clear) {
        const auto moment = parse_instant(options.at);
        if (!moment) return misuse(moment.error(), "--at");
        at = *moment;
    }
    std::vector<std::optional<world::Territory>> places;
    if (options.territories.empty()) {
        places.emplace_back();
    } else {
        const auto territories = world::parse_territories(options.territories);
        if (!territories) return misuse(territories.error(), "--territories");
        territories->for_each([&](world::Territory territory) { places.emplace_back(territory); });
    }
    const auto set = registers.database.write([&](store::Writer& writer) -> Result<> {
        const std::string before = TRY(told(registers, *title));
        for (const auto& place : places) {
            TRY(licensing::EventRegister::set(writer, *title, *event, place, at, by_command_line,
                                              workspace.now()));
        }
        return workspace.note(at ? "release.set" : "release.clear",
                              "title " + (*catalogue)->reference_of(*(*catalogue)->find(*title)), before,
                              TRY(told(registers, *title)));
    });
    if (!set) return set.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    return Answer{fmt::format("{} of {} {}", rights::to_string(*event), options.title,
                              at ? to_string(*at) : std::string("is open again")),
                  json::serialize(json::value{{"event", rights::to_string(*event)},
                                              {"title", options.title},
                                              {"territories", places.size()},
                                              {"at", or_null(at)}})};
}

Outcome event_list(const Workspace& workspace, const std::string& title) {
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    std::optional<TitleId> only;
    if (!title.empty()) {
        const auto id = (*catalogue)->resolve(title);
        if (!id) return Error(id.error()).context("--title");
        only = *id;
    }
    const auto events = licensing::EventRegister(registers.database).list(only);
    if (!events) return events.error();
    Answer answer;
    json::array list;
    for (const auto& entry : *events) {
        const catalogue::Title* known = (*catalogue)->find(entry.title);
        const std::string ref = known ? (*catalogue)->reference_of(*known) : std::string("?");
        const std::string place = entry.territory ? entry.territory->code() : std::string("everywhere");
        answer.text += fmt::format("{}{:<11} {:<28} {:<10} {}", answer.text.empty() ? "" : "\n",
                                   rights::to_string(entry.event), ref, place, to_string(*entry.at));
        json::object object = event_json(entry);
        object["title"] = ref;
        list.push_back(std::move(object));
    }
    if (list.empty()) answer.notes.push_back("no events yet");
    answer.json = json::serialize(json::value{{"events", std::move(list)}});
    return answer;
}

}  // namespace nuri::apps
