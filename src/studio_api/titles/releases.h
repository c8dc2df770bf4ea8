#pragma once

#include "api/call.h"
#include "events/audit.h"

namespace nuri::studio_api {

/// Takes back what was said of a title's releases (operator_release_routes.cc), where nobody has said
/// anything else of them since.
Result<> undo_releases(api::Call& call, store::Writer& writer, const events::AuditEntry& entry);

}  // namespace nuri::studio_api
