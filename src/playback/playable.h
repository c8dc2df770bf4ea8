#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decision/decision_plane.h"

namespace nuri::catalogue {
class decision::Snapshot;
}
namespace nuri::events {
class ProgressRegister;
}

namespace nuri::playback {

/// The film or series that a title belongs to; itself, if it belongs to none.
TitleId top_of(const catalogue::Snapshot& catalogue, TitleId title);

/// All episodes below a series or season, in their order.
std::vector<TitleId> episodes_of(const catalogue::Snapshot& catalogue, TitleId below);

/// The film or episode that a viewer means by a REF. A series or season means the episode to go on with: the
/// one begun last and not finished, or else the one behind the last that was finished, or else the first, of
/// those the audience can watch. `not_found` for a REF that names nothing.
Result<TitleId> playable_title(const decision::Snapshot& snapshot, const decision::Audience& audience,
                               std::string_view ref, int64_t profile, events::ProgressRegister& progress);

}  // namespace nuri::playback
