#include "assets/asset_library.h"

#include <algorithm>

#include <fmt/format.h>

#include "assets/asset_folder.h"
#include "base/check.h"

namespace nuri::assets {
namespace {

/// A bounded map in which what was used longest ago gives way. Each value weighs something; the sum is kept
/// at or below the bound, but for a single value that is heavier than it. Not safe for threads by itself.
template<typename Value>
class RecentlyUsed {
  public:
    explicit RecentlyUsed(size_t weight_max) : weight_max_(weight_max) {}

    std::shared_ptr<const Value> find(const std::string& key) {
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->value;
    }

    void put(const std::string& key, std::shared_ptr<const Value> value, size_t weight) {
        erase(key);
        entries_.push_front({key, std::move(value), weight});
        by_key_.emplace(key, entries_.begin());
        weight_ += weight;
        while (weight_ > weight_max_ && entries_.size() > 1) erase(std::string(entries_.back().key));
    }

    void erase(const std::string& key) {
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) return;
        weight_ -= found->second->weight;
        entries_.erase(found->second);
        by_key_.erase(found);
    }

  private:
    struct Entry {
        std::string key;
        std::shared_ptr<const Value> value;
        size_t weight;
    };
    size_t weight_max_;
    size_t weight_ = 0;
    std::list<Entry> entries_;  // the one used last comes first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> by_key_;
};

size_t memory_of(const LoadedAsset& asset) {
    size_t bytes = sizeof asset + asset.document.files.size() * 192;
    for (const media::MediaTrack& track : asset.presentation.tracks) {
        bytes += 2 * (sizeof track + track.info.configuration.size()) + sizeof(media::SegmentIndex) +
                 track.index->segments.size() * sizeof(media::Segment);
    }
    return bytes;
}

}  // namespace

int LoadedAsset::rung_height_of(std::string_view track_id) const {
    for (const AssetTrack& track : document.tracks) {
        if (track.id == track_id) return track.rung_height;
    }
    return 0;
}

struct AssetLibrary::State {
    State(std::filesystem::path folder_, const Limits& limits)
        : folder(std::move(folder_)), assets(limits.memory_bytes_max), files(limits.files_max) {}

    const std::filesystem::path folder;
    // Held for a look-up or the copy of a pointer, never while a file is read.
    mutable std::mutex mutex;
    std::shared_ptr<const AssetIndex> index = std::make_shared<AssetIndex>();
    RecentlyUsed<LoadedAsset> assets;
    RecentlyUsed<io::Fd> files;
};

AssetLibrary::AssetLibrary(std::filesystem::path folder, const Limits& limits)
    : state_(std::make_unique<State>(std::move(folder), limits)) {}
AssetLibrary::~AssetLibrary() = default;

void AssetLibrary::put_in_force(std::shared_ptr<const AssetIndex> index) {
    CHECK(index != nullptr);
    const std::lock_guard lock(state_->mutex);
    state_->index = std::move(index);
}

std::shared_ptr<const AssetIndex> AssetLibrary::index() const {
    const std::lock_guard lock(state_->mutex);
    return state_->index;
}

Result<std::shared_ptr<const LoadedAsset>> AssetLibrary::open(AssetId id) {
    const std::string name = id.text();
    {
        const std::lock_guard lock(state_->mutex);
        if (!state_->index->contains(id)) {
            return Error{ErrorKind::not_found, fmt::format("there is no asset {} that is ready", name)};
        }
        if (auto loaded = state_->assets.find(name)) return loaded;
    }
    // Two threads may read one asset at the same time, once; both find the same.
    auto asset = std::make_shared<LoadedAsset>();
    asset->folder = state_->folder / name;
    asset->document = TRY(read_document(asset->folder));
    asset->presentation = TRY(read_presentation(asset->folder, asset->document));
    asset->memory_bytes = memory_of(*asset);
    const std::lock_guard lock(state_->mutex);
    state_->assets.put(name, asset, asset->memory_bytes);
    return std::shared_ptr<const LoadedAsset>(std::move(asset));
}

Result<std::shared_ptr<const io::Fd>> AssetLibrary::open_file(const LoadedAsset& asset,
                                                              std::string_view file_name) {
    const auto& files = asset.document.files;
    if (std::none_of(files.begin(), files.end(),
                     [&](const AssetFile& file) { return file.name == file_name; })) {
        return Error{ErrorKind::not_found,
                     fmt::format("asset {} has no file {}", asset.document.id.text(), file_name)};
    }
    const std::filesystem::path path = asset.folder / file_name;
    {
        const std::lock_guard lock(state_->mutex);
        if (auto file = state_->files.find(path.string())) return file;
    }
    auto file = std::make_shared<const io::Fd>(TRY(io::open_read(path)));
    const std::lock_guard lock(state_->mutex);
    state_->files.put(path.string(), file, 1);
    return file;
}

}  // namespace nuri::assets
