#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/message.h"
#include "rights/decision.h"

namespace nuri::api {

/// The status of a "no": 403 where the viewer may not, 409 where it could be otherwise in a moment
/// (`streams`, `not_ready`).
int status_of(rights::Reason reason);

/// A problem document with the `reason`, for whoever asked for a title that is not to be had; `opens_at` only
/// where it is known. `streams` are those in use, for the reason of that name.
http::Response refuse(rights::Reason reason, std::string_view detail, const std::optional<Instant>& opens_at,
                      const boost::json::array* streams = nullptr);

/// Another no that pages tell apart by its reason: `profile_locked`, `password_needed`, `payment_declined`.
http::Response refuse(int status, std::string_view reason, std::string_view detail);

}  // namespace nuri::api
