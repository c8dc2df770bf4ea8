#include <algorithm>
#include <map>

#include "avails/check.h"
#include "avails/read.h"
#include "avails/span.h"
#include "avails/values.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "exchange/exchange.h"
#include "exchange/intake.h"
#include "exchange/records.h"
#include "exchange/statement_rows.h"
#include "licensing/event_register.h"
#include "licensing/grant_rows.h"
#include "rights/resolve.h"
#include "rights/timing.h"

namespace nuri::exchange {
namespace {

using avails::Field;

/// Spec: MovieLabs Avails 2.7, OfferStatusList; namespaces of that version.
constexpr std::string_view head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<avails:OfferStatusList "
    "xmlns:avails=\"http://www.movielabs.com/schema/avails/v2.7/avails\" "
    "xmlns:md=\"http://www.movielabs.com/schema/md/v2.12/md\">\n";
constexpr std::string_view tail = "</avails:OfferStatusList>\n";
constexpr size_t comment_bytes_max = 1000;
constexpr std::string_view window_over = "the window is over";

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        if (c == '&')
            xml += "&amp;";
        else if (c == '<')
            xml += "&lt;";
        else if (c == '>')
            xml += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
            xml += c;
    }
    return xml;
}

std::string element(std::string_view name, std::string_view text) {
    return text.empty()
               ? std::string()
               : "<avails:" + std::string(name) + ">" + escaped(text) + "</avails:" + std::string(name) + ">";
}

/// What is told of one statement: ProgressCode (Live, Ready, Issue), and why.
struct Progress {
    std::string_view code = "Issue";
    std::string why;
    std::optional<Instant> start = {}, end = {};
};

/// Makes the list: one OfferStatus for each work, one Transaction for each statement.
class StatusList {
  public:
    void add(const avails::RowView& row, const Progress& progress, Instant now) {
        std::string xml = "<avails:Transaction timestamp=\"" + nuri::to_string(now) + "\">";
        xml += element("TransactionID", row[Field::avail_id]) +
               element("ContractID", row[Field::contract_id]) +
               element("ReportingID", row[Field::reporting_id]) +
               element("LicenseType", row[Field::license_type]);
        for (const auto& [field, name] : {std::pair{Field::territory, "Territory"},
                                          std::pair{Field::territory_exclusion, "TerritoryExcluded"}})
            for (const std::string_view code : avails::list_parts(row[field])) {
                const std::string kind = code.size() == 2 ? "md:country" : "md:countryRegion";
                xml += "<avails:" + std::string(name) + "><" + kind + ">" + escaped(code) + "</" + kind +
                       "></avails:" + name + ">";
            }
        xml += element("FormatProfile", row[Field::format_profile]);
        xml += "<avails:FeatureStatus>" + element("ProgressCode", progress.code);
        xml += progress.start ? element("Start", nuri::to_string(*progress.start))
                              : bound(row, Field::start, "Start");
        xml += progress.start ? progress.end ? element("End", nuri::to_string(*progress.end)) : ""
                              : bound(row, Field::end, "End");
        std::string why = progress.why.substr(0, comment_bytes_max);
        while (!is_utf8(why)) why.pop_back();  // cut within a character
        xml += "</avails:FeatureStatus>" + element("Comments", why) + "</avails:Transaction>\n";
        std::string& work = works_[work_of(row)];
        if (work.empty()) {
            const std::string_view alid = row[Field::alid];
            work = element("ALID", alid.empty() ? std::string_view("unknown") : alid) + "\n";
        }
        work += xml;
        ++count_;
    }

    Exported finish(std::string name) && {
        Exported exported;
        exported.bytes = head;
        for (const auto& [work, xml] : works_)
            exported.bytes += "<avails:OfferStatus>\n" + xml + "</avails:OfferStatus>\n";
        exported.bytes += tail;
        exported.content_type = "application/xml";
        exported.name = std::move(name);
        exported.rows = count_;
        return exported;
    }

  private:
    /// As the row states it: a moment, or a condition. A status has a start, come what may.
    static std::string bound(const avails::RowView& row, Field field, std::string_view name) {
        const avails::Cell* cell = row.cell(field);
        const auto read = cell == nullptr ? Result<avails::Bound>(Error{ErrorKind::invalid, ""})
                                          : avails::read_bound(row.document(), *cell);
        if (read && read->time)
            return element(name, avails::to_string(*read->time) + (read->time->date_only ? "T00:00:00" : ""));
        const std::string condition = std::string(name) + "Condition";
        if (read && read->condition) return element(condition, avails::to_string(*read->condition));
        return name == "Start" ? element(condition, "TBD") : std::string();
    }

    std::map<std::string, std::string> works_;
    int64_t count_ = 0;
};

class StatusMaker {
  public:
    StatusMaker(store::Reader& reader, const rights::TitleTree& titles, const rights::EventTable& events,
                Instant now)
        : reader_(reader), titles_(titles), events_(events), now_(now) {}

    Result<> add(const HeldFilter& filter, const std::optional<Instant>& since) {
        HeldDocument loaded = TRY(load_held(reader_, filter));
        for (uint32_t s = 0; s < loaded.document.sheets.size(); ++s) {
            avails::RowView row(loaded.document, loaded.document.sheets[s]);
            for (uint32_t r = 0; r < loaded.held[s].size(); ++r) {
                const Held& held = loaded.at(s, r);
                row.look_at(loaded.document.sheets[s].rows[r]);
                const Progress progress = TRY(progress_of(held));
                if (!since || TRY(has_changed(held, progress, *since))) list_.add(row, progress, now_);
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
                list_.add(view, {"Issue", own}, now_);
            }
        }
        return {};
    }

    Exported finish(std::string name) { return std::move(list_).finish(std::move(name)); }

  private:
    Result<Progress> progress_of(const Held& held) {
        const auto row =
            TRY(reader_.query_one("SELECT reason, retired FROM avails_statements WHERE id = ?", {held.id}));
        if (!row) return Error{ErrorKind::corrupt, "the records of exchanges lack a statement"};
        if (!row->is_null("retired"))
            return Progress{
                "Issue", "no longer held: taken back by import " + std::to_string(row->integer("retired"))};
        if (const std::string reason = row->text("reason"); !reason.empty()) return Progress{"Issue", reason};
        return window_of(held.id);
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
        const rights::Resolution resolution = rights::resolve(titles_, std::move(grants), events_);
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
    const rights::TitleTree& titles_;
    const rights::EventTable& events_;
    Instant now_;
    StatusList list_;
};

}  // namespace

Result<Exported> Exchange::offer_status(ImportId id, Instant now) {
    const Import import = TRY(this->import(id));
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    const std::string name = "offer-status-" + std::to_string(id.number()) + ".xml";
    if (import.state == ImportState::refused) {
        const Reading reading =
            TRY(read_file(database_, import.file, TRY(bytes_of(import.file.sha256)), import.terms));
        const auto found = TRY(findings(id));
        return database_.read([&](store::Reader& reader) -> Result<Exported> {
            const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
            StatusMaker maker(reader, catalogue->tree(), events, now);
            TRY(maker.add_refused(reading, found));
            return maker.finish(name);
        });
    }
    return database_.read([&](store::Reader& reader) -> Result<Exported> {
        const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
        StatusMaker maker(reader, catalogue->tree(), events, now);
        TRY(maker.add({.partner = {}, .import = id, .held_only = false}, {}));
        return maker.finish(name);
    });
}

Result<Exported> Exchange::offer_status_since(Instant since, std::string_view partner, Instant now) {
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    return database_.read([&](store::Reader& reader) -> Result<Exported> {
        const rights::EventTable events = TRY(licensing::EventRegister::load(reader));
        StatusMaker maker(reader, catalogue->tree(), events, now);
        TRY(maker.add({.partner = std::string(partner), .held_only = false}, since));
        return maker.finish("offer-status.xml");
    });
}

}  // namespace nuri::exchange
