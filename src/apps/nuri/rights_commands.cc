#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "licensing/event_register.h"
#include "licensing/law.h"
#include "rights/explanation_words.h"
#include "server/registers.h"
#include "world/territory_expression.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
constexpr std::string_view by_command_line = "command line";

json::value or_null(const std::optional<Instant>& moment) {
    return moment ? json::value(to_string(*moment)) : json::value(nullptr);
}

json::array tags_of(const std::vector<world::LanguageTag>& languages) {
    json::array array;
    for (const world::LanguageTag& language : languages) array.push_back(json::value(language.text()));
    return array;
}

json::value or_null(const rights::Languages& languages) {
    return languages ? json::value(tags_of(*languages)) : json::value(nullptr);
}

template<typename Number>
json::value number_or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

/// What terms say besides height, HDR, audio and subtitles.
void add_terms(json::object& object, const rights::Terms& terms) {
    const auto seconds = [](const std::optional<std::chrono::seconds>& span) {
        return span ? json::value(span->count()) : json::value(nullptr);
    };
    object["dubs"] = or_null(terms.dubs);
    object["forced"] = or_null(terms.forced);
    object["held_back"] = {{"audio", tags_of(terms.held_back.audio)},
                           {"subtitles", tags_of(terms.held_back.subtitles)},
                           {"dubs", tags_of(terms.held_back.dubs)},
                           {"forced", tags_of(terms.held_back.forced)}};
    object["audio_format"] = rights::to_string(terms.audio_format);
    object["download"] = nullptr;
    if (const auto& download = terms.download) {
        object["download"] = {{"keep_seconds", seconds(download->keep)},
                              {"watch_seconds", seconds(download->watch)},
                              {"per_account_max", number_or_null(download->per_account_max)}};
    }
    object["runs_max"] = number_or_null(terms.plays.runs_max);
    object["plays_per_account_max"] = number_or_null(terms.plays.per_account_max);
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

std::string time_text(const rights::Timing& timing) {
    return rights::to_string(timing.start) + "/" + (timing.end ? rights::to_string(*timing.end) : "..") +
           (timing.length ? " for " + rights::to_string(*timing.length) : "");
}

std::string grant_line(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record) {
    const rights::Grant& grant = record.grant;
    const catalogue::Title* title = catalogue.find(grant.title);
    return fmt::format("{:>6}  {:<9} {:<28} {:<24} {}{}", grant.id.number(), rights::to_string(grant.sign),
                       title ? catalogue.reference_of(*title) : "?", record.territories,
                       grant.timing ? time_text(*grant.timing) : rights::to_string(grant.window),
                       record.ended ? "  ended " + to_string(*record.ended) : std::string());
}

json::object grant_json(const catalogue::Snapshot& catalogue, const licensing::GrantRecord& record) {
    const rights::Grant& grant = record.grant;
    const catalogue::Title* title = catalogue.find(grant.title);
    const auto edge = [](const rights::Edge& at) { return json::value(rights::to_string(at)); };
    json::object object{
        {"id", grant.id.number()},
        {"title", title ? catalogue.reference_of(*title) : std::string()},
        {"sign", rights::to_string(grant.sign)},
        {"territories", record.territories},
        {"from", grant.timing ? edge(grant.timing->start) : json::value(to_string(grant.window.start()))},
        {"to", grant.timing ? (grant.timing->end ? edge(*grant.timing->end) : json::value(nullptr))
                            : or_null(grant.window.end())},
        {"length", grant.timing && grant.timing->length ? json::value(rights::to_string(*grant.timing->length))
                                                        : json::value(nullptr)},
        {"edit", grant.edit},
        {"license_types", rights::to_string(grant.license_types)},
        {"devices", rights::to_string(grant.devices)},
        {"platforms", join(grant.platforms, ",")},
        {"audio", or_null(grant.terms.audio)},
        {"subtitles", or_null(grant.terms.subtitles)},
        {"max_height", number_or_null(grant.terms.max_height)},
        {"hdr", grant.terms.hdr},
        {"exclusive", grant.exclusive},
        {"turn", rights::to_string(grant.turn)},
        {"priority", grant.priority},
        {"partner", record.partner},
        {"contract", record.contract},
        {"note", record.note},
        {"created", to_string(record.created)},
        {"ended", or_null(record.ended)}};
    add_terms(object, grant.terms);
    return object;
}

/// The time of a licence as the options give it.
Result<rights::Timing> timing_of(const LicenceAdd& options) {
    rights::Timing timing{TRY(rights::parse_edge(options.from).context("--from")), {}, {}};
    if (!options.to.empty()) timing.end = TRY(rights::parse_edge(options.to).context("--to"));
    if (!options.length.empty()) timing.length = TRY(rights::parse_lag(options.length).context("--length"));
    return timing;
}

std::vector<std::string> names_in(const std::string& list) {
    return list.empty() ? std::vector<std::string>() : *languages_of(list);
}

Result<std::optional<std::chrono::seconds>> span_of(const std::string& text, std::string_view option) {
    if (text.empty()) return std::optional<std::chrono::seconds>();
    const auto lag = TRY(rights::parse_lag(text).context(option));
    if (lag.months != 0)
        return Error{ErrorKind::invalid, std::string(option) + " counts in days or less, not in months"};
    return std::optional(std::chrono::floor<std::chrono::seconds>(lag.time));
}

/// What may come along with a yes, and on what it may be watched.
Result<> take_terms(const LicenceAdd& options, licensing::NewGrant& grant) {
    grant.audio = languages_of(options.audio);
    grant.subtitles = languages_of(options.subtitles);
    grant.dubs = languages_of(options.dubs);
    grant.forced = languages_of(options.forced);
    grant.audio_held_back = names_in(options.hold_audio);
    grant.subtitles_held_back = names_in(options.hold_subtitles);
    grant.dubs_held_back = names_in(options.hold_dubs);
    grant.forced_held_back = names_in(options.hold_forced);
    grant.max_height = options.max_height;
    grant.hdr = !options.no_hdr;
    grant.audio_format = *rights::parse_audio_format(options.sound);
    grant.devices = TRY(rights::parse_device_classes(options.devices).context("--devices"));
    grant.platforms = names_in(options.platforms);
    if (options.download) {
        grant.download = rights::DownloadTerms{TRY(span_of(options.download_keep, "--download-keep")),
                                               TRY(span_of(options.download_watch, "--download-watch")),
                                               options.downloads_max};
    } else if (!options.download_keep.empty() || !options.download_watch.empty() || options.downloads_max) {
        return Error{ErrorKind::invalid, "times of downloads go with --download"};
    }
    grant.plays = {options.runs_max, options.plays_max};
    grant.turn = *rights::parse_turn(options.turn);
    return {};
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
    const auto timing = timing_of(options);
    if (!timing) return misuse(timing.error(), "licence add");
    grant.timing = *timing;
    grant.edit = options.edit;
    grant.license_types = options.license_type;
    if (const auto taken = take_terms(options, grant); !taken) return misuse(taken.error(), "licence add");
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
    rights::Circumstances circumstances;  ///< borrows from the options
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
    rights::Circumstances circumstances{options.edit, {}, options.platform, {}, {}};
    if (!options.device.empty()) {
        circumstances.device = rights::parse_device_class(options.device);
        if (!circumstances.device)
            return misuse({ErrorKind::invalid, "web, phone, tablet, tv, box, console or cast"}, "--device");
    }
    circumstances.anonymiser = *rights::parse_anonymiser(options.anonymiser);
    circumstances.rules = {*rights::parse_travel_rule(options.travel),
                           *rights::parse_anonymiser_policy(options.anonymisers)};
    return Asked{*territory, home, *at, *type, circumstances};
}

/// The answer with its reasons: as codes for programs, as sentences for people.
Outcome explained(const rights::TitleTree& titles, const licensing::Law& law, const rights::Query& query,
                  const std::string& language, json::object object) {
    const auto tag = world::LanguageTag::parse(language);
    if (!tag) return misuse(tag.error(), "--language");
    const rights::Explanation told =
        rights::explain(titles, law.grants, law.footprint, query, law.unresolved);
    const rights::Speech speech = rights::speech_for(*tag);
    const auto words = rights::in_words(told, query, speech, [&](GrantId id) {
        return (speech == rights::Speech::korean ? "라이선스 " : "licence ") + std::to_string(id.number());
    });
    Answer answer;
    answer.text = words.answer + "\n" + words.territory;
    json::array considered;
    for (size_t i = 0; i < told.grants.size(); ++i) {
        const rights::Considered& one = told.grants[i];
        answer.text += "\n- " + words.grants[i];
        considered.push_back(
            json::object{{"grant", one.grant.number()},
                         {"finding", rights::to_string(one.finding)},
                         {"from", one.window ? json::value(to_string(one.window->start())) : json::value()},
                         {"to", one.window ? or_null(one.window->end()) : json::value()},
                         {"words", words.grants[i]}});
    }
    object["deciding_territory"] = told.territory.code();
    object["explanation"] = {{"answer", words.answer}, {"territory", words.territory}};
    object["considered"] = std::move(considered);
    answer.json = json::serialize(object);
    answer.exit = told.decision.allowed ? 0 : 1;
    return answer;
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
    const rights::Query query{*title,   asked.territory,    asked.home,
                              asked.at, asked.license_type, asked.circumstances};
    const rights::Decision decision = (*law)->index.decide(query);
    json::object object{
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
    if (decision.allowed) {
        object["hdr"] = decision.hdr;
        add_terms(object, rights::terms_of(decision));
    }
    if (options.explain) {
        return explained((*catalogue)->tree(), **law, query, options.language, std::move(object));
    }
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
         (*law)->index.available({asked.territory, asked.home, asked.at, asked.license_type,
                                  asked.circumstances})) {
        slugs.push_back(json::value((*catalogue)->find(id)->slug));
    }
    Answer answer;
    answer.json = answer.text = json::serialize(json::value{{"titles", std::move(slugs)}});
    return answer;
}

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
        for (const auto& place : places) {
            TRY(licensing::EventRegister::set(writer, *title, *event, place, at, by_command_line,
                                              workspace.now()));
        }
        return {};
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
        list.push_back(json::object{
            {"event", rights::to_string(entry.event)},
            {"title", ref},
            {"territory", entry.territory ? json::value(entry.territory->code()) : json::value()},
            {"at", to_string(*entry.at)}});
    }
    if (list.empty()) answer.notes.push_back("no events yet");
    answer.json = json::serialize(json::value{{"events", std::move(list)}});
    return answer;
}

}  // namespace nuri::apps
