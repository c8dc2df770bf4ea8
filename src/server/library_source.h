#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "assets/asset_library.h"
#include "origin/media_source.h"

namespace nuri::server {

/// Introduces the assets of this node to the origin, which knows nothing of registers: an asset's tracks in
/// the order playback numbers them in grants, with their bytes' places and a writer of manifests.
///
/// An asset is read from its folder when it is first asked for (about a millisecond, once) and found in
/// memory from then on, until it is withdrawn. Each keeps its files open, some thirty; past `files_max` of
/// them all are let go, and those in use come back at their next request. Safe to use from many threads.
class LibrarySource final : public origin::MediaSource {
  public:
    static constexpr size_t files_usual = 16384;

    explicit LibrarySource(assets::AssetLibrary& library, size_t files_max = files_usual)
        : library_(library), files_max_(files_max) {}
    std::shared_ptr<const origin::ServedAsset> find(const grants::Bytes16& asset) const override;

  private:
    assets::AssetLibrary& library_;
    const size_t files_max_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<assets::AssetId, std::shared_ptr<const origin::ServedAsset>> served_;
    mutable size_t files_ = 0;  ///< that those of served_ hold open
};

}  // namespace nuri::server
