#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/ids.h"
#include "world/territory.h"

namespace nuri::catalogue {
class Snapshot;
}
namespace nuri::events {
class TitleViewers;
}

namespace nuri::playback {

/// What is watched most in each territory, counted in viewers: of the last seven days, or where those say of
/// fewer than ten titles, of the last four weeks. A title that fewer than `viewers_min` watched is not named,
/// so that nobody learns from a row what one neighbour watches.
///
/// Readers take the list in force and hold it; refresh() puts another in its place. Borrows the register.
class Popular {
  public:
    static constexpr int viewers_min_usual = 5;
    static constexpr size_t titles_wanted = 10;
    static constexpr std::chrono::hours recent{7 * 24};

    using Titles = std::vector<TitleId>;

    explicit Popular(events::TitleViewers& viewers, int viewers_min = viewers_min_usual)
        : viewers_(viewers), viewers_min_(viewers_min) {}

    /// Counts anew. An episode counts for its series. One at a time.
    Result<> refresh(const catalogue::Snapshot& catalogue, Instant now);

    /// Films and series, the most watched first; never null. Not all of them can be watched by everybody:
    /// whoever shows them leaves those out.
    std::shared_ptr<const Titles> in(const world::Territory& place) const;

  private:
    using Lists = std::map<std::string, std::shared_ptr<const Titles>>;
    events::TitleViewers& viewers_;
    int viewers_min_;
    std::shared_ptr<const Lists> lists_ = std::make_shared<const Lists>();  // by the atomic functions
};

}  // namespace nuri::playback
