#include "media/segmentation.h"

#include <cmath>

#include <gtest/gtest.h>

#include "media/test_film.h"

namespace nuri::media {
namespace {

using namespace test;

/// Samples of one duration with key frames where told.
std::vector<Sample> with_keys(size_t count, uint32_t duration, const std::vector<size_t>& keys) {
    std::vector<Sample> samples(count, Sample{.size = 1, .duration = duration});
    for (const size_t key : keys) samples[key].sync = true;
    return samples;
}

std::vector<size_t> every(size_t step, size_t count) {
    std::vector<size_t> keys;
    for (size_t i = 0; i < count; i += step) keys.push_back(i);
    return keys;
}

TEST(CutVideoTest, CutsOnTheKeyFrameNearestToTheLengthWanted) {
    const struct {
        const char* name;
        std::vector<size_t> keys;  ///< in seconds: one frame a second, 24 of them
        Cuts cuts;
    } cases[] = {
        {"a key frame every two seconds", every(2, 24), {0, 6, 12, 18}},
        {"every four: four and eight are as near, the earlier is taken", every(4, 24), {0, 4, 8, 12, 16, 20}},
        {"every five", every(5, 24), {0, 5, 10, 15, 20}},
        {"every ten", every(10, 24), {0, 10, 20}},
        {"irregular", {0, 1, 5, 9, 13, 14, 20}, {0, 5, 9, 14, 20}},
        {"only one", {0}, {0}},
    };
    for (const auto& [name, keys, cuts] : cases) {
        const auto samples = with_keys(24, 1000, keys);
        const TimedTrack track{1000, 0, 0, samples};
        EXPECT_EQ(cut_video({&track, 1}, 6)->front(), cuts) << name;
    }
}

TEST(CutVideoTest, UsesOnlyKeyFramesThatAllTracksHave) {
    const auto fine = with_keys(24, 1000, every(2, 24));
    const auto coarse = with_keys(24 * 2, 15000, every(12, 48));  // 30,000 a second, two frames a second
    const TimedTrack tracks[] = {{1000, 0, 0, fine}, {30000, 0, 0, coarse}};
    const auto cuts = cut_video(tracks, 6);
    ASSERT_TRUE(cuts);
    EXPECT_EQ((*cuts)[0], (Cuts{0, 6, 12, 18}));
    EXPECT_EQ((*cuts)[1], (Cuts{0, 12, 24, 36}));
}

TEST(CutVideoTest, SaysWhereTracksShareNoKeyFrame) {
    const auto even = with_keys(24, 1000, every(2, 24));
    const auto odd = with_keys(24, 1000, {0, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23});
    const TimedTrack tracks[] = {{1000, 0, 0, even}, {1000, 0, 0, odd}};
    const auto cuts = cut_video(tracks, 6);
    ASSERT_FALSE(cuts);
    EXPECT_EQ(cuts.error().kind, ErrorKind::invalid);
    EXPECT_EQ(cuts.error().message,
              "the video tracks share no key frame between 0.000 s and 24.000 s; encode them with key frames "
              "at the same times");
}

TEST(CutVideoTest, DoesNotCutWhereEarlierPicturesStillCome) {
    auto samples = with_keys(12, 1000, {0, 6});
    samples[6].composition_offset = 2000;
    samples[7].composition_offset = -1000;  // shown before the key frame at 6: an open group
    const TimedTrack track{1000, 0, 0, samples};
    EXPECT_EQ(cut_video({&track, 1}, 6)->front(), Cuts{0});
}

TEST(CutAudioTest, CutsOnTheSampleNearestToEachBoundary) {
    const auto samples = audio_samples(48000 / 1024 * 14);
    const TimedTrack track{48000, 0, 1024, samples};
    const MediaTime boundaries[] = {{6, 1}, {12, 1}, {100, 1}};
    const auto cuts = cut_audio(track, boundaries);
    // Sample n is heard at (n - 1) * 1024 / 48000 s: 282.25 samples are 6 s, 563.5 are 12 s.
    EXPECT_EQ(cuts, (Cuts{0, 282, 564}));
}

TEST(CutAudioTest, KeepsStepWithTwentyNineNinetySevenForSixHours) {
    const size_t segments = 3600;
    std::vector<MediaTime> boundaries;
    for (size_t n = 1; n < segments; ++n) boundaries.push_back({static_cast<int64_t>(n) * 180 * 1001, 30000});
    const auto samples = audio_samples(48000ull * 21621 / 1024);
    const TimedTrack track{48000, 0, 1024, samples};
    const auto cuts = cut_audio(track, boundaries);
    ASSERT_EQ(cuts.size(), segments);
    for (size_t n = 1; n < segments; ++n) {
        const double heard = (static_cast<double>(cuts[n]) - 1) * 1024 / 48000;
        EXPECT_LE(std::abs(heard - boundaries[n - 1].seconds()), 512.5 / 48000) << n;
    }
}

}  // namespace
}  // namespace nuri::media
