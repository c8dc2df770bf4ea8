#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::media {

enum class TrackKind { video, audio };

/// What a track is for, in the words of DASH (ISO/IEC 23009-1, 5.8.5.5, urn:mpeg:dash:role:2011).
/// The HLS writer translates.
enum class Role {
    main,             ///< the film's own picture, its original sound, its plain subtitles
    dub,              ///< speech in another language than the film's own
    commentary,       ///< the makers speaking over the film
    description,      ///< audio description for those who do not see the picture
    caption,          ///< subtitles that also tell sounds, for those who do not hear them
    forced_subtitle,  ///< only what a viewer who understands the speech still needs read: signs, other
                      ///< tongues
    supplementary,    ///< none of these
};
std::string_view to_string(Role role);
/// `invalid` for a word that is none of the above.
Result<Role> parse_role(std::string_view word);

/// A time or a length in units of `1 / timescale` seconds, as ISO base media files count: exact for
/// 1001/30000 s frames and for 1024/44100 s of sound, which milliseconds are not.
struct MediaTime {
    int64_t units = 0;
    uint32_t timescale = 1;  ///< never 0

    double seconds() const { return static_cast<double>(units) / timescale; }
    friend bool operator==(const MediaTime& a, const MediaTime& b) { return compare(a, b) == 0; }
    friend bool operator<(const MediaTime& a, const MediaTime& b) { return compare(a, b) < 0; }

  private:
    static int compare(const MediaTime& a, const MediaTime& b);
};

/// Code points of ISO/IEC 23091-2 (H.273), the `nclx` of a `colr` box.
struct Colour {
    uint16_t primaries = 1;
    uint16_t transfer = 1;
    uint16_t matrix = 1;
    bool full_range = false;
    friend bool operator==(const Colour&, const Colour&) = default;
};

enum class ProtectionScheme {
    cenc,  ///< AES-128-CTR, 8-byte IV a sample
    cbcs,  ///< AES-128-CBC with one constant IV; video one block in ten, audio every whole block
};

/// How a track is encrypted (ISO/IEC 23001-7), without the key: this much stands in files and manifests.
struct Protection {
    ProtectionScheme scheme = ProtectionScheme::cbcs;
    std::array<uint8_t, 16> key_id{};
    std::array<uint8_t, 16> constant_iv{};  ///< `cbcs` only
    friend bool operator==(const Protection&, const Protection&) = default;
};

/// Everything about a track that is not its samples: enough to write its init segment and its lines in
/// a manifest. A plain record; the init writer refuses what cannot be (`write_init`).
struct TrackInfo {
    TrackKind kind = TrackKind::video;

    /// The type of the sample entry: `avc1`, `hvc1`, `hev1`, `av01`, `mp4a`, `Opus`, `ac-3`, `ec-3`.
    std::string sample_entry;
    /// What the decoder needs first. For `mp4a` the AudioSpecificConfig; for others the payload of the
    /// configuration box: `avcC`, `hvcC`, `av1C`, `dOps`, `dac3`, `dec3`, without its header.
    std::vector<uint8_t> configuration;
    /// RFC 6381 ("avc1.64001f"); `codec_string` makes it of the two above.
    std::string codec;

    uint32_t timescale = 0;  ///< units a second of every time of this track

    // Video.
    uint16_t width = 0;  ///< of the coded picture, in samples
    uint16_t height = 0;
    uint32_t sar_width = 1;  ///< shape of one sample; 1:1 when square
    uint32_t sar_height = 1;
    std::optional<Colour> colour;
    std::vector<uint8_t> mastering_display;  ///< payload of an `mdcv` box, 24 bytes, or none
    std::vector<uint8_t> content_light;      ///< payload of a `clli` box, 4 bytes, or none
    /// Frames a second as `frame_rate_units / frame_rate_base`, for manifests: 30000/1001. 0 when the
    /// durations vary too much to name one.
    uint32_t frame_rate_units = 0;
    uint32_t frame_rate_base = 1;

    // Audio.
    uint16_t channels = 0;
    uint32_t sample_rate_hz = 0;

    std::string language = "und";  ///< BCP 47
    Role role = Role::main;

    /// The composition time, in units of the timescale, that is shown at the start of the presentation; a
    /// sample's time on the presentation's clock is its decode time, plus its composition offset, less this.
    /// For sound what lies before is decoded but not heard: 1024 for AAC from most encoders (its priming),
    /// the pre-skip for Opus. For video it takes back what keeps composition offsets from being negative (see
    /// `join_track`). Written as the one entry of an edit list (ISO/IEC 23000-19, 7.5.13: offset edit list).
    uint32_t media_time = 0;

    std::optional<Protection> protection;
};

/// One access unit's facts; its bytes travel beside it.
struct Sample {
    uint32_t size = 0;               ///< bytes
    uint32_t duration = 0;           ///< in the track's timescale
    int32_t composition_offset = 0;  ///< composition time minus decode time; may be negative
    bool sync = false;               ///< decoding can start here; every audio sample is one
};

/// The RFC 6381 string for a sample entry and its configuration: `avc1.PPCCLL`, `hvc1.…`, `av01.…`,
/// `mp4a.40.2`, `opus`, `ac-3`, `ec-3`. `corrupt` when the configuration is too short for what it says it
/// is, `unsupported` for an entry that `TrackInfo` does not list.
Result<std::string> codec_string(std::string_view sample_entry, std::span<const uint8_t> configuration);

}  // namespace nuri::media
