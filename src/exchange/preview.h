#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "avails/difference.h"
#include "avails/finding.h"
#include "exchange/terms.h"
#include "rights/ids.h"
#include "world/territory_set.h"

namespace nuri::exchange {

/// Where a title comes to be offered, or ceases to be, from now on and at any later time: by all grants of
/// the register, not by this licensor's alone.
struct TitleEffect {
    TitleId title;     ///< none for one that the import would make
    std::string name;  ///< its slug, or the name that the file gives it
    world::TerritorySet gained, lost;
};

/// What an import would do, or has done.
struct Preview {
    std::string format, version;
    std::string partner;  ///< whose statements they are
    Counts counts;
    avails::Findings findings;            ///< an error among them stops the import
    std::vector<avails::Change> changes;  ///< windows added, changed and removed; the first `changes_max`
    std::vector<TitleEffect> effects;     ///< by title
    int64_t title_territories_gained = 0, title_territories_lost = 0;
    /// Active members at home where the service is launched and a title comes into, or goes from, a
    /// subscription.
    int64_t members_gaining = 0, members_losing = 0;
    /// Of the file, the terms and the registers as they were: an import that is given it is refused
    /// (`conflict`) when it would no longer do what the preview said.
    std::string digest;

    static constexpr size_t changes_max = 10'000;
    bool is_stopped() const { return findings.has_errors(); }
};

}  // namespace nuri::exchange
