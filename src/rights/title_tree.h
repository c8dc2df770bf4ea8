#pragma once

#include <array>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "rights/ids.h"

namespace nuri::rights {

struct TitleNode {
    TitleId id;
    std::optional<TitleId> parent;  ///< a season's series, an episode's season (or series); none of a film
};

/// Which title stands below which. At most `depth_max` levels: series, season, episode, and one to spare.
class TitleTree {
  public:
    static constexpr int depth_max = 4;

    /// From a flat list in any order. `conflict` for a title twice, `not_found` for a parent that is not
    /// in the list, `invalid` for a circle or too many levels.
    static Result<TitleTree> from(std::span<const TitleNode> nodes);

    bool contains(TitleId title) const { return parents_.contains(title); }

    /// The title itself, its parent and so on up to the top; empty for an unknown title.
    std::vector<TitleId> chain(TitleId title) const;

    /// Every title, by id.
    const std::vector<TitleId>& titles() const { return titles_; }

  private:
    std::unordered_map<TitleId, TitleId> parents_;  // a top's parent is the empty id
    std::vector<TitleId> titles_;
};

}  // namespace nuri::rights
