#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/result.h"
#include "media/bytes.h"
#include "media/encryption.h"
#include "media/movie.h"
#include "media/segment_index.h"
#include "media/segmentation.h"

namespace nuri::media {

/// Writes one track of a movie as a track file, its segments cut where `cuts` says: init segment, `sidx`,
/// segments. The media is copied from `source` in pieces of a megabyte, each read once. Where it is to be
/// encrypted, a segment of more than 6 MB is written as several fragments, since what `moof` says of
/// encryption is known only when its samples have been seen. `wrote` is told the bytes of media written since
/// it was told last.
///
/// `encryptor` may be null; then `track.info.protection` is not set. `too_large` for an encrypted sample of
/// more than 64 MB, otherwise as the source, the sink and the encryptor say.
Result<SegmentIndex> write_track(const MovieTrack& track, const Cuts& cuts, ByteSource& source,
                                 SampleEncryptor* encryptor, ByteSink& out,
                                 const std::function<void(uint64_t)>& wrote);

}  // namespace nuri::media
