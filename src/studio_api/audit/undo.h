#pragma once

#include "api/call.h"
#include "events/audit.h"

namespace nuri::studio_api {

/// Whether an entry is of a kind that can be taken back at all. A licence that was added is not: it was in
/// force, and is ended instead; nor is anything that left the house (a letter, a job that ran).
bool can_be_undone(const events::AuditEntry& entry);

/// Puts back what the entry tells as `before`, within a transaction, with a line in the log that names the
/// entry. `conflict` where that makes no sense, or where what the change left is no longer there: a later one
/// lies on top.
Result<> undo(api::Call& call, store::Writer& writer, const events::AuditEntry& entry);

}  // namespace nuri::studio_api
