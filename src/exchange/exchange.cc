#include "exchange/exchange.h"

#include <algorithm>
#include <map>

#include "avails/check.h"
#include "avails/difference.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "events/audit.h"
#include "exchange/intake.h"
#include "exchange/records.h"
#include "io/file.h"
#include "store/revision.h"

namespace nuri::exchange {
namespace {

constexpr size_t name_bytes_max = 200;
constexpr size_t imports_max = 1000, statements_max = 1000;
constexpr int plans_max =
    3;  // how often an import is planned anew because somebody changed a register meanwhile

Error conflict(std::string message) {
    return {ErrorKind::conflict, std::move(message)};
}

/// Where a file is kept.
std::string key_of(std::string_view sha256) {
    return "avails/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256);
}

/// Without folders, which are nobody's business, and in characters.
std::string file_name(std::string_view name) {
    const size_t slash = name.find_last_of("/\\");
    std::string text = to_utf8(slash == std::string_view::npos ? name : name.substr(slash + 1));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == 0x7F) c = '_';
    if (text.size() > name_bytes_max) text = to_utf8(text.substr(0, name_bytes_max - 3));
    return text.empty() ? "avails" : text;
}

/// Belongs into the transaction of what it tells of.
Result<> audit(store::Database& database, std::string_view by, std::string_view what, std::string subject,
               std::string after, Instant now) {
    events::AuditEntry entry;
    entry.at = now;
    entry.who = by;
    entry.what = what;
    entry.subject = std::move(subject);
    entry.after = std::move(after);
    TRY(events::AuditLog(database).record(entry));
    return {};
}

}  // namespace

Result<KeptFile> Exchange::keep(std::string_view bytes, std::string_view name, std::string_view by,
                                Instant now) {
    if (bytes.size() > avails::ReadLimits().file_bytes_max)
        return Error{
            ErrorKind::too_large,
            "the file has more than " + std::to_string(avails::ReadLimits().file_bytes_max) + " bytes"};
    const std::string sha256 = sha256_of(bytes);
    if (!TRY(files_.exists(key_of(sha256)))) TRY(files_.put(key_of(sha256), bytes));
    return database_.write([&](store::Writer& writer) -> Result<KeptFile> {
        TRY(writer.execute(
            "INSERT INTO avails_files (sha256, name, size_bytes, received, received_by) VALUES (?, ?, "
            "?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            {sha256, file_name(name), static_cast<int64_t>(bytes.size()), now, by}));
        return file_of(writer, sha256);
    });
}

Result<KeptFile> Exchange::file(std::string_view sha256) {
    return database_.read([&](store::Reader& reader) { return file_of(reader, sha256); });
}

Result<std::string> Exchange::bytes_of(std::string_view sha256) {
    const KeptFile kept = TRY(file(sha256));
    const auto path = TRY(files_.path_of(key_of(kept.sha256)));
    return io::read_file(path, static_cast<size_t>(avails::ReadLimits().file_bytes_max));
}

Result<> Exchange::set_profile(std::string_view partner, std::string_view toml, std::string_view by,
                               Instant now) {
    const std::string name(trim(partner));
    if (name.empty())
        return Error{ErrorKind::invalid, "a profile is of a partner: give the name as its files do"};
    if (toml.size() > profile_bytes_max) return Error{ErrorKind::too_large, "a profile has 64 KiB at most"};
    TRY(avails::parse_profile(toml));
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(writer.execute(
            "INSERT INTO avails_profiles (partner, toml, changed, changed_by) VALUES (?, ?, ?, ?) ON "
            "CONFLICT (partner) DO UPDATE SET toml = excluded.toml, changed = excluded.changed, "
            "changed_by = excluded.changed_by",
            {name, toml, now, by}));
        return audit(database_, by, "avails.profile", "partner " + name, "", now);
    });
}

Result<std::vector<Exchange::StoredProfile>> Exchange::profiles() {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<StoredProfile>> {
        std::vector<StoredProfile> profiles;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT partner, toml, changed, changed_by FROM avails_profiles ORDER BY partner")))
            profiles.push_back(
                {row.text("partner"), row.text("toml"), row.instant("changed"), row.text("changed_by")});
        return profiles;
    });
}

Result<Exchange::Checked> Exchange::check(std::string_view bytes, std::string_view profile) {
    Terms terms;
    terms.profile = profile;
    Reading reading = TRY(read_file(database_, {}, bytes, terms));
    std::vector<std::string> licensors = licensors_of(reading.document);
    return Checked{std::move(reading.document), std::move(reading.findings), std::move(licensors)};
}

Result<Preview> Exchange::preview(std::string_view sha256, const Terms& terms, Instant now) {
    const std::string bytes = TRY(bytes_of(sha256));
    const Reading reading = TRY(read_file(database_, TRY(file(sha256)), bytes, terms));
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    const auto book = TRY(licensing::RightsBook::load(database_, catalogue->tree()));
    return database_.read([&](store::Reader& reader) -> Result<Preview> {
        return TRY(plan_intake(reader, *catalogue, *book, reading, now)).preview;
    });
}

Result<Exchange::Outcome> Exchange::import(std::string_view sha256, const Terms& terms, std::string_view by,
                                           Instant now, std::string_view expected) {
    const std::string bytes = TRY(bytes_of(sha256));
    const Reading reading = TRY(read_file(database_, TRY(file(sha256)), bytes, terms));
    for (int attempt = 0; attempt < plans_max; ++attempt) {
        const auto catalogue = TRY(catalogue::Snapshot::load(database_));
        const auto book = TRY(licensing::RightsBook::load(database_, catalogue->tree()));
        Intake intake = TRY(database_.read(
            [&](store::Reader& reader) { return plan_intake(reader, *catalogue, *book, reading, now); }));
        if (!expected.empty() && expected != intake.preview.digest)
            return conflict(
                "the registers or the file's profile have changed since the preview: look at it again");
        const bool stopped = intake.preview.is_stopped();
        PreparedRows rows = stopped ? PreparedRows() : prepare_rows(reading, intake);
        const auto done = TRY(database_.write([&](store::Writer& writer) -> Result<std::optional<Import>> {
            // Planned on what is no longer so: once more.
            if (TRY(current_revisions(writer)) != intake.revisions ||
                catalogue->revision() != intake.revisions.catalogue ||
                book->revision() != intake.revisions.licensing)
                return std::optional<Import>();
            const ImportId id =
                stopped ? TRY(record_import(writer, reading, intake.preview, ImportState::refused, by, now))
                        : TRY(apply_intake(writer, *catalogue, reading, intake, std::move(rows), by, now));
            TRY(audit(database_, by, stopped ? "avails.refuse" : "avails.import",
                      "import " + std::to_string(id.number()), counts_text(intake.preview.counts), now));
            return std::optional(TRY(import_of(writer, id)));
        }));
        if (done) return Outcome{*done, std::move(intake.preview)};
    }
    return Error{ErrorKind::unavailable,
                 "the registers were changed each time while the import was being worked out"};
}

Result<std::vector<Import>> Exchange::imports(const ImportFilter& filter) {
    std::string where = "WHERE 1 = 1";
    store::Parameters parameters;
    if (!filter.partner.empty()) {
        where += " AND i.partner = ?";
        parameters.emplace_back(filter.partner);
    }
    if (filter.before > 0) {
        where += " AND i.id < ?";
        parameters.emplace_back(filter.before);
    }
    parameters.emplace_back(std::min(filter.limit, imports_max));
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Import>> {
        std::vector<Import> imports;
        for (const store::Row& row : TRY(reader.query(
                 std::string(select_imports) + where + " ORDER BY i.id DESC LIMIT ?", parameters)))
            imports.push_back(TRY(read_import(row)));
        return imports;
    });
}

Result<Import> Exchange::import(ImportId id) {
    return database_.read([&](store::Reader& reader) { return import_of(reader, id); });
}

Result<std::vector<avails::Finding>> Exchange::findings(ImportId id) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<avails::Finding>> {
        const auto row = TRY(reader.query_one("SELECT findings FROM avails_imports WHERE id = ?", {id}));
        if (!row) return Error{ErrorKind::not_found, "there is no import " + std::to_string(id.number())};
        return parse_findings(row->text("findings"));
    });
}

Result<std::vector<Statement>> Exchange::statements(ImportId id, int64_t after, size_t limit) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Statement>> {
        TRY(import_of(reader, id));
        std::vector<Statement> statements;
        std::map<StatementId, size_t> places;
        for (const store::Row& row :
             TRY(reader.query("SELECT st.id, st.line, st.subject, st.alid, st.avail_id, st.title, st.reason, "
                              "st.retired, sh.name, "
                              "i.format FROM avails_statements st JOIN avails_sheets sh ON sh.id = st.sheet "
                              "JOIN avails_imports i "
                              "ON i.id = st.import WHERE st.import = ? AND st.id > ? ORDER BY st.id LIMIT ?",
                              {id, after, std::min(limit, statements_max)}))) {
            Statement one;
            one.id = row.id<StatementId>("id");
            one.import = id;
            one.place = {row.text("format") == "xml" ? "" : row.text("name"),
                         static_cast<uint32_t>(row.integer("line")), ""};
            one.subject = row.text("subject");
            one.alid = row.text("alid");
            one.avail_id = row.text("avail_id");
            one.title = row.id<TitleId>("title");
            one.reason = row.text("reason");
            if (!row.is_null("retired")) one.retired_by = row.id<ImportId>("retired");
            places.emplace(one.id, statements.size());
            statements.push_back(std::move(one));
        }
        if (statements.empty()) return statements;
        for (const store::Row& row :
             TRY(reader.query("SELECT g.statement, g.grant_id FROM avails_grants g JOIN avails_statements st "
                              "ON st.id = g.statement "
                              "WHERE st.import = ? AND st.id BETWEEN ? AND ? ORDER BY g.grant_id",
                              {id, statements.front().id, statements.back().id})))
            statements[places.at(row.id<StatementId>("statement"))].grants.push_back(
                row.id<GrantId>("grant_id"));
        return statements;
    });
}

Result<std::vector<avails::Change>> Exchange::difference_from_register(std::string_view bytes,
                                                                       const Terms& terms) {
    const Reading reading = TRY(read_file(database_, {}, bytes, terms));
    if (reading.terms.partner.empty())
        return Error{ErrorKind::invalid,
                     "the file is of no licensor, or of several: say with whose statements to compare it"};
    const HeldDocument held = TRY(database_.read(
        [&](store::Reader& reader) { return load_held(reader, {.partner = reading.terms.partner}); }));
    return avails::differences(held.document, reading.document, {.entry_types = false});
}

}  // namespace nuri::exchange
