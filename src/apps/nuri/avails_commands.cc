#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "avails/check.h"
#include "avails/difference.h"
#include "avails/read.h"
#include "base/text.h"
#include "io/file.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

Result<avails::Profile> profile_of(const std::string& path) {
    constexpr size_t bytes_max = 1 << 20;
    if (path.empty()) return avails::Profile();
    return avails::parse_profile(TRY(io::read_file(path, bytes_max)));
}

Result<std::string> avails_file(const std::string& path) {
    return io::read_file(path, static_cast<size_t>(avails::ReadLimits().file_bytes_max));
}

std::string place_text(const avails::Place& place) {
    std::string text = place.sheet;
    if (place.line != 0) text += (text.empty() ? "line " : ":") + std::to_string(place.line);
    if (!place.column.empty()) text += (text.empty() ? "" : " ") + place.column;
    return text.empty() ? "file" : text;
}

json::object finding_json(const avails::Finding& finding, const std::string& file) {
    return {{"file", file},
            {"sheet", finding.place.sheet},
            {"row", finding.place.line},
            {"column", finding.place.column},
            {"code", finding.code},
            {"severity", avails::to_string(finding.severity)},
            {"message", finding.message},
            {"mend", finding.mend}};
}

std::string findings_table(const avails::Findings& findings) {
    std::string table;
    size_t place_width = 0, code_width = 0;
    for (const avails::Finding& finding : findings.kept()) {
        place_width = std::min<size_t>(40, std::max(place_width, place_text(finding.place).size()));
        code_width = std::max(code_width, finding.code.size());
    }
    for (const avails::Finding& finding : findings.kept()) {
        table += fmt::format("{:<7}  {:<{}}  {:<{}}  {}{}\n", avails::to_string(finding.severity),
                             place_text(finding.place), place_width, finding.code, code_width,
                             finding.message, finding.mend.empty() ? "" : " -> " + finding.mend);
    }
    return table;
}

json::object counts_json(const avails::Findings& findings) {
    return {{"errors", findings.count(avails::Severity::error)},
            {"warnings", findings.count(avails::Severity::warning)},
            {"infos", findings.count(avails::Severity::info)}};
}

json::object place_json(const avails::Place& place) {
    return {{"sheet", place.sheet}, {"row", place.line}};
}

Result<avails::Document> document_of(const std::string& path) {
    const std::string file = TRY(avails_file(path));
    avails::Findings findings;
    return avails::read_document(as_bytes(file), findings).context(path);
}

}  // namespace

Outcome avails_check(const AvailsCheck& options) {
    const auto profile = profile_of(options.profile);
    if (!profile) return misuse(profile.error(), "--profile");
    const auto file = avails_file(options.file);
    if (!file) return file.error();
    avails::Findings findings(profile->severities);
    const auto document = avails::read_document(as_bytes(*file), findings);
    if (!document) return Error(document.error()).context(options.file);
    avails::check(*document, *profile, findings);

    Answer answer;
    answer.exit = findings.has_errors() ? 1 : 0;
    const std::string_view format = document->format == avails::Format::xml ? "xml" : "workbook";
    answer.text =
        findings_table(findings) +
        fmt::format("{}: {} {}, {} rows: {} errors, {} warnings, {} infos", options.file, format,
                    document->version, document->row_count(), findings.count(avails::Severity::error),
                    findings.count(avails::Severity::warning), findings.count(avails::Severity::info));
    json::array list;
    for (const avails::Finding& finding : findings.kept())
        list.push_back(finding_json(finding, options.file));
    json::object whole = counts_json(findings);
    whole["file"] = options.file;
    whole["format"] = format;
    whole["version"] = document->version;
    whole["rows"] = document->row_count();
    whole["findings"] = std::move(list);
    answer.json = json::serialize(whole);
    return answer;
}

Outcome avails_diff(const std::string& before, const std::string& after) {
    const auto old_document = document_of(before);
    if (!old_document) return old_document.error();
    const auto new_document = document_of(after);
    if (!new_document) return new_document.error();
    const auto changes = avails::differences(*old_document, *new_document);
    Answer answer;
    answer.exit = changes.empty() ? 0 : 1;
    json::array list;
    size_t counts[3] = {};
    for (const avails::Change& change : changes) {
        ++counts[static_cast<size_t>(change.kind)];
        const bool added = change.kind == avails::ChangeKind::added;
        answer.text += fmt::format("{:<7}  {}  {}\n", avails::to_string(change.kind),
                                   place_text(added ? change.after : change.before), change.subject);
        json::array fields;
        for (const avails::FieldChange& field : change.fields) {
            answer.text +=
                fmt::format("           {}: '{}' -> '{}'\n", field.column, field.before, field.after);
            fields.push_back(
                json::value{{"column", field.column}, {"before", field.before}, {"after", field.after}});
        }
        list.push_back(json::value{
            {"kind", avails::to_string(change.kind)},
            {"before", added ? json::value(nullptr) : json::value(place_json(change.before))},
            {"after", change.kind == avails::ChangeKind::removed ? json::value(nullptr)
                                                                 : json::value(place_json(change.after))},
            {"subject", change.subject},
            {"fields", std::move(fields)}});
    }
    answer.text += fmt::format("{} added, {} removed, {} changed", counts[0], counts[1], counts[2]);
    answer.json = json::serialize(json::value{
        {"added", counts[0]}, {"removed", counts[1]}, {"changed", counts[2]}, {"changes", std::move(list)}});
    return answer;
}

}  // namespace nuri::apps
