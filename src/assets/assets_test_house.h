#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "assets/asset_folder.h"
#include "base/text.h"
#include "io/file.h"

namespace nuri::assets {

/// A segment index and a file of as many bytes as it says: what the register and the library look at. That
/// the bytes are no CMAF is not their affair.
inline media::SegmentIndex small_index(uint32_t timescale) {
    media::SegmentIndex index;
    index.timescale = timescale;
    index.init_size = 100;
    index.sidx_offset = 100;
    index.sidx_size = 44;
    index.segments = {{144, 0, 1000, 6 * timescale, 0, true},
                      {1144, uint64_t{6} * timescale, 500, 2 * timescale, 0, true}};
    return index;
}

/// A document of one picture, one sound, one subtitle and two thumbnail sheets; its files are not written
/// yet.
inline AssetDocument small_document(AssetId id, TitleId title) {
    AssetDocument document;
    document.id = id;
    document.title = title;
    document.created = from_unix_ms(1748779200000);
    document.duration = std::chrono::milliseconds(8000);
    document.source = R"({"container":"mov","sha256":"00"})";
    AssetTrack video;
    video.id = "video-avc-360";
    video.file = "video-avc-360.cmfv";
    video.index_file = "video-avc-360.idx";
    video.rung_height = 360;
    video.info.sample_entry = "avc1";
    video.info.codec = "avc1.64001e";
    video.info.configuration = {1, 0x64, 0, 0x1e};
    video.info.timescale = 24000;
    video.info.width = 640;
    video.info.height = 268;
    video.info.colour = media::Colour{};
    video.info.frame_rate_units = 24000;
    video.info.frame_rate_base = 1001;
    video.average_bps = 900'000;
    video.peak_bps = 1'200'000;
    AssetTrack audio;
    audio.id = "audio-ko-aac";
    audio.file = "audio-ko-aac.cmfa";
    audio.index_file = "audio-ko-aac.idx";
    audio.name = "한국어";
    audio.info.kind = media::TrackKind::audio;
    audio.info.sample_entry = "mp4a";
    audio.info.codec = "mp4a.40.2";
    audio.info.configuration = {0x11, 0x90};
    audio.info.timescale = 48000;
    audio.info.channels = 2;
    audio.info.sample_rate_hz = 48000;
    audio.info.media_time = 1024;
    audio.info.language = "ko";
    document.tracks = {video, audio};
    document.texts = {{"subtitles-en", "subtitles-en.vtt", "English", "en", media::Role::main}};
    document.images = {{"thumbnails", 5, 5, 160, 68, {10, 1}, 2, 9}};
    document.markers = {
        {MarkerKind::intro, std::chrono::milliseconds(1000), std::chrono::milliseconds(2500)}};
    return document;
}

inline void put_file(const std::filesystem::path& path, std::string_view bytes) {
    const io::Fd file = *io::create_new(path);
    ASSERT_TRUE(io::write_all(file, bytes));
}

/// Fills a folder with the files of small_document() and seals it.
inline AssetDocument fill_and_seal(const std::filesystem::path& folder, AssetId id, TitleId title,
                                   AssetPurpose purpose = AssetPurpose::main) {
    EXPECT_TRUE(io::make_folder(folder));
    AssetDocument document = small_document(id, title);
    document.purpose = purpose;
    for (const AssetTrack& track : document.tracks) {
        const media::SegmentIndex index = small_index(track.info.timescale);
        put_file(folder / track.file, std::string(index.file_size(), 'm'));
        put_file(folder / track.index_file, as_text(media::serialise(index)));
    }
    put_file(folder / "subtitles-en.vtt", "WEBVTT\n");
    put_file(folder / "thumbnails-0.jpg", "picture 0");
    put_file(folder / "thumbnails-1.jpg", "picture 1");
    const auto sealed = seal_folder(folder, document);
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    return document;
}

/// Puts other bytes in a file that was sealed, as a failing disk would.
inline void spoil(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::remove(path);
    put_file(path, bytes);
}

}  // namespace nuri::assets
