#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"
#include "rights/grant.h"
#include "rights/ids.h"
#include "rights/license_type.h"
#include "world/territory.h"

namespace nuri::rights {

/// Why the answer is what it is. The first that applies, in this order; the law itself answers those down to
/// `no_licence`, and playback, which asks more of the viewer, the rest. The words are part of the interface.
enum class Reason : uint8_t {
    licensed,
    service_unavailable,   ///< embargoed or never offered
    service_not_launched,  ///< announced, or launched from a later instant
    denied,                ///< a holdback or blackout
    not_open_yet,          ///< a window lies ahead: `opens_at`
    closed,                ///< all windows are past
    no_licence,            ///< there never was one for this place
    plan,
    streams,
    maturity,
    device,
    not_ready,  ///< no asset
};

std::string_view to_string(Reason reason);
std::optional<Reason> parse_reason(std::string_view word);

/// One question to the law.
struct Query {
    TitleId title;
    world::Territory territory;            ///< where the viewer is
    std::optional<world::Territory> home;  ///< where the account lives, if it is known
    Instant at;
    LicenseType license_type = LicenseType::svod;
};

/// The answer. "No" is an answer, not an error.
struct Decision {
    bool allowed = false;
    Reason reason = Reason::no_licence;

    /// The one grant that decides: the chosen allow, or the deny. None for any other reason.
    std::optional<GrantId> grant;

    /// That grant's terms and no other's; when not allowed, without meaning.
    std::optional<int> max_height;
    bool hdr = true;
    Languages audio;
    Languages subtitles;

    /// The next instant at which anything here changes; none if never. Callers may keep the answer up to it.
    std::optional<Instant> valid_until;

    /// With `not_open_yet`: the first instant at which it will be allowed. Where denies cover all windows
    /// that lie ahead, the start of the first of those windows.
    std::optional<Instant> opens_at;

    friend bool operator==(const Decision&, const Decision&) = default;
};

/// The territory whose footprint and licences hold. A subscriber of one member state of the EU who is
/// in another sees what he sees at home (Regulation (EU) 2017/1128, article 3); anybody else what is licensed
/// where he is.
world::Territory deciding_territory(world::Territory present, const std::optional<world::Territory>& home);

}  // namespace nuri::rights
