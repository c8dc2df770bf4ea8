#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "media/track.h"

namespace nuri::media {

/// The init segment of a CMAF track: `ftyp` (brands `cmfc`, `iso6`) and `moov` with one track, its edit
/// list and its `mvex`; no time of creation, so that equal tracks have equal bytes. The `moov` is written
/// for a track that is whole: `duration` is what the presentation shows of it, in units of the track's
/// timescale, 0 when it is not yet known. `invalid` for a track without timescale, size, channels or
/// configuration; `unsupported` for a sample entry that `TrackInfo` does not list. Spec: ISO/IEC 14496-12,
/// ISO/IEC 23000-19 (CMAF header).
Result<std::vector<uint8_t>> write_init(const TrackInfo& track, uint64_t duration = 0);

}  // namespace nuri::media
