#include "media/track_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "media/fragment.h"
#include "media/init_segment.h"

namespace nuri::media {
namespace {

constexpr size_t copy_bytes = 1 << 20;
constexpr uint64_t encrypted_fragment_bytes = 6 << 20;
constexpr uint32_t encrypted_sample_bytes_max = 64 << 20;

/// Samples [first, end) of a track.
struct Range {
    size_t first = 0, end = 0;
};

/// Reads the bytes of samples, those that lie side by side in one go.
class SampleReader {
  public:
    SampleReader(const MovieTrack& track, ByteSource& source, Range range)
        : track_(track), source_(source), next_(range.first), end_(range.end) {}

    /// Appends up to `most` bytes to `buffer`; none when all are read.
    Result<size_t> read(std::vector<uint8_t>& buffer, size_t most) {
        const size_t before = buffer.size();
        while (next_ < end_ && most > 0) {
            const uint64_t from = track_.offsets[next_] + within_;
            uint64_t size = 0;
            while (next_ < end_ && size < most && track_.offsets[next_] + within_ == from + size) {
                const uint64_t part = std::min<uint64_t>(track_.samples[next_].size - within_, most - size);
                size += part;
                within_ += static_cast<uint32_t>(part);
                if (within_ < track_.samples[next_].size) break;
                ++next_;
                within_ = 0;
            }
            const size_t at = buffer.size();
            buffer.resize(at + size);
            TRY(source_.read_at(from, std::span(buffer).subspan(at)));
            most -= size;
        }
        return buffer.size() - before;
    }

  private:
    const MovieTrack& track_;
    ByteSource& source_;
    size_t next_, end_;
    uint32_t within_ = 0;  ///< bytes of sample `next_` already read
};

class TrackWriter {
  public:
    TrackWriter(const MovieTrack& track, ByteSource& source, SampleEncryptor* encryptor, ByteSink& out,
                const std::function<void(uint64_t)>& wrote)
        : track_(track), source_(source), encryptor_(encryptor), out_(out), wrote_(wrote) {
        buffer_.reserve(copy_bytes + (64 << 10));
    }

    Result<SegmentIndex> write(const Cuts& cuts) {
        TRY(write_front(cuts.size()));
        decode_time_ = track_.start;
        for (size_t n = 0; n < cuts.size(); ++n) {
            TRY(write_segment({cuts[n], n + 1 < cuts.size() ? cuts[n + 1] : track_.samples.size()}));
        }
        TRY(set_durations(index_, shown_end_));
        TRY(out_.overwrite(index_.sidx_offset, TRY(write_sidx(index_))));
        return std::move(index_);
    }

  private:
    Result<> write_front(size_t segments) {
        uint64_t decode_time = track_.start;
        for (const auto& sample : track_.samples) {
            decode_time += sample.duration;
            shown_end_ = std::max(shown_end_, decode_time + static_cast<uint64_t>(sample.composition_offset));
        }
        const auto init =
            TRY(write_init(track_.info, shown_end_ - std::min<uint64_t>(shown_end_, track_.info.media_time)));
        index_.timescale = track_.info.timescale;
        index_.media_time = track_.info.media_time;
        index_.init_size = index_.sidx_offset = init.size();
        index_.sidx_size = static_cast<uint32_t>(sidx_bytes(segments));
        index_.segments.reserve(segments);
        TRY(out_.append(init));
        TRY(out_.append(std::vector<uint8_t>(index_.sidx_size)));
        offset_ = init.size() + index_.sidx_size;
        return {};
    }

    Result<> write_segment(Range range) {
        const bool video = track_.info.kind == TrackKind::video;
        Segment segment;
        segment.offset = offset_;
        segment.start = shown_first(range);
        segment.starts_with_sap = track_.samples[range.first].sync;
        for (Range part = range; part.first < range.end; part.first = part.end) {
            part.end = encryptor_ == nullptr ? range.end : fragment_end(range, part.first);
            const size_t header = TRY(encryptor_ == nullptr ? write_clear(part) : write_encrypted(part));
            if (video && segment.starts_with_sap && part.first == range.first) {
                segment.key_size = static_cast<uint32_t>(header + track_.samples[range.first].size);
            }
            for (size_t i = part.first; i < part.end; ++i) decode_time_ += track_.samples[i].duration;
        }
        const uint64_t size = offset_ - segment.offset;
        if (size > INT32_MAX) {
            return Error{ErrorKind::too_large,
                         fmt::format("a segment of {} bytes; key frames lie too far apart", size)};
        }
        segment.size = static_cast<uint32_t>(size);
        index_.segments.push_back(segment);
        return {};
    }

    /// The least composition time of the samples.
    uint64_t shown_first(Range range) const {
        uint64_t decode_time = decode_time_, first = UINT64_MAX;
        for (const auto& sample : samples(range)) {
            first = std::min(first, decode_time + static_cast<uint64_t>(sample.composition_offset));
            decode_time += sample.duration;
        }
        return first;
    }

    /// Where the fragment that starts with sample `first` ends, so that it may be kept in memory whole.
    size_t fragment_end(Range range, size_t first) const {
        uint64_t bytes = track_.samples[first].size;
        size_t end = first + 1;
        while (end < range.end && bytes + track_.samples[end].size <= encrypted_fragment_bytes)
            bytes += track_.samples[end++].size;
        return end;
    }

    std::span<const Sample> samples(Range range) const {
        return std::span(track_.samples).subspan(range.first, range.end - range.first);
    }

    /// Both return the size of what stands before the first sample.
    Result<size_t> write_clear(Range range) {
        const auto header = TRY(write_fragment_header(++sequence_, decode_time_, samples(range)));
        buffer_.assign(header.begin(), header.end());
        SampleReader reader(track_, source_, range);
        while (true) {
            const size_t read = TRY(reader.read(buffer_, copy_bytes));
            TRY(flush(read));
            if (read == 0) return header.size();
        }
    }

    Result<size_t> write_encrypted(Range range) {
        if (track_.samples[range.first].size > encrypted_sample_bytes_max) {
            return Error{ErrorKind::too_large,
                         fmt::format("a sample of {} bytes", track_.samples[range.first].size)};
        }
        buffer_.clear();
        const size_t bytes = TRY(SampleReader(track_, source_, range).read(buffer_, SIZE_MAX));
        protections_.clear();
        size_t at = 0;
        for (size_t i = range.first; i < range.end; ++i) {
            const size_t size = track_.samples[i].size;
            protections_.push_back(TRY(encryptor_->encrypt(std::span(buffer_).subspan(at, size))
                                           .context(fmt::format("sample {}", i + 1))));
            at += size;
        }
        const auto header = TRY(write_fragment_header(++sequence_, decode_time_, samples(range), protections_,
                                                      &*track_.info.protection));
        TRY(out_.append(header));
        offset_ += header.size();
        TRY(flush(bytes));
        return header.size();
    }

    Result<> flush(size_t media_bytes) {
        if (!buffer_.empty()) TRY(out_.append(buffer_));
        offset_ += buffer_.size();
        buffer_.clear();
        if (wrote_) wrote_(media_bytes);
        return {};
    }

    const MovieTrack& track_;
    ByteSource& source_;
    SampleEncryptor* encryptor_;
    ByteSink& out_;
    const std::function<void(uint64_t)>& wrote_;
    SegmentIndex index_;
    uint64_t offset_ = 0;  ///< bytes written
    uint64_t decode_time_ = 0;
    uint64_t shown_end_ = 0;  ///< composition time at which the track ends
    uint32_t sequence_ = 0;
    std::vector<uint8_t> buffer_;
    std::vector<SampleProtection> protections_;
};

}  // namespace

Result<SegmentIndex> write_track(const MovieTrack& track, const Cuts& cuts, ByteSource& source,
                                 SampleEncryptor* encryptor, ByteSink& out,
                                 const std::function<void(uint64_t)>& wrote) {
    return TrackWriter(track, source, encryptor, out, wrote).write(cuts);
}

}  // namespace nuri::media
