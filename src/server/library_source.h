#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "assets/asset_library.h"
#include "origin/media_source.h"

namespace nuri::server {

/// Introduces the assets of this node to the origin, which knows nothing of registers: an asset's tracks in the order
/// playback numbers them in grants, with their bytes' places and a writer of manifests.
///
/// An asset is read from its folder when it is first asked for (about a millisecond, once) and found in memory from
/// then on, until it is withdrawn. Safe to use from many threads.
class LibrarySource final : public origin::MediaSource {
  public:
    explicit LibrarySource(assets::AssetLibrary& library) : library_(library) {}
    std::shared_ptr<const origin::ServedAsset> find(const playback::Bytes16& asset) const override;

  private:
    static constexpr size_t served_max = 4096;

    assets::AssetLibrary& library_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<assets::AssetId, std::shared_ptr<const origin::ServedAsset>> served_;
};

}  // namespace nuri::server
