#include "desk/assignments.h"

#include "base/text.h"

namespace nuri::desk {

namespace {

using store::Reader;
using store::Row;
using store::Writer;

constexpr size_t owner_bytes_max = 320;
constexpr size_t note_bytes_max = 4000;
constexpr std::string_view columns =
    "SELECT title, missing, owner, deadline, note, assigned, assigned_by FROM assignments ";

Assignment assignment_of(const Row& row) {
    return {row.id<TitleId>("title"),         row.text("missing"), row.text("owner"),
            row.optional_instant("deadline"), row.text("note"),    row.instant("assigned"),
            row.text("assigned_by")};
}

Result<std::vector<Assignment>> query(Reader& reader, const std::string& where,
                                      const store::Parameters& parameters) {
    std::vector<Assignment> assignments;
    for (const Row& row : TRY(reader.query(std::string(columns) + where, parameters)))
        assignments.push_back(assignment_of(row));
    return assignments;
}

}  // namespace

const store::Schema& Assignments::schema() {
    static const store::Schema schema{
        "desk",
        {{1,
          "who sees to what is missing from a title",
          {"CREATE TABLE assignments (title BIGINT NOT NULL, missing TEXT NOT NULL, owner TEXT NOT NULL, "
           "deadline BIGINT, note TEXT NOT NULL, assigned BIGINT NOT NULL, assigned_by TEXT NOT NULL, "
           "PRIMARY "
           "KEY (title, missing))"}},
         {2,
          "who wants letters about what comes up, and what they were told",
          {"CREATE TABLE notice_wishes (email TEXT PRIMARY KEY, ahead_days BIGINT NOT NULL, locale TEXT NOT "
           "NULL, changed BIGINT NOT NULL)",
           "CREATE TABLE notices_told (email TEXT NOT NULL, notice TEXT NOT NULL, at BIGINT NOT NULL, "
           "PRIMARY KEY (email, notice))"}}}};
    return schema;
}

Result<> Assignments::assign(Writer& writer, const Assignment& assignment) {
    if (trim(assignment.owner).empty() || assignment.owner.size() > owner_bytes_max)
        return Error{ErrorKind::invalid, "an assignment names its owner, in at most 320 bytes"};
    if (assignment.note.size() > note_bytes_max || !is_utf8(assignment.note))
        return Error{ErrorKind::invalid, "a note is UTF-8 text of at most 4000 bytes"};
    TRY(writer.execute("DELETE FROM assignments WHERE title = ? AND missing = ?",
                       {assignment.title, assignment.missing}));
    TRY(
        writer.execute("INSERT INTO assignments (title, missing, owner, deadline, note, assigned, "
                       "assigned_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       {assignment.title, assignment.missing, assignment.owner, assignment.deadline,
                        assignment.note, assignment.assigned, assignment.assigned_by}));
    return {};
}

Result<> Assignments::remove(Writer& writer, TitleId title, std::string_view missing) {
    const int64_t removed =
        TRY(writer.execute("DELETE FROM assignments WHERE title = ? AND missing = ?", {title, missing}));
    if (removed == 0)
        return Error{ErrorKind::not_found, "'" + std::string(missing) + "' of this title is nobody's"};
    return {};
}

Result<std::optional<Assignment>> Assignments::find(Reader& reader, TitleId title, std::string_view missing) {
    const auto row =
        TRY(reader.query_one(std::string(columns) + "WHERE title = ? AND missing = ?", {title, missing}));
    return row ? std::optional(assignment_of(*row)) : std::nullopt;
}

Result<std::vector<Assignment>> Assignments::list(Reader& reader, std::optional<std::string_view> owner,
                                                  size_t limit) {
    const std::string order =
        "ORDER BY CASE WHEN deadline IS NULL THEN 1 ELSE 0 END, deadline, title, "
        "missing LIMIT ?";
    if (owner) return query(reader, "WHERE owner = ? " + order, {*owner, limit});
    return query(reader, order, {limit});
}

Result<std::vector<Assignment>> Assignments::due(Reader& reader, Instant before, size_t limit) {
    return query(reader, "WHERE deadline < ? ORDER BY deadline, title, missing LIMIT ?", {before, limit});
}

}  // namespace nuri::desk
