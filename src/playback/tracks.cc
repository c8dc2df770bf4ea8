#include <algorithm>

#include "assets/asset_library.h"
#include "playback/sessions.h"
#include "world/language.h"

namespace nuri::playback {
namespace {

/// Whether a licence's languages take in a track's. A track whose language nobody named (`und`, as music and
/// silence have) is held back only where the licence names languages and cannot mean it.
bool permits(const rights::Languages& languages, std::string_view language) {
    if (!languages) return true;
    const auto tag = world::LanguageTag::parse(language);
    if (!tag) return false;
    return std::any_of(languages->begin(), languages->end(),
                       [&](const world::LanguageTag& range) { return world::matches(range, *tag); });
}

}  // namespace

size_t track_count(const assets::LoadedAsset& asset) {
    return asset.document.tracks.size() + asset.document.texts.size() + asset.document.images.size();
}

std::string_view track_id(const assets::LoadedAsset& asset, size_t n) {
    const auto& [tracks, texts, images] =
        std::tie(asset.document.tracks, asset.document.texts, asset.document.images);
    if (n < tracks.size()) return tracks[n].id;
    n -= tracks.size();
    if (n < texts.size()) return texts[n].id;
    n -= texts.size();
    CHECK(n < images.size());
    return images[n].id;
}

std::optional<TrackMask> allowed_tracks(const assets::LoadedAsset& asset, const rights::Decision& decision,
                                        int height_max) {
    const assets::AssetDocument& document = asset.document;
    if (decision.max_height) height_max = std::min(height_max, *decision.max_height);
    TrackMask mask;
    bool has_video = false, has_audio = false, video = false, audio = false;
    size_t n = 0;
    for (const assets::AssetTrack& track : document.tracks) {
        if (track.info.kind == media::TrackKind::video) {
            has_video = true;
            if (track.rung_height <= height_max) {
                mask.add(n);
                video = true;
            }
        } else {
            has_audio = true;
            if (permits(decision.audio, track.info.language)) {
                mask.add(n);
                audio = true;
            }
        }
        ++n;
    }
    if ((has_video && !video) || (has_audio && !audio)) return {};
    for (const media::TextTrack& text : document.texts) {
        if (permits(decision.subtitles, text.language)) mask.add(n);
        ++n;
    }
    for (size_t i = 0; i < document.images.size(); ++i) mask.add(n++);
    return mask;
}

}  // namespace nuri::playback
