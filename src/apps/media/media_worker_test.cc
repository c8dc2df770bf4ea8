// The whole way from small films, made here with the ffmpeg program, to sealed assets, through the real
// worker.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "assets/asset_folder.h"
#include "ingest/facts.h"
#include "ingest/pipeline.h"
#include "ingest/plan.h"
#include "io/file.h"
#include "media/movie.h"

namespace nuri::ingest {
namespace {

namespace fs = std::filesystem;

class SpanOfFile {
  public:
    explicit SpanOfFile(const fs::path& path) : file_(*io::MappedFile::open(path)), source_(file_.bytes()) {}
    media::ByteSource& source() { return source_; }

  private:
    io::MappedFile file_;
    media::SpanSource source_;
};

class MediaWorkerTest : public testing::Test {
  protected:
    MediaWorkerTest()
        : folder_(*io::TemporaryFolder::make(fs::temp_directory_path(), "nuri-media-test")),
          worker_(NURI_MEDIA_PROGRAM, MediaWorker::Limits()) {}

    /// A film made by ffmpeg with these arguments.
    fs::path film(const std::string& name, const std::string& arguments) const {
        const fs::path path = folder_.path() / name;
        const std::string command =
            fmt::format("ffmpeg -nostdin -v error -y {} '{}'", arguments, path.string());
        EXPECT_EQ(std::system(command.c_str()), 0) << command;
        return path;
    }

    fs::path file(const std::string& name, const std::string& content) const {
        const fs::path path = folder_.path() / name;
        std::ofstream(path) << content;
        return path;
    }

    Result<Made> ingest(
        const Delivery& delivery, const Pipeline::Report& report = [](const Progress&) { return true; }) {
        const Pipeline pipeline(worker_, {folder_.path() / "intake", folder_.path() / "work"},
                                {.preset = "ultrafast", .crf = 30, .processes_max = 2});
        return pipeline.make("job", delivery, report, step_);
    }
    Result<Made> ingest(const fs::path& path) {
        Delivery delivery;
        delivery.title = TitleId(1);
        delivery.file = path;
        return ingest(delivery);
    }

    static media::MovieTrack read(const Made& made, const assets::AssetTrack& track) {
        SpanOfFile file(made.folder / track.file);
        return std::move(media::read_movie(file.source())->tracks.at(0));
    }

    io::TemporaryFolder folder_;
    MediaWorker worker_;
    Step step_ = Step::receive;
};

/// Presentation times of a track's samples, in order.
std::vector<int64_t> shown(const media::MovieTrack& track) {
    std::vector<int64_t> times;
    int64_t decoded = static_cast<int64_t>(track.start);
    for (const media::Sample& sample : track.samples) {
        times.push_back(decoded + sample.composition_offset);
        decoded += sample.duration;
    }
    std::sort(times.begin(), times.end());
    return times;
}

std::vector<size_t> sync_samples(const media::MovieTrack& track) {
    std::vector<size_t> found;
    for (size_t i = 0; i < track.samples.size(); ++i) {
        if (track.samples[i].sync) found.push_back(i);
    }
    return found;
}

TEST_F(MediaWorkerTest, TheSandboxRefusesWhatTheWorkerNeverNeeds) {
    const auto answer =
        worker_.run({.command = "self-test", .request = "{}", .inputs = {}, .outputs = {}}, {});
    ASSERT_TRUE(answer) << answer.error().message;
    for (const char* attempt : {"socket", "unix_socket", "open_to_read", "open_to_write", "unlink", "execute",
                                "fork", "signal", "trace", "become_root"}) {
        EXPECT_THAT(*answer, testing::HasSubstr(fmt::format("\"{}\":1", attempt)))
            << "let through, or failed otherwise than with EPERM";
    }
}

TEST_F(MediaWorkerTest, EveryFrameIsKeptOnOneGridForAllRungsAndSoundStartsWithThePicture) {
    const struct {
        const char* name;
        const char* arguments;
        size_t frames;
        int64_t second_frame;  ///< its time, in the track's timescale
        int width, height;
        size_t sounds;
    } cases[] = {
        {"cfr24.mp4",
         "-f lavfi -i testsrc2=s=640x360:r=24:d=9 -f lavfi -i sine=d=9 -c:v libx264 -preset ultrafast -bf 2 "
         "-c:a aac",
         216, 1000, 640, 360, 1},
        {"ntsc.mkv",
         "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=4 -f lavfi -i sine=d=4 -c:v libx264 -preset "
         "ultrafast -c:a aac",
         120, 1001, 320, 180, 1},
        {"ntsc.ts",
         "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=4 -f lavfi -i sine=d=4 -c:v mpeg2video -c:a mp2", 120,
         1001, 320, 180, 1},
        {"odd.mkv", "-f lavfi -i testsrc2=s=321x181:r=25:d=2 -c:v ffv1", 50, 1000, 320, 180, 0},
        {"upright.mp4", "-i '{}/flat.mp4' -c copy -metadata:s:v:0 rotate=90", 50, 1000, 180, 320, 0},
        {"anamorphic.mp4",
         "-f lavfi -i testsrc2=s=240x180:r=25:d=2 -vf setsar=4/3 -c:v libx264 -preset ultrafast", 50, 1000,
         320, 180, 0},
        {"interlaced.mkv",
         "-f lavfi -i testsrc2=s=320x180:r=50:d=2 -vf interlace,format=yuv420p -c:v libx264 -preset "
         "ultrafast -flags +ildct",
         50, 1000, 320, 180, 0},
        {"surround.mkv",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i aevalsrc='0.9|0.9|0.9|0.9|0.9|0.9:c=5.1:d=2' "
         "-c:v libx264 -preset ultrafast -c:a flac",
         50, 1000, 320, 180, 1},
        {"mono.webm",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i sine=d=2:r=44100 -c:v libvpx -deadline "
         "realtime -c:a libvorbis",
         50, 1000, 320, 180, 1},
        {"late-sound.mp4",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -itsoffset 1 -f lavfi -i sine=d=3 -c:v libx264 -preset "
         "ultrafast -c:a aac",
         100, 1000, 320, 180, 1},
        {"hdr.mkv",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -vf format=yuv420p10le -c:v libx265 -preset ultrafast "
         "-x265-params log-level=none -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc",
         25, 1000, 320, 180, 0},
    };
    film("flat.mp4", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -c:v libx264 -preset ultrafast");
    for (const auto& [name, arguments, frames, second_frame, width, height, sounds] : cases) {
        const auto made = ingest(film(name, fmt::format(fmt::runtime(arguments), folder_.path().string())));
        ASSERT_TRUE(made) << name << ", " << to_string(step_) << ": " << made.error().message;
        const assets::AssetDocument document = *assets::verify_folder(made->folder);
        std::vector<size_t> keys;
        double picture_end = 0;
        size_t sound_tracks = 0;
        for (const assets::AssetTrack& track : document.tracks) {
            const media::MovieTrack movie = read(*made, track);
            const std::vector<int64_t> times = shown(movie);
            if (track.info.kind == media::TrackKind::video) {
                EXPECT_EQ(movie.samples.size(), frames) << name;
                EXPECT_EQ(times[0], 0) << name;
                EXPECT_EQ(times[1], second_frame) << name;
                if (keys.empty()) {
                    keys = sync_samples(movie);
                    EXPECT_EQ(track.info.width, width) << name;
                    EXPECT_EQ(track.info.height, height) << name;
                }
                EXPECT_EQ(sync_samples(movie), keys) << name << ", " << track.file;
                picture_end = static_cast<double>(times.back()) / track.info.timescale;
            } else {
                ++sound_tracks;
                EXPECT_EQ(track.info.media_time, 1024u) << name;
                const double sound_end = static_cast<double>(times.back()) / track.info.timescale;
                EXPECT_NEAR(sound_end, picture_end, 0.1) << name;
            }
        }
        EXPECT_EQ(sound_tracks, sounds) << name;
        std::error_code ignored;
        fs::remove_all(folder_.path() / "work", ignored);
    }
}

/// Where the loud part of a sound starts, in seconds, as a decoder that obeys the edit list plays it.
double onset(const fs::path& track) {
    const std::string command = fmt::format(
        "ffmpeg -nostdin -v error -copyts -i '{}' -af aresample=async=1:first_pts=0 -f s16le -ac 1 -ar 48000 "
        "- 2>/dev/null",
        track.string());
    FILE* pipe = ::popen(command.c_str(), "r");
    int16_t sample = 0;
    int64_t position = 0;
    while (std::fread(&sample, sizeof sample, 1, pipe) == 1 && std::abs(sample) < 2000) ++position;
    ::pclose(pipe);
    return static_cast<double>(position) / 48'000;
}

TEST_F(MediaWorkerTest, SoundIsHeardWhereItWasDeliveredToAMillisecond) {
    const struct {
        const char* name;
        const char* arguments;
        double onset;
    } cases[] = {
        // A square wave, for its first sample is loud.
        {"one second in",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=3 -f lavfi -i "
         "aevalsrc='if(gte(t\\,1)\\,0.5\\,0):s=48000:d=3' -c:v libx264 -preset ultrafast -c:a pcm_s16le",
         1.0},
        {"starts late",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=3 -itsoffset 0.75 -f lavfi -i aevalsrc='0.5:s=48000:d=2' "
         "-c:v libx264 -preset ultrafast -c:a pcm_s16le",
         0.75},
        {"picture starts late",
         "-itsoffset 0.5 -f lavfi -i testsrc2=s=320x180:r=25:d=3 -f lavfi -i "
         "aevalsrc='if(gte(t\\,1)\\,0.5\\,0):s=48000:d=3' -c:v libx264 -preset ultrafast -c:a pcm_s16le",
         1.0},
        {"44.1 kHz",
         "-f lavfi -i testsrc2=s=320x180:r=25:d=3 -f lavfi -i "
         "aevalsrc='if(gte(t\\,1)\\,0.5\\,0):s=44100:d=3' -c:v libx264 -preset ultrafast -c:a pcm_s16le",
         1.0},
    };
    for (const auto& [name, arguments, expected] : cases) {
        const auto made = ingest(film("sound.mkv", arguments));
        ASSERT_TRUE(made) << name << ": " << made.error().message;
        const assets::AssetDocument document = *assets::read_document(made->folder);
        EXPECT_NEAR(onset(made->folder / document.tracks.back().file), expected, 0.001) << name;
        std::error_code ignored;
        fs::remove_all(folder_.path() / "work", ignored);
    }
}

TEST_F(MediaWorkerTest, FramesOfAVaryingRateKeepTheirTimes) {
    const auto made = ingest(film("vfr.mkv",
                                  "-f lavfi -i testsrc2=s=320x180:r=60:d=4 -vf "
                                  "\"select='not(mod(n,2))+lt(n,60)+not(mod(n,7))',settb=1/1000\" -vsync "
                                  "passthrough -c:v libx264 -preset ultrafast"));
    ASSERT_TRUE(made) << made.error().message;
    const assets::AssetDocument document = *assets::read_document(made->folder);
    const std::vector<int64_t> times = shown(read(*made, document.tracks[0]));
    const uint32_t timescale = document.tracks[0].info.timescale;
    EXPECT_NEAR(static_cast<double>(times[59]) / timescale, 59 / 60.0, 0.001);
    EXPECT_NEAR(static_cast<double>(times.back()) / timescale, 238 / 60.0, 0.001);
}

TEST_F(MediaWorkerTest, ChunksEncodedAgainAreEqualByteForByte) {
    const fs::path path =
        film("cfr.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=13 -c:v libx264 -preset ultrafast");
    std::string hashes[2];
    for (std::string& hash : hashes) {
        const auto made = ingest(path);
        ASSERT_TRUE(made) << made.error().message;
        hash = *assets::sha256_of_file(made->folder / "video-avc-180.cmfv");
        fs::remove_all(folder_.path() / "work");
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

TEST_F(MediaWorkerTest, AJobThatIsCutShortGoesOnWhereItWas) {
    Delivery delivery;
    delivery.title = TitleId(1);
    delivery.file =
        film("cfr.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=20 -c:v libx264 -preset ultrafast");
    const auto stopped = ingest(delivery, [](const Progress& progress) { return progress.fraction < 0.5; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(step_, Step::encode);
    const fs::path first_chunk = folder_.path() / "work/job/chunk-0000-0.m4s";
    ASSERT_TRUE(fs::exists(first_chunk));
    const auto written = fs::last_write_time(first_chunk);
    const auto made = ingest(delivery);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(fs::last_write_time(first_chunk), written);
    const auto again = ingest(delivery);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->id, made->id);
}

TEST_F(MediaWorkerTest, EveryBadDeliveryIsRefusedWithItsReason) {
    const fs::path whole =
        film("whole.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=3 -c:v libx264 -preset ultrafast");
    const std::string bytes = *io::read_file(whole, 10 << 20);
    const struct {
        const char* name;
        fs::path path;
        ErrorKind kind;
        Step step;
    } cases[] = {
        {"cut off before its index", file("truncated.mp4", bytes.substr(0, bytes.size() / 2)),
         ErrorKind::unsupported, Step::probe},
        {"empty", file("empty.mp4", ""), ErrorKind::corrupt, Step::receive},
        {"not there", folder_.path() / "nowhere.mp4", ErrorKind::not_found, Step::receive},
        {"a folder", folder_.path(), ErrorKind::invalid, Step::receive},
        {"text", file("notes.mp4", std::string(5000, 'x')), ErrorKind::unsupported, Step::probe},
        {"a playlist that names other files", file("list.m3u8", "#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n"),
         ErrorKind::unsupported, Step::probe},
        {"a list to concatenate", file("list.txt", "ffconcat version 1.0\nfile '/etc/passwd'\n"),
         ErrorKind::unsupported, Step::probe},
        {"a picture", film("still.jpg", "-f lavfi -i testsrc2=s=320x180:d=1 -frames:v 1"),
         ErrorKind::unsupported, Step::probe},
        {"only sound", film("sound.m4a", "-f lavfi -i sine=d=1 -c:a aac"), ErrorKind::unsupported,
         Step::probe},
        {"a codec we do not decode",
         film("strange.avi", "-f lavfi -i testsrc2=s=320x180:r=24:d=1 -c:v cinepak -frames:v 4"),
         ErrorKind::unsupported, Step::probe},
        {"encrypted",
         film("encrypted.mp4",
              "-f lavfi -i testsrc2=s=320x180:r=24:d=1 -c:v libx264 -preset ultrafast -encryption_scheme "
              "cenc-aes-ctr "
              "-encryption_key 000102030405060708090a0b0c0d0e0f -encryption_kid "
              "101112131415161718191a1b1c1d1e1f"),
         ErrorKind::unsupported, Step::probe},
    };
    for (const auto& [name, path, kind, step] : cases) {
        const auto made = ingest(path);
        ASSERT_FALSE(made) << name;
        EXPECT_EQ(made.error().kind, kind) << name << ": " << made.error().message;
        EXPECT_EQ(step_, step) << name << ": " << made.error().message;
        EXPECT_FALSE(advice(step_, made.error().kind).empty());
        fs::remove_all(folder_.path() / "work");
    }
}

TEST_F(MediaWorkerTest, AFilmThatWasCutOffAfterItsIndexIsShownAsFarAsItGoes) {
    const fs::path whole =
        film("whole.mkv", "-f lavfi -i testsrc2=s=320x180:r=24:d=4 -c:v libx264 -preset ultrafast -g 12");
    const std::string bytes = *io::read_file(whole, 10 << 20);
    const auto made = ingest(file("short.mkv", bytes.substr(0, bytes.size() * 3 / 4)));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_LT(made->duration, std::chrono::milliseconds(3500));
    EXPECT_GT(made->duration, std::chrono::milliseconds(2000));
}

TEST_F(MediaWorkerTest, SubtitlesAreNormalisedAndWhatAreNoneIsRefused) {
    Delivery delivery;
    delivery.title = TitleId(1);
    delivery.file = film("cfr.mp4", "-f lavfi -i testsrc2=s=320x180:r=24:d=2 -c:v libx264 -preset ultrafast");
    delivery.subtitles = {{"ko", file("ko.srt", "1\n00:00:00,500 --> 00:00:01,500\n안녕\n")}};
    const auto made = ingest(delivery);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_THAT(*io::read_file(made->folder / "subtitles-ko.vtt", 1000), testing::StartsWith("WEBVTT"));
    fs::remove_all(folder_.path() / "work");
    delivery.subtitles = {{"ko", delivery.file}};
    const auto refused = ingest(delivery);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
    EXPECT_EQ(step_, Step::subtitles);
}

TEST_F(MediaWorkerTest, AWorkerThatDiesIsAnErrorAndLeavesNothingBehind) {
    const fs::path output = folder_.path() / "output";
    const MediaWorker silent("/bin/sleep", {.silence_max = std::chrono::milliseconds(300)});
    EXPECT_EQ(
        silent.run({.command = "probe", .request = "{}", .inputs = {}, .outputs = {output}}, {}).error().kind,
        ErrorKind::unavailable);
    EXPECT_FALSE(fs::exists(output));
#ifndef __SANITIZE_ADDRESS__  // its own memory has no bound (sandbox.cc)
    const MediaWorker starved(NURI_MEDIA_PROGRAM, {.memory_max_bytes = 200 << 20});
    const fs::path path = film(
        "large.mkv", "-f lavfi -i testsrc2=s=3840x2160:r=24 -frames:v 12 -c:v libx264 -preset ultrafast");
    EXPECT_FALSE(starved.run(
        {.command = "analyse", .request = R"({"threads":1})", .inputs = {path}, .outputs = {output}}, {}));
    EXPECT_FALSE(fs::exists(output));
#endif
}

/// Real films take minutes, so they are asked for: NURI_FILMS names a folder of them.
TEST_F(MediaWorkerTest, RealFilmsAreIngestedWhereThereAreSome) {
    const char* films = std::getenv("NURI_FILMS");
    if (films == nullptr) GTEST_SKIP() << "NURI_FILMS names no folder of films";
    for (const auto& entry : fs::directory_iterator(films)) {
        if (entry.path().extension() != ".mp4" && entry.path().extension() != ".webm") continue;
        Delivery delivery;
        delivery.title = TitleId(1);
        delivery.file = entry.path();
        delivery.ladder = {360, 234};
        const auto started = std::chrono::steady_clock::now();
        const auto made = ingest(delivery);
        ASSERT_TRUE(made) << entry.path() << ", " << to_string(step_) << ": " << made.error().message;
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        const double film_seconds = static_cast<double>(made->duration.count()) / 1000;
        std::printf("%s: %.1f s of film in %.1f s, %.1fx\n", entry.path().filename().c_str(), film_seconds,
                    seconds, film_seconds / seconds);
        for (const Finding& finding : made->findings)
            std::printf("    %s: %s\n", finding.code.c_str(), finding.message.c_str());
        EXPECT_TRUE(assets::verify_folder(made->folder));
        if (std::getenv("NURI_FILMS_KEEP") != nullptr)
            fs::copy(made->folder, fs::path(std::getenv("NURI_FILMS_KEEP")) / entry.path().stem(),
                     fs::copy_options::recursive);
        fs::remove_all(folder_.path() / "work");
    }
}

}  // namespace
}  // namespace nuri::ingest
