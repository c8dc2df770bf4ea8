#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/presentation.h"

namespace nuri::media {

/// The tracks of a presentation that one viewer may have, in the order of the presentation; borrows from it.
/// Both manifest writers start from one, so that they cannot differ in what they let through.
struct Selection {
    std::vector<const MediaTrack*> video;
    std::vector<const MediaTrack*> audio;
    std::vector<const TextTrack*> texts;
    std::vector<const ImageTrack*> images;
    const MediaTrack* default_audio = nullptr;  ///< none without audio

    /// The end of the track that ends last, of those that play.
    MediaTime duration() const;
};

/// `not_found` when nothing that plays is left.
Result<Selection> select(const Presentation& presentation, const ManifestOptions& options);

/// Where a track's parts are, relative to the manifest: the file for `Addressing::files`, percent-encoded.
std::string track_url(const MediaTrack& track);

/// The size at which a picture is meant to be seen: its samples made square.
struct DisplaySize {
    uint32_t width = 0, height = 0;
};
DisplaySize display_size(const TrackInfo& info);

}  // namespace nuri::media
