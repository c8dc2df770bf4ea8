#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/track.h"

namespace nuri::media {

/// What `trex` says of the samples of fragments that say nothing themselves.
struct FragmentDefaults {
    uint32_t duration = 0;
    uint32_t size = 0;
    uint32_t flags = 0;
};

/// A `trak` without its samples.
struct TrackHeader {
    uint32_t number = 0;
    TrackInfo info;      ///< media_time is still that of the edit list, not of `MovieTrack`
    uint64_t delay = 0;  ///< empty edits at the start, in the track's timescale
    uint64_t shown = 0;  ///< how long the edit shows, in the track's timescale; 0 = all there is
    std::span<const uint8_t> sample_table;  ///< payload of `stbl`; borrows from the moov
    FragmentDefaults defaults;
};

struct MovieHeader {
    std::vector<TrackHeader> tracks;
    std::vector<std::string> findings;  ///< tracks that were left out
    bool fragmented = false;            ///< there is an `mvex`
};

/// Reads the payload of a `moov`, which the headers borrow from. Tracks that we cannot package are left out
/// with a finding. `corrupt` and `unsupported` as `read_movie` says.
Result<MovieHeader> read_movie_header(std::span<const uint8_t> moov);

}  // namespace nuri::media
