#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "libav.h"

namespace nuri::media_worker {

/// Integrated loudness and silences of one sound track, from frames as a decoder yields them.
///
/// Spec: ITU-R BS.1770-4, annex 1 (K-weighting, 400 ms blocks overlapping by three quarters, gates at -70 LKFS and 10 LU
/// below the mean). Works at 48 kHz, for which the standard gives the filters' coefficients.
class Loudness {
  public:
    /// A change of rate or channels in the middle of the stream is taken as it comes.
    Result<> add(const AVFrame& frame);

    /// In LUFS; none where no block passes the absolute gate.
    std::optional<double> integrated() const;

    /// Where it stays below -60 dBFS for two seconds or more: [start, end) in tenths of a second from the first sample.
    std::vector<std::pair<int64_t, int64_t>> silences() const;

  private:
    struct Biquad {
        double z1 = 0, z2 = 0;
    };
    struct Channel {
        double weight = 1;
        Biquad shelf, high_pass;
    };

    Result<> prepare(const AVFrame& frame);
    void measure(const float* const* planes, int count);

    Owned<SwrContext> resampler_;
    int rate_hz_ = 0;
    AVSampleFormat format_ = AV_SAMPLE_FMT_NONE;
    int channel_count_ = 0;
    std::vector<Channel> channels_;
    std::vector<std::vector<float>> planes_;
    double weighted_ = 0;  ///< energy of the tenth of a second under way, weighted
    double plain_ = 0;     ///< and as it is
    int filled_ = 0;
    std::vector<float> tenths_weighted_;
    std::vector<float> tenths_plain_;
};

}  // namespace nuri::media_worker
