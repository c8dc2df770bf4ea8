#include "exchange/views.h"

#include <boost/json.hpp>

#include <algorithm>

namespace nuri::exchange {
namespace {

namespace json = boost::json;

json::value optional_instant(const std::optional<Instant>& moment) {
    return moment ? json::value(nuri::to_string(*moment)) : json::value(nullptr);
}

json::array findings_json(const std::vector<avails::Finding>& findings, size_t most) {
    json::array list;
    for (const avails::Finding& finding : findings) {
        if (list.size() >= most) break;
        list.emplace_back(json::object{{"sheet", finding.place.sheet},
                                       {"row", finding.place.line},
                                       {"column", finding.place.column},
                                       {"code", finding.code},
                                       {"severity", avails::to_string(finding.severity)},
                                       {"message", finding.message},
                                       {"mend", finding.mend}});
    }
    return list;
}

json::object place_json(const avails::Place& place) {
    return {{"sheet", place.sheet}, {"row", place.line}};
}

json::array changes_json(const std::vector<avails::Change>& changes, size_t most) {
    json::array list;
    for (const avails::Change& change : changes) {
        if (list.size() >= most) break;
        json::array fields;
        for (const avails::FieldChange& field : change.fields)
            fields.emplace_back(
                json::object{{"column", field.column}, {"before", field.before}, {"after", field.after}});
        const bool added = change.kind == avails::ChangeKind::added,
                   removed = change.kind == avails::ChangeKind::removed;
        list.emplace_back(
            json::object{{"kind", avails::to_string(change.kind)},
                         {"before", added ? json::value(nullptr) : json::value(place_json(change.before))},
                         {"after", removed ? json::value(nullptr) : json::value(place_json(change.after))},
                         {"subject", change.subject},
                         {"fields", std::move(fields)}});
    }
    return list;
}

json::object counts_json(const Counts& counts) {
    return {{"rows", counts.rows},         {"added", counts.added},   {"changed", counts.changed},
            {"removed", counts.removed},   {"same", counts.same},     {"granted", counts.granted},
            {"ended", counts.ended},       {"titles", counts.titles}, {"errors", counts.errors},
            {"warnings", counts.warnings}, {"infos", counts.infos}};
}

json::array codes_json(const world::TerritorySet& territories) {
    json::array codes;
    territories.for_each([&](world::Territory territory) { codes.emplace_back(territory.code()); });
    return codes;
}

json::value title_json(const catalogue::Snapshot& catalogue, TitleId id) {
    const catalogue::Title* title = catalogue.find(id);
    return title != nullptr ? json::value(catalogue.reference_of(*title)) : json::value(nullptr);
}

json::object import_json(const Import& import) {
    return {{"id", import.id.number()},
            {"file", import.file.sha256},
            {"name", import.file.name},
            {"partner", import.terms.partner},
            {"scope", to_string(import.terms.scope)},
            {"create_titles", import.terms.create_titles},
            {"profile", import.terms.profile},
            {"format", import.format},
            {"version", import.version},
            {"state", to_string(import.state)},
            {"counts", counts_json(import.counts)},
            {"created", nuri::to_string(import.created)},
            {"created_by", import.created_by},
            {"undone", optional_instant(import.undone)},
            {"undone_by", import.undone_by}};
}

int64_t count(const avails::Findings& findings, avails::Severity severity) {
    return static_cast<int64_t>(findings.count(severity));
}

}  // namespace

std::string to_json(const std::vector<avails::Finding>& findings, size_t most) {
    return json::serialize(findings_json(findings, most));
}

std::string to_json(const KeptFile& file, const Exchange::Checked& checked, size_t most) {
    json::array licensors;
    for (const std::string& name : checked.licensors) licensors.emplace_back(name);
    return json::serialize(
        json::object{{"file", file.sha256},
                     {"name", file.name},
                     {"size_bytes", file.size_bytes},
                     {"received", nuri::to_string(file.received)},
                     {"received_by", file.received_by},
                     {"format", checked.document.format == avails::Format::xml ? "xml" : "workbook"},
                     {"version", checked.document.version},
                     {"rows", checked.document.row_count()},
                     {"licensors", std::move(licensors)},
                     {"errors", count(checked.findings, avails::Severity::error)},
                     {"warnings", count(checked.findings, avails::Severity::warning)},
                     {"infos", count(checked.findings, avails::Severity::info)},
                     {"findings", findings_json(checked.findings.kept(), most)}});
}

std::string to_json(const std::vector<avails::Change>& changes, size_t most) {
    const auto counted = [&](avails::ChangeKind kind) {
        return std::count_if(changes.begin(), changes.end(),
                             [kind](const avails::Change& change) { return change.kind == kind; });
    };
    return json::serialize(json::object{{"added", counted(avails::ChangeKind::added)},
                                        {"changed", counted(avails::ChangeKind::changed)},
                                        {"removed", counted(avails::ChangeKind::removed)},
                                        {"changes", changes_json(changes, most)}});
}

std::string to_json(const Preview& preview, const catalogue::Snapshot& catalogue, size_t most) {
    json::array effects;
    for (const TitleEffect& effect : preview.effects) {
        if (effects.size() >= most) break;
        effects.emplace_back(json::object{{"title", title_json(catalogue, effect.title)},
                                          {"name", effect.name},
                                          {"gained", codes_json(effect.gained)},
                                          {"lost", codes_json(effect.lost)}});
    }
    return json::serialize(json::object{{"format", preview.format},
                                        {"version", preview.version},
                                        {"partner", preview.partner},
                                        {"counts", counts_json(preview.counts)},
                                        {"stopped", preview.is_stopped()},
                                        {"findings", findings_json(preview.findings.kept(), most)},
                                        {"changes", changes_json(preview.changes, most)},
                                        {"effects", std::move(effects)},
                                        {"title_territories_gained", preview.title_territories_gained},
                                        {"title_territories_lost", preview.title_territories_lost},
                                        {"members_gaining", preview.members_gaining},
                                        {"members_losing", preview.members_losing},
                                        {"digest", preview.digest}});
}

std::string to_json(const Import& import) {
    return json::serialize(import_json(import));
}

std::string to_json(const std::vector<Import>& imports) {
    json::array list;
    for (const Import& import : imports) list.emplace_back(import_json(import));
    return json::serialize(list);
}

std::string to_json(const std::vector<Statement>& statements, const catalogue::Snapshot& catalogue) {
    json::array list;
    for (const Statement& statement : statements) {
        json::array licences;
        for (const GrantId grant : statement.grants) licences.emplace_back(grant.number());
        list.emplace_back(
            json::object{{"id", statement.id.number()},
                         {"sheet", statement.place.sheet},
                         {"row", statement.place.line},
                         {"subject", statement.subject},
                         {"alid", statement.alid},
                         {"avail_id", statement.avail_id},
                         {"title", title_json(catalogue, statement.title)},
                         {"licences", std::move(licences)},
                         {"reason", statement.reason},
                         {"retired_by", statement.retired_by ? json::value(statement.retired_by->number())
                                                             : json::value(nullptr)}});
    }
    return json::serialize(list);
}

std::string to_json(const std::vector<Exchange::StoredProfile>& profiles) {
    json::array list;
    for (const auto& profile : profiles)
        list.emplace_back(json::object{{"partner", profile.partner},
                                       {"toml", profile.toml},
                                       {"changed", nuri::to_string(profile.changed)},
                                       {"changed_by", profile.changed_by}});
    return json::serialize(list);
}

}  // namespace nuri::exchange
