#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/bytes.h"
#include "media/track.h"

namespace nuri::media {

/// One track of an MP4 file, with its times as our own tracks have them: decode times start at `start`, no
/// composition offset is negative, and `info.media_time` is that of TrackInfo: `start` plus the offset of
/// what is shown first, less the media time, is when the track starts to show.
struct MovieTrack {
    uint32_t number = 0;  ///< track_ID in the file
    TrackInfo info;
    uint64_t start = 0;  ///< the first sample's decode time; not 0 where an empty edit delays the track
    std::vector<Sample> samples;    ///< in decode order
    std::vector<uint64_t> offsets;  ///< of each sample's bytes in the source
};

struct Movie {
    std::vector<MovieTrack> tracks;
    /// What was left out, and why: "track 3 (tmcd): not video or audio".
    std::vector<std::string> findings;
};

/// Reads the tables of an MP4 file, progressive or fragmented (CMAF); the media bytes are not touched.
/// Hostile input is safe: nesting, counts and sizes are bounded by what the source really holds, and every
/// sample lies inside it. `unsupported` when no MP4 is there or a track is edited in ways that no init
/// segment can say, `corrupt` when boxes contradict themselves or the file ends early, `too_large` past the
/// limits: 256 MB of tables, 64 tracks, 20 million samples. Spec: ISO/IEC 14496-12:2022.
Result<Movie> read_movie(ByteSource& source);

}  // namespace nuri::media
