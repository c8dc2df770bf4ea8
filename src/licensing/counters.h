#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "rights/decision.h"
#include "store/database.h"

namespace nuri::licensing {

/// How often licences with caps have been used. The compiled law knows no counts: it names the grant and its
/// caps, and whoever is about to use a yes takes one here, in the transaction in which the use begins.
///
/// A *play* is an account's first playback session of a title under a grant; further sessions of the same
/// account, title and grant within 48 hours of it are the same play. A *download* is a copy made on a device.
/// Part of Licensing's schema.
class Counters {
  public:
    static constexpr std::chrono::hours same_play{48};

    enum class Use : uint8_t { play, download };

    struct Claim {
        GrantId grant;
        TitleId title;
        int64_t account = 0;
        Use use = Use::play;
        std::string_view transaction;  ///< unique: the playback session's or download's id; told twice, it
                                       ///< counts once
        rights::PlayCaps plays;        ///< of the decision
        std::optional<int> downloads_per_account_max;  ///< of the decision
    };

    /// Takes one use if the caps leave one; false, and nothing taken, if they do not. Two callers cannot both
    /// take the last. A grant without caps is always granted and costs no write.
    static Result<bool> take(store::Writer& writer, const Claim& claim, Instant now);

    /// How often a grant was used in all, or by one account.
    static Result<int64_t> used(store::Reader& reader, GrantId grant, Use use,
                                std::optional<int64_t> account = {});
};

}  // namespace nuri::licensing
