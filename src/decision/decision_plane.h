#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "decision/snapshot.h"

namespace nuri::store {
class Database;
}
namespace nuri::assets {
class AssetLibrary;
class AssetRegister;
}  // namespace nuri::assets

namespace nuri::decision {

/// Publishes the snapshot in force. A reader takes the current one and holds it for the length of a request;
/// it never waits and never touches the database.
class DecisionPlane {
  public:
    struct Options {
        rights::ServiceRules rules = {};
        /// Where the compiled rights are kept as a file (`rights`), so that the next start maps it instead of
        /// compiling; empty: nowhere.
        std::filesystem::path folder = {};
    };

    /// Borrows all three. There is no snapshot before the first refresh().
    DecisionPlane(store::Database& database, assets::AssetRegister& assets, assets::AssetLibrary& library);
    /// To be called before the first refresh(), and by one thread.
    void configure(Options options);
    ~DecisionPlane();

    /// Never null after a first refresh() that succeeded.
    std::shared_ptr<const Snapshot> current() const;

    /// Compiles anew what has changed since the current snapshot and puts it in force; returns whether
    /// anything had. On failure the old snapshot stays. One at a time; a second caller waits and then looks
    /// again, so that whoever comes back from here sees what was committed before the call.
    Result<bool> refresh();

  private:
    store::Database& database_;
    assets::AssetRegister& assets_;
    assets::AssetLibrary& library_;
    Options options_;
    std::mutex refreshing_;
    std::shared_ptr<const Snapshot> current_;  // by the atomic functions of shared_ptr
};

}  // namespace nuri::decision
