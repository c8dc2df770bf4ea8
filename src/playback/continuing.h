#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "decision/watchable.h"
#include "events/progress.h"

namespace nuri::playback {

/// Something that a profile goes on with.
struct Continuing {
    TitleId title;                             ///< a film or an episode
    TitleId top;                               ///< the film itself, or the episode's series
    std::optional<events::Progress> progress;  ///< none for an episode that follows a finished one
    Instant updated;                           ///< when the profile last watched any of it
};

/// What a profile goes on with, seen last first, of what the audience can watch: films and episodes that were
/// begun and not finished, and of a series whose episode seen last is finished the next one that is not. One
/// for each film and series; none that the profile has left (ProgressRegister::leave) and not seen since.
Result<std::vector<Continuing>> continuing(const decision::Watchable& watchable, int64_t profile,
                                           events::ProgressRegister& progress, size_t count_max);

/// The first episode behind this one in its series that can be watched; none after the last, and of a film.
std::optional<TitleId> next_episode(const decision::Watchable& watchable, TitleId title);

}  // namespace nuri::playback
