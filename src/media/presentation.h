#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/segment_index.h"
#include "media/track.h"

namespace nuri::media {

/// A track that plays: a file of segments and what is said of it.
struct MediaTrack {
    std::string id;    ///< "video-avc-1080": letters, digits, '-', '_' and '.'; a folder of its URLs
    std::string file;  ///< "video-avc-1080.cmfv": used where manifests address byte ranges
    std::string name;  ///< what a viewer reads in a menu: "한국어". May be empty: the language then
    TrackInfo info;
    std::shared_ptr<const SegmentIndex> index;  ///< never null; many manifests read one
};

/// Subtitles in one WebVTT file that covers the whole presentation.
struct TextTrack {
    std::string id;
    std::string file;  ///< "subtitles-ko.vtt": used where manifests address files
    std::string name;
    std::string language = "und";  ///< BCP 47
    Role role = Role::main;        ///< main, caption, forced_subtitle or commentary
};

/// Thumbnails: JPEG pictures, each a grid of `columns` x `rows` thumbnails.
struct ImageTrack {
    std::string id;
    uint32_t columns = 1, rows = 1;
    uint32_t width = 0, height = 0;  ///< of one thumbnail, in pixels
    MediaTime interval;              ///< from one thumbnail to the next
    uint32_t images = 0;             ///< JPEG files
    uint64_t largest_bytes = 0;      ///< of the largest of them
};

/// What both manifest writers are given: one programme with all its tracks. Nothing in it is of HLS or of
/// DASH, and no number in a manifest has another origin.
struct Presentation {
    std::vector<MediaTrack> tracks;  ///< the first audio of role main is the default
    std::vector<TextTrack> texts;
    std::vector<ImageTrack> images;

    /// The end of the track that ends last.
    MediaTime duration() const;
    const MediaTrack* find_track(std::string_view id) const;
    const TextTrack* find_text(std::string_view id) const;
    const ImageTrack* find_image(std::string_view id) const;
};

/// How manifests name the bytes.
enum class Addressing {
    /// Byte ranges of the track files, which lie beside the manifests; what `nuri package` writes. The media
    /// playlists of HLS are `{track}.m3u8` and `{track}-iframes.m3u8`.
    files,
    /// One URL a segment, as the origin serves them, relative to the multivariant playlist and the MPD:
    /// `{track}/init.mp4`, `{track}/{n}.m4s` with n from 0, `{text}/subtitles.vtt`, `{image}/{n}.jpg`; the
    /// media
    /// playlists of HLS are `{track}/playlist.m3u8`, `{track}/iframes.m3u8`, `{text}/playlist.m3u8` and
    /// `{image}/playlist.m3u8`.
    numbered,
};

struct ManifestOptions {
    Addressing addressing = Addressing::numbered;
    /// Which tracks, by id, the viewer may have; every one when it is empty. A track it refuses leaves no
    /// trace in what is written.
    std::function<bool(std::string_view id)> allowed;
    /// Where an HLS player fetches the key of a protected presentation (KEYFORMAT "identity").
    std::string key_uri = "key";
    /// BCP 47: the audio in this language is marked as the default; the first of role main when none is or
    /// none matches.
    std::string preferred_audio;

    bool allows(std::string_view id) const { return !allowed || allowed(id); }
};

}  // namespace nuri::media
