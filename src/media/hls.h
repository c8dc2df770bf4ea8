#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "media/presentation.h"

namespace nuri::media {

/// The multivariant playlist, `master.m3u8` (RFC 8216bis, version 7). One EXT-X-STREAM-INF for each allowed
/// video track and each group of audio codecs; audio and subtitles as EXT-X-MEDIA groups;
/// EXT-X-I-FRAME-STREAM-INF for trick play; EXT-X-IMAGE-STREAM-INF for thumbnails (Roku's extension, which
/// Shaka Player reads). Where only audio is allowed, each audio track is a variant. `not_found` when no track
/// that plays is allowed.
Result<std::string> hls_multivariant(const Presentation& presentation, const ManifestOptions& options);

/// The media playlist of one video, audio, text or image track. `not_found` when there is none of that id or
/// it is not allowed: to the reader the two are the same.
Result<std::string> hls_media_playlist(const Presentation& presentation, std::string_view id,
                                       const ManifestOptions& options);

/// The I-frame playlist of a video track: the first picture of every segment. `not_found` as above.
Result<std::string> hls_iframe_playlist(const Presentation& presentation, std::string_view id,
                                        const ManifestOptions& options);

}  // namespace nuri::media
