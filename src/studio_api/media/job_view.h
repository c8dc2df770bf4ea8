#pragma once

#include <boost/json/object.hpp>

#include "api/call.h"
#include "store/jobs.h"

namespace nuri::studio_api {

/// Schema JobSummary.
boost::json::object job_summary(const store::Job& job);

/// Schema Job: with its stages, findings and what happened when.
Result<boost::json::object> job_document(api::Call& call, store::JobId id);

}  // namespace nuri::studio_api
