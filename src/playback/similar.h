#pragma once

#include <cstddef>
#include <vector>

#include "decision/watchable.h"

namespace nuri::playback {

/// Films and series that are like a title and can be watched, the nearest first: by the genres they share (a
/// rare one says more than a common one), people, country of origin, language and kind. The title itself may
/// be one that cannot be watched: what is alike is then there instead of it. What shares nothing is not in
/// it. A season or episode is taken for its series.
std::vector<TitleId> similar_titles(const decision::Watchable& watchable, TitleId title, size_t count_max);

}  // namespace nuri::playback
