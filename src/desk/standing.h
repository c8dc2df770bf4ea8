#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "desk/holdings.h"
#include "rights/ids.h"
#include "world/territory.h"

namespace nuri::desk {

/// Where a title stands in the world, the best first. A series or season has the best of what lies below it.
enum class TitleStatus : uint8_t {
    live,        ///< it can be watched somewhere now
    not_ready,   ///< it is licensed somewhere now, and there is nothing to play
    scheduled,   ///< it opens somewhere later
    ended,       ///< every licence is past
    unlicensed,  ///< there is none where the service is launched
};
std::string_view to_string(TitleStatus status);
/// `invalid` names the words there are.
Result<TitleStatus> parse_title_status(std::string_view word);

/// How every title stands at one moment: the law asked for each territory in which the service is launched
/// (some milliseconds for 20,000 titles in twenty of them). Immutable. Keeps the snapshots it was made of.
class Standing {
  public:
    Standing(const Holdings& holdings, Instant at);

    TitleStatus status_of(TitleId title) const;
    /// It can be played, or something below it.
    bool has_asset(TitleId title) const;

    /// Films and episodes by status.
    const std::map<TitleStatus, int64_t>& counts() const { return counts_; }

    const Holdings& holdings() const { return holdings_; }
    Instant at() const { return at_; }
    /// The first moment at which any answer here may be another; none if never.
    std::optional<Instant> valid_until() const { return valid_until_; }

  private:
    struct Entry {
        TitleStatus status = TitleStatus::unlicensed;
        bool has_asset = false;
    };
    Holdings holdings_;
    Instant at_;
    std::optional<Instant> valid_until_;
    std::unordered_map<TitleId, Entry> entries_;
    std::map<TitleStatus, int64_t> counts_;
};

/// A title opens or closes in these territories.
struct Turn {
    TitleId title;  ///< the highest of which it is true: a series whose episodes all open together
    Instant at;
    std::vector<world::Territory> territories;
};
struct Turns {
    std::vector<Turn> openings;  ///< the nearest first
    std::vector<Turn> closings;
};

/// What opens and what closes within [from, to) where the service is launched; at most `count_max` of each. A
/// licence that is renewed without a gap closes nothing.
Turns turns_between(const Holdings& holdings, Instant from, Instant to, size_t count_max);

}  // namespace nuri::desk
