#include "media/packager.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "media/dash.h"
#include "media/hls.h"
#include "media/movie.h"
#include "media/test_film.h"

namespace nuri::media {
namespace {

using namespace test;

using Files = std::map<std::string, std::vector<uint8_t>>;

/// A sink that leaves its bytes in a map when it is dropped.
class MapSink final : public ByteSink {
  public:
    MapSink(Files& files, std::string name) : files_(files), name_(std::move(name)) {}
    ~MapSink() override { files_[name_] = buffer_.take(); }
    Result<> append(std::span<const uint8_t> bytes) override { return buffer_.append(bytes); }
    Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) override {
        return buffer_.overwrite(offset, bytes);
    }

  private:
    Files& files_;
    std::string name_;
    BufferSink buffer_;
};

struct Packaged {
    Result<PackageReport> report;
    Files files;
};

Packaged package_files(const std::vector<std::pair<std::string, std::vector<uint8_t>>>& inputs,
                       const PackageOptions& options = {}) {
    std::vector<SpanSource> sources;
    std::vector<PackageInput> packaged;
    sources.reserve(inputs.size());
    for (const auto& [name, bytes] : inputs) {
        sources.emplace_back(bytes);
        packaged.push_back({name, &sources.back(), ""});
    }
    Packaged out{PackageReport{}, {}};
    out.report =
        package(packaged, options, [&out](std::string_view name) -> Result<std::unique_ptr<ByteSink>> {
            return std::unique_ptr<ByteSink>(new MapSink(out.files, std::string(name)));
        });
    return out;
}

TestTrack picture(size_t count = 480, size_t gop = 48) {
    TestTrack track{video_track(), video_samples(count, gop, 1000)};
    track.info.media_time = 2000;  // two frames of reordering
    return track;
}

TestTrack sound(size_t count = 939) {
    return {audio_track(), audio_samples(count)};
}

std::vector<uint8_t> film() {
    return progressive({picture(), sound()});
}

const char* const subtitles = "1\n00:00:01,000 --> 00:00:02,500\n<i>안녕</i> & hello\n";

/// Every box, its size, and of small leaves the bytes.
void dump(std::span<const uint8_t> bytes, int depth, std::string& out) {
    BoxWalk walk(bytes);
    while (const auto box = walk.next()) {
        std::string type;
        for (int shift = 24; shift >= 0; shift -= 8) type += static_cast<char>(box->type >> shift);
        out += fmt::format("{:{}}{} {}", "", depth * 2, type, box->payload.size());
        const bool holds_boxes = std::string(" moov trak edts mdia minf dinf stbl mvex moof traf sinf schi ")
                                     .find(" " + type + " ") != std::string::npos;
        if (!holds_boxes && type != "mdat" && box->payload.size() <= 160) out += " " + to_hex(box->payload);
        out += '\n';
        if (holds_boxes) dump(box->payload, depth + 1, out);
    }
}

/// Compares with a file of tests/golden; NURI_UPDATE_GOLDEN=1 writes it anew.
void expect_golden(const std::string& name, std::string_view text) {
    const std::string path = std::string(NURI_SOURCE_DIR) + "/tests/golden/" + name;
    if (std::getenv("NURI_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string golden((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text, golden) << path;
}

TEST(PackageTest, WritesWhatTheGoldenFilesSay) {
    const auto packaged = package_files(
        {{"film.mp4", film()}, {"film.ko.srt", {subtitles, subtitles + std::string(subtitles).size()}}});
    ASSERT_TRUE(packaged.report) << packaged.report.error().message;
    for (const auto& [name, bytes] : packaged.files) {
        if (name.ends_with(".cmfv") || name.ends_with(".cmfa")) {
            std::string boxes;
            dump(bytes, 0, boxes);
            expect_golden("package/" + name + ".txt", boxes);
        } else {
            expect_golden("package/" + name, as_text(bytes));
        }
    }
}

TEST(PackageTest, GivesTheSameBytesAgain) {
    PackageOptions options;
    options.protection = PackageProtection{ProtectionScheme::cenc, {1}, {2}};
    EXPECT_EQ(package_files({{"film.mp4", film()}}).files, package_files({{"film.mp4", film()}}).files);
    EXPECT_EQ(package_files({{"film.mp4", film()}}, options).files,
              package_files({{"film.mp4", film()}}, options).files);
}

/// The media bytes of every sample, as the reader finds them in a file.
std::vector<std::vector<uint8_t>> payloads_of(const std::vector<uint8_t>& file, size_t track = 0) {
    SpanSource source(file);
    const auto movie = read_movie(source);
    EXPECT_TRUE(movie);
    std::vector<std::vector<uint8_t>> payloads;
    const auto& read = movie->tracks.at(track);
    for (size_t i = 0; i < read.samples.size(); ++i) {
        payloads.emplace_back(read.samples[i].size);
        EXPECT_TRUE(source.read_at(read.offsets[i], payloads.back()));
    }
    return payloads;
}

TEST(PackageTest, KeepsEverySampleAndItsTime) {
    const auto input = film();
    const auto packaged = package_files({{"film.mp4", input}});
    ASSERT_TRUE(packaged.report);
    SpanSource before(input);
    const auto source = read_movie(before);
    ASSERT_TRUE(source);
    const char* names[] = {"video-avc-720.cmfv", "audio-ko-aac.cmfa"};
    for (size_t t = 0; t < 2; ++t) {
        const auto& file = packaged.files.at(names[t]);
        EXPECT_EQ(payloads_of(file), payloads_of(input, t));
        SpanSource after(file);
        const auto read = read_movie(after);
        ASSERT_TRUE(read);
        const auto& a = source->tracks[t];
        const auto& b = read->tracks[0];
        ASSERT_EQ(a.samples.size(), b.samples.size());
        EXPECT_EQ(a.info.media_time, b.info.media_time);
        EXPECT_EQ(a.info.configuration, b.info.configuration);
        EXPECT_EQ(a.info.language, b.info.language);
        EXPECT_EQ(a.info.codec, b.info.codec);
        for (size_t i = 0; i < a.samples.size(); ++i) {
            EXPECT_EQ(a.samples[i].duration, b.samples[i].duration);
            EXPECT_EQ(a.samples[i].composition_offset, b.samples[i].composition_offset);
            EXPECT_EQ(a.samples[i].sync, b.samples[i].sync);
        }
    }
}

TEST(PackageTest, StartsSoundAndPictureTogetherToTheSample) {
    const auto packaged = package_files({{"film.mp4", film()}});
    ASSERT_TRUE(packaged.report);
    for (const auto& track : packaged.report->presentation.tracks)
        EXPECT_EQ(track.index->presentation_start(0), 0u) << track.id;
}

TEST(PackageTest, KeepsTheDelayOfATrackThatStartsLate) {
    auto late = sound(400);
    late.empty_edit_ms = 456;
    const auto packaged = package_files({{"film.mp4", progressive({picture(), late})}});
    ASSERT_TRUE(packaged.report);
    // Decoding starts at 456 ms; the edit list takes the priming from there.
    EXPECT_EQ(packaged.report->presentation.tracks[1].index->presentation_start(0),
              48000u * 456 / 1000 - 1024);
}

TEST(PackageTest, KeepsExactTimeAtTwentyNineNinetySeven) {
    auto track = picture();
    track.info.timescale = 30000;
    track.samples = video_samples(900, 60, 1001);
    track.info.media_time = 2002;
    const auto packaged = package_files({{"film.mp4", progressive({track})}});
    ASSERT_TRUE(packaged.report) << packaged.report.error().message;
    const auto& index = *packaged.report->presentation.tracks[0].index;
    EXPECT_EQ(index.presentation_end(), (MediaTime{900 * 1001, 30000}));
    for (size_t n = 0; n + 1 < index.segments.size(); ++n)
        EXPECT_EQ(index.presentation_duration(n), 180u * 1001);
    EXPECT_EQ(packaged.report->presentation.tracks[0].info.frame_rate_units, 30000u);
}

TEST(PackageTest, SumsVariableDurationsToTheFilmsLength) {
    auto track = picture();
    uint64_t total = 0;
    for (size_t i = 0; i < track.samples.size(); ++i) {
        track.samples[i].duration = 500 + static_cast<uint32_t>(i * 37 % 1500);
        track.samples[i].composition_offset = 0;
        total += track.samples[i].duration;
    }
    track.info.media_time = 0;
    const auto packaged = package_files({{"film.mp4", progressive({track})}});
    ASSERT_TRUE(packaged.report);
    EXPECT_EQ(packaged.report->presentation.duration(), (MediaTime{static_cast<int64_t>(total), 24000}));
    EXPECT_EQ(packaged.report->presentation.tracks[0].info.frame_rate_units, 0u);
}

TEST(PackageTest, FindsAnEncryptedFileWholeExceptForItsSlices) {
    for (const auto scheme : {ProtectionScheme::cenc, ProtectionScheme::cbcs}) {
        PackageOptions options;
        options.protection = PackageProtection{scheme, {0xAB}, {0xCD}};
        const auto packaged = package_files({{"film.mp4", film()}}, options);
        ASSERT_TRUE(packaged.report) << packaged.report.error().message;
        for (const auto& track : packaged.report->presentation.tracks) {
            SpanSource file(packaged.files.at(track.file));
            EXPECT_EQ(*build_segment_index(file), *track.index) << track.id;
        }
        std::string boxes;
        dump(packaged.files.at("video-avc-720.cmfv"), 0, boxes);
        expect_golden(
            scheme == ProtectionScheme::cenc ? "package/protected-cenc.txt" : "package/protected-cbcs.txt",
            boxes);
        EXPECT_NE(as_text(packaged.files.at("master.m3u8")).find("#EXT-X-SESSION-KEY"),
                  std::string_view::npos);
        EXPECT_NE(as_text(packaged.files.at("manifest.mpd")).find("cenc:default_KID=\"ab000000-0000"),
                  std::string_view::npos);
    }
}

TEST(PackageTest, TellsWhatItCannotDo) {
    const auto kind_of = [](const std::vector<uint8_t>& input, const PackageOptions& options = {}) {
        const auto packaged = package_files({{"input", input}}, options);
        EXPECT_FALSE(packaged.report);
        return packaged.report ? ErrorKind::io : packaged.report.error().kind;
    };
    EXPECT_EQ(kind_of({}), ErrorKind::unsupported);
    EXPECT_EQ(kind_of({'h', 'e', 'l', 'l', 'o', ' ', 'w', 'o', 'r', 'l', 'd'}), ErrorKind::unsupported);
    PackageOptions options;
    options.segment_seconds = 0;
    EXPECT_EQ(kind_of(film(), options), ErrorKind::invalid);
    EXPECT_EQ(package_files({{"a.vtt", {'W', 'E', 'B', 'V', 'T', 'T', '\n'}}}).report.error().kind,
              ErrorKind::unsupported);
}

TEST(PackageTest, SurvivesEveryTruncationAndEveryAlteredByte) {
    const auto input = progressive({picture(6, 3), sound(6)});
    for (size_t size = 0; size < input.size(); size += 3) {
        EXPECT_FALSE(
            package_files({{"cut", {input.begin(), input.begin() + static_cast<ptrdiff_t>(size)}}}).report)
            << size;
    }
    for (size_t i = 0; i < input.size(); ++i) {
        for (const uint8_t change : {0x01, 0x80, 0xFF}) {
            auto altered = input;
            altered[i] ^= change;
            (void)package_files({{"altered", altered}})
                .report;  // any answer will do, so long as there is one
        }
    }
}

TEST(ManifestTest, NumbersSegmentsAsTheGoldenFilesSay) {
    auto packaged = package_files(
        {{"film.mp4", film()}, {"film.ko.srt", {subtitles, subtitles + std::string(subtitles).size()}}});
    ASSERT_TRUE(packaged.report);
    Presentation presentation = std::move(packaged.report->presentation);
    presentation.tracks[1].name = "한국어 \"원음\" <5.1> & co";
    presentation.images.push_back({"thumbnails", 5, 4, 160, 90, {5, 1}, 1, 40'000});
    ManifestOptions options;
    expect_golden("numbered/master.m3u8", *hls_multivariant(presentation, options));
    expect_golden("numbered/manifest.mpd", *dash_manifest(presentation, options));
    for (const char* id : {"video-avc-720", "audio-ko-aac", "subtitles-ko", "thumbnails"}) {
        expect_golden(fmt::format("numbered/{}.m3u8", id), *hls_media_playlist(presentation, id, options));
    }
    expect_golden("numbered/video-avc-720-iframes.m3u8",
                  *hls_iframe_playlist(presentation, "video-avc-720", options));
}

TEST(ManifestTest, LeavesNoTraceOfATrackThatIsNotAllowed) {
    auto packaged = package_files(
        {{"film.mp4", film()}, {"film.ko.srt", {subtitles, subtitles + std::string(subtitles).size()}}});
    ASSERT_TRUE(packaged.report);
    const Presentation& presentation = packaged.report->presentation;
    for (const char* hidden : {"video-avc-720", "audio-ko-aac", "subtitles-ko"}) {
        ManifestOptions options;
        options.allowed = [hidden](std::string_view id) { return id != hidden; };
        EXPECT_EQ(hls_multivariant(presentation, options)->find(hidden), std::string::npos);
        EXPECT_EQ(dash_manifest(presentation, options)->find(hidden), std::string::npos);
        EXPECT_EQ(hls_media_playlist(presentation, hidden, options).error().kind, ErrorKind::not_found);
        EXPECT_EQ(hls_iframe_playlist(presentation, hidden, options).error().kind, ErrorKind::not_found);
    }
    ManifestOptions nothing;
    nothing.allowed = [](std::string_view) { return false; };
    EXPECT_EQ(hls_multivariant(presentation, nothing).error().kind, ErrorKind::not_found);
    EXPECT_EQ(dash_manifest(presentation, nothing).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace nuri::media
