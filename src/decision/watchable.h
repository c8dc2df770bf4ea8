#pragma once

#include <memory>
#include <vector>

#include "decision/snapshot.h"

namespace nuri::decision {

/// The titles an audience can watch here and now: films and episodes that are allowed, ready and within the
/// maturity limit. Nothing else may appear in rows, counts, search, pages or pictures.
class Watchable {
  public:
    Watchable(std::shared_ptr<const Snapshot> snapshot, const Audience& audience);

    /// True for a film or episode that plays, and for a season or series with at least one such episode.
    bool contains(TitleId title) const;

    /// Films and series, by id.
    const std::vector<TitleId>& tops() const { return tops_; }

    const Snapshot& snapshot() const { return *snapshot_; }
    const Audience& audience() const { return audience_; }

  private:
    std::shared_ptr<const Snapshot> snapshot_;
    Audience audience_;
    std::vector<TitleId> visible_;  // sorted
    std::vector<TitleId> tops_;
};

}  // namespace nuri::decision
