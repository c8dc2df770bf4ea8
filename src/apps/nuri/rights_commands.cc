#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"
#include "server/registers.h"
#include "world/territory_expression.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
constexpr std::string_view by_command_line = "command line";

json::value or_null(const std::optional<Instant>& moment) {
    return moment ? json::value(to_string(*moment)) : json::value(nullptr);
}

json::value or_null(const rights::Languages& languages) {
    if (!languages) return nullptr;
    json::array array;
    for (const world::LanguageTag& language : *languages) array.push_back(json::value(language.text()));
    return array;
}

/// An optional moment; now where nothing was given.
Result<Instant> moment_or(const std::string& text, Instant fallback) {
    if (text.empty()) return fallback;
    return parse_instant(text);
}

std::optional<std::vector<std::string>> languages_of(const std::optional<std::string>& text) {
    if (!text) return {};
    std::vector<std::string> languages;
    for (const std::string_view part : split(*text, ',')) languages.emplace_back(trim(part));
    return languages;
}

std::string state_text(const world::ServiceState& state) {
    std::string text(world::to_string(state.presence));
    if (state.since) text += " since " + to_string(*state.since);
    if (state.on) text += " for " + to_string(*state.on);
    if (!state.reason.empty()) text += ": " + state.reason;
    return text;
}

json::object state_json(const world::Territory& territory, const world::ServiceState& state) {
    return {{"territory", territory.code()},
            {"state", world::to_string(state.presence)},
            {"since", or_null(state.since)},
            {"on", or_null(state.on)},
            {"reason", state.reason}};
}

std::string grant_line(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record) {
    const rights::Grant& grant = record.grant;
    const catalogue::Title* title = catalogue.find(grant.title);
    return fmt::format("{:>6}  {:<9} {:<28} {:<24} {}{}", grant.id.number(), rights::to_string(grant.sign),
                       title ? catalogue.reference_of(*title) : "?", record.territories,
                       rights::to_string(grant.window),
                       record.ended ? "  ended " + to_string(*record.ended) : std::string());
}

json::object grant_json(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record) {
    const rights::Grant& grant = record.grant;
    const catalogue::Title* title = catalogue.find(grant.title);
    return {
        {"id", grant.id.number()},
        {"title", title ? catalogue.reference_of(*title) : std::string()},
        {"sign", rights::to_string(grant.sign)},
        {"territories", record.territories},
        {"from", to_string(grant.window.start())},
        {"to", or_null(grant.window.end())},
        {"license_types", rights::to_string(grant.license_types)},
        {"audio", or_null(grant.terms.audio)},
        {"subtitles", or_null(grant.terms.subtitles)},
        {"max_height", grant.terms.max_height ? json::value(*grant.terms.max_height) : json::value(nullptr)},
        {"hdr", grant.terms.hdr},
        {"exclusive", grant.exclusive},
        {"priority", grant.priority},
        {"partner", record.partner},
        {"contract", record.contract},
        {"note", record.note},
        {"created", to_string(record.created)},
        {"ended", or_null(record.ended)}};
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
    Answer answer;
    json::array set;
    std::optional<Error> failure;
    territories->for_each([&](world::Territory territory) {
        if (failure) return;
        const auto done =
            workspace.registers().footprint.set(territory, state, by_command_line, workspace.now());
        if (!done) {
            failure = Error(done.error()).context("setting " + territory.code());
            return;
        }
        answer.text +=
            fmt::format("{}{} {}", answer.text.empty() ? "" : "\n", territory.code(), state_text(state));
        set.push_back(state_json(territory, state));
    });
    if (failure) return *failure;
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    answer.json = json::serialize(json::value{{"territories", std::move(set)}});
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

Outcome licence_add(const Workspace& workspace, const LicenceAdd& options) {
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    const auto title = (*catalogue)->resolve(options.title);
    if (!title) return Error(title.error()).context("--title");
    licensing::NewGrant grant;
    grant.title = *title;
    if (!options.deny.empty()) grant.sign = *rights::parse_sign(options.deny);
    grant.territories = options.territories;
    const auto from = parse_instant(options.from);
    if (!from) return misuse(from.error(), "--from");
    grant.from = *from;
    if (!options.to.empty()) {
        const auto to = parse_instant(options.to);
        if (!to) return misuse(to.error(), "--to");
        grant.to = *to;
    }
    grant.license_types = options.license_type;
    grant.audio = languages_of(options.audio);
    grant.subtitles = languages_of(options.subtitles);
    grant.max_height = options.max_height;
    grant.hdr = !options.no_hdr;
    grant.exclusive = options.exclusive;
    grant.priority = options.priority;
    grant.partner = options.partner;
    grant.contract = options.contract;
    grant.note = options.note;
    grant.by = by_command_line;
    const auto added = registers.licensing.add(grant, (*catalogue)->tree(), workspace.now());
    if (!added) return added.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    Answer answer;
    json::array findings;
    for (const licensing::Finding& finding : added->findings) {
        answer.notes.push_back(fmt::format("warning: {}", finding.message));
        findings.push_back(json::value{
            {"code", finding.code}, {"other", finding.other.number()}, {"message", finding.message}});
    }
    answer.text = fmt::format("licence {}", added->id.number());
    answer.json = json::serialize(json::value{{"id", added->id.number()}, {"findings", std::move(findings)}});
    return answer;
}

Outcome licence_list(const Workspace& workspace, const std::string& title) {
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    licensing::Licensing::Filter filter;
    if (!title.empty()) {
        const auto id = (*catalogue)->resolve(title);
        if (!id) return Error(id.error()).context("--title");
        filter.title = *id;
    }
    Answer answer;
    json::array list;
    while (true) {
        const auto page = registers.licensing.list(filter);
        if (!page) return page.error();
        for (const licensing::GrantRecord& record : *page) {
            answer.text += (answer.text.empty() ? "" : "\n") + grant_line(**catalogue, record);
            list.push_back(grant_json(**catalogue, record));
            filter.after = record.grant.id.number();
        }
        if (page->size() < filter.limit) break;
    }
    if (list.empty()) answer.notes.push_back("no licences yet");
    answer.json = json::serialize(json::value{{"licences", std::move(list)}});
    return answer;
}

Outcome licence_end(const Workspace& workspace, int64_t id, const std::string& at) {
    const auto when = moment_or(at, workspace.now());
    if (!when) return misuse(when.error(), "--at");
    const auto ended =
        workspace.registers().licensing.end(GrantId(id), *when, by_command_line, workspace.now());
    if (!ended) return ended.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    return Answer{fmt::format("licence {} ended {}", id, to_string(*when)),
                  json::serialize(json::value{{"id", id}, {"ended", to_string(*when)}})};
}

namespace {

/// The words of a question, read.
struct Asked {
    world::Territory territory;
    std::optional<world::Territory> home;
    Instant at;
    rights::LicenseType license_type;
};

std::variant<Asked, Failure> read(const Workspace& workspace, const Question& options) {
    const auto territory = world::Territory::parse(options.territory);
    if (!territory) return misuse(territory.error(), "--territory");
    std::optional<world::Territory> home;
    if (!options.home.empty()) {
        const auto parsed = world::Territory::parse(options.home);
        if (!parsed) return misuse(parsed.error(), "--home");
        home = *parsed;
    }
    const auto at = moment_or(options.at, workspace.now());
    if (!at) return misuse(at.error(), "--at");
    const auto type = rights::parse_license_type(options.license_type);
    if (!type) return misuse({ErrorKind::invalid, "SVOD, AVOD, FVOD, TVOD, EST or POEST"}, "--license-type");
    return Asked{*territory, home, *at, *type};
}

}  // namespace

Outcome decide(const Workspace& workspace, const Question& options) {
    const auto words = read(workspace, options);
    if (const auto* failure = std::get_if<Failure>(&words)) return *failure;
    const Asked& asked = std::get<Asked>(words);
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    const auto title = (*catalogue)->resolve(options.title);
    if (!title) return Error(title.error()).context("--title");
    const auto law = licensing::compile_law(registers.database, (*catalogue)->tree());
    if (!law) return law.error();
    const rights::Decision decision =
        (*law)->index.decide({*title, asked.territory, asked.home, asked.at, asked.license_type});
    const json::object object{
        {"title", options.title},
        {"territory", asked.territory.code()},
        {"at", to_string(asked.at)},
        {"allowed", decision.allowed},
        {"reason", rights::to_string(decision.reason)},
        {"grant", decision.grant ? json::value(decision.grant->number()) : json::value(nullptr)},
        {"valid_until", or_null(decision.valid_until)},
        {"opens_at", or_null(decision.opens_at)},
        {"max_height",
         decision.allowed && decision.max_height ? json::value(*decision.max_height) : json::value(nullptr)},
        {"audio", decision.allowed ? or_null(decision.audio) : json::value(nullptr)},
        {"subtitles", decision.allowed ? or_null(decision.subtitles) : json::value(nullptr)},
    };
    Answer answer;
    answer.json = answer.text = json::serialize(object);
    answer.exit = decision.allowed ? 0 : 1;
    return answer;
}

Outcome available(const Workspace& workspace, const Question& options) {
    const auto words = read(workspace, options);
    if (const auto* failure = std::get_if<Failure>(&words)) return *failure;
    const Asked& asked = std::get<Asked>(words);
    server::Registers& registers = workspace.registers();
    const auto catalogue = catalogue::Snapshot::load(registers.database);
    if (!catalogue) return catalogue.error();
    const auto law = licensing::compile_law(registers.database, (*catalogue)->tree());
    if (!law) return law.error();
    json::array slugs;
    for (const TitleId id :
         (*law)->index.available({asked.territory, asked.home, asked.at, asked.license_type})) {
        slugs.push_back(json::value((*catalogue)->find(id)->slug));
    }
    Answer answer;
    answer.json = answer.text = json::serialize(json::value{{"titles", std::move(slugs)}});
    return answer;
}

}  // namespace nuri::apps
