#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "assets/asset_document.h"
#include "assets/asset_index.h"
#include "base/result.h"
#include "io/file.h"

namespace nuri::assets {

/// An asset as the origin and playback use it: all its facts in memory. Never changes.
struct LoadedAsset {
    AssetDocument document;
    media::Presentation presentation;
    std::filesystem::path folder;
    size_t memory_bytes = 0;  ///< about what it takes, most of it segment indices

    /// The rung of a video track, for a grant's cap; 0 for others and for what is not there.
    int rung_height_of(std::string_view track_id) const;
};

/// The assets of this node, at hand for many threads: the index that is in force, the facts of those in use,
/// and their open files.
///
/// What is ready is known at once and whole (AssetIndex). The facts of one asset are read from its folder
/// when it is first asked for (a dozen small files, about a millisecond), and the ones used longest ago are
/// let go beyond `memory_bytes_max`: ten thousand films would fill gigabytes, and a node serves a few hundred
/// at a time. Open files are kept likewise. Whoever holds a shared_ptr keeps what it points to, whatever is
/// let go here.
class AssetLibrary {
  public:
    struct Limits {
        size_t memory_bytes_max = 256 << 20;
        size_t files_max = 512;  ///< descriptors kept open
    };

    explicit AssetLibrary(std::filesystem::path folder) : AssetLibrary(std::move(folder), Limits()) {}
    AssetLibrary(std::filesystem::path folder, const Limits& limits);
    ~AssetLibrary();

    /// Puts a new index in force. Assets that are in it no more can no longer be opened.
    void put_in_force(std::shared_ptr<const AssetIndex> index);

    /// Never null.
    std::shared_ptr<const AssetIndex> index() const;

    /// `not_found` for an asset that is not ready; `corrupt` when its folder does not hold together.
    Result<std::shared_ptr<const LoadedAsset>> open(AssetId asset);

    /// A file of the asset, to send from; many senders share one descriptor, so use pread and sendfile with
    /// an offset. `not_found` for a name that the document does not list.
    Result<std::shared_ptr<const io::Fd>> open_file(const LoadedAsset& asset, std::string_view file_name);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nuri::assets
