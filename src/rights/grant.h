#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "rights/window.h"
#include "world/language.h"
#include "world/territory_set.h"

namespace nuri::rights {

/// What a grant does. A deny is no grant's opposite but its limit: it wins over every allow it meets.
enum class Sign : uint8_t {
    allow,
    holdback,  ///< a deny: somebody else holds the right for the time
    blackout,  ///< a deny: nobody may show it here and now
};

/// "allow", "holdback", "blackout".
std::string_view to_string(Sign sign);
std::optional<Sign> parse_sign(std::string_view word);

/// Languages a licence permits for one kind of track, in the contract's order; none is "any". Never empty:
/// a licence of no sound at all is a mistake. What a range takes in, `world::matches` says.
using Languages = std::optional<std::vector<world::LanguageTag>>;

/// How a title may be shown: what comes along with a yes. The caps of two grants are never merged, for one of
/// UHD without a dub and one of HD with it do not make UHD with the dub.
///
/// What later licences carry (devices, downloads, forced subtitles) joins here, and the evaluators hand it
/// through without looking.
struct Terms {
    std::optional<int> max_height;  ///< lines of the picture; none is no limit
    bool hdr = true;                ///< whether HDR is permitted
    Languages audio;
    Languages subtitles;
    friend bool operator==(const Terms&, const Terms&) = default;
};

/// One permission, or one denial, as the licensing register keeps it: this title and all below it, in these
/// territories, within this window, for these kinds of transaction. Immutable once published: a correction
/// is a new grant.
struct Grant {
    GrantId id;
    TitleId title;  ///< at any level: a series' grant covers its seasons and episodes
    Sign sign = Sign::allow;
    world::TerritorySet territories;
    Window window = Window::from(Instant{});
    LicenseTypes license_types{LicenseType::svod};
    Terms terms;             ///< of an allow; a deny withholds the title whole
    bool exclusive = false;  ///< nobody else may have it: a matter of conflicts, not of decisions
    int priority = 0;        ///< a higher one is chosen before a lower, whatever the terms: -1000 to 1000

    PartnerId partner;
    ContractId contract;
    std::string provenance;  ///< where it was read: a file and row, or the operator's name

    bool denies() const { return sign != Sign::allow; }
};

/// Refuses (`invalid`) what no evaluator should have to consider: no id or title, no territory, no licence
/// type, a height out of 1 to 16384, an empty language list or a language twice, a priority out of bounds,
/// terms on a deny.
Result<> validate(const Grant& grant);

/// Whether `a` is chosen before `b` when both apply: by priority, then picture height, HDR, breadth of audio
/// and then of subtitles, later end, lower id. A total order over grants with distinct ids.
bool is_preferred(const Grant& a, const Grant& b);

}  // namespace nuri::rights
