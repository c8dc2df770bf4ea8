#include "media/track_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "media/file_walk.h"
#include "media/init_segment.h"
#include "media/sample_table.h"

namespace nuri::media {
namespace {

constexpr uint64_t moof_bytes_max = 16 << 20;
constexpr size_t copy_bytes = 1 << 20;

/// One segment as it lies in its chunk.
struct Piece {
    size_t chunk = 0;
    FileBox moof;
    FileBox mdat;
};

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

/// Reads one chunk's tables, and sees that they go on where `end`, the end of all before, says.
Result<> read_chunk(const TrackInfo& track, ByteSource& source, size_t chunk, uint64_t& end, SegmentIndex& index,
                    std::vector<Piece>& pieces) {
    TrackHeader header;
    header.number = 1;
    FileWalk walk(source);
    while (const auto moof = TRY(walk.next())) {
        const auto mdat = TRY(walk.next());
        if (moof->type != fourcc("moof") || !mdat || mdat->type != fourcc("mdat")) {
            return Error{ErrorKind::corrupt, fmt::format("no segment at byte {}", moof->offset)};
        }
        const auto payload = TRY(load_payload(source, *moof, moof_bytes_max));
        const auto fragments = TRY(read_fragment(payload, moof->offset, {&header, 1}, source.size(), samples_max));
        if (payload.size() < 16 || find_box(payload, fourcc("mfhd")).value_or(std::span<const uint8_t>{}).data() != payload.data() + 8 ||
            fragments.size() != 1 || fragments.front().list.samples.empty() || !fragments.front().decode_time) {
            return Error{ErrorKind::corrupt, fmt::format("the segment at byte {} is not one of ours", moof->offset)};
        }
        const TrackFragment& fragment = fragments.front();
        if (*fragment.decode_time != end) {
            return Error{ErrorKind::corrupt, fmt::format("a segment starts at {} where {} is due", *fragment.decode_time, end)};
        }
        if (track.kind == TrackKind::video && !fragment.list.samples.front().sync) {
            return Error{ErrorKind::corrupt, fmt::format("the segment at {} does not open with a key frame", end)};
        }
        uint64_t duration = 0, media_bytes = 0;
        for (const auto& sample : fragment.list.samples) {
            duration += sample.duration;
            media_bytes += sample.size;
        }
        if (media_bytes != mdat->size - mdat->header_size || fragment.list.offsets.front() != mdat->offset + mdat->header_size) {
            return Error{ErrorKind::corrupt, fmt::format("the segment at {} has {} bytes of media, its samples {}", end,
                                                         mdat->size - mdat->header_size, media_bytes)};
        }
        Segment segment;
        segment.start = end;
        segment.duration = static_cast<uint32_t>(std::min<uint64_t>(duration, UINT32_MAX));
        segment.size = static_cast<uint32_t>(mdat->end() - moof->offset);
        if (duration > UINT32_MAX || mdat->end() - moof->offset > INT32_MAX) return Error{ErrorKind::too_large, "a segment above 2 GB"};
        if (track.kind == TrackKind::video) {
            segment.key_size = static_cast<uint32_t>(mdat->offset + mdat->header_size - moof->offset + fragment.list.samples.front().size);
        }
        index.segments.push_back(segment);
        pieces.push_back({chunk, *moof, *mdat});
        end += duration;
    }
    return {};
}

Result<> copy(ByteSource& source, uint64_t offset, uint64_t size, std::vector<uint8_t>& buffer, ByteSink& out) {
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
        if (track.role != Role::main && track.role != Role::dub) id += fmt::format("-{}", to_string(track.role));
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
    SegmentIndex index;
    index.timescale = track.timescale;
    index.media_time = track.media_time;
    std::vector<Piece> pieces;
    uint64_t end = 0;
    for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
        TRY(read_chunk(track, *chunks[chunk], chunk, end, index, pieces).context(fmt::format("chunk {}", chunk)));
    }
    if (pieces.empty()) return Error{ErrorKind::corrupt, "no segments to join"};

    const auto init = TRY(write_init(track, index.presentation_start(pieces.size())));
    index.init_size = index.sidx_offset = init.size();
    index.sidx_size = static_cast<uint32_t>(sidx_bytes(pieces.size()));
    uint64_t offset = init.size() + index.sidx_size;
    for (auto& segment : index.segments) {
        segment.offset = offset;
        offset += segment.size;
    }
    TRY(out.append(init));
    TRY(out.append(TRY(write_sidx(index))));

    std::vector<uint8_t> moof, buffer;
    uint32_t sequence = 0;
    for (const Piece& piece : pieces) {
        ByteSource& source = *chunks[piece.chunk];
        moof.resize(piece.moof.size);
        TRY(source.read_at(piece.moof.offset, moof));
        ++sequence;
        for (int i = 0; i < 4; ++i) moof[piece.moof.header_size + 12 + i] = static_cast<uint8_t>(sequence >> (24 - 8 * i));
        TRY(out.append(moof));
        TRY(copy(source, piece.mdat.offset, piece.mdat.size, buffer, out));
    }
    return index;
}

}  // namespace nuri::media
