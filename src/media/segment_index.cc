#include "media/segment_index.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/check.h"
#include "media/box.h"
#include "media/checksum.h"
#include "media/file_walk.h"
#include "media/sample_table.h"

namespace nuri::media {
namespace {

constexpr uint32_t magic = fourcc("nsix");
constexpr uint32_t version = 1;
constexpr size_t header_bytes = 56, entry_bytes = 12, checksum_bytes = 4;
constexpr uint32_t sap_bit = 0x80000000;
constexpr uint64_t moov_bytes_max = 16 << 20, moof_bytes_max = 16 << 20;

uint64_t bits_per_second(uint64_t bytes, uint64_t duration, uint32_t timescale) {
    if (duration == 0) return 0;
    const auto bits = static_cast<unsigned __int128>(bytes) * 8 * timescale;
    return static_cast<uint64_t>((bits + duration - 1) / duration);
}

/// Gathers the fragments of a file into segments.
class IndexBuilder {
  public:
    explicit IndexBuilder(ByteSource& file) : file_(file) {}

    Result<SegmentIndex> build() {
        FileWalk walk(file_);
        while (const auto box = TRY(walk.next())) {
            if (box->type == fourcc("moov") && moov_.empty()) {
                TRY(read_header(*box));
            } else if (box->type == fourcc("sidx") && index_.sidx_size == 0 && index_.segments.empty()) {
                TRY(read_sidx(*box));
            } else if (box->type == fourcc("styp")) {
                styp_ = box->offset;
            } else if (box->type == fourcc("moof")) {
                TRY(add_fragment(*box));
            }
        }
        if (index_.segments.empty()) return Error{ErrorKind::corrupt, "a track file without segments"};
        TRY(close_segment(file_.size()));
        TRY(set_durations(index_, shown_end_));
        return std::move(index_);
    }

  private:
    Result<> read_header(const FileBox& box) {
        moov_ = TRY(load_payload(file_, box, moov_bytes_max));
        auto header = TRY(read_movie_header(moov_));
        if (header.tracks.size() != 1) {
            return Error{ErrorKind::unsupported,
                         fmt::format("a track file with {} tracks", header.tracks.size())};
        }
        track_ = std::move(header.tracks.front());
        index_.timescale = track_.info.timescale;
        index_.media_time = track_.info.media_time;
        index_.init_size = box.end();
        return {};
    }

    Result<> read_sidx(const FileBox& box) {
        const auto payload = TRY(load_payload(file_, box, moof_bytes_max));
        FieldReader fields(payload);
        const uint8_t box_version = fields.u8();
        fields.skip(3 + 8 + (box_version == 0 ? 4 : 8));
        uint64_t at = box.end() + (box_version == 0 ? fields.u32() : fields.u64());
        fields.skip(2);
        const uint16_t count = fields.u16();
        for (uint16_t i = 0; i < count; ++i) {
            const uint32_t reference = fields.u32();
            fields.skip(8);
            if ((reference & 0x80000000) != 0)
                return {};  // an index of indexes: the fragments themselves will tell
            promised_.insert(at);
            at += reference;
        }
        if (!fields.ok()) return Error{ErrorKind::corrupt, "a sidx box that is cut short"};
        index_.sidx_offset = box.offset;
        index_.sidx_size = static_cast<uint32_t>(box.size);
        return {};
    }

    Result<> add_fragment(const FileBox& box) {
        if (moov_.empty()) return Error{ErrorKind::corrupt, "a fragment before the moov box"};
        const auto moof = TRY(load_payload(file_, box, moof_bytes_max));
        const auto fragments = TRY(read_fragment(moof, box.offset, {&track_, 1}, file_.size(), samples_max));
        if (fragments.empty() || fragments.front().list.samples.empty()) return {};
        const TrackFragment& fragment = fragments.front();
        const uint64_t start = fragment.decode_time.value_or(end_);
        if (!index_.segments.empty() && start != end_) {
            return Error{
                ErrorKind::corrupt,
                fmt::format("the fragment at byte {} starts at {} where {} is due", box.offset, start, end_)};
        }
        const uint64_t at = styp_.value_or(box.offset);
        int64_t shown_first = INT64_MAX, decode_time = static_cast<int64_t>(start);
        for (const auto& sample : fragment.list.samples) {
            const int64_t shown = decode_time + sample.composition_offset;
            decode_time += sample.duration;
            shown_first = std::min(shown_first, shown);
            shown_end_ = std::max<uint64_t>(shown_end_, std::max<int64_t>(0, shown + sample.duration));
        }
        const bool opens =
            index_.segments.empty() || (index_.sidx_size > 0 ? promised_.contains(at) : styp_ || !styps_);
        styps_ = styps_ || styp_.has_value();
        styp_.reset();
        if (opens) TRY(open_segment(at, static_cast<uint64_t>(std::max<int64_t>(0, shown_first)), fragment));
        end_ = static_cast<uint64_t>(decode_time);
        return {};
    }

    Result<> open_segment(uint64_t offset, uint64_t start, const TrackFragment& fragment) {
        if (!index_.segments.empty()) TRY(close_segment(offset));
        Segment segment;
        segment.offset = offset;
        segment.start = start;
        segment.starts_with_sap = fragment.list.samples.front().sync;
        if (segment.starts_with_sap && track_.info.kind == TrackKind::video) {
            const uint64_t size = fragment.list.offsets.front() + fragment.list.samples.front().size - offset;
            segment.key_size = static_cast<uint32_t>(std::min<uint64_t>(size, sap_bit - 1));
        }
        index_.segments.push_back(segment);
        return {};
    }

    Result<> close_segment(uint64_t end_offset) {
        Segment& segment = index_.segments.back();
        const uint64_t size = end_offset - segment.offset;
        if (size > UINT32_MAX) return Error{ErrorKind::too_large, fmt::format("a segment of {} bytes", size)};
        segment.size = static_cast<uint32_t>(size);
        return {};
    }

    ByteSource& file_;
    SegmentIndex index_;
    std::vector<uint8_t> moov_;  ///< `track_` borrows from it
    TrackHeader track_;
    std::unordered_set<uint64_t> promised_;  ///< where the sidx says that segments start
    std::optional<uint64_t> styp_;           ///< one that no fragment has followed yet
    bool styps_ = false;
    uint64_t end_ = 0;        ///< decode time at which the last fragment ended
    uint64_t shown_end_ = 0;  ///< composition time at which what was shown last ends
};

}  // namespace

Result<> set_durations(SegmentIndex& index, uint64_t end) {
    for (size_t n = 0; n < index.segments.size(); ++n) {
        Segment& segment = index.segments[n];
        const uint64_t next = n + 1 < index.segments.size() ? index.segments[n + 1].start : end;
        if (next < segment.start || next - segment.start > UINT32_MAX) {
            return Error{ErrorKind::corrupt,
                         fmt::format("segment {} shows from {} to {}", n, segment.start, next)};
        }
        segment.duration = static_cast<uint32_t>(next - segment.start);
    }
    return {};
}

uint64_t SegmentIndex::file_size() const {
    return segments.back().offset + segments.back().size;
}

uint64_t SegmentIndex::presentation_start(size_t n) const {
    const uint64_t start =
        n < segments.size() ? segments[n].start : segments.back().start + segments.back().duration;
    return start - std::min<uint64_t>(start, media_time);
}

uint32_t SegmentIndex::presentation_duration(size_t n) const {
    return static_cast<uint32_t>(presentation_start(n + 1) - presentation_start(n));
}

MediaTime SegmentIndex::presentation_end() const {
    return {static_cast<int64_t>(presentation_start(segments.size())), timescale};
}

uint64_t SegmentIndex::average_bandwidth_bps() const {
    return bits_per_second(file_size(), presentation_start(segments.size()) - presentation_start(0),
                           timescale);
}

uint64_t SegmentIndex::peak_bandwidth_bps() const {
    uint32_t longest = 0;
    for (size_t n = 0; n < segments.size(); ++n) longest = std::max(longest, presentation_duration(n));
    uint64_t peak = average_bandwidth_bps();  // which counts the init segment too
    for (size_t n = 0; n < segments.size(); ++n) {
        uint64_t bytes = segments[n].size, duration = presentation_duration(n);
        if (n > 0 && n + 1 == segments.size() && duration < longest / 2) {
            bytes += segments[n - 1].size;
            duration += presentation_duration(n - 1);
        }
        peak = std::max(peak, bits_per_second(bytes, duration, timescale));
    }
    return peak;
}

Result<std::vector<uint8_t>> write_sidx(const SegmentIndex& index) {
    if (index.segments.size() > UINT16_MAX) {
        return Error{ErrorKind::too_large,
                     fmt::format("{} segments; an index has room for 65535", index.segments.size())};
    }
    BoxWriter writer;
    {
        const auto sidx = writer.full_box("sidx", 1, 0);
        writer.u32(1);  // track_ID
        writer.u32(index.timescale);
        writer.u64(index.presentation_start(0));
        writer.u64(0);  // the first segment follows at once
        writer.u16(0);
        writer.u16(static_cast<uint16_t>(index.segments.size()));
        for (size_t n = 0; n < index.segments.size(); ++n) {
            const Segment& segment = index.segments[n];
            if (segment.size > INT32_MAX)
                return Error{ErrorKind::too_large, fmt::format("a segment of {} bytes", segment.size)};
            writer.u32(segment.size);
            writer.u32(index.presentation_duration(n));
            writer.u32(segment.starts_with_sap ? 0x90000000 : 0);  // SAP of type 1
        }
    }
    CHECK(writer.size() == sidx_bytes(index.segments.size()));
    return writer.take();
}

std::vector<uint8_t> serialise(const SegmentIndex& index) {
    CHECK(!index.segments.empty());
    BoxWriter writer;
    writer.u32(magic);
    writer.u32(version);
    writer.u32(index.timescale);
    writer.u32(index.media_time);
    writer.u64(index.init_size);
    writer.u64(index.sidx_offset);
    writer.u32(index.sidx_size);
    writer.u32(static_cast<uint32_t>(index.segments.size()));
    writer.u64(index.segments.front().offset);
    writer.u64(index.segments.front().start);
    for (const Segment& segment : index.segments) {
        writer.u32(segment.size);
        writer.u32(segment.duration);
        writer.u32(segment.key_size | (segment.starts_with_sap ? sap_bit : 0));
    }
    auto bytes = writer.take();
    BoxWriter checksum;
    checksum.u32(crc32(bytes));
    const auto end = checksum.take();
    bytes.insert(bytes.end(), end.begin(), end.end());
    return bytes;
}

Result<SegmentIndex> parse_segment_index(std::span<const uint8_t> bytes) {
    FieldReader fields(bytes);
    if (fields.u32() != magic || bytes.size() < header_bytes + entry_bytes + checksum_bytes) {
        return Error{ErrorKind::corrupt, "not a segment index"};
    }
    if (const uint32_t found = fields.u32(); found != version) {
        return Error{ErrorKind::unsupported, fmt::format("a segment index of version {}", found)};
    }
    FieldReader checksum(bytes.last(checksum_bytes));
    if (checksum.u32() != crc32(bytes.first(bytes.size() - checksum_bytes))) {
        return Error{ErrorKind::corrupt, "a segment index whose checksum does not match"};
    }
    SegmentIndex index;
    index.timescale = fields.u32();
    index.media_time = fields.u32();
    index.init_size = fields.u64();
    index.sidx_offset = fields.u64();
    index.sidx_size = fields.u32();
    const uint32_t count = fields.u32();
    uint64_t offset = fields.u64(), start = fields.u64();
    if (count != (bytes.size() - header_bytes - checksum_bytes) / entry_bytes ||
        (bytes.size() - header_bytes - checksum_bytes) % entry_bytes != 0 || index.timescale == 0 ||
        offset > INT64_MAX || start > INT64_MAX || index.init_size > offset || index.sidx_offset > offset ||
        index.sidx_size > offset - index.sidx_offset) {
        return Error{ErrorKind::corrupt, "a segment index that contradicts itself"};
    }
    index.segments.resize(count);
    for (Segment& segment : index.segments) {
        segment.offset = offset;
        segment.start = start;
        segment.size = fields.u32();
        segment.duration = fields.u32();
        const uint32_t key = fields.u32();
        segment.key_size = key & ~sap_bit;
        segment.starts_with_sap = (key & sap_bit) != 0;
        if (segment.key_size > segment.size)
            return Error{ErrorKind::corrupt, "a segment index that contradicts itself"};
        offset += segment.size;
        start += segment.duration;
    }
    return index;
}

Result<SegmentIndex> build_segment_index(ByteSource& file) {
    return IndexBuilder(file).build();
}

}  // namespace nuri::media
