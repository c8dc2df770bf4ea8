#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "assets/asset_id.h"
#include "rights/ids.h"

namespace nuri::assets {

/// Which assets are ready, and which of them plays for each title: an immutable snapshot. A title's current
/// asset is the one published last; older ones stay in the index, so that who is watching one is not cut off.
class AssetIndex {
  public:
    struct Entry {
        AssetId asset;
        TitleId title;
    };

    AssetIndex() = default;
    /// `entries` in order of publication: of one title, the last is current.
    AssetIndex(const std::vector<Entry>& entries, int64_t revision);

    /// None if the title has no asset that is ready.
    std::optional<AssetId> current_of(TitleId title) const;
    bool contains(AssetId asset) const { return titles_.contains(asset); }
    /// None if it is not ready.
    std::optional<TitleId> title_of(AssetId asset) const;
    size_t size() const { return titles_.size(); }

    /// The register's revision (store/revision.h) it was made of.
    int64_t revision() const { return revision_; }

  private:
    std::unordered_map<AssetId, TitleId> titles_;
    std::unordered_map<TitleId, AssetId> current_;
    int64_t revision_ = 0;
};

}  // namespace nuri::assets
