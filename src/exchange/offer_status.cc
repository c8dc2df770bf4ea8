#include <map>

#include "avails/check.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "exchange/exchange.h"
#include "exchange/intake.h"
#include "exchange/offer_status_list.h"
#include "exchange/records.h"
#include "exchange/statement_rows.h"
#include "licensing/event_register.h"
#include "licensing/grant_rows.h"
#include "rights/resolve.h"
#include "rights/timing.h"

namespace nuri::exchange {
namespace {

using StatusTerms = Exchange::StatusTerms;

constexpr size_t comment_bytes_max = 1000;
constexpr std::string_view window_over = "the window is over";

class StatusMaker {
  public:
    StatusMaker(store::Reader& reader, const catalogue::Snapshot& catalogue, const rights::EventTable& events,
                const StatusTerms& terms, Instant now)
        : reader_(reader), catalogue_(catalogue), events_(events), terms_(terms), now_(now) {}

    Result<> add(const HeldFilter& filter, const std::optional<Instant>& since) {
        HeldDocument loaded = TRY(load_held(reader_, filter));
        for (uint32_t s = 0; s < loaded.document.sheets.size(); ++s) {
            avails::RowView row(loaded.document, loaded.document.sheets[s]);
            for (uint32_t r = 0; r < loaded.held[s].size(); ++r) {
                const Held& held = loaded.at(s, r);
                row.look_at(loaded.document.sheets[s].rows[r]);
                const Progress progress = TRY(progress_of(held));
                if (!since || TRY(has_changed(held, progress, *since)))
                    rows_.push_back(status_row(row, progress, now_));
            }
        }
        return {};
    }

    /// A file that was refused: each row with what is wrong with it, or that others are to blame.
    Result<> add_refused(const Reading& reading, const std::vector<avails::Finding>& findings) {
        std::map<std::pair<std::string, uint32_t>, std::string> by_row;
        size_t errors = 0;
        for (const avails::Finding& finding : findings) {
            if (finding.severity != avails::Severity::error) continue;
            ++errors;
            std::string& text = by_row[{finding.place.sheet, finding.place.line}];
            if (text.size() < comment_bytes_max) text += (text.empty() ? "" : "; ") + finding.message;
        }
        const bool xml = reading.document.format == avails::Format::xml;
        for (const avails::Sheet& sheet : reading.document.sheets) {
            avails::RowView view(reading.document, sheet);
            for (const avails::Row& row : sheet.rows) {
                if (row.comment) continue;
                view.look_at(row);
                // In XML a finding stands at its element, which is one of those that the row was made of.
                std::string own = by_row[{xml ? "" : sheet.name, row.number}];
                for (const avails::Cell& cell : row.cells)
                    if (const auto said = by_row.find({"", cell.line});
                        xml && own.empty() && said != by_row.end())
                        own = said->second;
                if (own.empty())
                    own = "the file was refused as a whole for " + std::to_string(errors) +
                          " errors elsewhere in it";
                rows_.push_back(status_row(view, {"Issue", own}, now_));
            }
        }
        return {};
    }

    Result<Exported> finish(const std::string& name) const {
        Exported exported;
        const bool xml = terms_.format == avails::Format::xml;
        exported.bytes = xml ? status_xml(rows_) : TRY(status_workbook(rows_));
        exported.content_type = xml ? "application/xml" : std::string(avails::workbook_content_type);
        exported.name = name + (xml ? ".xml" : ".xlsx");
        exported.rows = static_cast<int64_t>(rows_.size());
        return exported;
    }

  private:
    Result<Progress> progress_of(const Held& held) {
        const auto row =
            TRY(reader_.query_one("SELECT reason, retired FROM avails_statements WHERE id = ?", {held.id}));
        if (!row) return Error{ErrorKind::corrupt, "the records of exchanges lack a statement"};
        if (!row->is_null("retired"))
            return Progress{
                "Issue", "no longer held: taken back by import " + std::to_string(row->integer("retired"))};
        if (const std::string reason = row->text("reason"); !reason.empty()) return Progress{"Issue", reason};
        return as_ready(TRY(window_of(held.id)), held.title);
    }

    /// What is open is live if there is something to play, and what is to open is ready.
    Progress as_ready(Progress progress, TitleId title) const {
        if (!terms_.is_ready || progress.code == "Issue" || progress.why == window_over) return progress;
        size_t parts = 0, ready = 0;
        count_parts(title, parts, ready);
        if (ready == parts && parts > 0) return progress;
        const std::string lacking =
            parts == 0 ? "it has no parts yet"
                       : std::to_string(ready) + " of " + std::to_string(parts) + " can be played yet";
        if (progress.code == "Ready") progress.code = "In-Process";
        if (progress.code == "Live" && ready == 0) progress.code = "Issue";
        progress.why += (progress.why.empty() ? "" : "; ") + lacking;
        return progress;
    }

    /// Films and episodes that it consists of.
    void count_parts(TitleId title, size_t& parts, size_t& ready) const {
        const catalogue::Title* found = catalogue_.find(title);
        if (found == nullptr) return;
        if (found->kind == catalogue::Kind::film || found->kind == catalogue::Kind::episode) {
            ++parts;
            ready += terms_.is_ready(title);
        }
        for (const TitleId child : catalogue_.children(title)) count_parts(child, parts, ready);
    }

    /// Of the window that opens first among those that are not over.
    Result<Progress> window_of(StatementId statement) {
        licensing::GrantReader reader;
        std::vector<rights::Grant> grants;
        TRY(reader_.each(std::string(licensing::GrantReader::select) +
                             "JOIN avails_grants a ON a.grant_id = g.id WHERE "
                             "a.statement = ? AND g.ended IS NULL ORDER BY g.id",
                         {statement}, [&](const store::Row& row) -> Result<> {
                             grants.push_back(TRY(reader.read(row)).grant);
                             return {};
                         }));
        if (grants.empty()) return Progress{"Issue", "its licence was ended by hand"};
        const rights::Resolution resolution = rights::resolve(catalogue_.tree(), std::move(grants), events_);
        if (resolution.grants.empty())
            return Progress{"Ready", "it waits for an event that is not known yet"};
        std::optional<rights::Window> next;
        for (const rights::Grant& grant : resolution.grants) {
            const rights::Window& window = grant.window;
            if ((!window.end() || *window.end() > now_) && (!next || window.start() < next->start()))
                next = window;
        }
        if (!next) return Progress{"Ready", std::string(window_over)};
        return Progress{next->start() <= now_ ? "Live" : "Ready", "", next->start(), next->end()};
    }

    /// Brought or taken back since; or opened or closed by the time itself.
    Result<bool> has_changed(const Held& held, const Progress& progress, Instant since) {
        const auto row = TRY(
            reader_.query_one("SELECT created, retired_at FROM avails_statements WHERE id = ?", {held.id}));
        if (!row) return false;
        const auto within = [&](const std::optional<Instant>& moment) {
            return moment && *moment >= since && *moment <= now_;
        };
        const auto retired = row->optional_instant("retired_at");
        if (retired) return within(retired);
        return within(row->instant("created")) || within(progress.start) || progress.why == window_over;
    }

    store::Reader& reader_;
    const catalogue::Snapshot& catalogue_;
    const rights::EventTable& events_;
    const StatusTerms& terms_;
    Instant now_;
    std::vector<StatusRow> rows_;
};

}  // namespace

Result<Exported> Exchange::offer_status(ImportId id, const StatusTerms& terms, Instant now) {
    const Import import = TRY(this->import(id));
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    const std::string name = "offer-status-" + std::to_string(id.number());
    if (import.state == ImportState::refused) {
        const Reading reading =
            TRY(read_file(database_, import.file, TRY(bytes_of(import.file.sha256)), import.terms));
        const auto found = TRY(findings(id));
        return database_.read([&](store::Reader& reader) -> Result<Exported> {
            const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
            StatusMaker maker(reader, *catalogue, events, terms, now);
            TRY(maker.add_refused(reading, found));
            return maker.finish(name);
        });
    }
    return database_.read([&](store::Reader& reader) -> Result<Exported> {
        const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
        StatusMaker maker(reader, *catalogue, events, terms, now);
        TRY(maker.add({.partner = {}, .import = id, .held_only = false}, {}));
        return maker.finish(name);
    });
}

Result<Exported> Exchange::offer_status_since(Instant since, std::string_view partner,
                                              const StatusTerms& terms, Instant now) {
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    return database_.read([&](store::Reader& reader) -> Result<Exported> {
        const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
        StatusMaker maker(reader, *catalogue, events, terms, now);
        TRY(maker.add({.partner = std::string(partner), .held_only = false}, since));
        return maker.finish("offer-status");
    });
}

}  // namespace nuri::exchange
