#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "avails/finding.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/snapshot.h"
#include "exchange/plan.h"
#include "exchange/preview.h"
#include "licensing/licensing.h"
#include "licensing/rights_book.h"
#include "store/database.h"

namespace nuri::exchange {

/// What a plan means in grants.
struct GrantChanges {
    /// By addition; empty for heirs and for those that grant nothing.
    std::vector<std::vector<licensing::NewGrant>> added;
    std::unordered_set<GrantId> ended;
};

/// Works the grants out, with partner and note filled in. Those that a person has ended since are not ended
/// again.
Result<GrantChanges> grant_changes(store::Reader& reader, const Plan& plan, const std::string& partner,
                                   Instant now);

/// Where titles come to be offered or cease to be, and how many members that is for; fills in the preview's
/// `effects` and what is counted from them. An exclusive right that meets another licensor's is a finding
/// (`exclusive_elsewhere`), the first hundred of them; `book` is all licences of the same state.
///
/// Counted by all grants that hold at some time from `now` on, denials aside, as if each title stood alone:
/// what a series gains its episodes are not counted for.
Result<> work_out_effects(store::Reader& reader, const catalogue::Snapshot& catalogue,
                          const licensing::RightsBook& book, const Plan& plan, const GrantChanges& grants,
                          const avails::Document& file, Instant now, Preview& preview);

}  // namespace nuri::exchange
