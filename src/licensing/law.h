#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "rights/grant.h"
#include "rights/index.h"
#include "rights/resolve.h"
#include "rights/title_tree.h"
#include "store/database.h"
#include "world/footprint.h"

namespace nuri::licensing {

/// All licences and the footprint at one moment of the registers, compiled. Immutable; published as a
/// `shared_ptr<const Law>` and replaced as a whole. The grants themselves are kept beside the index, for
/// explanations (rights/reference.h); those that were taken back are in it with the window that was left to
/// them. Licences of contracts that are drafts, or that gave a right to somebody else, are not in it.
struct Law {
    rights::Index index;
    std::vector<rights::Grant> grants;           ///< settled: each has a window (rights/timing.h)
    std::vector<rights::Unresolved> unresolved;  ///< closed until somebody tells of an event
    world::Footprint footprint;
    int64_t licensing_revision = 0;
    int64_t footprint_revision = 0;

    /// Grants of titles that `titles` did not know yet: added since it was loaded. They count from the next
    /// compilation on.
    size_t left_out = 0;
};

/// The moment that most questions will be about, and by which licence types.
struct Present {
    Instant at;
    rights::LicenseTypes types{rights::LicenseType::svod};
};

/// Reads grants, events and footprint within one transaction and compiles them over the catalogue's titles.
/// With a `present`, its answers are written down for every territory where the service is launched
/// (rights::Index::prepare).
///
/// With a `folder`, the compiled form is kept there (`rights`, docs/rights.md) and mapped instead of compiled
/// as long as the registers and the titles are what it was made of. A file that is torn, foreign or stale is
/// replaced, and one that cannot be written does without: it is logged, and nothing else comes of it.
Result<std::shared_ptr<const Law>> compile_law(store::Database& database, const rights::TitleTree& titles,
                                               const std::optional<Present>& present = {},
                                               const std::filesystem::path& folder = {});

/// Where the service is launched, or will be: countries, then subdivisions with a word of their own.
std::vector<world::Territory> launched_territories(const world::Footprint& footprint);

}  // namespace nuri::licensing
