#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "events/playback_event.h"

namespace nuri::store {
class Database;
}

namespace nuri::events {

/// How often something happened within one hour.
struct HourCount {
    Instant hour;  ///< when it began
    PlaybackEventKind kind = PlaybackEventKind::start;
    std::string detail;  ///< of refused and error: the reason or code; empty for start
    int64_t count = 0;
};

/// Starts, refusals and errors received in [from, to), by hour and reason.
Result<std::vector<HourCount>> count_by_hour(store::Database& database, Instant from, Instant to);

/// Refusals and errors of one account since then, the newest first.
Result<std::vector<PlaybackEvent>> failures_of(store::Database& database, int64_t account, Instant since,
                                               int count_max);

}  // namespace nuri::events
