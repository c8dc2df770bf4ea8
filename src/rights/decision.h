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
    anonymiser,            ///< behind a VPN or proxy, and the operator does not let that pass
    denied,                ///< a holdback or blackout
    not_open_yet,          ///< a window lies ahead: `opens_at`
    closed,                ///< all windows are past
    no_licence,            ///< there never was one for this place
    used_up,               ///< the licence's plays or downloads have all been had
    plan,
    streams,
    maturity,
    device,
    not_ready,  ///< no asset
};

std::string_view to_string(Reason reason);
std::optional<Reason> parse_reason(std::string_view word);

/// Whose law holds for a member who travels. An unknown home is no home, whatever the rule.
enum class TravelRule : uint8_t {
    portability,  ///< where he is; within the EU, home's (Regulation (EU) 2017/1128)
    follow,       ///< where he is, always: for services that the Regulation does not bind
    home,         ///< home's, wherever he is: only with licensors who agreed to it
};
std::string_view to_string(TravelRule rule);
std::optional<TravelRule> parse_travel_rule(std::string_view word);

/// What the operator's lists say of the viewer's address: it hides where he is.
enum class Anonymiser : uint8_t { none, vpn, hosting, proxy };
std::string_view to_string(Anonymiser anonymiser);
std::optional<Anonymiser> parse_anonymiser(std::string_view word);

/// What to do about it.
enum class AnonymiserPolicy : uint8_t {
    ignore,
    originals,  ///< only what is licensed wherever the service is, so that it does not matter where he is
    block,      ///< nothing
};
std::string_view to_string(AnonymiserPolicy policy);
std::optional<AnonymiserPolicy> parse_anonymiser_policy(std::string_view word);

/// What the operator decided once for the whole service.
struct ServiceRules {
    TravelRule travel = TravelRule::portability;
    AnonymiserPolicy anonymisers = AnonymiserPolicy::ignore;
    friend bool operator==(const ServiceRules&, const ServiceRules&) = default;
};

/// What a question may say of its circumstances beyond title, place and moment. All of it optional.
struct Circumstances {
    std::string_view edit;              ///< the version of the title; empty: the main one
    std::optional<DeviceClass> device;  ///< none: not asked about (Grant::devices)
    std::string_view platform;          ///< the same
    Anonymiser anonymiser = Anonymiser::none;
    ServiceRules rules;
};

/// One question to the law. Views are borrowed for the length of the call.
struct Query {
    TitleId title;
    world::Territory territory;            ///< where the viewer is
    std::optional<world::Territory> home;  ///< where the account lives, if it is known
    Instant at;
    LicenseType license_type = LicenseType::svod;
    Circumstances circumstances = {};
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
    Languages dubs;    ///< none: as `audio`
    Languages forced;  ///< none: as `subtitles`
    HeldBack held_back;
    AudioFormat audio_format = AudioFormat::immersive;
    std::optional<DownloadTerms> download;  ///< none: no downloads
    PlayCaps plays;                         ///< checked by licensing::Counters, after this yes

    /// The next instant at which anything here changes; none if never. Callers may keep the answer up to it.
    std::optional<Instant> valid_until;

    /// With `not_open_yet`: the first instant at which it will be allowed. Where denies cover all windows
    /// that lie ahead, the start of the first of those windows.
    std::optional<Instant> opens_at;

    friend bool operator==(const Decision&, const Decision&) = default;
};

/// A yes's terms, as one value; of a no, without meaning.
Terms terms_of(const Decision& decision);
/// Sets a decision's terms to those of the grant that allows it.
void set_terms(Decision& decision, const Terms& terms);

/// The territory whose footprint and licences hold. By the rule of portability, a subscriber of one member
/// state of the EU who is in another sees what he sees at home (Regulation (EU) 2017/1128, article 3);
/// anybody else what is licensed where he is.
world::Territory deciding_territory(world::Territory present, const std::optional<world::Territory>& home,
                                    TravelRule rule = TravelRule::portability);

}  // namespace nuri::rights
