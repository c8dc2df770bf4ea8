#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/bytes.h"
#include "media/track.h"

namespace nuri::media {

/// The parts of one sample that are encrypted and the parts that are not, in turns (ISO/IEC 23001-7, 7.1).
struct Subsample {
    uint16_t clear_bytes = 0;
    uint32_t protected_bytes = 0;
};

/// The size of what `senc` says of one sample is told in a byte.
constexpr size_t subsamples_max = (255 - 8 - 2) / 6;

/// What decrypts one sample.
struct SampleProtection {
    std::array<uint8_t, 8> iv{};        ///< `cenc` only
    std::vector<Subsample> subsamples;  ///< none: the whole sample is protected
};

/// The `moof` and the header of the `mdat` of one fragment, to be followed by the samples' bytes in order.
/// `decode_time` is that of the first sample; `sequence` counts fragments of a track from 1.
/// `protections` is empty, or has one entry for each sample. `invalid` without samples; `too_large` above 4
/// GB of media or `subsamples_max`.
Result<std::vector<uint8_t>> write_fragment_header(uint32_t sequence, uint64_t decode_time,
                                                   std::span<const Sample> samples,
                                                   std::span<const SampleProtection> protections = {},
                                                   const Protection* protection = nullptr);

/// Makes segments of samples as an encoder yields them, each segment one `moof` and one `mdat`, and
/// appends them to a sink, which it borrows and which outlives it. It keeps the bytes of the one segment that
/// is being gathered. What it writes is what a track file holds after its index, so segments that were made
/// apart (one encoding job to a chunk) are joined by copying: see `join_track`.
///
///     SegmentWriter writer(sink, /*decode_time=*/first_frame * 1001);
///     for (…) TRY(writer.add(sample, bytes));
///     TRY(writer.end_segment());
class SegmentWriter {
  public:
    /// `decode_time`: of the first sample that will be added, in the track's timescale.
    explicit SegmentWriter(ByteSink& sink, uint64_t decode_time = 0, uint32_t sequence = 1)
        : sink_(sink), decode_time_(decode_time), sequence_(sequence) {}

    /// `bytes` is copied; `sample.size` is set from it. `too_large` when one segment passes 1 GB.
    Result<> add(Sample sample, std::span<const uint8_t> bytes);

    /// Writes what was gathered. Does nothing when nothing was.
    Result<> end_segment();

    /// The decode time of the next sample to be added.
    uint64_t decode_time() const { return decode_time_ + gathered_duration_; }

  private:
    ByteSink& sink_;
    uint64_t decode_time_;
    uint64_t gathered_duration_ = 0;
    uint32_t sequence_;
    std::vector<Sample> samples_;
    std::vector<uint8_t> bytes_;
};

}  // namespace nuri::media
