#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/bytes.h"
#include "media/track.h"

namespace nuri::media {

/// One segment of a track file.
struct Segment {
    uint64_t offset = 0;    ///< of its first byte in the file
    uint64_t start = 0;     ///< the composition time of what it shows first, in the track's timescale
    uint32_t size = 0;      ///< bytes
    uint32_t duration = 0;  ///< from `start` to that of the segment after it, or to the end
    /// Bytes from the start of the segment to the end of its first sample: what an I-frame playlist
    /// promises. 0 when the first sample is not a sync sample of a video track.
    uint32_t key_size = 0;
    bool starts_with_sap = true;  ///< decoding can start here

    friend bool operator==(const Segment&, const Segment&) = default;
};

/// Where the segments of one track file lie: the single thing from which byte ranges are served and both
/// kinds of manifest are written, so that neither can promise what the file does not hold.
///
/// Segments lie one behind the other, in the file and in time: each starts where the one before it ended.
/// An index is never empty once made by the functions here.
struct SegmentIndex {
    uint32_t timescale = 0;
    uint32_t media_time = 0;   ///< as in TrackInfo: the composition time at which the presentation starts
    uint64_t init_size = 0;    ///< the init segment is the bytes [0, init_size)
    uint64_t sidx_offset = 0;  ///< the `sidx` box, right behind it; size 0 when there is none
    uint32_t sidx_size = 0;
    std::vector<Segment> segments;

    /// Bytes of the file.
    uint64_t file_size() const;
    /// When segment `n` is first seen or heard, on the presentation's clock: its start less the
    /// media time, not below 0. For n = segments.size(), when the last one ends.
    uint64_t presentation_start(size_t n) const;
    /// How long segment `n` is seen or heard; for all but the first its duration.
    uint32_t presentation_duration(size_t n) const;
    /// When the last segment ends on that clock.
    MediaTime presentation_end() const;
    /// Bits a second over the whole track, headers included, rounded up.
    uint64_t average_bandwidth_bps() const;
    /// Bits a second of the segment that needs most, rounded up. A last segment shorter than half the longest
    /// is counted together with the one before it, as players buffer them.
    uint64_t peak_bandwidth_bps() const;

    friend bool operator==(const SegmentIndex&, const SegmentIndex&) = default;
};

/// Fills in the durations of segments whose starts are known; `end` is the composition time at which the last
/// of them ends. `corrupt` when starts do not rise.
Result<> set_durations(SegmentIndex& index, uint64_t end);

/// The `sidx` box of a track file, to stand right before the segments: 40 bytes and 12 a segment. Its times
/// are those of the presentation, after the edit list (ISO/IEC 14496-12, 8.16.3). `too_large` above 65,535
/// segments or 2 GB in one.
Result<std::vector<uint8_t>> write_sidx(const SegmentIndex& index);
constexpr size_t sidx_bytes(size_t segments) {
    return 40 + 12 * segments;
}

/// The index as a file, docs/formats/segment-index.md: 12 bytes a segment, with a checksum.
std::vector<uint8_t> serialise(const SegmentIndex& index);

/// `corrupt` when the bytes are cut short, altered or contradict themselves, `unsupported` for a later
/// version.
Result<SegmentIndex> parse_segment_index(std::span<const uint8_t> bytes);

/// The index made anew from a CMAF track file: its init segment, and every `moof` walked and summed. A
/// segment starts at each `styp`, or at each reference of a `sidx`, or else at each `moof`. `corrupt` when
/// decode times leave a gap or overlap, or boxes are cut short.
Result<SegmentIndex> build_segment_index(ByteSource& file);

}  // namespace nuri::media
