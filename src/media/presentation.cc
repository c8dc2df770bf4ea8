#include "media/presentation.h"

#include <algorithm>

namespace nuri::media {
namespace {

template<typename Track>
const Track* find(const std::vector<Track>& tracks, std::string_view id) {
    const auto found =
        std::find_if(tracks.begin(), tracks.end(), [&](const Track& track) { return track.id == id; });
    return found != tracks.end() ? &*found : nullptr;
}

}  // namespace

MediaTime Presentation::duration() const {
    MediaTime longest;
    for (const auto& track : tracks) longest = std::max(longest, track.index->presentation_end());
    return longest;
}

const MediaTrack* Presentation::find_track(std::string_view id) const {
    return find(tracks, id);
}
const TextTrack* Presentation::find_text(std::string_view id) const {
    return find(texts, id);
}
const ImageTrack* Presentation::find_image(std::string_view id) const {
    return find(images, id);
}

}  // namespace nuri::media
