#include <fmt/core.h>

#include "apps/nuri/commands.h"
#include "assets/asset_index.h"
#include "catalogue/snapshot.h"
#include "exchange/exchange.h"
#include "exchange/views.h"
#include "io/file.h"
#include "server/registers.h"

namespace nuri::apps {
namespace {

constexpr std::string_view by_command_line = "command line";
constexpr size_t listed_max = 20'000;  // of findings and changes
constexpr size_t shown_max = 200;      // of titles, for people

std::string place_text(const avails::Place& place) {
    std::string text = place.sheet;
    if (place.line != 0) text += (text.empty() ? "line " : ":") + std::to_string(place.line);
    if (!place.column.empty()) text += (text.empty() ? "" : " ") + place.column;
    return text.empty() ? "file" : text;
}

std::string changes_text(const std::vector<avails::Change>& changes) {
    std::string text;
    for (const avails::Change& change : changes) {
        text += fmt::format("{:<7}  {}\n", avails::to_string(change.kind), change.subject);
        for (const avails::FieldChange& field : change.fields)
            text += fmt::format("           {}: '{}' -> '{}'\n", field.column, field.before, field.after);
    }
    return text;
}

std::string preview_text(const exchange::Preview& preview) {
    std::string text;
    for (const avails::Finding& finding : preview.findings.kept())
        if (finding.severity == avails::Severity::error || finding.severity == avails::Severity::warning)
            text += fmt::format("{:<7}  {}  {}: {}{}\n", avails::to_string(finding.severity),
                                place_text(finding.place), finding.code, finding.message,
                                finding.mend.empty() ? "" : " -> " + finding.mend);
    text += changes_text(preview.changes);
    size_t shown = 0;
    for (const exchange::TitleEffect& effect : preview.effects) {
        if (++shown > shown_max) break;
        text += "         " + effect.name;
        if (!effect.gained.empty()) text += "  gains " + world::to_string(effect.gained);
        if (!effect.lost.empty()) text += "  loses " + world::to_string(effect.lost);
        text += "\n";
    }
    const exchange::Counts& counts = preview.counts;
    text += fmt::format(
        "{} rows: {} windows added, {} changed, {} removed, {} as they were; {} licences added, {} ended; {} "
        "titles made\n"
        "{} title-territories gained, {} lost; {} members gain, {} lose\n"
        "{} errors, {} warnings, {} infos",
        counts.rows, counts.added, counts.changed, counts.removed, counts.same, counts.granted, counts.ended,
        counts.titles, preview.title_territories_gained, preview.title_territories_lost,
        preview.members_gaining, preview.members_losing, counts.errors, counts.warnings, counts.infos);
    return text;
}

Result<std::shared_ptr<const catalogue::Snapshot>> catalogue_of(const Workspace& workspace) {
    return catalogue::Snapshot::load(workspace.registers().database);
}

Result<Answer> run_import(const Workspace& workspace, const AvailsImport& options) {
    exchange::Exchange& exchange = workspace.registers().exchange;
    const std::string bytes = TRY(avails_file(options.file));
    exchange::Terms terms;
    terms.profile = TRY(avails_profile(options.profile));
    terms.partner = options.partner;
    terms.scope = TRY(exchange::parse_scope(options.scope));
    terms.create_titles = options.create_titles;
    const auto kept = TRY(exchange.keep(bytes, options.file, by_command_line, workspace.now()));
    Answer answer;
    if (options.dry_run) {
        const auto preview = TRY(exchange.preview(kept.sha256, terms, workspace.now()));
        answer.exit = preview.is_stopped() ? 1 : 0;
        answer.text = preview_text(preview);
        answer.json = exchange::to_json(preview, *TRY(catalogue_of(workspace)), listed_max);
        return answer;
    }
    const auto outcome = TRY(exchange.import(kept.sha256, terms, by_command_line, workspace.now()));
    TRY(workspace.announce_change());
    answer.exit = outcome.import.state == exchange::ImportState::applied ? 0 : 1;
    answer.text = preview_text(outcome.preview) + fmt::format("\nimport {}: {}", outcome.import.id.number(),
                                                              exchange::to_string(outcome.import.state));
    answer.json = "{\"import\":" + exchange::to_json(outcome.import) + ",\"preview\":" +
                  exchange::to_json(outcome.preview, *TRY(catalogue_of(workspace)), listed_max) + "}";
    return answer;
}

Result<Answer> run_export(const Workspace& workspace, const AvailsExport& options) {
    const bool xml = options.format == "xml";
    const auto exported = TRY(workspace.registers().exchange.export_file(
        {xml ? avails::Format::xml : avails::Format::workbook, options.version, options.partner},
        workspace.now()));
    const std::string to = options.to.empty() ? exported.name : options.to;
    TRY(io::write_file_atomically(to, exported.bytes));
    Answer answer;
    for (const avails::Finding& finding : exported.unsaid)
        answer.text += place_text(finding.place) + ": " + finding.message + "\n";
    answer.text +=
        fmt::format("{}: {} rows, {} values could not be said", to, exported.rows, exported.unsaid.size());
    answer.json = fmt::format("{{\"rows\":{},\"unsaid\":{}}}", exported.rows,
                              exchange::to_json(exported.unsaid, listed_max));
    return answer;
}

Result<Answer> run_undo(const Workspace& workspace, int64_t id) {
    const auto import =
        TRY(workspace.registers().exchange.undo(exchange::ImportId(id), by_command_line, workspace.now()));
    TRY(workspace.announce_change());
    Answer answer;
    answer.text = fmt::format("import {} is undone", id);
    answer.json = exchange::to_json(import);
    return answer;
}

Result<Answer> run_imports(const Workspace& workspace, const std::string& partner) {
    const auto imports = TRY(workspace.registers().exchange.imports({.partner = partner, .limit = 1000}));
    Answer answer;
    for (const exchange::Import& import : imports)
        answer.text +=
            fmt::format("{:>5}  {}  {:<8}  {}  {}: {} added, {} changed, {} removed, {} errors  by {}\n",
                        import.id.number(), to_string(import.created), exchange::to_string(import.state),
                        import.terms.partner, import.file.name, import.counts.added, import.counts.changed,
                        import.counts.removed, import.counts.errors, import.created_by);
    if (imports.empty()) answer.text = "nothing has been imported";
    answer.json = "{\"imports\":" + exchange::to_json(imports) + "}";
    return answer;
}

Result<Answer> run_status(const Workspace& workspace, const AvailsStatus& options) {
    exchange::Exchange& exchange = workspace.registers().exchange;
    exchange::Exchange::StatusTerms terms;
    if (options.to.ends_with(".xlsx")) terms.format = avails::Format::workbook;
    const auto assets = TRY(workspace.registers().assets.build_index());
    terms.is_ready = [assets](TitleId title) { return assets->current_of(title).has_value(); };
    const auto status =
        options.since.empty()
            ? TRY(exchange.offer_status(exchange::ImportId(options.id), terms, workspace.now()))
            : TRY(exchange.offer_status_since(TRY(parse_instant(options.since).context("--since")),
                                              options.partner, terms, workspace.now()));
    Answer answer;
    if (!options.to.empty()) TRY(io::write_file_atomically(options.to, status.bytes));
    answer.text =
        options.to.empty() ? status.bytes : fmt::format("{}: {} statements", options.to, status.rows);
    answer.json = fmt::format("{{\"statements\":{}}}", status.rows);
    return answer;
}

Result<Answer> run_diff(const Workspace& workspace, const std::string& file, const std::string& partner) {
    exchange::Terms terms;
    terms.partner = partner;
    const auto changes =
        TRY(workspace.registers().exchange.difference_from_register(TRY(avails_file(file)), terms));
    Answer answer;
    answer.exit = changes.empty() ? 0 : 1;
    answer.text = changes_text(changes) + fmt::format("{} differences", changes.size());
    answer.json = exchange::to_json(changes, listed_max);
    return answer;
}

Outcome outcome_of(Result<Answer> result) {
    if (!result) return result.error();
    return *std::move(result);
}

}  // namespace

Outcome avails_import(const Workspace& workspace, const AvailsImport& options) {
    return outcome_of(run_import(workspace, options));
}

Outcome avails_export(const Workspace& workspace, const AvailsExport& options) {
    return outcome_of(run_export(workspace, options));
}

Outcome avails_undo(const Workspace& workspace, int64_t id) {
    return outcome_of(run_undo(workspace, id));
}

Outcome avails_imports(const Workspace& workspace, const std::string& partner) {
    return outcome_of(run_imports(workspace, partner));
}

Outcome avails_status(const Workspace& workspace, const AvailsStatus& options) {
    if ((options.id == 0) == options.since.empty())
        return misuse({ErrorKind::invalid, "give the number of an import, or --since"}, "IMPORT");
    return outcome_of(run_status(workspace, options));
}

Outcome avails_diff_register(const Workspace& workspace, const std::string& file,
                             const std::string& partner) {
    return outcome_of(run_diff(workspace, file, partner));
}

}  // namespace nuri::apps
