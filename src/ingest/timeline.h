#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "ingest/facts.h"
#include "ingest/plan.h"

namespace nuri::ingest {

/// When each frame is shown, in whole ticks from 0.
struct Timeline {
    uint32_t timescale_hz = 0;
    Ratio frame_rate;
    bool constant_rate = false;
    std::vector<PlannedFrame> frames;
    std::vector<int> planned_of;  ///< for each frame of the analysis, its number in `frames`
    int64_t duration = 0;
    int64_t origin_us = 0;
};

/// Lays the frames of an analysis on a grid where they have a constant rate (a time stamp that a container rounded to
/// a millisecond goes back to where it belongs, a frame that was left out lengthens the one before), and keeps their
/// own times, in 1/90,000 s, where they have none.
///
/// Sound that starts well before the picture is not cut: the first picture is then shown from where the sound starts.
/// What is shown for longer than a second is repeated each second, so that no segment is longer than planned.
/// `corrupt` for times that leap by more than a day.
Result<Timeline> make_timeline(const Analysis& analysis);

}  // namespace nuri::ingest
