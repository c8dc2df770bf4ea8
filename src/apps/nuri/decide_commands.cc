#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/rights_words.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"
#include "rights/explanation_words.h"
#include "server/registers.h"

namespace nuri::apps {

namespace json = boost::json;

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
    for (const TitleId id : (*law)->index.available(
             {asked.territory, asked.home, asked.at, asked.license_type, asked.circumstances})) {
        slugs.push_back(json::value((*catalogue)->find(id)->slug));
    }
    Answer answer;
    answer.json = answer.text = json::serialize(json::value{{"titles", std::move(slugs)}});
    return answer;
}

}  // namespace nuri::apps
