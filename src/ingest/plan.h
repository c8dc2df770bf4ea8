#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/facts.h"

namespace nuri::ingest {

/// One encoding of the picture. `height` is its name and what licences cap: the height of the smallest 16:9
/// frame (or 9:16, for an upright picture) that holds it, so that a 1920x800 film is "1080" and not "800".
struct Rung {
    int height = 0;
    int picture_width = 0;  ///< in square pixels, both even
    int picture_height = 0;
    int bitrate_max_kbps = 0;  ///< the peak that the rate control keeps to (VBV)

    friend bool operator==(const Rung&, const Rung&) = default;
};

/// A frame as it will be shown: which picture of the source, and from when.
struct PlannedFrame {
    int64_t source_pts = 0;  ///< two frames may show one picture: a still held for long is repeated
    int64_t time = 0;        ///< in the plan's timescale, from 0

    friend bool operator==(const PlannedFrame&, const PlannedFrame&) = default;
};

/// Frames [first, end) of the plan.
struct FrameRange {
    int first = 0;
    int end = 0;

    int size() const { return end - first; }
    friend bool operator==(const FrameRange&, const FrameRange&) = default;
};

/// What the encoder is to make: the same for every rung, in frames and whole ticks, never in seconds. Pure:
/// the same facts give the same plan, so a job taken up again after a crash goes on with what is done.
struct Plan {
    uint32_t timescale_hz = 0;  ///< a frame of 30000/1001 lasts exactly 1001 of 30000
    std::vector<PlannedFrame> frames;
    int64_t duration = 0;   ///< when the last frame goes
    int64_t origin_us = 0;  ///< the source's clock at time 0, to which audio is cut or padded
    std::vector<FrameRange>
        segments;  ///< each starts with an IDR; 1 to 6 s long but for what is shorter as a whole
    std::vector<FrameRange> chunks;  ///< in segments, not frames: each is one call of the worker, 20 to 30 s
    std::vector<Rung> rungs;         ///< the largest first
    Ratio frame_rate;                ///< of every frame where the rate is constant, else on the average
    bool constant_rate = false;
    bool deinterlace = false;
    std::vector<Finding> findings;

    /// When frame `index` is shown; the plan's duration for the one past the last.
    int64_t time_of(int index) const;
    double seconds() const { return static_cast<double>(duration) / timescale_hz; }
};

struct PlanOptions {
    std::vector<int>
        ladder;  ///< heights the operator asked for; empty for the usual ones that fit the source
};

/// Refuses (`corrupt`) a film that ends well before its container says: a copy that was cut short reads like
/// a shorter film, and nobody would miss the end before a viewer does. Containers err by a frame or two, and
/// round; a second and half a percent are forgiven.
Result<> check_complete(const ProbeFacts& facts, const Analysis& analysis);

/// `invalid` without a picture or for a ladder that no picture could have (see check_ladder).
Result<Plan> make_plan(const VideoFacts& video, const Analysis& analysis, const PlanOptions& options);

/// A ladder on the command line: 1 to 8 different heights from 144 to 2160.
Result<std::vector<int>> check_ladder(std::vector<int> heights);

/// The rungs of a picture of this size as shown (square pixels, upright): no larger than it is, none twice.
std::vector<Rung> choose_rungs(int width, int height, double frames_per_second,
                               const std::vector<int>& ladder);

/// For the folder of the job, so that a restart need not ask again. parse_plan is `corrupt` for anything
/// else.
std::string to_json(const Plan& plan);
Result<Plan> parse_plan(std::string_view json);

}  // namespace nuri::ingest
