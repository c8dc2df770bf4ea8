#pragma once

#include "api/call.h"
#include "events/audit.h"

namespace nuri::studio_api {

/// Takes back a change of many titles (operator_bulk_routes.cc), where each of them is still as it left them.
Result<> undo_bulk(api::Call& call, store::Writer& writer, const events::AuditEntry& entry);

}  // namespace nuri::studio_api
