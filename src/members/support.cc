#include "members/support.h"

#include "base/text.h"
#include "store/database.h"
#include "store/migration.h"
#include "world/money.h"

namespace nuri::members {
namespace {

constexpr size_t text_bytes_max = 2000;

/// A LIKE pattern for what begins with `text`, where `\` is said to be the escape.
std::string beginning_with(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

std::string_view to_string(NoteKind kind) {
    return kind == NoteKind::refund ? "refund" : "note";
}

const store::Schema& Support::schema() {
    static const store::Schema schema{
        "support",
        {{1,
          "notes about members",
          {"CREATE TABLE member_notes (id {identity}, account BIGINT NOT NULL REFERENCES accounts (id), at "
           "BIGINT NOT "
           "NULL, written_by TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, amount_minor BIGINT, "
           "currency TEXT "
           "NOT NULL)",
           "CREATE INDEX member_notes_by_account ON member_notes (account, id)"}}}};
    return schema;
}

Result<std::vector<AccountId>> Support::search(std::string_view words, int count_max) {
    const std::string wanted = to_lower(trim(words));
    const auto number = parse_integer(wanted);
    return database_.read([&](store::Reader& reader) -> Result<std::vector<AccountId>> {
        std::vector<AccountId> found;
        if (wanted.empty()) return found;
        for (const store::Row& row :
             TRY(reader.query("SELECT id FROM accounts WHERE status <> 'closed' AND (id = ? OR "
                              "email_key LIKE ? ESCAPE '\\') ORDER BY id LIMIT ?",
                              {number.value_or(0), beginning_with(wanted), count_max})))
            found.push_back(row.id<AccountId>("id"));
        return found;
    });
}

Result<int64_t> Support::add(const MemberNote& note) {
    if (note.text.empty() || note.text.size() > text_bytes_max || !is_utf8(note.text))
        return Error{ErrorKind::invalid, "a note has 1 to 2000 bytes of text"};
    const bool refund = note.kind == NoteKind::refund;
    if (refund != note.amount_minor.has_value() || refund == note.currency.empty())
        return Error{ErrorKind::invalid, "a refund has an amount and a currency, and a note has neither"};
    if (refund) TRY(world::Currency::parse(note.currency));
    return database_.write([&](store::Writer& writer) -> Result<int64_t> {
        if (!TRY(writer.query_one("SELECT id FROM accounts WHERE id = ?", {note.account})))
            return Error{ErrorKind::not_found, "there is no such member"};
        return writer.insert_returning_id(
            "INSERT INTO member_notes (account, at, written_by, kind, text, amount_minor, currency) VALUES "
            "(?, ?, ?, "
            "?, ?, ?, ?)",
            {note.account, note.at, note.by, to_string(note.kind), note.text, note.amount_minor,
             note.currency});
    });
}

Result<std::vector<MemberNote>> Support::notes_of(AccountId account, int count_max) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<MemberNote>> {
        std::vector<MemberNote> notes;
        for (const store::Row& row :
             TRY(reader.query("SELECT id, at, written_by, kind, text, amount_minor, currency FROM "
                              "member_notes WHERE account = ? ORDER BY id DESC LIMIT ?",
                              {account, count_max}))) {
            notes.push_back({row.integer("id"), account, row.instant("at"), row.text("written_by"),
                             row.text("kind") == "refund" ? NoteKind::refund : NoteKind::note,
                             row.text("text"), row.optional_integer("amount_minor"), row.text("currency")});
        }
        return notes;
    });
}

}  // namespace nuri::members
