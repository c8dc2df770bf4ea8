#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nuri::store {
class Database;
class Writer;
}  // namespace nuri::store

namespace nuri::events {

/// One thing that somebody of the house did. Never a secret in it.
struct AuditEntry {
    int64_t number = 0;  ///< in order of writing; given by the log
    Instant at;
    std::string who;      ///< "operator 3 ana@example.com", "command line", "service"
    std::string what;     ///< "licence.add", "member.suspend": a noun, a dot, a verb
    std::string subject;  ///< what it was done to: "title dawn-over-hanok", "account 12"
    std::string before;   ///< JSON, or empty
    std::string after;    ///< JSON, or empty
    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

/// Which entries to read; what is empty does not matter.
struct AuditQuery {
    std::string who;
    std::string what;
    std::string subject;
    int64_t before_number = 0;  ///< only older than this one; 0 for the newest
    int count_max = 100;
};

/// The append-only account of administration: nothing here changes or deletes an entry. Safe to use from many
/// threads. Borrows the database.
class AuditLog {
  public:
    explicit AuditLog(store::Database& database) : database_(database) {}

    /// Returns the entry's number.
    Result<int64_t> record(const AuditEntry& entry);
    /// Within the transaction of the change that it tells of, so that there is neither without the other.
    static Result<int64_t> record(store::Writer& writer, const AuditEntry& entry);

    /// Newest first.
    Result<std::vector<AuditEntry>> read(const AuditQuery& query);

  private:
    store::Database& database_;
};

}  // namespace nuri::events
