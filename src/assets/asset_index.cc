#include "assets/asset_index.h"

namespace nuri::assets {

AssetIndex::AssetIndex(const std::vector<Entry>& entries, int64_t revision) : revision_(revision) {
    titles_.reserve(entries.size());
    for (const Entry& entry : entries) {
        titles_[entry.asset] = entry.title;
        (entry.purpose == AssetPurpose::main ? current_ : previews_)[entry.title] = entry.asset;
        if (entry.marks) marks_[entry.asset] = *entry.marks;
    }
}

std::optional<AssetId> AssetIndex::current_of(TitleId title) const {
    const auto found = current_.find(title);
    return found == current_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<AssetId> AssetIndex::preview_of(TitleId title) const {
    const auto found = previews_.find(title);
    return found == previews_.end() ? std::nullopt : std::optional(found->second);
}

const std::vector<Marker>* AssetIndex::marks_of(AssetId asset) const {
    const auto found = marks_.find(asset);
    return found == marks_.end() ? nullptr : &found->second;
}

std::optional<TitleId> AssetIndex::title_of(AssetId asset) const {
    const auto found = titles_.find(asset);
    return found == titles_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace nuri::assets
