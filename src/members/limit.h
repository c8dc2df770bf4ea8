#pragma once

#include <string>

#include "base/result.h"
#include "members/account.h"
#include "members/rate_limiter.h"

namespace nuri::members {

/// Takes one from the bucket of `key`; `exhausted` says in how many seconds there is one again.
Result<> limit(RateLimiter& limiter, const std::string& key, Instant now);

/// The same by the visitor's network address. The operator's command line comes from none and is not limited.
Result<> limit_visit(RateLimiter& limiter, const Visit& visit, Instant now);

}  // namespace nuri::members
