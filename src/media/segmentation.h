#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/track.h"

namespace nuri::media {

/// A track's times: `samples` by decode order, the first decoded at `start`, shown as `info` says.
/// Borrowed for the length of a call.
struct TimedTrack {
    uint32_t timescale = 0;
    uint64_t start = 0;
    uint32_t media_time = 0;
    std::span<const Sample> samples;
};

/// For every segment of a track the number of its first sample; the first is 0. A cut list is never empty.
using Cuts = std::vector<size_t>;

/// Cuts for video tracks that are to share their segment boundaries, one list for each track. Candidates are
/// the closed key frames (those before which no later picture is shown) that every track has at the same
/// presentation time, to half a millisecond; of them those nearest to `segment_seconds` after the cut before.
/// `invalid`, naming the time, when tracks that have key frames of their own share none for more than twice
/// that.
Result<std::vector<Cuts>> cut_video(std::span<const TimedTrack> tracks, double segment_seconds);

/// Cuts for sound: on the sample whose presentation time lies nearest to each boundary.
/// Boundaries past the end of the track are left out.
Cuts cut_audio(const TimedTrack& track, std::span<const MediaTime> boundaries);

/// Where the cuts of a track lie on the presentation's clock, the first (the start) left out.
std::vector<MediaTime> boundaries_of(const TimedTrack& track, const Cuts& cuts);

}  // namespace nuri::media
