#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "media/box.h"
#include "media/track.h"

namespace nuri::media {

/// Writes the one entry of an `stsd`: `avc1` and its kin with their configuration, `colr`, `pasp`; wrapped as
/// `encv` or `enca` with `sinf` when the track is protected. The track is one that `write_init` accepts.
void write_sample_entry(BoxWriter& writer, const TrackInfo& track);

/// Reads a sample entry into `track`: sample entry, configuration, codec, size or channels, colour.
/// `unsupported` for entries that are not listed in `TrackInfo` and for schemes other than `cenc` and `cbcs`,
/// `corrupt` for one cut short.
Result<> read_sample_entry(const Box& entry, TrackInfo& track);

}  // namespace nuri::media
