#include "media/track_file.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "media/file_walk.h"
#include "media/fragment.h"
#include "media/init_segment.h"
#include "media/sample_table.h"

namespace nuri::media {
namespace {

constexpr uint64_t moof_bytes_max = 16 << 20;
constexpr size_t copy_bytes = 1 << 20;

std::string_view codec_word(std::string_view entry) {
    if (entry.starts_with("avc")) return "avc";
    if (entry == "hvc1" || entry == "hev1") return "hevc";
    if (entry == "av01") return "av1";
    if (entry == "mp4a") return "aac";
    if (entry == "Opus") return "opus";
    if (entry == "ac-3") return "ac3";
    if (entry == "ec-3") return "eac3";
    return "other";
}

/// One segment as it lies in its chunk.
struct Piece {
    uint64_t decode_time = 0;
    std::vector<Sample> samples;
    uint64_t media_offset = 0;  ///< of the first sample's bytes; the others follow
    uint64_t media_bytes = 0;
};

/// The segment that `walk` is at; none at the end of the chunk.
Result<std::optional<Piece>> read_piece(ByteSource& source, FileWalk& walk) {
    const auto moof = TRY(walk.next());
    if (!moof) return std::optional<Piece>();
    const auto mdat = TRY(walk.next());
    if (moof->type != fourcc("moof") || !mdat || mdat->type != fourcc("mdat")) {
        return Error{ErrorKind::corrupt, fmt::format("no segment at byte {}", moof->offset)};
    }
    TrackHeader header;
    header.number = 1;
    const auto payload = TRY(load_payload(source, *moof, moof_bytes_max));
    auto fragments = TRY(read_fragment(payload, moof->offset, {&header, 1}, source.size(), samples_max));
    if (fragments.size() != 1 || fragments.front().list.samples.empty() || !fragments.front().decode_time) {
        return Error{ErrorKind::corrupt,
                     fmt::format("the segment at byte {} is not one of ours", moof->offset)};
    }
    Piece piece;
    piece.decode_time = *fragments.front().decode_time;
    piece.samples = std::move(fragments.front().list.samples);
    piece.media_offset = fragments.front().list.offsets.front();
    for (const auto& sample : piece.samples) piece.media_bytes += sample.size;
    if (piece.media_bytes != mdat->size - mdat->header_size ||
        piece.media_offset != mdat->offset + mdat->header_size) {
        return Error{ErrorKind::corrupt,
                     fmt::format("the segment at byte {} has {} bytes of media, its samples {}", moof->offset,
                                 mdat->size - mdat->header_size, piece.media_bytes)};
    }
    return std::optional(std::move(piece));
}

/// What has to be known of all segments before the first can be written.
struct Survey {
    uint64_t end = 0;       ///< decode time
    int64_t shown_end = 0;  ///< composition time
    int32_t least_offset = 0;
    size_t segments = 0;
};

/// Reads one chunk's tables, and sees that they go on where all before them ended.
Result<> survey_chunk(const TrackInfo& track, ByteSource& source, Survey& survey) {
    FileWalk walk(source);
    while (const auto piece = TRY(read_piece(source, walk))) {
        if (piece->decode_time != survey.end) {
            return Error{ErrorKind::corrupt, fmt::format("a segment starts at {} where {} is due",
                                                         piece->decode_time, survey.end)};
        }
        if (track.kind == TrackKind::video && !piece->samples.front().sync) {
            return Error{ErrorKind::corrupt,
                         fmt::format("the segment at {} does not open with a key frame", survey.end)};
        }
        for (const auto& sample : piece->samples) {
            survey.least_offset = std::min(survey.least_offset, sample.composition_offset);
            survey.end += sample.duration;
            survey.shown_end =
                std::max(survey.shown_end, static_cast<int64_t>(survey.end) + sample.composition_offset);
        }
        ++survey.segments;
    }
    return {};
}

Result<> copy(ByteSource& source, uint64_t offset, uint64_t size, std::vector<uint8_t>& buffer,
              ByteSink& out) {
    buffer.resize(copy_bytes);
    for (uint64_t done = 0; done < size;) {
        const auto part = std::span(buffer).first(std::min<uint64_t>(size - done, buffer.size()));
        TRY(source.read_at(offset + done, part));
        TRY(out.append(part));
        done += part.size();
    }
    return {};
}

}  // namespace

std::string track_id(const TrackInfo& track) {
    std::string id;
    if (track.kind == TrackKind::video) {
        id = fmt::format("video-{}-{}", codec_word(track.sample_entry), track.height);
    } else {
        id = fmt::format("audio-{}-{}", to_lower(track.language), codec_word(track.sample_entry));
        if (track.channels > 2) id += fmt::format("-{}ch", track.channels);
        if (track.role != Role::main && track.role != Role::dub)
            id += fmt::format("-{}", to_string(track.role));
    }
    for (char& c : id) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = '-';
    }
    return id;
}

std::string track_file_name(const TrackInfo& track) {
    return track_id(track) + (track.kind == TrackKind::video ? ".cmfv" : ".cmfa");
}

Result<SegmentIndex> join_track(const TrackInfo& track, std::span<ByteSource* const> chunks, ByteSink& out) {
    Survey survey;
    for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
        TRY(survey_chunk(track, *chunks[chunk], survey).context(fmt::format("chunk {}", chunk)));
    }
    if (survey.segments == 0) return Error{ErrorKind::corrupt, "no segments to join"};

    const auto lift = static_cast<uint32_t>(-static_cast<int64_t>(survey.least_offset));
    TrackInfo joined = track;
    joined.media_time += lift;
    const auto shown_end = static_cast<uint64_t>(std::max<int64_t>(survey.shown_end, 0)) + lift;
    const auto init = TRY(write_init(joined, shown_end - std::min<uint64_t>(shown_end, joined.media_time)));
    SegmentIndex index;
    index.timescale = joined.timescale;
    index.media_time = joined.media_time;
    index.init_size = index.sidx_offset = init.size();
    index.sidx_size = static_cast<uint32_t>(sidx_bytes(survey.segments));
    TRY(out.append(init));
    TRY(out.append(std::vector<uint8_t>(index.sidx_size)));

    uint64_t offset = init.size() + index.sidx_size;
    std::vector<uint8_t> buffer;
    for (ByteSource* chunk : chunks) {
        FileWalk walk(*chunk);
        while (auto piece = TRY(read_piece(*chunk, walk))) {
            int64_t decode_time = static_cast<int64_t>(piece->decode_time), shown = INT64_MAX;
            for (auto& sample : piece->samples) {
                sample.composition_offset =
                    static_cast<int32_t>(sample.composition_offset + static_cast<int64_t>(lift));
                shown = std::min(shown, decode_time + sample.composition_offset);
                decode_time += sample.duration;
            }
            const auto sequence = static_cast<uint32_t>(index.segments.size() + 1);
            const auto header = TRY(write_fragment_header(sequence, piece->decode_time, piece->samples));
            const uint64_t size = header.size() + piece->media_bytes;
            if (size > INT32_MAX)
                return Error{ErrorKind::too_large, fmt::format("a segment of {} bytes", size)};
            Segment segment;
            segment.offset = offset;
            segment.start = static_cast<uint64_t>(shown);
            segment.size = static_cast<uint32_t>(size);
            if (track.kind == TrackKind::video)
                segment.key_size = static_cast<uint32_t>(header.size()) + piece->samples.front().size;
            index.segments.push_back(segment);
            TRY(out.append(header));
            TRY(copy(*chunk, piece->media_offset, piece->media_bytes, buffer, out));
            offset += size;
        }
    }
    TRY(set_durations(index, shown_end));
    TRY(out.overwrite(index.sidx_offset, TRY(write_sidx(index))));
    return index;
}

}  // namespace nuri::media
