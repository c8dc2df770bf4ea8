#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "assets/asset_document.h"
#include "assets/asset_id.h"
#include "rights/ids.h"

namespace nuri::assets {

/// Which assets are ready, and which of them plays for each title: an immutable snapshot. A title's current
/// asset is the one published last; older ones stay in the index, so that who is watching one is not cut off.
/// Previews are beside them: one is never a title's current asset.
class AssetIndex {
  public:
    struct Entry {
        AssetId asset;
        TitleId title;
        AssetPurpose purpose = AssetPurpose::main;
        /// Set by an operator in place of those of the asset's document; none: the document's hold.
        std::optional<std::vector<Marker>> marks = {};
    };

    AssetIndex() = default;
    /// `entries` in order of publication: of one title, the last is current.
    AssetIndex(const std::vector<Entry>& entries, int64_t revision);

    /// None if the title has no asset that is ready.
    std::optional<AssetId> current_of(TitleId title) const;
    /// The preview that cards of the title play; none if it has none of its own.
    std::optional<AssetId> preview_of(TitleId title) const;
    /// Null where the marks of the asset's document hold.
    const std::vector<Marker>* marks_of(AssetId asset) const;
    bool contains(AssetId asset) const { return titles_.contains(asset); }
    /// None if it is not ready.
    std::optional<TitleId> title_of(AssetId asset) const;
    size_t size() const { return titles_.size(); }

    /// The register's revision (store/revision.h) it was made of.
    int64_t revision() const { return revision_; }

  private:
    std::unordered_map<AssetId, TitleId> titles_;
    std::unordered_map<TitleId, AssetId> current_, previews_;
    std::unordered_map<AssetId, std::vector<Marker>> marks_;
    int64_t revision_ = 0;
};

}  // namespace nuri::assets
