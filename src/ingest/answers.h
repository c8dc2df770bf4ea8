#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::ingest {

/// One segment as the worker wrote it.
struct MadeSegment {
    uint64_t bytes = 0;
    uint64_t duration = 0;  ///< in the track's timescale
    int samples = 0;
    std::string sha256;     ///< lower-case hexadecimal

    friend bool operator==(const MadeSegment&, const MadeSegment&) = default;
};

/// A file of segments: one rung of one chunk, or a whole sound track.
struct MadeTrack {
    int width = 0, height = 0;           ///< of picture
    int channels = 0, sample_rate_hz = 0;  ///< of sound
    int priming = 0;                     ///< samples that precede the sound
    std::vector<uint8_t> configuration;  ///< `avcC`, or the AudioSpecificConfig
    std::vector<MadeSegment> segments;
};

struct MadeChunk {
    std::vector<MadeTrack> rungs;     ///< in the order of the plan
    int64_t frames_missing = 0;       ///< that the analysis saw and the encoder could not: the one before is shown for longer
};

/// `corrupt` for what is not as docs/formats/media-worker.md says.
Result<MadeChunk> parse_chunk(std::string_view json);
Result<MadeTrack> parse_audio(std::string_view json);

}  // namespace nuri::ingest
