#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assets/asset_id.h"
#include "base/result.h"
#include "base/time.h"
#include "media/presentation.h"
#include "rights/ids.h"

namespace nuri::assets {

/// A file of the asset's folder and what it must be.
struct AssetFile {
    std::string name;  ///< see is_asset_file_name()
    uint64_t size_bytes = 0;
    std::string sha256;  ///< 64 hexadecimal digits
    friend bool operator==(const AssetFile&, const AssetFile&) = default;
};

/// A picture or sound track: a CMAF file and its segment index beside it.
struct AssetTrack {
    std::string id;          ///< "video-avc-1080": letters, digits, '-', '_' and '.'
    std::string file;        ///< "video-avc-1080.cmfv"
    std::string index_file;  ///< "video-avc-1080.idx", by media::serialise
    std::string name;        ///< for menus; may be empty
    media::TrackInfo info;
    /// Of a video track: its rung, as licences cap it. 1080 for a picture of 1920x800; 0 for sound.
    int rung_height = 0;
    uint64_t average_bps = 0;  ///< SegmentIndex::average_bandwidth_bps
    uint64_t peak_bps = 0;
};

enum class MarkerKind { recap, intro, credits };
std::string_view to_string(MarkerKind kind);

/// A part that a viewer may want to skip.
struct Marker {
    MarkerKind kind = MarkerKind::intro;
    std::chrono::milliseconds start{0};
    std::chrono::milliseconds end{0};
    friend bool operator==(const Marker&, const Marker&) = default;
};

/// What an asset is of its title. A preview never plays in the title's place.
enum class AssetPurpose {
    main,     ///< the work itself
    preview,  ///< a short clip that cards play
};
std::string_view to_string(AssetPurpose purpose);
/// `invalid` names the words there are.
Result<AssetPurpose> parse_asset_purpose(std::string_view word);
/// `invalid` for a word that is no kind.
Result<MarkerKind> parse_marker_kind(std::string_view word);

/// `asset.json`: everything an asset is, so that its folder can be understood, checked and registered anew
/// without any database. Written once and never changed. To the byte in docs/formats/asset.md.
struct AssetDocument {
    static constexpr int version = 1;
    static constexpr std::string_view file_name = "asset.json";
    static constexpr size_t bytes_max = 16 << 20;
    static constexpr size_t tracks_max =
        128;  ///< tracks, texts and images together: as many as a playback grant can name
    static constexpr size_t markers_max = 512;
    static constexpr std::chrono::hours duration_max{30 * 24};  ///< so that no sum with a moment overflows
    static constexpr size_t files_max = 65536;

    AssetId id;
    TitleId title;
    AssetPurpose purpose = AssetPurpose::main;
    Instant created;
    std::chrono::milliseconds duration{0};
    std::string source =
        "{}";  ///< facts of the delivery it was made of: a JSON object, of the maker's own shape
    std::vector<AssetTrack> tracks;
    std::vector<media::TextTrack> texts;
    std::vector<media::ImageTrack> images;  ///< the n-th picture of one is the file image_file_name(id, n)
    std::vector<Marker> markers;
    std::vector<AssetFile> files;  ///< all in the folder but asset.json itself
};

/// "thumbnails-3.jpg"
std::string image_file_name(std::string_view image_id, uint32_t n);

/// 1 to 128 of ASCII letters, digits, '-', '_' and '.', the first a letter or digit: no name leads out of the
/// folder.
bool is_asset_file_name(std::string_view name);

/// "video/mp4", "audio/mp4", "text/vtt; charset=utf-8", "image/jpeg", by the ending; else
/// "application/octet-stream".
std::string_view content_type_of(std::string_view file_name);

std::string to_json(const AssetDocument& document);

/// `corrupt` for what is not as docs/formats/asset.md says, with the place ("tracks[2].language: …");
/// `unsupported` for a later version. What it returns holds together: names are safe and met once, every file
/// referred to is in `files`, every track has its language and times.
Result<AssetDocument> parse_asset_document(std::string_view json);

}  // namespace nuri::assets
