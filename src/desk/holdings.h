#pragma once

#include <memory>

namespace nuri::catalogue {
class Snapshot;
}
namespace nuri::licensing {
struct Law;
}
namespace nuri::assets {
class AssetIndex;
}

namespace nuri::desk {

/// What the desk's questions are answered from: the snapshots that are in force at one moment. Nothing in it
/// is null.
struct Holdings {
    std::shared_ptr<const catalogue::Snapshot> catalogue;
    std::shared_ptr<const licensing::Law> law;
    std::shared_ptr<const assets::AssetIndex> assets;
};

}  // namespace nuri::desk
