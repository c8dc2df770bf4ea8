#include <algorithm>

#include "assets/asset_library.h"
#include "playback/sessions.h"
#include "world/language.h"

namespace nuri::playback {
namespace {

/// Whether the terms take in a track. One whose language nobody named (`und`, as music and silence have) is
/// held back only where the licence names languages and cannot mean it.
bool permits(const rights::Terms& terms, rights::TrackUse use, std::string_view language) {
    const auto tag = world::LanguageTag::parse(language);
    if (tag) return rights::permits(terms, use, *tag);
    const bool sound = use == rights::TrackUse::audio || use == rights::TrackUse::dub;
    return sound ? !terms.audio : !terms.subtitles;
}

rights::TrackUse use_of(const media::TrackInfo& track) {
    return track.role == media::Role::dub ? rights::TrackUse::dub : rights::TrackUse::audio;
}
rights::TrackUse use_of(const media::TextTrack& text) {
    return text.role == media::Role::forced_subtitle ? rights::TrackUse::forced : rights::TrackUse::subtitles;
}

/// By its transfer function: SMPTE ST 2084 or HLG (ISO/IEC 23091-2, table 3).
bool is_hdr(const media::TrackInfo& track) {
    return track.colour && (track.colour->transfer == 16 || track.colour->transfer == 18);
}

rights::AudioFormat format_of(const media::TrackInfo& track) {
    return track.channels <= 2   ? rights::AudioFormat::stereo
           : track.channels <= 8 ? rights::AudioFormat::surround
                                 : rights::AudioFormat::immersive;
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

std::optional<grants::TrackMask> allowed_tracks(const assets::LoadedAsset& asset,
                                                const rights::Decision& decision, int height_max) {
    const assets::AssetDocument& document = asset.document;
    const rights::Terms terms = rights::terms_of(decision);
    if (decision.max_height) height_max = std::min(height_max, *decision.max_height);
    grants::TrackMask mask;
    bool has_video = false, has_audio = false, video = false, audio = false;
    size_t n = 0;
    for (const assets::AssetTrack& track : document.tracks) {
        if (track.info.kind == media::TrackKind::video) {
            has_video = true;
            if (track.rung_height <= height_max && (terms.hdr || !is_hdr(track.info))) {
                mask.add(n);
                video = true;
            }
        } else {
            has_audio = true;
            if (format_of(track.info) <= terms.audio_format &&
                permits(terms, use_of(track.info), track.info.language)) {
                mask.add(n);
                audio = true;
            }
        }
        ++n;
    }
    if ((has_video && !video) || (has_audio && !audio)) return {};
    for (const media::TextTrack& text : document.texts) {
        if (permits(terms, use_of(text), text.language)) mask.add(n);
        ++n;
    }
    for (size_t i = 0; i < document.images.size(); ++i) mask.add(n++);
    return mask;
}

}  // namespace nuri::playback
