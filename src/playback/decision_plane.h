#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/decision.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "world/territory.h"

namespace nuri::store {
class Database;
}
namespace nuri::catalogue {
class Snapshot;
}
namespace nuri::licensing {
struct Law;
}
namespace nuri::assets {
class AssetIndex;
class AssetLibrary;
class AssetRegister;
}  // namespace nuri::assets

namespace nuri::playback {

/// Everything that a question about a title is answered from, as it stood at one moment of the registers.
/// Immutable; nothing in it is ever null.
struct Snapshot {
    std::shared_ptr<const catalogue::Snapshot> catalogue;
    std::shared_ptr<const licensing::Law> law;  ///< licences and footprint, compiled
    std::shared_ptr<const assets::AssetIndex> assets;
    rights::ServiceRules rules;                ///< what the operator decided for the whole service
    std::map<std::string, int64_t> revisions;  ///< of the registers it was made of
};

/// For whom a question is asked, apart from the title.
struct Audience {
    std::optional<world::Territory> place;  ///< where the viewer is; none: we cannot tell
    std::optional<world::Territory> home;   ///< where the account lives; none for a visitor
    Instant at;
    rights::LicenseType license_type = rights::LicenseType::svod;
    std::optional<int> maturity_age;                 ///< the profile's limit; none: no limit
    std::optional<rights::DeviceClass> device = {};  ///< none: not asked about
    std::string platform = {};                       ///< the same
    rights::Anonymiser anonymiser =
        rights::Anonymiser::none;  ///< what the operator's lists say of the address
};

/// What the law is told beyond title, place and moment. Borrows the platform's name from the audience.
rights::Circumstances circumstances_of(const Snapshot& snapshot, const Audience& audience);

/// Footprint and rights, as rights::Index::decide; a viewer whose place we cannot tell is where the service
/// is not.
rights::Decision decide(const Snapshot& snapshot, const Audience& audience, TitleId title);

/// The youngest age that a title is meant for where the audience is: by the rating it carries in a system of
/// that territory; where it has none there, by the strictest it carries anywhere; `world::unrated_age` where
/// it has none at all, or labels that nobody knows. An episode without a rating has its season's, a season
/// its series'.
int maturity_of(const Snapshot& snapshot, TitleId title, const std::optional<world::Territory>& place);

/// When the title is lost to this audience, if that is known: a change that leaves it licensed is none. None
/// too for what it has not.
std::optional<Instant> leaves_at(const Snapshot& snapshot, const Audience& audience, TitleId title);

/// What this audience can watch here and now: films and episodes that are allowed, ready and within the
/// maturity limit. What is not in it is nowhere: not in rows, counts, search, pages or pictures.
class Watchable {
  public:
    Watchable(std::shared_ptr<const Snapshot> snapshot, const Audience& audience);

    /// A film or episode that plays; a season or series of which some episode does.
    bool contains(TitleId title) const;

    /// Films and series, by id.
    const std::vector<TitleId>& tops() const { return tops_; }

    const Snapshot& snapshot() const { return *snapshot_; }
    const Audience& audience() const { return audience_; }

  private:
    std::shared_ptr<const Snapshot> snapshot_;
    Audience audience_;
    std::vector<TitleId> visible_;  // sorted
    std::vector<TitleId> tops_;
};

/// Keeps the snapshot in force. Readers take the current one and hold it for the length of a request; they
/// never wait and never touch the database.
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

}  // namespace nuri::playback
