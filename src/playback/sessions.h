#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "assets/asset_document.h"
#include "base/result.h"
#include "base/time.h"
#include "decision/decision_plane.h"
#include "grants/grant.h"
#include "members/account.h"
#include "rights/decision.h"

namespace nuri::store {
class Database;
struct Schema;
}  // namespace nuri::store
namespace nuri::assets {
class AssetLibrary;
struct LoadedAsset;
}  // namespace nuri::assets
namespace nuri::members {
class Accounts;
class Plans;
class Profiles;
class Subscriptions;
}  // namespace nuri::members
namespace nuri::events {
class EventLog;
class ProgressRegister;
}  // namespace nuri::events

namespace nuri::playback {

/// The device that asks, by its own word.
struct Device {
    std::string id;  ///< chosen by the device and kept: a stream that it left behind is its own to take over;
                     ///< may be empty
    std::string name;               ///< "Firefox on Linux": for the member's list of streams
    std::optional<int> max_height;  ///< lines it can show; none: any
    rights::DeviceClass device_class = rights::DeviceClass::web;
    std::string platform = {};  ///< the operator's name for it; may be empty
};

/// "May I play this, here, now?"
struct Ask {
    members::AccountId account;
    std::optional<members::ProfileId> profile;  ///< none: the account's first
    std::string title;                          ///< REF; a series or season means its episode to go on with
    std::optional<world::Territory> place;
    Device device;
    rights::Anonymiser anonymiser = rights::Anonymiser::none;
};

/// A stream of the member that is in use.
struct Stream {
    std::string session;
    TitleId title;
    std::string device;
    std::string territory;
    Instant started;
    Instant lease_until;
};

/// Streams in use of one title in one territory.
struct Watching {
    TitleId title;
    std::string territory;
    int64_t count = 0;
};

/// "No", and why. The viewer is told the truth and nothing else of the title.
struct Refusal {
    rights::Reason reason = rights::Reason::no_licence;
    std::string detail;               ///< in English, for programs and logs; pages speak by the reason
    std::optional<Instant> opens_at;  ///< of not_open_yet
    std::vector<Stream> streams;      ///< of streams: those in use
};

/// "Yes": a playback session has begun.
struct Started {
    std::string id;     ///< 32 hexadecimal digits
    std::string token;  ///< the playback grant, as it stands in URLs
    std::shared_ptr<const assets::LoadedAsset> asset;
    TitleId title;
    GrantId rights_grant;  ///< which licence allowed it
    Instant expires;       ///< of the playback grant
    Instant lease_until;
    std::chrono::seconds heartbeat;  ///< how often the player is to report
    std::chrono::milliseconds resume{0};
    int max_height = 0;                   ///< lines of the tallest track that the viewer may have
    std::vector<assets::Marker> markers;  ///< parts that may be skipped, in order of time
};

/// A preview to play.
struct PreviewGrant {
    static constexpr std::chrono::minutes life{10};
    static constexpr int height_max = 720;

    std::string token;  ///< as Started::token
    std::shared_ptr<const assets::LoadedAsset> asset;
    Instant expires;
};

using Outcome = std::variant<Started, Refusal>;

/// What a player reports: since the report before, except the position.
struct Report {
    enum class State { playing, paused, buffering, ended } state = State::playing;
    std::chrono::milliseconds position{0};
    std::chrono::milliseconds watched{0};
    std::chrono::milliseconds stalled{0};
    int height = 0;
    int64_t bitrate_bps = 0;
};

/// Playback sessions: from a viewer's question to the end of the viewing.
///
/// A question is asked in the order of the law: footprint, denies, licences (rights); plan and streams; the
/// profile's maturity; the device; and whether there is anything to play. A yes takes one of the member's
/// streams on lease. Streams are counted, not log-ins: a lease is renewed by reports, and is free again when
/// the player stops or falls silent. The count and the taking are one transaction, so two devices cannot both
/// take the last one.
///
/// Everything acknowledged is in the database before the answer goes out. Safe to use from many threads.
/// Borrows all it is given.
class Sessions {
  public:
    struct Options {
        std::chrono::seconds grant_life{6 * 3600};
        std::chrono::seconds lease{60};
    };
    struct Registers {
        store::Database& database;
        members::Accounts& accounts;
        members::Plans& plans;
        members::Profiles& profiles;
        members::Subscriptions& subscriptions;
        events::ProgressRegister& progress;
        events::EventLog& events;
        assets::AssetLibrary& library;
    };

    Sessions(const Registers& registers, const decision::DecisionPlane& plane, grants::GrantKeys keys,
             Options options);

    static const store::Schema& schema();

    /// `not_found` for a REF that names nothing, once the service is open where the viewer is; `invalid` for
    /// one that names nothing playable.
    Result<Outcome> start(const Ask& ask, Instant now);

    /// Renews the lease and keeps the position. All of the law is asked again, of the device that the session
    /// began on and the address that reports: a licence that was withdrawn or no longer covers the device, or
    /// a viewer who has moved or now hides where he is, ends the session with a Refusal. A lease that had
    /// lapsed is taken again if a stream is free. `not_found` for a session that is over or another's.
    Result<std::optional<Refusal>> report(members::AccountId account, std::string_view session,
                                          const Report& report, const std::optional<world::Territory>& place,
                                          rights::Anonymiser anonymiser, Instant now);

    /// Ends a session and frees its stream; ending it again does nothing.
    Result<> stop(members::AccountId account, std::string_view session, const std::optional<Report>& last,
                  Instant now);

    /// A title's preview, to play for some minutes without a session: no stream is taken and nothing kept.
    /// None where it has no preview. Whoever asks has seen to it that the viewer can watch the title.
    Result<std::optional<PreviewGrant>> preview(const decision::Snapshot& snapshot, TitleId title,
                                                Instant now) const;

    /// The member's streams in use, oldest first.
    Result<std::vector<Stream>> streams(members::AccountId account, Instant now);

    /// How many there are in all, for the overview.
    Result<int64_t> active_count(Instant now);
    /// What is being watched where.
    Result<std::vector<Watching>> watching(Instant now);

    /// For people of the house who look at an asset: a grant for all of its tracks that takes no stream, is
    /// in no log of playback and belongs to no session.
    std::string preview(const assets::LoadedAsset& asset, Instant expires) const;

  private:
    Registers registers_;
    const decision::DecisionPlane& plane_;
    grants::GrantKeys keys_;
    Options options_;
};

/// The order in which an asset's tracks are numbered in grants: pictures and sound, then texts, then
/// thumbnails, each in the order of its document. `id_of(n)` names the n-th.
size_t track_count(const assets::LoadedAsset& asset);
std::string_view track_id(const assets::LoadedAsset& asset, size_t n);

/// The tracks that a decision's terms and a picture height allow; none when no picture or sound is left of an
/// asset that has one.
std::optional<grants::TrackMask> allowed_tracks(const assets::LoadedAsset& asset,
                                                const rights::Decision& decision, int height_max);

}  // namespace nuri::playback
