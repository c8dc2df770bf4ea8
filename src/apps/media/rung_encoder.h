#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav.h"
#include "segment_file.h"

namespace nuri::media_worker {

/// The part of the plan that one call encodes. Frames are numbered from 0 within it.
struct ChunkPlan {
    std::vector<int64_t> source_pts;  ///< of each frame, in the source's time base; equal for a picture that is repeated
    std::vector<int64_t> times;       ///< when each is shown, in the timescale of the tracks
    int64_t end_time = 0;
    std::vector<int64_t> segment_starts;  ///< the first frame of each segment; the first of all is 0
    AVRational frame_rate{0, 1};          ///< the film's: rate control counts in it, and so all chunks have equal headers

    int count() const { return static_cast<int>(times.size()); }
    int64_t time_of(int frame) const { return frame < count() ? times[static_cast<size_t>(frame)] : end_time; }
};

struct RungSettings {
    int width = 0;
    int height = 0;
    int bitrate_max_kbps = 0;
    std::string preset;
    int crf = 23;
    int threads = 1;
};

/// Encodes one rung of one chunk with x264 into CMAF segments. Every segment starts with an IDR and is closed: no frame
/// refers past it, so segments of different rungs and chunks follow one another freely.
///
/// Decode times are the display times in order, whatever the encoder's delay: frame k of a segment is decoded at the
/// time at which its k-th frame is shown, and composition offsets are signed (ISO/IEC 23000-19, 7.5.17). So the first picture
/// of the film has time 0, no edit list is needed, and chunks that were encoded apart follow without a gap.
class RungEncoder {
  public:
    /// `plan` outlives the encoder.
    static Result<RungEncoder> open(const RungSettings& settings, const ChunkPlan& plan, int descriptor);

    /// The next frame. Numbers rise by one.
    Result<> add(const AVFrame& picture);
    Result<> finish();

    /// How many were added.
    int next() const { return next_; }
    std::string json() const;

  private:
    RungEncoder(const RungSettings& settings, const ChunkPlan& plan, int descriptor)
        : plan_(&plan), width_(settings.width), height_(settings.height), file_(std::make_unique<SegmentFile>(descriptor, static_cast<uint64_t>(plan.times[0]))) {}

    Result<> drain();
    Result<> write(const AVPacket& packet);

    const ChunkPlan* plan_;
    int width_, height_;
    Owned<AVCodecContext> encoder_;
    std::vector<uint8_t> configuration_;
    std::unique_ptr<SegmentFile> file_;
    int next_ = 0;     ///< number of the next frame to be encoded
    int written_ = 0;  ///< packets written
    size_t segment_ = 0;
};

}  // namespace nuri::media_worker
