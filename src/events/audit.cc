#include "events/audit.h"

#include <fmt/format.h>

#include "store/database.h"

namespace nuri::events {

Result<int64_t> AuditLog::record(const AuditEntry& entry) {
    return database_.write([&](store::Writer& writer) { return record(writer, entry); });
}

Result<int64_t> AuditLog::record(store::Writer& writer, const AuditEntry& entry) {
    if (entry.who.empty() || entry.what.empty())
        return Error{ErrorKind::invalid, "an audit entry says who did it and what was done"};
    return writer.insert_returning_id(
        "INSERT INTO audit (at, who, what, subject, before_json, after_json) VALUES (?, ?, ?, ?, ?, ?)",
        {entry.at, entry.who, entry.what, entry.subject, entry.before, entry.after});
}

Result<std::vector<AuditEntry>> AuditLog::read(const AuditQuery& query) {
    std::string where = "1 = 1";
    store::Parameters parameters;
    const auto narrow = [&where, &parameters](std::string_view condition, const auto& value) {
        where += fmt::format(" AND {} ?", condition);
        parameters.emplace_back(value);
    };
    if (!query.who.empty()) narrow("who =", query.who);
    if (!query.what.empty()) narrow("what =", query.what);
    if (!query.subject.empty()) narrow("subject =", query.subject);
    if (query.before_number > 0) narrow("id <", query.before_number);
    parameters.emplace_back(query.count_max);
    return database_.read([&](store::Reader& reader) -> Result<std::vector<AuditEntry>> {
        std::vector<AuditEntry> entries;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("SELECT id, at, who, what, subject, before_json, after_json FROM audit WHERE {}"
                             " ORDER BY id DESC LIMIT ?",
                             where),
                 parameters))) {
            entries.push_back({row.integer("id"), row.instant("at"), row.text("who"), row.text("what"),
                               row.text("subject"), row.text("before_json"), row.text("after_json")});
        }
        return entries;
    });
}

}  // namespace nuri::events
