#include "events/audit.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/database.h"

namespace nuri::events {
namespace {

constexpr std::string_view select =
    "SELECT id, at, who, what, subject, before_json, after_json, undoes,"
    " (SELECT later.id FROM audit later WHERE later.undoes = audit.id) AS undone_by FROM audit";

AuditEntry to_entry(const store::Row& row) {
    return {row.integer("id"),
            row.instant("at"),
            row.text("who"),
            row.text("what"),
            row.text("subject"),
            row.text("before_json"),
            row.text("after_json"),
            row.optional_integer("undoes").value_or(0),
            row.optional_integer("undone_by").value_or(0)};
}

/// A LIKE pattern for whatever contains `text`, where `\\` is said to be the escape.
std::string containing(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

Result<int64_t> AuditLog::record(const AuditEntry& entry) {
    if (entry.who.empty() || entry.what.empty()) {
        return Error{ErrorKind::invalid, "an audit entry says who did it and what was done"};
    }
    return database_.write([&](store::Writer& writer) {
        return writer.insert_returning_id(
            "INSERT INTO audit (at, who, what, subject, before_json, after_json, undoes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            {entry.at, entry.who, entry.what, entry.subject, entry.before, entry.after,
             entry.undoes > 0 ? store::Value(entry.undoes) : store::Value()});
    });
}

Result<std::vector<AuditEntry>> AuditLog::read(const AuditQuery& query) {
    std::string where = "1 = 1";
    store::Parameters parameters;
    const auto narrow = [&where, &parameters](std::string_view condition, const auto& value) {
        where += fmt::format(" AND {}", condition);
        parameters.emplace_back(value);
    };
    const auto is_what = [&parameters](const std::string& what) -> std::string {
        parameters.emplace_back(what);
        if (!what.ends_with('.')) return "what = ?";
        return fmt::format("substr(what, 1, {}) = ?", what.size());
    };
    if (!query.who.empty()) narrow("who LIKE ? ESCAPE '\\'", containing(query.who));
    if (!query.what.empty()) where += " AND " + is_what(query.what);
    if (!query.subject.empty()) narrow("subject = ?", query.subject);
    if (query.from) narrow("at >= ?", *query.from);
    if (query.to) narrow("at < ?", *query.to);
    if (query.before_number > 0) narrow("id < ?", query.before_number);
    if (!query.among.empty()) {
        std::vector<std::string> conditions;
        for (const std::string& what : query.among) conditions.push_back(is_what(what));
        where += " AND (" + join(conditions, " OR ") + ")";
    }
    parameters.emplace_back(query.count_max);
    return database_.read([&](store::Reader& reader) -> Result<std::vector<AuditEntry>> {
        std::vector<AuditEntry> entries;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("{} WHERE {} ORDER BY id DESC LIMIT ?", select, where), parameters))) {
            entries.push_back(to_entry(row));
        }
        return entries;
    });
}

Result<AuditEntry> AuditLog::get(int64_t number) {
    return database_.read([&](store::Reader& reader) -> Result<AuditEntry> {
        const auto row = TRY(reader.query_one(fmt::format("{} WHERE id = ?", select), {number}));
        if (!row)
            return Error{ErrorKind::not_found, fmt::format("there is no entry {} in the audit log", number)};
        return to_entry(*row);
    });
}

Result<int64_t> AuditLog::newest() {
    return database_.read([&](store::Reader& reader) -> Result<int64_t> {
        const auto row = TRY(reader.query_one("SELECT MAX(id) AS newest FROM audit"));
        return row ? row->optional_integer("newest").value_or(0) : 0;
    });
}

}  // namespace nuri::events
