#include <algorithm>
#include <set>

#include "catalogue/snapshot.h"
#include "events/audit.h"
#include "exchange/exchange.h"
#include "exchange/offer.h"
#include "exchange/records.h"
#include "exchange/statement_rows.h"
#include "licensing/grant_rows.h"
#include "licensing/grant_writer.h"
#include "licensing/licensing.h"
#include "store/revision.h"

namespace nuri::exchange {
namespace {

std::string number(ImportId id) {
    return std::to_string(id.number());
}

class Undoing {
  public:
    Undoing(store::Writer& writer, const rights::TitleTree& titles, ImportId id, std::string_view by,
            Instant now)
        : writer_(writer), grants_(writer, titles, now), id_(id), by_(by), now_(now) {}

    Result<Import> run() {
        const Import import = TRY(import_of(writer_, id_));
        if (import.state != ImportState::applied)
            return Error{
                ErrorKind::conflict,
                "import " + number(id_) + " was " +
                    (import.state == ImportState::undone ? "undone already" : "refused: it changed nothing")};
        TRY(look_for_later());
        TRY(restore());
        TRY(take_back());
        TRY(writer_.execute(
            "UPDATE avails_imports SET state = 'undone', undone = ?, undone_by = ? WHERE id = ?",
            {now_, by_, id_}));
        TRY(store::bump_revision(writer_, Exchange::revision_name));
        return import_of(writer_, id_);
    }

  private:
    /// An import that came later and stated something of the same works, or took back what this one brought,
    /// would be left standing on nothing.
    Result<> look_for_later() {
        const auto later =
            TRY(writer_.query_one("SELECT MAX(lying) AS lying FROM (SELECT st.retired AS lying FROM "
                                  "avails_statements st WHERE st.import = ? AND "
                                  "st.retired > ? UNION ALL SELECT new.import AS lying FROM "
                                  "avails_statements old JOIN avails_statements new "
                                  "ON new.partner = old.partner AND new.work = old.work AND new.import > ? "
                                  "AND new.retired IS NULL WHERE "
                                  "old.import = ? OR old.retired = ? UNION ALL SELECT old.retired AS lying "
                                  "FROM avails_statements mine JOIN "
                                  "avails_statements old ON old.partner = mine.partner AND old.work = "
                                  "mine.work AND old.retired > ? JOIN "
                                  "avails_imports i ON i.id = old.retired AND i.state = 'applied' WHERE "
                                  "mine.import = ? OR mine.retired = "
                                  "?) AS later",
                                  {id_, id_, id_, id_, id_, id_, id_, id_}));
        if (!later || later->is_null("lying")) return {};
        return Error{ErrorKind::conflict, "import " + std::to_string(later->integer("lying")) +
                                              " lies on top of import " + number(id_) +
                                              ": it has touched the same works; undo it first"};
    }

    /// What it took back holds again: by the grants that were handed on, or by the same granted anew from now
    /// on.
    Result<> restore() {
        const HeldDocument lost =
            TRY(load_held(writer_, {.partner = {}, .import = {}, .retired_by = id_, .held_only = false}));
        std::map<ImportId, avails::Profile> profiles;
        for (uint32_t s = 0; s < lost.document.sheets.size(); ++s) {
            avails::RowView row(lost.document, lost.document.sheets[s]);
            for (uint32_t r = 0; r < lost.held[s].size(); ++r) {
                const Held& held = lost.at(s, r);
                row.look_at(lost.document.sheets[s].rows[r]);
                TRY(writer_.execute(
                    "UPDATE avails_statements SET retired = NULL, retired_at = NULL WHERE id = ?",
                    {held.id}));
                TRY(keep_standing_grants(held.id));
                if (!held.offer.empty() && held.title && !TRY(has_standing_grant(held.id)))
                    TRY(grant_again(held, row, profiles));
            }
        }
        return {};
    }

    Result<> keep_standing_grants(StatementId statement) {
        for (const store::Row& row :
             TRY(writer_.query("SELECT grant_id FROM avails_grants WHERE statement = ?", {statement})))
            handed_back_.insert(row.id<GrantId>("grant_id"));
        return {};
    }

    Result<bool> has_standing_grant(StatementId statement) {
        for (const store::Row& row :
             TRY(writer_.query("SELECT grant_id FROM avails_grants WHERE statement = ?", {statement})))
            if (TRY(is_standing(row.id<GrantId>("grant_id")))) return true;
        return false;
    }

    Result<bool> is_standing(GrantId grant) {
        const auto row = TRY(writer_.query_one(
            std::string(licensing::GrantReader::select) + "WHERE g.id = ? AND g.ended IS NULL", {grant}));
        return row.has_value();
    }

    Result<> grant_again(const Held& held, const avails::RowView& row,
                         std::map<ImportId, avails::Profile>& profiles) {
        const Import from = TRY(import_of(writer_, held.import));
        auto profile = profiles.find(held.import);
        if (profile == profiles.end())
            profile = profiles.emplace(held.import, TRY(avails::parse_profile(from.terms.profile))).first;
        const Offer offer = offer_of(row, profile->second);
        if (!offer.reason.empty()) return {};
        for (licensing::NewGrant& grant : TRY(grants_of(offer, now_, clocks_))) {
            grant.title = held.title;
            grant.partner = from.terms.partner;
            grant.by = "undo of import " + number(id_) + " (import " + number(held.import) + ": " +
                       from.file.name + ", row " + std::to_string(row.row().number) + "), by " + by_;
            const GrantId id = TRY(grants_.add(grant));
            TRY(writer_.execute("INSERT INTO avails_grants (statement, grant_id) VALUES (?, ?)",
                                {held.id, id}));
        }
        return {};
    }

    Result<> take_back() {
        const std::string by = "undo of import " + number(id_) + ", by " + by_;
        std::vector<GrantId> ended;
        for (const store::Row& row : TRY(writer_.query("SELECT DISTINCT g.grant_id FROM avails_grants g JOIN "
                                                       "avails_statements st ON st.id = g.statement "
                                                       "WHERE st.import = ? ORDER BY g.grant_id",
                                                       {id_}))) {
            const GrantId grant = row.id<GrantId>("grant_id");
            if (!handed_back_.contains(grant) && TRY(is_standing(grant))) ended.push_back(grant);
        }
        TRY(grants_.end(ended, now_, by));
        TRY(grants_.finish());
        TRY(writer_.execute(
            "UPDATE avails_statements SET retired = ?, retired_at = ? WHERE import = ? AND retired IS NULL",
            {id_, now_, id_}));
        return {};
    }

    store::Writer& writer_;
    licensing::GrantWriter grants_;
    ImportId id_;
    std::string by_;
    Instant now_;
    std::set<GrantId> handed_back_;
    Clocks clocks_;
};

}  // namespace

Result<Import> Exchange::undo(ImportId id, std::string_view by, Instant now) {
    // The catalogue never loses a title, so one loaded before the transaction has all that is needed.
    const auto catalogue = TRY(catalogue::Snapshot::load(database_));
    return database_.write([&](store::Writer& writer) -> Result<Import> {
        const Import undone = TRY(Undoing(writer, catalogue->tree(), id, by, now).run());
        events::AuditEntry entry;
        entry.at = now;
        entry.who = by;
        entry.what = "avails.undo";
        entry.subject = "import " + number(id);
        TRY(events::AuditLog(database_).record(entry));
        return undone;
    });
}

}  // namespace nuri::exchange
