#pragma once

#include <boost/json/array.hpp>

#include "api/call.h"
#include "decision/decision_plane.h"
#include "rights/decision.h"

namespace nuri::studio_api {

/// What more there is to know of a decision of the law: words of schema ExplanationCode, the weightiest
/// first.
boost::json::array explanation_codes(const decision::Snapshot& snapshot, const rights::Query& query);

/// Every grant of the title and of what it lies below, and what came of it (schema ConsideredGrant), the
/// preferred first; at most 500.
Result<boost::json::array> considered_grants(api::Call& call, const decision::Snapshot& snapshot,
                                             const rights::Query& query);

}  // namespace nuri::studio_api
