#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/playback_event.h"
#include "events/spool.h"

namespace nuri::store {
class Database;
}

namespace nuri::events {

/// The append-only log of playback. Events go into the spool on the request's path, and from there, in
/// batches and off that path, into the table `playback_events`. Playback is never held up by the database.
///
/// Safe to use from many threads; drain() from one at a time. Borrows the spool and the database.
class EventLog {
  public:
    EventLog(Spool& spool, store::Database& database) : spool_(spool), database_(database) {}

    /// Takes an event in; see Spool::append() for what then holds. `invalid` for an id that is not 32
    /// hexadecimal digits or a field that is too long.
    Result<uint64_t> record(const PlaybackEvent& event);

    /// Waits until it is on the disk.
    Result<> sync(uint64_t number) { return spool_.sync(number); }

    /// Moves what waits into the database, at most `batches_max` segments. An event that is there already is
    /// left as it is. Returns how many records were taken out. A record that cannot be read is passed over
    /// with a line in the log.
    Result<int64_t> drain(int batches_max = 16);

    /// The events of one playback session, oldest first.
    Result<std::vector<PlaybackEvent>> of_session(std::string_view playback_session, int count_max = 1000);

    /// The latest events, newest first, of all sessions.
    Result<std::vector<PlaybackEvent>> latest(int count_max);

  private:
    Spool& spool_;
    store::Database& database_;
};

}  // namespace nuri::events
