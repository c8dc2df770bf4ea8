#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grants/grant.h"
#include "io/file.h"

namespace nuri::origin {

/// A run of bytes in a track's file.
struct Extent {
    uint64_t offset = 0;
    uint64_t size = 0;
};

/// One track of a published asset, as the origin sends it. Its place in ServedAsset::tracks is its number in
/// a grant's track mask.
struct ServedTrack {
    std::string name;            ///< as in URLs: "video-avc-1080"
    std::string content_type;    ///< of its segments: "video/mp4", "image/jpeg", "text/vtt; charset=utf-8"
    std::string segment_suffix;  ///< of its segments' URLs: ".m4s", ".jpg"; empty if it has none
    std::shared_ptr<const io::Fd> file;  ///< open for as long as the asset is served
    uint64_t file_size = 0;
    Extent init;                   ///< `init.mp4`; size 0 if the track has none
    std::vector<Extent> segments;  ///< `0.m4s` is segments[0]
    std::string
        whole_name;  ///< under which the whole file is served: "subtitles.vtt", "track.mp4"; empty: it is not
    /// A file for each segment, where they do not lie in `file` (thumbnails are a picture each); else empty.
    std::vector<std::shared_ptr<const io::Fd>> segment_files;
};

enum class ManifestKind {
    hls_master,    ///< master.m3u8
    hls_playlist,  ///< {track}/playlist.m3u8
    hls_iframes,   ///< {track}/iframes.m3u8
    dash,          ///< manifest.mpd
};

/// A published asset in memory. Immutable: an asset that is replaced is another asset.
struct ServedAsset {
    grants::Bytes16 id{};
    std::vector<ServedTrack> tracks;  ///< at most TrackMask::tracks_max
    /// Writes a manifest that lists the tracks of `mask` and no others; `track` counts for `hls_playlist` and
    /// `hls_iframes` only. URLs in it are relative to the manifest, so that they carry the grant of whoever
    /// asked. Called on an event loop: it reads memory only.
    std::function<Result<std::string>(ManifestKind kind, const grants::TrackMask& mask, size_t track)>
        write_manifest;
};

/// Where the origin finds what it serves: a snapshot in memory, never a disk or a database. Called from many
/// threads.
class MediaSource {
  public:
    virtual ~MediaSource() = default;
    /// None if there is no such asset, or it is no longer published.
    virtual std::shared_ptr<const ServedAsset> find(const grants::Bytes16& asset) const = 0;
};

/// An asset's id as it stands in URLs: 32 lower-case hexadecimal digits.
std::string to_path(const grants::Bytes16& asset);

}  // namespace nuri::origin
