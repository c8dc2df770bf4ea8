#pragma once

// Small tracks and files made of nothing, for the tests of this module: boxes are true, payloads are bytes
// that count up.

#include <cstdint>
#include <string>
#include <vector>

#include "media/box.h"
#include "media/bytes.h"
#include "media/fragment.h"
#include "media/init_segment.h"
#include "media/sample_entry.h"
#include "media/track.h"

namespace nuri::media::test {

inline TrackInfo video_track(uint32_t timescale = 24000) {
    TrackInfo track;
    track.kind = TrackKind::video;
    track.sample_entry = "avc1";
    // High profile, level 3.1, NAL lengths of four bytes, one SPS and one PPS of a byte or two.
    track.configuration = {1, 0x64, 0x00, 0x1f, 0xff, 0xe1, 0, 2, 0x67, 0x64, 1, 0, 2, 0x68, 0xee};
    track.codec = "avc1.64001f";
    track.timescale = timescale;
    track.width = 1280;
    track.height = 720;
    track.frame_rate_units = 24;
    track.colour = Colour{};
    return track;
}

inline TrackInfo audio_track(std::string language = "ko", uint32_t rate = 48000) {
    TrackInfo track;
    track.kind = TrackKind::audio;
    track.sample_entry = "mp4a";
    track.configuration = {0x11, 0x90};  // AAC-LC, 48 kHz, stereo
    track.codec = "mp4a.40.2";
    track.timescale = rate;
    track.channels = 2;
    track.sample_rate_hz = rate;
    track.language = std::move(language);
    track.media_time = 1024;
    return track;
}

/// Frames of one duration, a key frame every `gop`, in the order I P B B P B B …: offsets 2, 4, 1, 1 …
/// frames, so that the least is 0 and the first picture is shown at twice the duration.
inline std::vector<Sample> video_samples(size_t count, size_t gop, uint32_t duration, uint32_t size = 300) {
    std::vector<Sample> samples(count);
    for (size_t i = 0; i < count; ++i) {
        const size_t at = i % gop;
        // Decode order within the group: I, then threes of P B B; the last frames of a group that make no
        // three are P.
        int offset = 2;
        if (at > 0) {
            const size_t three = (at - 1) / 3 * 3 + 1;
            const bool whole = three + 2 < gop && i - at + three + 2 < count;
            if (whole) offset = at == three ? 4 : 1;
        }
        samples[i] = {.size = size + static_cast<uint32_t>(i % 7),
                      .duration = duration,
                      .composition_offset = static_cast<int32_t>(duration) * offset,
                      .sync = at == 0};
    }
    return samples;
}

inline std::vector<Sample> audio_samples(size_t count, uint32_t duration = 1024, uint32_t size = 40) {
    return std::vector<Sample>(count, Sample{.size = size, .duration = duration, .sync = true});
}

/// One NAL unit that fills the sample, a slice; sound is any bytes.
inline std::vector<uint8_t> payload(const Sample& sample, TrackKind kind, size_t number) {
    std::vector<uint8_t> bytes(sample.size);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(number * 31 + i);
    if (kind == TrackKind::video && bytes.size() > 4) {
        const auto unit = static_cast<uint32_t>(bytes.size() - 4);
        for (int i = 0; i < 4; ++i) bytes[i] = static_cast<uint8_t>(unit >> (24 - 8 * i));
        bytes[4] = sample.sync ? 0x65 : 0x41;
    }
    return bytes;
}

struct TestTrack {
    TrackInfo info;
    std::vector<Sample> samples;
    uint64_t empty_edit_ms = 0;
    bool edit_list = true;
};

inline void write_moov(BoxWriter& writer, const std::vector<TestTrack>& tracks,
                       const std::vector<std::vector<uint64_t>>& offsets) {
    const auto moov = writer.box("moov");
    {
        const auto mvhd = writer.full_box("mvhd", 0, 0);
        writer.zeros(8);
        writer.u32(1000);
        writer.zeros(80);
    }
    for (size_t t = 0; t < tracks.size(); ++t) {
        const auto& [info, samples, empty_edit_ms, edit_list] = tracks[t];
        const auto trak = writer.box("trak");
        {
            const auto tkhd = writer.full_box("tkhd", 0, 7);
            writer.zeros(8);
            writer.u32(static_cast<uint32_t>(t + 1));
            writer.zeros(68);
        }
        if (edit_list) {
            const auto edts = writer.box("edts");
            const auto elst = writer.full_box("elst", 0, 0);
            writer.u32(empty_edit_ms > 0 ? 2 : 1);
            if (empty_edit_ms > 0) {
                writer.u32(static_cast<uint32_t>(empty_edit_ms));
                writer.u32(0xFFFFFFFF);
                writer.u32(0x10000);
            }
            writer.u32(0);
            writer.u32(info.media_time);
            writer.u32(0x10000);
        }
        const auto mdia = writer.box("mdia");
        {
            const auto mdhd = writer.full_box("mdhd", 0, 0);
            writer.zeros(8);
            writer.u32(info.timescale);
            writer.u32(0);
            writer.u16(info.kind == TrackKind::audio ? ('k' - 0x60) << 10 | ('o' - 0x60) << 5 | ('r' - 0x60)
                                                     : 0x55c4);
            writer.u16(0);
        }
        {
            const auto hdlr = writer.full_box("hdlr", 0, 0);
            writer.u32(0);
            writer.text(info.kind == TrackKind::video ? "vide" : "soun");
            writer.zeros(13);
        }
        const auto minf = writer.box("minf");
        const auto stbl = writer.box("stbl");
        {
            const auto stsd = writer.full_box("stsd", 0, 0);
            writer.u32(1);
            write_sample_entry(writer, info);
        }
        {
            const auto stts = writer.full_box("stts", 0, 0);
            writer.u32(static_cast<uint32_t>(samples.size()));
            for (const auto& sample : samples) {
                writer.u32(1);
                writer.u32(sample.duration);
            }
        }
        if (info.kind == TrackKind::video) {
            {
                const auto ctts = writer.full_box("ctts", 1, 0);
                writer.u32(static_cast<uint32_t>(samples.size()));
                for (const auto& sample : samples) {
                    writer.u32(1);
                    writer.u32(static_cast<uint32_t>(sample.composition_offset));
                }
            }
            uint32_t syncs = 0;
            for (const auto& sample : samples) syncs += sample.sync ? 1 : 0;
            const auto stss = writer.full_box("stss", 0, 0);
            writer.u32(syncs);
            for (size_t i = 0; i < samples.size(); ++i) {
                if (samples[i].sync) writer.u32(static_cast<uint32_t>(i + 1));
            }
        }
        {
            const auto stsc = writer.full_box("stsc", 0, 0);
            writer.u32(1);
            for (const uint32_t value : {1u, 1u, 1u}) writer.u32(value);
        }
        {
            const auto stsz = writer.full_box("stsz", 0, 0);
            writer.u32(0);
            writer.u32(static_cast<uint32_t>(samples.size()));
            for (const auto& sample : samples) writer.u32(sample.size);
        }
        const auto co64 = writer.full_box("co64", 0, 0);
        writer.u32(static_cast<uint32_t>(samples.size()));
        for (const uint64_t offset : offsets[t]) writer.u64(offset);
    }
}

/// A progressive MP4: `ftyp`, `mdat` with the tracks' samples by turns, `moov`.
inline std::vector<uint8_t> progressive(const std::vector<TestTrack>& tracks) {
    BoxWriter writer;
    {
        const auto ftyp = writer.box("ftyp");
        writer.text("isom");
        writer.u32(0);
    }
    std::vector<std::vector<uint64_t>> offsets(tracks.size());
    {
        const auto mdat = writer.box("mdat");
        size_t longest = 0;
        for (const auto& track : tracks) longest = std::max(longest, track.samples.size());
        for (size_t i = 0; i < longest; ++i) {
            for (size_t t = 0; t < tracks.size(); ++t) {
                if (i >= tracks[t].samples.size()) continue;
                offsets[t].push_back(writer.size());
                writer.bytes(payload(tracks[t].samples[i], tracks[t].info.kind, i));
            }
        }
    }
    write_moov(writer, tracks, offsets);
    return writer.take();
}

}  // namespace nuri::media::test
