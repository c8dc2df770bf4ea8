#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nuri::events {

enum class PlaybackEventKind {
    start,     ///< the first picture is on the screen
    progress,  ///< a heartbeat
    stop,      ///< the viewer left, or the title ended
    error,     ///< the player gave up: `detail` is its code
    quality,   ///< another rendition: `height`, `bitrate_bps`
    refused,   ///< no playback session was given: `detail` is the reason
};
std::string_view to_string(PlaybackEventKind kind);
/// `invalid` for a word that is no kind.
Result<PlaybackEventKind> parse_event_kind(std::string_view word);

/// Something that happened to one viewing. Never changed once recorded; its `id` makes it one event however
/// often it is sent or taken in.
struct PlaybackEvent {
    std::string id;  ///< 32 hexadecimal digits, chosen at random by whoever saw it happen
    PlaybackEventKind kind = PlaybackEventKind::progress;
    Instant at;                    ///< by the player's clock, or ours where no player is
    Instant received;              ///< by ours
    std::string playback_session;  ///< empty for a refusal
    int64_t account = 0;           ///< numbers of members' and catalogue's records; 0 where not known
    int64_t profile = 0;
    int64_t title = 0;
    int64_t grant = 0;      ///< the licence's grant that allowed it, which is what is counted and paid
    std::string asset;      ///< 32 hexadecimal digits; empty for a refusal
    std::string territory;  ///< ISO 3166-1 alpha-2, where the viewer is
    std::string device;
    int64_t position_ms = 0;
    int64_t watched_ms = 0;  ///< played since the event before
    int64_t stalled_ms =
        0;  ///< stood still for want of data since the event before; for start, until the first picture
    int32_t height = 0;
    int64_t bitrate_bps = 0;
    std::string detail;  ///< at most 1,000 bytes
    friend bool operator==(const PlaybackEvent&, const PlaybackEvent&) = default;
};

/// 32 hexadecimal digits in lower case.
bool is_event_id(std::string_view id);

/// A record of the spool: one JSON object. What has its ordinary value (0, empty) is left out.
std::string to_record(const PlaybackEvent& event);

/// `corrupt` for what to_record() could not have written.
Result<PlaybackEvent> parse_record(std::string_view record);

}  // namespace nuri::events
