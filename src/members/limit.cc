#include "members/limit.h"

#include <fmt/format.h>

namespace nuri::members {

Result<> limit(RateLimiter& limiter, const std::string& key, Instant now) {
    using namespace std::chrono;
    const milliseconds wait = limiter.take(key, now);
    if (wait == milliseconds::zero()) return {};
    return Error{ErrorKind::exhausted,
                 fmt::format("too many attempts: try again in {} s", ceil<seconds>(wait).count())};
}

Result<> limit_visit(RateLimiter& limiter, const Visit& visit, Instant now) {
    if (visit.address.empty()) return {};
    return limit(limiter, rate_key_of_address(visit.address), now);
}

}  // namespace nuri::members
