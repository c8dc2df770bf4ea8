#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "grants/grant.h"
#include "origin/media_source.h"

namespace nuri::origin {

/// Manifests already written, the least recently used going first. What is asked for within a premiere's
/// minute is a handful of masks over a handful of assets; a manifest costs tens of microseconds to write and
/// a few kilobytes to keep.
class ManifestCache {
  public:
    struct Key {
        grants::Bytes16 asset;
        grants::TrackMask mask;
        ManifestKind kind;
        size_t track;
        friend bool operator==(const Key&, const Key&) = default;
    };

    explicit ManifestCache(size_t bytes_max) : bytes_max_(bytes_max) {}

    /// None if it is not here.
    std::shared_ptr<const std::string> find(const Key& key);

    /// Keeps it, unless it is by itself more than a quarter of the cache.
    void put(const Key& key, std::shared_ptr<const std::string> text);

    size_t bytes() const;

  private:
    struct Hash {
        size_t operator()(const Key& key) const;
    };
    struct Entry {
        Key key;
        std::shared_ptr<const std::string> text;
    };

    const size_t bytes_max_;
    mutable std::mutex mutex_;
    size_t bytes_ = 0;
    std::list<Entry> entries_;  ///< most recently used first
    std::unordered_map<Key, std::list<Entry>::iterator, Hash> index_;
};

}  // namespace nuri::origin
