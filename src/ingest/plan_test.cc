#include "ingest/plan.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace nuri::ingest {
namespace {

/// Frames `step` ticks apart.
Analysis steady(Ratio time_base, int64_t step, int count, int64_t first = 0) {
    Analysis analysis;
    analysis.time_base = time_base;
    for (int i = 0; i < count; ++i) analysis.pts.push_back(first + i * step);
    analysis.end_pts = first + count * step;
    analysis.keys = {0};
    return analysis;
}

VideoFacts picture(int width, int height) {
    VideoFacts video;
    video.width = width;
    video.height = height;
    return video;
}

Plan plan_of(const Analysis& analysis) {
    return *make_plan(picture(1280, 720), analysis, {});
}

std::vector<int> heights(const std::vector<Rung>& rungs) {
    std::vector<int> found;
    for (const Rung& rung : rungs) found.push_back(rung.height);
    return found;
}

TEST(PlanTest, AFrameOfAConstantRateLastsWholeTicks) {
    const struct {
        const char* name;
        Ratio time_base;
        int64_t step;
        Ratio rate;
        uint32_t timescale;
        int64_t ticks;
    } cases[] = {
        {"24", {1, 12'288}, 512, {24, 1}, 24'000, 1000},
        {"30000/1001", {1, 30'000}, 1001, {30'000, 1001}, 30'000, 1001},
        {"24000/1001 at 90 kHz, 3753.75 ticks", {1, 24'000}, 1001, {24'000, 1001}, 24'000, 1001},
        {"25", {1, 12'800}, 512, {25, 1}, 25'000, 1000},
    };
    for (const auto& [name, time_base, step, rate, timescale, ticks] : cases) {
        const Plan plan = plan_of(steady(time_base, step, 200));
        EXPECT_TRUE(plan.constant_rate) << name;
        EXPECT_EQ(plan.frame_rate, rate) << name;
        EXPECT_EQ(plan.timescale_hz, timescale) << name;
        EXPECT_EQ(plan.time_of(199), 199 * ticks) << name;
        EXPECT_EQ(plan.duration, 200 * ticks) << name;
    }
}

TEST(PlanTest, TimesThatAContainerRoundedToMillisecondsGoBackToTheirGrid) {
    Analysis analysis = steady({1, 1000}, 1, 0);
    for (int i = 0; i < 2000; ++i) analysis.pts.push_back((i * 1001 * 1000 + 12'000) / 24'000);
    analysis.end_pts = analysis.pts.back() + 42;
    const Plan plan = plan_of(analysis);
    EXPECT_EQ(plan.frame_rate, (Ratio{24'000, 1001}));
    EXPECT_EQ(plan.frames.size(), 2000u);
    EXPECT_EQ(plan.time_of(1999), 1999 * 1001);
}

TEST(PlanTest, AFrameThatIsMissingLengthensTheOneBefore) {
    Analysis analysis = steady({1, 24}, 1, 100);
    analysis.pts.erase(analysis.pts.begin() + 50);
    const Plan plan = plan_of(analysis);
    EXPECT_TRUE(plan.constant_rate);
    EXPECT_EQ(plan.frames.size(), 99u);
    EXPECT_EQ(plan.time_of(50) - plan.time_of(49), 2000);
    EXPECT_EQ(plan.duration, 100'000);
}

TEST(PlanTest, FramesOfNoConstantRateKeepTheirTimes) {
    Analysis analysis = steady({1, 1000}, 1, 0);
    analysis.pts = {0, 40, 73, 140, 150, 290, 301, 420};
    analysis.end_pts = 450;
    const Plan plan = plan_of(analysis);
    EXPECT_FALSE(plan.constant_rate);
    EXPECT_EQ(plan.timescale_hz, 90'000u);
    for (size_t i = 0; i < analysis.pts.size(); ++i) EXPECT_EQ(plan.frames[i].time, analysis.pts[i] * 90);
    EXPECT_EQ(plan.duration, 450 * 90);
}

TEST(PlanTest, WhatStandsStillForLongIsRepeatedEachSecond) {
    Analysis analysis = steady({1, 24}, 1, 48);
    analysis.pts.push_back(48 + 240);
    analysis.end_pts = 48 + 240 + 1;
    const Plan plan = plan_of(analysis);
    for (size_t i = 1; i < plan.frames.size(); ++i)
        EXPECT_LE(plan.frames[i].time - plan.frames[i - 1].time, 24'000);
    EXPECT_EQ(plan.frames[50].source_pts, 47);
    for (const FrameRange& segment : plan.segments)
        EXPECT_LE(plan.time_of(segment.end) - plan.time_of(segment.first), 6 * 24'000);
}

TEST(PlanTest, SoundThatStartsWellBeforeThePictureIsNotCut) {
    Analysis analysis = steady({1, 24}, 1, 48, 24);
    analysis.audio = {
        {.stream = 1, .start_us = 500'000, .end_us = 3'000'000, .loudness_lufs = {}, .silences = {}}};
    const Plan late = plan_of(analysis);
    EXPECT_EQ(late.origin_us, 500'000);
    EXPECT_EQ(late.frames[0], (PlannedFrame{24, 0}));
    EXPECT_EQ(late.frames[1], (PlannedFrame{25, 13'000}));

    // The few milliseconds by which AAC's priming moves a picture are no reason to hold it.
    analysis.audio[0].start_us = 979'000;
    const Plan near = plan_of(analysis);
    EXPECT_EQ(near.origin_us, 1'000'000);
    EXPECT_EQ(near.frames[1].time, 1000);
}

TEST(PlanTest, SegmentsEndAtShotsBetweenTwoAndSixSecondsAndCoverTheFilm) {
    Analysis analysis = steady({1, 24}, 1, 24 * 20);
    analysis.cuts = {24, 60, 130, 200, 340};  // at 1.0, 2.5, 5.4, 8.3 and 14.2 s
    const Plan plan = plan_of(analysis);
    const std::vector<FrameRange> expected = {{0, 130}, {130, 200}, {200, 340}, {340, 480}};
    EXPECT_EQ(plan.segments, expected);
}

TEST(PlanTest, SegmentsAreOneToSixSecondsLongWhateverTheFilmsLength) {
    for (int frames = 1; frames < 24 * 20; ++frames) {
        const Plan plan = plan_of(steady({1, 24}, 1, frames));
        int next = 0;
        for (const FrameRange& segment : plan.segments) {
            ASSERT_EQ(segment.first, next) << frames;
            ASSERT_LE(segment.size(), 6 * 24) << frames;
            ASSERT_GE(segment.size(), std::min(frames, 24)) << frames;
            next = segment.end;
        }
        ASSERT_EQ(next, frames);
    }
}

TEST(PlanTest, ChunksAreWholeSegmentsAndTheSameForEveryRung) {
    const Plan plan = plan_of(steady({1, 24}, 1, 24 * 600));
    int next = 0;
    for (const FrameRange& chunk : plan.chunks) {
        EXPECT_EQ(chunk.first, next);
        next = chunk.end;
        const double seconds =
            static_cast<double>(plan.time_of(plan.segments[static_cast<size_t>(chunk.end - 1)].end) -
                                plan.time_of(plan.segments[static_cast<size_t>(chunk.first)].first)) /
            24'000;
        EXPECT_LE(seconds, 30);
    }
    EXPECT_EQ(next, static_cast<int>(plan.segments.size()));
}

TEST(PlanTest, RungsFitTheSourceAndAreNeverLargerThanIt) {
    const struct {
        const char* name;
        int width, height;
        std::vector<int> ladder, rungs;
        int top_width, top_height;
    } cases[] = {
        {"full HD", 1920, 1080, {}, {1080, 720, 540, 360, 234}, 1920, 1080},
        {"scope", 1920, 800, {}, {1080, 720, 540, 360, 234}, 1920, 800},
        {"HD ready", 1280, 720, {}, {720, 540, 360, 234}, 1280, 720},
        {"between rungs", 854, 480, {}, {480, 360, 234}, 854, 480},
        {"a little above a rung", 1000, 562, {}, {540, 360, 234}, 960, 540},
        {"UHD without asking", 3840, 2160, {}, {1080, 720, 540, 360, 234}, 1920, 1080},
        {"UHD when asked", 3840, 2160, {2160, 1080}, {2160, 1080}, 3840, 2160},
        {"below all rungs", 160, 90, {}, {90}, 160, 90},
        {"upright", 1080, 1920, {}, {1080, 720, 540, 360, 234}, 1080, 1920},
        {"odd", 853, 479, {}, {480, 360, 234}, 852, 478},
        {"asked for more than there is", 640, 360, {1080, 360}, {360}, 640, 360},
        {"asked for nothing that fits", 320, 180, {720}, {180}, 320, 180},
    };
    for (const auto& [name, width, height, ladder, rungs, top_width, top_height] : cases) {
        const std::vector<Rung> chosen = choose_rungs(width, height, 24, ladder);
        EXPECT_EQ(heights(chosen), rungs) << name;
        EXPECT_EQ(chosen[0].picture_width, top_width) << name;
        EXPECT_EQ(chosen[0].picture_height, top_height) << name;
        for (const Rung& rung : chosen) {
            EXPECT_EQ(rung.picture_width % 2 + rung.picture_height % 2, 0) << name;
            EXPECT_LE(rung.picture_width, width) << name;
            EXPECT_LE(rung.picture_height, height) << name;
        }
    }
}

TEST(PlanTest, PixelsBecomeSquareAndPicturesUpright) {
    VideoFacts video = picture(720, 576);
    video.sample_aspect = {64, 45};
    EXPECT_EQ(make_plan(video, steady({1, 25}, 1, 50), {})->rungs[0].picture_width, 960);  // of 1024x576
    video = picture(640, 360);
    video.rotation = 90;
    const Plan plan = *make_plan(video, steady({1, 25}, 1, 50), {});
    EXPECT_EQ(plan.rungs[0].picture_width, 360);
    EXPECT_EQ(plan.rungs[0].picture_height, 640);
}

TEST(PlanTest, ALadderIsRefusedForWhatNoPictureHas) {
    EXPECT_EQ(*check_ladder({234, 720}), (std::vector<int>{720, 234}));
    for (const std::vector<int>& ladder :
         {std::vector<int>{}, {143}, {2161}, {720, 720}, {144, 145, 146, 147, 148, 149, 150, 151, 152}}) {
        EXPECT_EQ(check_ladder(ladder).error().kind, ErrorKind::invalid);
    }
}

TEST(PlanTest, ComesBackFromItsJson) {
    Analysis analysis = steady({1, 30'000}, 1001, 500, 7);
    analysis.interlaced_frames = 400;
    const Plan plan = plan_of(analysis);
    const Plan read = *parse_plan(to_json(plan));
    EXPECT_EQ(read.frames, plan.frames);
    EXPECT_EQ(read.segments, plan.segments);
    EXPECT_EQ(read.chunks, plan.chunks);
    EXPECT_EQ(read.rungs, plan.rungs);
    EXPECT_EQ(read.duration, plan.duration);
    EXPECT_EQ(read.frame_rate, plan.frame_rate);
    EXPECT_TRUE(read.deinterlace);
    EXPECT_EQ(parse_plan(R"({"timescale_hz":24000})").error().kind, ErrorKind::corrupt);
}

// A copy that broke off in the middle was published as a film of half the length.
TEST(PlanTest, AFilmThatEndsBeforeItsFileSaysIsRefused) {
    using namespace std::chrono_literals;
    Analysis analysis = steady({1, 24}, 1, 2400, -24);  // a hundred seconds
    const struct {
        const char* name;
        std::chrono::milliseconds promised;
        int64_t sound_ends_us;
        bool whole;
    } cases[] = {
        {"as promised", 100s, 0, true},
        {"a second and half a percent too short", 101'507ms, 0, true},
        {"more than that", 101'509ms, 0, false},
        {"half of it", 200s, 0, false},
        {"longer than promised", 90s, 0, true},
        {"the file does not say", 0s, 0, true},
        {"the sound goes on to the end", 120s, 119'000'000, true},
    };
    for (const auto& [name, promised, sound_ends_us, whole] : cases) {
        ProbeFacts facts;
        facts.duration = promised;
        analysis.audio.clear();
        if (sound_ends_us != 0)
            analysis.audio.push_back({.stream = 1,
                                      .start_us = -1'000'000,
                                      .end_us = sound_ends_us,
                                      .loudness_lufs = {},
                                      .silences = {}});
        EXPECT_EQ(check_complete(facts, analysis).has_value(), whole) << name;
    }
}

// The end must come after the last frame: one more than the greatest number there is was asked for.
TEST(PlanTest, ATimeThatNoSumCouldHoldIsRefused) {
    std::string json = to_json(plan_of(steady({1, 24}, 1, 1)));
    const std::string time = "\"times\":[0]";
    ASSERT_NE(json.find(time), std::string::npos);
    json.replace(json.find(time), time.size(), "\"times\":[9223372036854775807]");
    EXPECT_EQ(parse_plan(json).error().kind, ErrorKind::corrupt);
}

TEST(PlanTest, TimesThatLeapByMoreThanADayAreRefused) {
    Analysis analysis = steady({1, 24}, 1, 48);
    analysis.pts.push_back(48 + int64_t{24} * 90'000);
    analysis.end_pts = analysis.pts.back() + 1;
    EXPECT_EQ(make_plan(picture(640, 360), analysis, {}).error().kind, ErrorKind::corrupt);
}

TEST(PlanTest, TimesThatStartOutOfAllReasonAreRefused) {
    Analysis analysis = steady({1, 24}, 1, 48);
    for (int64_t& pts : analysis.pts) pts += int64_t{1} << 60;
    analysis.end_pts += int64_t{1} << 60;
    EXPECT_EQ(make_plan(picture(640, 360), analysis, {}).error().kind, ErrorKind::corrupt);
}

TEST(PlanTest, APixelOfNoPossibleShapeMakesNoImpossiblePicture) {
    VideoFacts odd = picture(640, 360);
    for (const Ratio aspect : {Ratio{INT32_MAX, 1}, Ratio{1, INT32_MAX}}) {
        odd.sample_aspect = aspect;
        const auto plan = make_plan(odd, steady({1, 24}, 1, 48), {});
        ASSERT_TRUE(plan);
        for (const Rung& rung : plan->rungs) {
            EXPECT_TRUE(rung.picture_width > 0 && rung.picture_height > 0)
                << rung.picture_width << "x" << rung.picture_height;
        }
    }
}

}  // namespace
}  // namespace nuri::ingest
