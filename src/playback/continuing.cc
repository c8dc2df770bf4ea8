#include "playback/continuing.h"

#include <algorithm>
#include <map>
#include <set>

#include "catalogue/snapshot.h"
#include "playback/playable.h"

namespace nuri::playback {
namespace {

/// As many of a profile's titles are looked at, those seen last.
constexpr int seen_max = 2000;

}  // namespace

std::optional<TitleId> next_episode(const decision::Watchable& watchable, TitleId title) {
    const catalogue::Snapshot& catalogue = *watchable.snapshot().catalogue;
    const std::vector<TitleId> episodes = episodes_of(catalogue, top_of(catalogue, title));
    const auto here = std::find(episodes.begin(), episodes.end(), title);
    if (here == episodes.end()) return {};
    const auto next =
        std::find_if(here + 1, episodes.end(), [&](TitleId id) { return watchable.contains(id); });
    return next == episodes.end() ? std::nullopt : std::optional(*next);
}

Result<std::vector<Continuing>> continuing(const decision::Watchable& watchable, int64_t profile,
                                           events::ProgressRegister& register_, size_t count_max) {
    const catalogue::Snapshot& catalogue = *watchable.snapshot().catalogue;
    const std::vector<events::Progress> seen = TRY(register_.latest(profile, seen_max));
    const std::map<int64_t, Instant> left = TRY(register_.left(profile));
    std::set<int64_t> finished;
    for (const events::Progress& progress : seen) {
        if (progress.finished) finished.insert(progress.title);
    }
    std::vector<Continuing> items;
    std::set<TitleId> tops;
    for (const events::Progress& progress : seen) {
        if (items.size() >= count_max) break;
        const TitleId title(progress.title);
        if (catalogue.find(title) == nullptr) continue;
        const bool begun = progress.position_ms >= std::chrono::milliseconds(register_.begun_after).count();
        if (!progress.finished && !begun) continue;
        const TitleId top = top_of(catalogue, title);
        if (!tops.insert(top).second) continue;
        if (const auto when = left.find(top.number()); when != left.end() && when->second >= progress.updated)
            continue;
        if (!progress.finished) {
            if (watchable.contains(title)) items.push_back({title, top, progress, progress.updated});
            continue;
        }
        auto next = next_episode(watchable, title);
        while (next && finished.contains(next->number())) next = next_episode(watchable, *next);
        if (!next) continue;
        const auto come = std::find_if(seen.begin(), seen.end(),
                                       [&](const auto& one) { return one.title == next->number(); });
        items.push_back(
            {*next, top, come == seen.end() ? std::nullopt : std::optional(*come), progress.updated});
    }
    return items;
}

}  // namespace nuri::playback
