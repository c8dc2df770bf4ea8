#include "assets/asset_index.h"

namespace nuri::assets {

AssetIndex::AssetIndex(const std::vector<Entry>& entries, int64_t revision) : revision_(revision) {
    titles_.reserve(entries.size());
    for (const Entry& entry : entries) {
        titles_[entry.asset] = entry.title;
        current_[entry.title] = entry.asset;
    }
}

std::optional<AssetId> AssetIndex::current_of(TitleId title) const {
    const auto found = current_.find(title);
    return found == current_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<TitleId> AssetIndex::title_of(AssetId asset) const {
    const auto found = titles_.find(asset);
    return found == titles_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace nuri::assets
