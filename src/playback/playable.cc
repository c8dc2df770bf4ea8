#include "playback/playable.h"

#include <fmt/core.h>

#include <vector>

#include "assets/asset_index.h"
#include "catalogue/snapshot.h"
#include "events/progress.h"

namespace nuri::playback {
namespace {

void append_episodes(const catalogue::Snapshot& catalogue, TitleId below, std::vector<TitleId>& episodes) {
    for (const TitleId child : catalogue.children(below)) {
        if (catalogue.find(child)->kind == catalogue::Kind::episode) {
            episodes.push_back(child);
        } else {
            append_episodes(catalogue, child, episodes);
        }
    }
}

}  // namespace

TitleId top_of(const catalogue::Snapshot& catalogue, TitleId id) {
    const catalogue::Title* title = catalogue.find(id);
    while (title != nullptr && title->parent) title = catalogue.find(*title->parent);
    return title != nullptr ? title->id : id;
}

std::vector<TitleId> episodes_of(const catalogue::Snapshot& catalogue, TitleId below) {
    std::vector<TitleId> episodes;
    append_episodes(catalogue, below, episodes);
    return episodes;
}

Result<TitleId> playable_title(const decision::Snapshot& snapshot, const decision::Audience& audience,
                               std::string_view ref, int64_t profile, events::ProgressRegister& progress) {
    const TitleId named = TRY(snapshot.catalogue->resolve(ref));
    const catalogue::Title& title = *snapshot.catalogue->find(named);
    if (title.kind == catalogue::Kind::film || title.kind == catalogue::Kind::episode) return named;

    const std::vector<TitleId> episodes = episodes_of(*snapshot.catalogue, named);
    if (episodes.empty()) {
        return Error{ErrorKind::invalid, fmt::format("{} is a {} without episodes; there is nothing to play",
                                                     ref, catalogue::to_string(title.kind))};
    }
    std::optional<TitleId> first, begun, after_finished;
    Instant begun_at, finished_at;
    bool previous_finished = false;
    for (const TitleId episode : episodes) {
        const auto seen = TRY(progress.get(profile, episode.number()));
        const bool finished = seen && seen->finished;
        const bool watchable =
            snapshot.decide(audience, episode).allowed && snapshot.assets->current_of(episode);
        if (watchable) {
            if (!first) first = episode;
            if (seen && !finished && (!begun || seen->updated > begun_at)) {
                begun = episode;
                begun_at = seen->updated;
            }
            if (previous_finished && !finished && !seen) after_finished = episode;
        }
        previous_finished = finished;
        if (finished) finished_at = std::max(finished_at, seen->updated);
    }
    if (begun && begun_at >= finished_at) return *begun;
    if (after_finished) return *after_finished;
    if (begun) return *begun;
    // Where none can be watched, the question is asked of the series itself, and the answer tells why.
    return first.value_or(named);
}

}  // namespace nuri::playback
