#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nuri::store {
class Database;
}

namespace nuri::events {

/// How far a profile has come in a title.
struct Progress {
    int64_t profile = 0;
    int64_t title = 0;
    int64_t position_ms = 0;
    int64_t duration_ms = 0;
    Instant updated;  ///< by the player's clock
    bool finished = false;
    friend bool operator==(const Progress&, const Progress&) = default;
};

/// Where viewers stopped, to go on from. Safe to use from many threads. Borrows the database.
class ProgressRegister {
  public:
    /// A title counts as finished from 95 % of its length, where credits mostly run, or when the player says
    /// so.
    static constexpr int finished_percent = 95;
    /// Less than this was a look and is not offered to go on with.
    static constexpr std::chrono::seconds begun_after{30};

    explicit ProgressRegister(store::Database& database) : database_(database) {}

    /// Notes positions, each unless a later one is known: devices send late and out of order. A player's
    /// clock that runs ahead of ours counts as `now`, or else it would win for ever. `invalid` for a position
    /// that is negative or past the end by more than a second. All of them or none.
    Result<> put(std::span<const Progress> positions, Instant now);

    Result<std::optional<Progress>> get(int64_t profile, int64_t title);

    /// The titles seen last, finished or not.
    Result<std::vector<Progress>> latest(int64_t profile, int count_max);

    /// Notes that a profile does not go on with a film or series; what it sees of it later takes that back.
    Result<> leave(int64_t profile, int64_t title, Instant now);
    /// When each was left.
    Result<std::map<int64_t, Instant>> left(int64_t profile);

    /// Marks a title as watched to its end.
    Result<> mark_finished(int64_t profile, int64_t title, int64_t duration_ms, Instant now);

    /// Everything of a profile, for the export of a member's data; and its end.
    Result<std::vector<Progress>> of_profile(int64_t profile);
    Result<> forget_profile(int64_t profile);
    /// As if it had never been seen.
    Result<> forget(int64_t profile, int64_t title);

  private:
    store::Database& database_;
};

}  // namespace nuri::events
