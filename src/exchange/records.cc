#include "exchange/records.h"

#include <boost/json.hpp>

#include "base/check.h"

namespace nuri::exchange {
namespace {

namespace json = boost::json;

Error damaged(std::string_view what) {
    return {ErrorKind::corrupt, "the records of exchanges are damaged: " + std::string(what)};
}

/// The members of Counts by their names.
constexpr std::pair<std::string_view, int64_t Counts::*> count_members[] = {
    {"rows", &Counts::rows},       {"added", &Counts::added},       {"changed", &Counts::changed},
    {"removed", &Counts::removed}, {"same", &Counts::same},         {"granted", &Counts::granted},
    {"ended", &Counts::ended},     {"titles", &Counts::titles},     {"errors", &Counts::errors},
    {"infos", &Counts::infos},     {"warnings", &Counts::warnings},
};

Result<Counts> parse_counts(std::string_view text) {
    boost::system::error_code failure;
    const json::value value = json::parse(text, failure);
    if (failure || !value.is_object()) return damaged("counts");
    Counts counts;
    for (const auto& [name, member] : count_members)
        if (const json::value* number = value.get_object().if_contains(name);
            number != nullptr && number->is_int64())
            counts.*member = number->get_int64();
    return counts;
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::string_view to_string(Scope scope) {
    switch (scope) {
        case Scope::entries:
            return "entries";
        case Scope::titles:
            return "titles";
        case Scope::territories:
            return "territories";
        case Scope::partner:
            return "partner";
    }
    CHECK(false);
}

Result<Scope> parse_scope(std::string_view word) {
    for (const Scope scope : {Scope::entries, Scope::titles, Scope::territories, Scope::partner})
        if (word == to_string(scope)) return scope;
    return Error{ErrorKind::invalid, "'" + std::string(word.substr(0, 40)) +
                                         "' is no scope: entries, titles, territories or partner"};
}

std::string_view to_string(ImportState state) {
    switch (state) {
        case ImportState::applied:
            return "applied";
        case ImportState::refused:
            return "refused";
        case ImportState::undone:
            return "undone";
    }
    CHECK(false);
}

std::string counts_text(const Counts& counts) {
    json::object object;
    for (const auto& [name, member] : count_members) object[name] = counts.*member;
    return json::serialize(object);
}

std::string findings_text(const std::vector<avails::Finding>& findings) {
    json::array list;
    for (const avails::Finding& finding : findings)
        list.emplace_back(json::object{{"sheet", finding.place.sheet},
                                       {"row", finding.place.line},
                                       {"column", finding.place.column},
                                       {"code", finding.code},
                                       {"severity", avails::to_string(finding.severity)},
                                       {"message", finding.message},
                                       {"mend", finding.mend}});
    return json::serialize(list);
}

Result<std::vector<avails::Finding>> parse_findings(std::string_view text) {
    boost::system::error_code failure;
    const json::value value = json::parse(text, failure);
    if (failure || !value.is_array()) return damaged("findings");
    std::vector<avails::Finding> findings;
    for (const json::value& one : value.get_array()) {
        if (!one.is_object()) return damaged("a finding");
        const json::object& object = one.get_object();
        const json::value* row = object.if_contains("row");
        const auto severity = avails::parse_severity(text_of(object, "severity"));
        if (row == nullptr || !row->is_int64() || !severity) return damaged("a finding");
        findings.push_back(
            {text_of(object, "code"),
             *severity,
             {text_of(object, "sheet"), static_cast<uint32_t>(row->get_int64()), text_of(object, "column")},
             text_of(object, "message"),
             text_of(object, "mend")});
    }
    return findings;
}

const std::string_view select_imports =
    "SELECT i.id, i.file, f.name, f.size_bytes, f.received, f.received_by, i.partner, i.scope, "
    "i.create_titles, "
    "i.profile, i.format, i.version, i.state, i.counts, i.created, i.created_by, i.undone, i.undone_by FROM "
    "avails_imports i JOIN avails_files f ON f.sha256 = i.file ";

Result<Import> read_import(const store::Row& row) {
    Import import;
    import.id = row.id<ImportId>("id");
    import.file = {row.text("file"), row.text("name"), row.integer("size_bytes"), row.instant("received"),
                   row.text("received_by")};
    import.terms = {row.text("profile"), row.text("partner"), TRY(parse_scope(row.text("scope"))),
                    row.truth("create_titles")};
    import.format = row.text("format");
    import.version = row.text("version");
    const std::string state = row.text("state");
    import.state = state == "applied"  ? ImportState::applied
                   : state == "undone" ? ImportState::undone
                                       : ImportState::refused;
    import.counts = TRY(parse_counts(row.text("counts")));
    import.created = row.instant("created");
    import.created_by = row.text("created_by");
    import.undone = row.optional_instant("undone");
    import.undone_by = row.optional_text("undone_by").value_or("");
    return import;
}

Result<Import> import_of(store::Reader& reader, ImportId id) {
    const auto row = TRY(reader.query_one(std::string(select_imports) + "WHERE i.id = ?", {id}));
    if (!row) return Error{ErrorKind::not_found, "there is no import " + std::to_string(id.number())};
    return read_import(*row);
}

Result<KeptFile> file_of(store::Reader& reader, std::string_view sha256) {
    const auto row = TRY(reader.query_one(
        "SELECT sha256, name, size_bytes, received, received_by FROM avails_files WHERE sha256 = ?",
        {sha256}));
    if (!row)
        return Error{ErrorKind::not_found,
                     "no file of the hash '" + std::string(sha256.substr(0, 64)) + "' was brought"};
    return KeptFile{row->text("sha256"), row->text("name"), row->integer("size_bytes"),
                    row->instant("received"), row->text("received_by")};
}

Result<std::string> stored_profile(store::Reader& reader, std::string_view partner) {
    const auto row = TRY(reader.query_one("SELECT toml FROM avails_profiles WHERE partner = ?", {partner}));
    return row ? row->text("toml") : std::string();
}

}  // namespace nuri::exchange
