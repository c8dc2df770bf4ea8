#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "assets/asset_id.h"
#include "base/time.h"
#include "desk/holdings.h"
#include "desk/readiness.h"
#include "desk/standing.h"
#include "desk/title_finder.h"

namespace nuri::assets {
class AssetLibrary;
}

namespace nuri::desk {

/// What the people at the desks ask again and again of the same snapshots: made once and kept until a
/// register or the clock makes another answer. Safe to use from many threads; of two who ask first at the
/// same moment, one waits for the other. Borrows the library.
class Desk {
  public:
    explicit Desk(assets::AssetLibrary& library) : library_(library) {}

    std::shared_ptr<const TitleFinder> finder(const Holdings& holdings);
    std::shared_ptr<const Standing> standing(const Holdings& holdings, Instant now);
    /// At most a minute old.
    std::shared_ptr<const Readiness> readiness(const Holdings& holdings, std::chrono::days ahead,
                                               Instant now);

  private:
    std::shared_ptr<const AssetLanguages> languages_of(assets::AssetId asset);

    assets::AssetLibrary& library_;
    std::mutex mutex_;
    std::shared_ptr<const TitleFinder> finder_;
    std::shared_ptr<const Standing> standing_;
    std::shared_ptr<const Readiness> readiness_;
    // An asset never changes, so what was read once holds; those that are gone are let go with the next asset
    // that is read.
    std::unordered_map<assets::AssetId, std::shared_ptr<const AssetLanguages>> languages_;
};

}  // namespace nuri::desk
