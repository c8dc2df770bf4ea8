#include "origin/manifest_cache.h"

#include <cstring>

namespace nuri::origin {

size_t ManifestCache::Hash::operator()(const Key& key) const {
    uint64_t asset[2];
    std::memcpy(asset, key.asset.data(), sizeof asset);
    uint64_t mixed = asset[0] ^ asset[1];
    for (const uint64_t part :
         {key.mask.words()[0], key.mask.words()[1], static_cast<uint64_t>(key.kind), uint64_t{key.track}})
        mixed = (mixed ^ part) * 0x9e3779b97f4a7c15 + (mixed >> 32);
    return mixed;
}

std::shared_ptr<const std::string> ManifestCache::find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->text;
}

void ManifestCache::put(const Key& key, std::shared_ptr<const std::string> text) {
    const size_t size = text->size();
    const std::lock_guard lock(mutex_);
    // Two that missed at once have written the same: the first stays.
    if (size > bytes_max_ / 4 || index_.contains(key)) return;
    while (bytes_ + size > bytes_max_) {
        const Entry& oldest = entries_.back();
        bytes_ -= oldest.text->size();
        index_.erase(oldest.key);
        entries_.pop_back();
    }
    bytes_ += size;
    entries_.push_front(Entry{key, std::move(text)});
    index_.emplace(key, entries_.begin());
}

size_t ManifestCache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

}  // namespace nuri::origin
