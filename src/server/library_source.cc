#include "server/library_source.h"

#include "base/log.h"
#include "media/dash.h"
#include "media/hls.h"
#include "playback/sessions.h"

namespace nuri::server {
namespace {

using assets::LoadedAsset;
using origin::ManifestKind;
using origin::ServedAsset;
using origin::ServedTrack;

Result<ServedTrack> media_track(assets::AssetLibrary& library, const LoadedAsset& asset,
                                const media::MediaTrack& track) {
    ServedTrack served;
    served.name = track.id;
    served.content_type = assets::content_type_of(track.file);
    served.segment_suffix = ".m4s";
    served.file = TRY(library.open_file(asset, track.file));
    served.init = {0, track.index->init_size};
    served.segments.reserve(track.index->segments.size());
    for (const media::Segment& segment : track.index->segments)
        served.segments.push_back({segment.offset, segment.size});
    return served;
}

Result<ServedTrack> text_track(assets::AssetLibrary& library, const LoadedAsset& asset,
                               const media::TextTrack& track) {
    ServedTrack served;
    served.name = track.id;
    served.content_type = assets::content_type_of(track.file);
    served.file = TRY(library.open_file(asset, track.file));
    served.whole_name = "subtitles.vtt";
    served.file_size = TRY(io::size_of(*served.file));
    return served;
}

Result<ServedTrack> image_track(assets::AssetLibrary& library, const LoadedAsset& asset,
                                const media::ImageTrack& track) {
    ServedTrack served;
    served.name = track.id;
    served.content_type = "image/jpeg";
    served.segment_suffix = ".jpg";
    for (uint32_t n = 0; n < track.images; ++n) {
        served.segment_files.push_back(TRY(library.open_file(asset, assets::image_file_name(track.id, n))));
        served.segments.push_back({0, TRY(io::size_of(*served.segment_files.back()))});
    }
    return served;
}

Result<std::string> write_manifest(const LoadedAsset& asset, ManifestKind kind, const grants::TrackMask& mask,
                                   size_t track) {
    media::ManifestOptions options;
    options.addressing = media::Addressing::numbered;
    options.allowed = [&](std::string_view id) {
        for (size_t n = 0; n < playback::track_count(asset); ++n) {
            if (playback::track_id(asset, n) == id) return mask.contains(n);
        }
        return false;
    };
    switch (kind) {
        case ManifestKind::hls_master:
            return media::hls_multivariant(asset.presentation, options);
        case ManifestKind::hls_playlist:
            return media::hls_media_playlist(asset.presentation, playback::track_id(asset, track), options);
        case ManifestKind::hls_iframes:
            return media::hls_iframe_playlist(asset.presentation, playback::track_id(asset, track), options);
        case ManifestKind::dash:
            return media::dash_manifest(asset.presentation, options);
    }
    CHECK(false);
}

Result<std::shared_ptr<const ServedAsset>> serve(assets::AssetLibrary& library, const assets::AssetId& id) {
    const auto asset = TRY(library.open(id));
    auto served = std::make_shared<ServedAsset>();
    served->id = id.bytes();
    for (const auto& track : asset->presentation.tracks)
        served->tracks.push_back(TRY(media_track(library, *asset, track)));
    for (const auto& track : asset->presentation.texts)
        served->tracks.push_back(TRY(text_track(library, *asset, track)));
    for (const auto& track : asset->presentation.images)
        served->tracks.push_back(TRY(image_track(library, *asset, track)));
    static_assert(assets::AssetDocument::tracks_max <= grants::TrackMask::tracks_max);
    served->write_manifest = [asset](ManifestKind kind, const grants::TrackMask& mask, size_t track) {
        return write_manifest(*asset, kind, mask, track);
    };
    return std::shared_ptr<const ServedAsset>(std::move(served));
}

size_t files_of(const ServedAsset& asset) {
    size_t files = 0;
    for (const ServedTrack& track : asset.tracks) files += (track.file ? 1 : 0) + track.segment_files.size();
    return files;
}

}  // namespace

std::shared_ptr<const origin::ServedAsset> LibrarySource::find(const grants::Bytes16& bytes) const {
    const auto id = assets::AssetId(bytes);
    const bool ready = library_.index()->contains(id);
    {
        const std::lock_guard lock(mutex_);
        const auto found = served_.find(id);
        if (found != served_.end()) {
            if (ready) return found->second;
            files_ -= files_of(*found->second);
            served_.erase(found);
        }
    }
    if (!ready) return nullptr;
    auto made = serve(library_, id);
    if (!made) {
        log::error("an asset cannot be served", {{"asset", id.text()}, {"why", made.error().message}});
        return nullptr;
    }
    const std::lock_guard lock(mutex_);
    const size_t files = files_of(**made);
    if (files_ + files > files_max_) {
        served_.clear();
        files_ = 0;
    }
    const auto [place, added] = served_.emplace(id, *std::move(made));
    if (added) files_ += files;  // or else another thread was faster
    return place->second;
}

}  // namespace nuri::server
