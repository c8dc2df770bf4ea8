#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// Something that a profile has put aside to watch.
struct ListedTitle {
    int64_t title = 0;  ///< number in the catalogue, of a film or a series
    Instant added;
    friend bool operator==(const ListedTitle&, const ListedTitle&) = default;
};

/// The lists of profiles. A title stays on the list also while it cannot be watched where the viewer is;
/// whoever shows the list leaves it out. Safe to use from many threads. Borrows the database.
class MyLists {
  public:
    static constexpr int per_profile_max = 500;

    explicit MyLists(store::Database& database) : database_(database) {}

    /// Doing it again leaves it in its place. `exhausted` past the bound.
    Result<> add(ProfileId profile, int64_t title, Instant now);
    Result<> remove(ProfileId profile, int64_t title);
    Result<bool> contains(ProfileId profile, int64_t title);
    /// Newest first.
    Result<std::vector<ListedTitle>> list(ProfileId profile);

  private:
    store::Database& database_;
};

}  // namespace nuri::members
