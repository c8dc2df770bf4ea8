#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nuri::store {
class Database;
class Writer;
}  // namespace nuri::store

namespace nuri::events {

struct PlaybackEvent;

/// Who watched what where in the last four weeks, one row for each viewer, place, title and day: what
/// popularity is counted from. It is filled as the event log is (EventLog::drain). Whoever shows a count made
/// of it sees to it that no single viewer can be read from it (playback::Popular). Safe to use from many
/// threads. Borrows the database.
class TitleViewers {
  public:
    static constexpr std::chrono::hours kept{28 * 24};

    explicit TitleViewers(store::Database& database) : database_(database) {}

    /// A viewing that began; other events are passed over. Takes part in the caller's transaction.
    static Result<> note(store::Writer& writer, const PlaybackEvent& event);

    struct Viewer {
        std::string_view territory;  ///< ISO 3166-1 alpha-2
        int64_t account = 0;
        int64_t title = 0;
        Instant day;  ///< the last on which this viewer began it, its midnight in UTC
    };
    /// Everybody since then, by territory and account.
    Result<> each(Instant since, const std::function<void(const Viewer&)>& viewer);

    /// Forgets what is older than four weeks, and all of one account.
    Result<> sweep(Instant now);
    Result<> forget(int64_t account);

  private:
    store::Database& database_;
};

}  // namespace nuri::events
