#pragma once

#include <chrono>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nuri {

/// The instant at which clocks in `zone` (IANA, "Asia/Seoul") show `wall`, which is counted as if it were
/// UTC. A time that a change to summer time skips is the first moment after it; of one that comes twice, the
/// earlier. `not_found` if the zone database has no such zone. As `midnight_in`, for any time of the day.
Result<Instant> instant_in(std::string_view zone, std::chrono::sys_seconds wall);

}  // namespace nuri
