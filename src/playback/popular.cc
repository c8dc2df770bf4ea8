#include "playback/popular.h"

#include <algorithm>
#include <set>

#include "catalogue/snapshot.h"
#include "events/viewers.h"
#include "playback/playable.h"

namespace nuri::playback {
namespace {

struct Count {
    int recent = 0;
    int all = 0;
};
using Counts = std::map<TitleId, Count>;

/// Adds up viewer by viewer: each counts once for a title, however many of its episodes they began.
class Tally {
  public:
    Tally(const catalogue::Snapshot& catalogue, Instant recent_since)
        : catalogue_(catalogue), recent_since_(recent_since) {}

    void add(const events::TitleViewers::Viewer& viewer) {
        const catalogue::Title* title = catalogue_.find(TitleId(viewer.title));
        if (title == nullptr) return;
        if (viewer.territory != territory_ || viewer.account != account_) {
            end_viewer();
            territory_ = viewer.territory;
            account_ = viewer.account;
        }
        bool& recent = seen_[top_of(catalogue_, title->id)];
        recent = recent || viewer.day >= recent_since_;
    }

    std::map<std::string, Counts> finish() {
        end_viewer();
        return std::move(by_territory_);
    }

  private:
    void end_viewer() {
        for (const auto& [title, recent] : seen_) {
            Count& count = by_territory_[territory_][title];
            ++count.all;
            if (recent) ++count.recent;
        }
        seen_.clear();
    }

    const catalogue::Snapshot& catalogue_;
    Instant recent_since_;
    std::string territory_;
    int64_t account_ = 0;
    std::map<TitleId, bool> seen_;
    std::map<std::string, Counts> by_territory_;
};

Popular::Titles ranked(const Counts& counts, int Count::*of, int viewers_min) {
    std::vector<std::pair<int, TitleId>> found;
    for (const auto& [title, count] : counts) {
        if (count.*of >= viewers_min) found.emplace_back(count.*of, title);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second > b.second;
    });
    Popular::Titles titles;
    for (const auto& [count, title] : found) titles.push_back(title);
    return titles;
}

}  // namespace

Result<> Popular::refresh(const catalogue::Snapshot& catalogue, Instant now) {
    Tally tally(catalogue, now - recent);
    TRY(viewers_.each(now - events::TitleViewers::kept,
                      [&](const events::TitleViewers::Viewer& viewer) { tally.add(viewer); }));
    auto lists = std::make_shared<Lists>();
    for (const auto& [territory, counts] : tally.finish()) {
        Titles titles = ranked(counts, &Count::recent, viewers_min_);
        if (titles.size() < titles_wanted) titles = ranked(counts, &Count::all, viewers_min_);
        (*lists)[territory] = std::make_shared<const Titles>(std::move(titles));
    }
    std::atomic_store(&lists_, std::shared_ptr<const Lists>(std::move(lists)));
    return {};
}

std::shared_ptr<const Popular::Titles> Popular::in(const world::Territory& place) const {
    static const auto none = std::make_shared<const Titles>();
    const auto lists = std::atomic_load(&lists_);
    const auto found = lists->find(place.leaf().code());
    return found == lists->end() ? none : found->second;
}

}  // namespace nuri::playback
