#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nuri::store {
class Database;
class Reader;
class Writer;
}  // namespace nuri::store

namespace nuri::events {

/// One thing that somebody of the house did. Never a secret in it.
struct AuditEntry {
    int64_t number = 0;  ///< in order of writing; given by the log
    Instant at;
    std::string who;        ///< "operator 3 ana@example.com", "command line", "service"
    std::string what;       ///< "licence.add", "member.suspend": a noun, a dot, a verb
    std::string subject;    ///< what it was done to: "title dawn-over-hanok", "account 12"
    std::string before;     ///< JSON, or empty
    std::string after;      ///< JSON, or empty
    int64_t undoes = 0;     ///< the entry that this one takes back; 0 for none
    int64_t undone_by = 0;  ///< the entry that takes this one back; told by the log
    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

/// Which entries to read; what is empty does not matter.
struct AuditQuery {
    std::string who;      ///< a part of it
    std::string what;     ///< whole, or with a dot at its end all that begins so: "title."
    std::string subject;  ///< whole
    std::optional<Instant> from = {};
    std::optional<Instant> to = {};  ///< up to and without
    /// What the reader may see, as `what` above; empty for everything.
    std::vector<std::string> among = {};
    int64_t before_number = 0;  ///< only older than this one; 0 for the newest
    int count_max = 100;
};

/// The append-only account of administration: nothing here changes or deletes an entry. Safe to use from many
/// threads. Borrows the database.
class AuditLog {
  public:
    explicit AuditLog(store::Database& database) : database_(database) {}

    /// Returns the entry's number. Called within a write of the same thread (store::Database::write), the
    /// entry stands or falls with the change that it tells of. `conflict` for taking back what was taken back
    /// already.
    Result<int64_t> record(const AuditEntry& entry);

    /// Newest first.
    Result<std::vector<AuditEntry>> read(const AuditQuery& query);

    /// `not_found` if there is no such entry.
    Result<AuditEntry> get(int64_t number);

    /// The number of the newest entry; 0 for none.
    Result<int64_t> newest();

  private:
    store::Database& database_;
};

}  // namespace nuri::events
