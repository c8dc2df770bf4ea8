#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/database.h"
#include "store/migration.h"
#include "world/footprint.h"

namespace nuri::licensing {

/// Where the service is offered, with every change that was ever made. What holds of a territory is its
/// newest entry; a new data directory has launched nowhere. Counts up the revision "footprint".
class FootprintRegister {
  public:
    static constexpr std::string_view revision_name = "footprint";

    explicit FootprintRegister(store::Database& database) : database_(database) {}

    static const store::Schema& schema();

    /// What somebody said of a territory, and when. `state.reason` is empty for an unavailable territory of
    /// which nobody said why.
    struct Entry {
        world::Territory territory;
        world::ServiceState state;
        Instant created;
        std::string by;
    };

    Result<> set(world::Territory territory, const world::ServiceState& state, std::string_view by,
                 Instant now);

    Result<world::Footprint> load();
    static Result<world::Footprint> load(store::Reader& reader);

    /// All entries, or one territory's, the oldest first.
    Result<std::vector<Entry>> history(std::optional<world::Territory> territory = {});

  private:
    store::Database& database_;
};

}  // namespace nuri::licensing
