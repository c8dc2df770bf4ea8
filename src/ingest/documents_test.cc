#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/answers.h"
#include "ingest/delivery.h"
#include "ingest/facts.h"
#include "ingest/worker.h"

namespace nuri::ingest {
namespace {

TEST(WorkerLineTest, IsProgressOrAnAnswerOrAFailure) {
    const WorkerLine progress = *parse_line(R"({"event":"progress","fraction":0.25})");
    EXPECT_EQ(progress.event, WorkerLine::Event::progress);
    EXPECT_EQ(progress.fraction, 0.25);
    const WorkerLine done = *parse_line(R"({"event":"done","answer":{"a":[1]}})");
    EXPECT_EQ(done.event, WorkerLine::Event::done);
    EXPECT_EQ(done.answer, R"({"a":[1]})");
    const WorkerLine failed = *parse_line(R"({"event":"failed","kind":"corrupt","message":"no frame"})");
    EXPECT_EQ(failed.error, (Error{ErrorKind::corrupt, "no frame"}));
}

TEST(WorkerLineTest, OfAnythingElseIsRefused) {
    for (const char* line : {"", "hello", "[]", "{}", R"({"event":"dance"})", R"({"event":"progress"})",
                             R"({"event":"progress","fraction":"x"})", R"({"event":"done"})",
                             R"({"event":"done","answer":3})", R"({"event":"failed","kind":"corrupt"})"}) {
        const auto parsed = parse_line(line);
        ASSERT_FALSE(parsed) << line;
        EXPECT_EQ(parsed.error().kind, ErrorKind::corrupt) << line;
    }
}

TEST(WorkerLineTest, AnErrorOfAnUnknownKindIsOneOfTheSystem) {
    EXPECT_EQ(parse_line(R"({"event":"failed","kind":"forbidden","message":"x"})")->error.kind,
              ErrorKind::io);
}

TEST(AnalysisTest, FrameTimesAreStepsAndHowOftenTheyRepeat) {
    const Analysis analysis = *parse_analysis(
        R"({"time_base":[1,1000],"first_pts":-40,"steps":[[40,3],[80,1]],"end_pts":200,"keys":[0,2],"cuts":[2],"interlaced_frames":0,)"
        R"("decode_errors":1,"black":[[0,40]],"audio":[{"stream":1,"start_us":-21333,"end_us":5,"loudness_lufs":-23.5,"silences":[]}],"findings":[]})");
    EXPECT_EQ(analysis.pts, (std::vector<int64_t>{-40, 0, 40, 80, 160}));
    EXPECT_EQ(analysis.audio[0].loudness_lufs, -23.5);
}

TEST(AnalysisTest, IsRefusedWhenItContradictsItself) {
    const struct {
        const char* name;
        const char* json;
    } cases[] = {
        {"time stands still",
         R"({"time_base":[1,1000],"first_pts":0,"steps":[[0,3]],"end_pts":200,"keys":[],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"a time base past libav's",
         R"({"time_base":[1,2147483648],"first_pts":0,"steps":[],"end_pts":200,"keys":[],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"no unit of time",
         R"({"time_base":[1,0],"first_pts":0,"steps":[],"end_pts":200,"keys":[],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"ends before its last frame",
         R"({"time_base":[1,1000],"first_pts":0,"steps":[[40,3]],"end_pts":120,"keys":[],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"a cut past the end",
         R"({"time_base":[1,1000],"first_pts":0,"steps":[[40,3]],"end_pts":160,"keys":[],"cuts":[4],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"keys that fall",
         R"({"time_base":[1,1000],"first_pts":0,"steps":[[40,3]],"end_pts":160,"keys":[2,1],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
        {"more frames than memory",
         R"({"time_base":[1,1000],"first_pts":0,"steps":[[1,999999999999]],"end_pts":160,"keys":[],"cuts":[],"interlaced_frames":0,"decode_errors":0,"black":[],"audio":[],"findings":[]})"},
    };
    for (const auto& [name, json] : cases) {
        const auto parsed = parse_analysis(json);
        ASSERT_FALSE(parsed) << name;
        EXPECT_EQ(parsed.error().kind, ErrorKind::corrupt) << name;
    }
}

TEST(ChunkAnswerTest, NamesWhatIsWrong) {
    EXPECT_TRUE(parse_chunk(
        R"({"rungs":[{"width":320,"height":180,"configuration":"01","segments":[{"bytes":1,"duration":1,"samples":1,"sha256":"x"}]}],"frames_missing":0})"));
    EXPECT_THAT(
        parse_chunk(
            R"({"rungs":[{"width":320,"height":180,"configuration":"0g","segments":[]}],"frames_missing":0})")
            .error()
            .message,
        testing::HasSubstr("configuration"));
}

TEST(DeliveryTest, ComesBackFromItsJson) {
    Delivery delivery;
    delivery.title = TitleId(7);
    delivery.file = "/srv/in/film.mp4";
    delivery.audio_language = "ko";
    delivery.subtitles = {{"es-419", "/srv/in/film.es.srt"}};
    delivery.ladder = {720, 360};
    EXPECT_EQ(*parse_delivery(to_json(delivery)), delivery);
    delivery.file.clear();  // std::filesystem would throw
    EXPECT_EQ(*parse_delivery(to_json(delivery)), delivery);
}

TEST(DeliveryTest, LanguagesAreSettledAndMistakesAreNamed) {
    Delivery delivery;
    delivery.file = "film.mp4";
    delivery.audio_language = "KO";
    delivery.subtitles = {{"EN-us", "a.vtt"}};
    EXPECT_EQ(check(delivery)->audio_language, "ko");
    EXPECT_EQ(check(delivery)->subtitles[0].language, "en-US");
    delivery.subtitles.push_back({"en-US", "b.vtt"});
    EXPECT_EQ(check(delivery).error().kind, ErrorKind::invalid);
    delivery.subtitles.clear();
    for (size_t n = 0; n <= Delivery::subtitles_max; ++n) delivery.subtitles.push_back({"en-x-" + std::to_string(n), "a.vtt"});
    EXPECT_EQ(check(delivery).error().kind, ErrorKind::too_large);
    delivery.subtitles.clear();
    delivery.audio_language = "english please";
    EXPECT_EQ(check(delivery).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::ingest
