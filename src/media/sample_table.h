#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/movie_header.h"
#include "media/track.h"

namespace nuri::media {

/// Samples in decode order and where each lies in its file; the two are of one length.
struct SampleList {
    std::vector<Sample> samples;
    std::vector<uint64_t> offsets;
};

/// The most samples of one file, all tracks together: 30 hours at 120 frames a second and eight sounds.
constexpr size_t samples_max = 20'000'000;

/// Reads an `stbl`: stts, ctts, stss, stsc, stsz or stz2, stco or co64. Each sample lies within
/// `file_size`. `corrupt` where tables contradict each other, `too_large` above `most` samples.
Result<SampleList> read_sample_table(std::span<const uint8_t> stbl, uint64_t file_size, size_t most);

/// One track's part of a `moof`.
struct TrackFragment {
    uint32_t number = 0;
    std::optional<uint64_t> decode_time;  ///< of its first sample; none without a `tfdt`
    SampleList list;
};

/// Reads the payload of a `moof` that stands at `moof_offset`; tracks that are not in `tracks` are passed
/// over. Bounds as above.
Result<std::vector<TrackFragment>> read_fragment(std::span<const uint8_t> moof, uint64_t moof_offset,
                                                 std::span<const TrackHeader> tracks, uint64_t file_size,
                                                 size_t most);

}  // namespace nuri::media
