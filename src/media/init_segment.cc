#include "media/init_segment.h"

#include <fmt/format.h>

#include "base/result.h"
#include "media/box.h"
#include "media/language.h"
#include "media/sample_entry.h"

namespace nuri::media {
namespace {

Result<> check(const TrackInfo& track) {
    TRY(codec_string(track.sample_entry, track.configuration));
    const bool video = track.kind == TrackKind::video;
    if (track.timescale == 0) return Error{ErrorKind::invalid, "a track with timescale 0"};
    if (video && (track.width == 0 || track.height == 0)) {
        return Error{ErrorKind::invalid, fmt::format("a video track of {}x{}", track.width, track.height)};
    }
    if (video && (track.sar_width == 0 || track.sar_height == 0))
        return Error{ErrorKind::invalid, "samples without a shape"};
    if (!video && track.channels == 0) return Error{ErrorKind::invalid, "an audio track of 0 channels"};
    if (track.configuration.empty())
        return Error{ErrorKind::invalid, "a track without decoder configuration"};
    if (track.sample_entry == "mp4a" && track.configuration.size() > 64) {
        return Error{ErrorKind::invalid,
                     fmt::format("an AudioSpecificConfig of {} bytes", track.configuration.size())};
    }
    return {};
}

void write_matrix(BoxWriter& writer) {
    for (const uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u}) writer.u32(value);
}

void write_track_header(BoxWriter& writer, const TrackInfo& track) {
    const auto tkhd = writer.full_box("tkhd", 0, 7);  // enabled, in movie, in preview
    writer.zeros(8);
    writer.u32(1);  // track_ID
    writer.zeros(4 + 4 + 8 + 2 + 2);
    writer.u16(track.kind == TrackKind::audio ? 0x0100 : 0);  // volume
    writer.u16(0);
    write_matrix(writer);
    // 16.16: the size at which the picture is meant to be shown, its samples made square.
    const uint64_t width = (static_cast<uint64_t>(track.width) << 16) * track.sar_width / track.sar_height;
    writer.u32(static_cast<uint32_t>(std::min<uint64_t>(width, UINT32_MAX)));
    writer.u32(static_cast<uint32_t>(track.height) << 16);
}

void write_media(BoxWriter& writer, const TrackInfo& track) {
    const auto mdia = writer.box("mdia");
    {
        const auto mdhd = writer.full_box("mdhd", 0, 0);
        writer.zeros(8);
        writer.u32(track.timescale);
        writer.u32(0);
        uint16_t packed = 0;
        for (const char c : iso639_2(track.language))
            packed = static_cast<uint16_t>(packed << 5 | (c - 0x60));
        writer.u16(packed);
        writer.u16(0);
    }
    {
        const auto hdlr = writer.full_box("hdlr", 0, 0);
        writer.u32(0);
        writer.text(track.kind == TrackKind::video ? "vide" : "soun");
        writer.zeros(12 + 1);
    }
    if (track.language != "und") {
        const auto elng = writer.full_box("elng", 0, 0);
        writer.text(track.language);
        writer.u8(0);
    }
    const auto minf = writer.box("minf");
    if (track.kind == TrackKind::video) {
        const auto vmhd = writer.full_box("vmhd", 0, 1);
        writer.zeros(8);
    } else {
        const auto smhd = writer.full_box("smhd", 0, 0);
        writer.zeros(4);
    }
    {
        const auto dinf = writer.box("dinf");
        const auto dref = writer.full_box("dref", 0, 0);
        writer.u32(1);
        const auto url = writer.full_box("url ", 0, 1);
    }
    const auto stbl = writer.box("stbl");
    {
        const auto stsd = writer.full_box("stsd", 0, 0);
        writer.u32(1);
        write_sample_entry(writer, track);
    }
    for (const char* table : {"stts", "stsc", "stco"}) {
        const auto box = writer.full_box(table, 0, 0);
        writer.u32(0);
    }
    const auto stsz = writer.full_box("stsz", 0, 0);
    writer.zeros(8);
}

/// The common system's `pssh` (W3C "cenc" Initialization Data Format): it names the key and nothing more.
void write_pssh(BoxWriter& writer, const Protection& protection) {
    constexpr uint8_t common_system[] = {0x10, 0x77, 0xef, 0xec, 0xc0, 0xb2, 0x4d, 0x02,
                                         0xac, 0xe3, 0x3c, 0x1e, 0x52, 0xe2, 0xfb, 0x4b};
    const auto pssh = writer.full_box("pssh", 1, 0);
    writer.bytes(common_system);
    writer.u32(1);
    writer.bytes(protection.key_id);
    writer.u32(0);
}

}  // namespace

Result<std::vector<uint8_t>> write_init(const TrackInfo& track, uint64_t duration) {
    TRY(check(track));
    BoxWriter writer;
    {
        const auto ftyp = writer.box("ftyp");
        writer.text("cmfc");
        writer.u32(0);
        writer.text("cmfciso6");
    }
    {
        const auto moov = writer.box("moov");
        {
            const auto mvhd = writer.full_box("mvhd", 0, 0);
            writer.zeros(8);
            writer.u32(track.timescale);
            writer.u32(0);  // the movie is all fragments: `mehd` tells their length
            writer.u32(0x10000);
            writer.u16(0x0100);
            writer.zeros(10);
            write_matrix(writer);
            writer.zeros(24);
            writer.u32(2);  // next track_ID
        }
        {
            const auto trak = writer.box("trak");
            write_track_header(writer, track);
            if (track.media_time > 0) {
                const auto edts = writer.box("edts");
                const auto elst = writer.full_box("elst", 0, 0);
                writer.u32(1);
                writer.u32(0);  // all there is, fragments included
                writer.u32(track.media_time);
                writer.u32(0x10000);
            }
            write_media(writer, track);
        }
        {
            const auto mvex = writer.box("mvex");
            if (duration > 0) {
                const auto mehd = writer.full_box("mehd", 1, 0);
                writer.u64(duration);
            }
            const auto trex = writer.full_box("trex", 0, 0);
            writer.u32(1);
            writer.u32(1);
            writer.zeros(12);
        }
        if (track.protection) write_pssh(writer, *track.protection);
    }
    return writer.take();
}

}  // namespace nuri::media
