#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"

namespace nuri::store {
class Database;
struct Schema;
}  // namespace nuri::store

namespace nuri::members {

enum class NoteKind { note, refund };
std::string_view to_string(NoteKind kind);

/// What support wrote down about a member: append-only, for whoever helps next and for the books. A refund
/// says what was or is to be given back; nothing is paid by it.
struct MemberNote {
    int64_t id = 0;  ///< given by the register
    AccountId account;
    Instant at;
    std::string by;
    NoteKind kind = NoteKind::note;
    std::string text;                          ///< 1 to 2,000 bytes
    std::optional<int64_t> amount_minor = {};  ///< of a refund
    std::string currency;                      ///< ISO 4217; of a refund
};

/// The register that support works with. Safe to use from many threads. Borrows the database.
class Support {
  public:
    explicit Support(store::Database& database) : database_(database) {}

    static const store::Schema& schema();

    /// Accounts by number, whole address or the beginning of one; by number.
    Result<std::vector<AccountId>> search(std::string_view words, int count_max);

    /// Returns the note's number. `not_found` for an unknown account; `invalid` for a refund without an
    /// amount and a currency that there is, or a note with one.
    Result<int64_t> add(const MemberNote& note);

    /// The newest first.
    Result<std::vector<MemberNote>> notes_of(AccountId account, int count_max);

  private:
    store::Database& database_;
};

}  // namespace nuri::members
