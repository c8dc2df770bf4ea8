#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/rights_words.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "server/registers.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

template<typename Number>
json::value number_or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

std::optional<std::vector<std::string>> languages_of(const std::optional<std::string>& text) {
    if (!text) return {};
    std::vector<std::string> languages;
    for (const std::string_view part : split(*text, ',')) languages.emplace_back(trim(part));
    return languages;
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
        {"length", grant.timing && grant.timing->length
                       ? json::value(rights::to_string(*grant.timing->length))
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
    const auto added = registers.database.write([&](store::Writer&) -> Result<licensing::Licensing::Added> {
        auto made = TRY(registers.licensing.add(grant, (*catalogue)->tree(), workspace.now()));
        const auto record = TRY(registers.licensing.get(made.id));
        TRY(workspace.note("licence.add", "licence " + std::to_string(made.id.number()), "",
                           json::serialize(grant_json(**catalogue, record))));
        return made;
    });
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
    server::Registers& registers = workspace.registers();
    const auto ended = registers.database.write([&](store::Writer&) -> Result<> {
        const auto told = [&]() -> Result<std::string> {
            return json::serialize(
                json::object{{"ended", or_null(TRY(registers.licensing.get(GrantId(id))).ended)}});
        };
        const std::string before = TRY(told());
        TRY(registers.licensing.end(GrantId(id), *when, by_command_line, workspace.now()));
        return workspace.note("licence.end", "licence " + std::to_string(id), before, TRY(told()));
    });
    if (!ended) return ended.error();
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();
    return Answer{fmt::format("licence {} ended {}", id, to_string(*when)),
                  json::serialize(json::value{{"id", id}, {"ended", to_string(*when)}})};
}

}  // namespace nuri::apps
