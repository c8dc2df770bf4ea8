#include "decision/watchable.h"

#include <algorithm>

#include "assets/asset_index.h"
#include "base/check.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"

namespace nuri::decision {
namespace {

bool plays(catalogue::Kind kind) {
    return kind == catalogue::Kind::film || kind == catalogue::Kind::episode;
}

}  // namespace

Watchable::Watchable(std::shared_ptr<const Snapshot> snapshot, const Audience& audience)
    : snapshot_(std::move(snapshot)), audience_(audience) {
    if (!audience_.place) return;
    const catalogue::Snapshot& catalogue = *snapshot_->catalogue;
    for (const TitleId id :
         snapshot_->law->index.available({*audience_.place, audience_.home, audience_.at,
                                          audience_.license_type, snapshot_->circumstances_of(audience_)})) {
        const catalogue::Title* title = catalogue.find(id);
        if (title == nullptr || !plays(title->kind) || !snapshot_->assets->current_of(id)) continue;
        if (audience_.maturity_age && snapshot_->maturity_of(id, audience_.place) > *audience_.maturity_age)
            continue;
        visible_.push_back(id);
        while (title->parent) {
            title = catalogue.find(*title->parent);
            CHECK(title != nullptr);  // the catalogue holds every parent
            visible_.push_back(title->id);
        }
        tops_.push_back(title->id);
    }
    for (auto* ids : {&visible_, &tops_}) {
        std::sort(ids->begin(), ids->end());
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
}

bool Watchable::contains(TitleId title) const {
    return std::binary_search(visible_.begin(), visible_.end(), title);
}

}  // namespace nuri::decision
