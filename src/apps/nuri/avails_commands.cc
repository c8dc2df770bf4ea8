#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "avails/annotate.h"
#include "avails/check.h"
#include "avails/convert.h"
#include "avails/difference.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"
#include "io/file.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;

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

Result<std::string> avails_file(const std::string& path) {
    return io::read_file(path, static_cast<size_t>(avails::ReadLimits().file_bytes_max));
}

Result<std::string> avails_profile(const std::string& path) {
    constexpr size_t bytes_max = 64 * 1024;
    return path.empty() ? Result<std::string>(std::string()) : io::read_file(path, bytes_max);
}

Outcome avails_check(const AvailsCheck& options) {
    const auto text = avails_profile(options.profile);
    if (!text) return misuse(text.error(), "--profile");
    const auto profile = avails::parse_profile(*text);
    if (!profile) return misuse(profile.error(), "--profile");
    const auto file = avails_file(options.file);
    if (!file) return file.error();
    avails::Findings findings(profile->severities);
    const auto document = avails::read_document(as_bytes(*file), findings, {}, *profile);
    if (!document) return Error(document.error()).context(options.file);
    avails::check(*document, *profile, findings);
    if (!options.annotate.empty()) {
        const auto copy = avails::annotate(as_bytes(*file), *document, findings.kept());
        if (!copy) return copy.error();
        const auto written = io::write_file_atomically(options.annotate, as_text(*copy));
        if (!written) return written.error();
    }

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

Outcome avails_convert(const AvailsConvert& options) {
    const auto document = document_of(options.in);
    if (!document) return document.error();
    if (document->row_count() == 0)
        return Error{ErrorKind::invalid, options.in + " states nothing that could be converted"};
    const bool xml = options.out.ends_with(".xml");
    if (!xml && !options.out.ends_with(".xlsx"))
        return misuse({ErrorKind::invalid, "the name of what is written ends in .xml or .xlsx"}, "OUT");
    const avails::Format format = xml ? avails::Format::xml : avails::Format::workbook;
    const std::string version =
        options.version.empty() ? std::string(avails::versions(format).back()) : options.version;
    const auto converted = xml ? avails::as_xml(*document, version) : avails::as_workbook(*document, version);
    if (!converted) return misuse(converted.error(), "--avails-version");
    std::string bytes;
    if (xml) {
        auto written = avails::write_xml(converted->document);
        if (!written) return written.error();
        bytes = *std::move(written);
    } else {
        const auto written = avails::write_workbook(converted->document);
        if (!written) return written.error();
        bytes = as_text(*written);
    }
    const auto done = io::write_file_atomically(options.out, bytes);
    if (!done) return done.error();
    Answer answer;
    json::array unsaid;
    for (const avails::Finding& finding : converted->unsaid) {
        answer.text += place_text(finding.place) + ": " + finding.message + "\n";
        unsaid.push_back(finding_json(finding, options.in));
    }
    answer.text += fmt::format("{}: {} rows, {} values could not be said", options.out,
                               converted->document.row_count(), converted->unsaid.size());
    answer.json = json::serialize(json::value{{"file", options.out},
                                              {"version", version},
                                              {"rows", converted->document.row_count()},
                                              {"unsaid", std::move(unsaid)}});
    return answer;
}

}  // namespace nuri::apps
