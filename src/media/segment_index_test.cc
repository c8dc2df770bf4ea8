#include "media/segment_index.h"

#include <gtest/gtest.h>

#include "media/test_film.h"
#include "media/track_file.h"

namespace nuri::media {
namespace {

using namespace test;

/// Three segments of two, two and one seconds, as one chunk.
std::vector<uint8_t> chunk_of(const std::vector<Sample>& samples, TrackKind kind, const std::vector<size_t>& cuts,
                              uint64_t decode_time = 0) {
    BufferSink sink;
    SegmentWriter writer(sink, decode_time);
    for (size_t i = 0; i < samples.size(); ++i) {
        if (std::find(cuts.begin(), cuts.end(), i) != cuts.end()) { EXPECT_TRUE(writer.end_segment()); }
        EXPECT_TRUE(writer.add(samples[i], payload(samples[i], kind, i)));
    }
    EXPECT_TRUE(writer.end_segment());
    return sink.take();
}

Result<SegmentIndex> join(const TrackInfo& track, const std::vector<std::vector<uint8_t>>& chunks, BufferSink& out) {
    std::vector<SpanSource> sources;
    std::vector<ByteSource*> borrowed;
    for (const auto& chunk : chunks) sources.emplace_back(chunk);
    for (auto& source : sources) borrowed.push_back(&source);
    return join_track(track, borrowed, out);
}

const std::vector<Sample> five_seconds = video_samples(120, 48, 1000);

TEST(JoinTrackTest, GivesTheSameFileHoweverTheWorkWasDivided) {
    BufferSink whole, parts;
    const auto one = join(video_track(), {chunk_of(five_seconds, TrackKind::video, {48, 96})}, whole);
    const std::vector<Sample> head(five_seconds.begin(), five_seconds.begin() + 48);
    const std::vector<Sample> tail(five_seconds.begin() + 48, five_seconds.end());
    std::vector<std::vector<uint8_t>> chunks{chunk_of(head, TrackKind::video, {}), chunk_of(tail, TrackKind::video, {48}, 48000)};
    const auto two = join(video_track(), chunks, parts);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->segments.size(), 3u);
    EXPECT_EQ(one->segments.back().size, two->segments.back().size);
    EXPECT_EQ(one->file_size(), whole.bytes().size());
}

TEST(JoinTrackTest, RefusesAGapAndAnOverlapAndNamesTheChunk) {
    const std::vector<Sample> head(five_seconds.begin(), five_seconds.begin() + 48);
    const auto first = chunk_of(head, TrackKind::video, {});
    for (const uint64_t start : {47999u, 48001u, 0u}) {
        BufferSink out;
        const auto joined = join(video_track(), {first, chunk_of(head, TrackKind::video, {}, start)}, out);
        ASSERT_FALSE(joined) << start;
        EXPECT_EQ(joined.error().kind, ErrorKind::corrupt);
        EXPECT_EQ(joined.error().message,
                  "chunk 1: a segment starts at " + std::to_string(start) + " where 48000 is due");
    }
}

TEST(JoinTrackTest, RefusesAVideoSegmentThatDoesNotOpenWithAKeyFrame) {
    BufferSink out;
    const auto joined = join(video_track(), {chunk_of(five_seconds, TrackKind::video, {47})}, out);
    ASSERT_FALSE(joined);
    EXPECT_NE(joined.error().message.find("key frame"), std::string::npos);
}

TEST(JoinTrackTest, RefusesAChunkCutShortAnywhere) {
    const auto chunk = chunk_of(audio_samples(4), TrackKind::audio, {2});
    for (size_t size = 1; size < chunk.size(); ++size) {
        BufferSink out, ignored;
        const std::vector<uint8_t> part(chunk.begin(), chunk.begin() + static_cast<ptrdiff_t>(size));
        const auto joined = join(audio_track(), {part}, out);
        // Cut between two segments it is a shorter chunk; anywhere else it is refused.
        if (joined) { EXPECT_EQ(joined->segments.size(), 1u) << size; }
    }
}

TEST(JoinTrackTest, LiftsNegativeOffsetsAndTakesThatBackInTheEditList) {
    auto samples = five_seconds;
    for (auto& sample : samples) sample.composition_offset -= 2000;  // the first picture at 0
    BufferSink lifted, plain;
    const auto index = join(video_track(), {chunk_of(samples, TrackKind::video, {48, 96})}, lifted);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->media_time, 1000u);
    EXPECT_EQ(index->presentation_start(0), 0u);
    EXPECT_EQ(index->presentation_start(1), 48000u);
    EXPECT_EQ(index->presentation_end(), (MediaTime{5, 1}));
}

TEST(SegmentIndexTest, IsTheSameMadeAnewFromTheFile) {
    BufferSink video, audio;
    auto track = video_track();
    track.media_time = 2000;
    const auto pictures = join(track, {chunk_of(five_seconds, TrackKind::video, {48, 96})}, video);
    const auto sound = join(audio_track(), {chunk_of(audio_samples(235), TrackKind::audio, {94, 188})}, audio);
    ASSERT_TRUE(pictures && sound);
    SpanSource video_file(video.bytes()), audio_file(audio.bytes());
    EXPECT_EQ(*build_segment_index(video_file), *pictures);
    EXPECT_EQ(*build_segment_index(audio_file), *sound);
}

TEST(SegmentIndexTest, StartsSoundWhereItsPrimingEnds) {
    BufferSink out;
    const auto index = join(audio_track(), {chunk_of(audio_samples(235), TrackKind::audio, {94, 188})}, out);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->presentation_start(0), 0u);
    EXPECT_EQ(index->presentation_duration(0), 93u * 1024);  // 1024 of 94 are priming
    EXPECT_EQ(index->presentation_start(1), 93u * 1024);
    EXPECT_EQ(index->presentation_duration(1), 94u * 1024);
    EXPECT_EQ(index->presentation_end(), (MediaTime{234 * 1024, 48000}));
}

SegmentIndex small_index() {
    SegmentIndex index;
    index.timescale = 1000;
    index.init_size = index.sidx_offset = 600;
    index.sidx_size = 76;
    index.segments = {{.offset = 676, .start = 0, .size = 1000, .duration = 6000, .key_size = 300},
                      {.offset = 1676, .start = 6000, .size = 3000, .duration = 6000, .key_size = 400},
                      {.offset = 4676, .start = 12000, .size = 900, .duration = 1000, .key_size = 100}};
    return index;
}

TEST(SegmentIndexTest, CountsAShortLastSegmentTogetherWithTheOneBefore) {
    const auto index = small_index();
    // By itself the last would want 7,200 bits a second; with the one before it, 3,900 bytes in 7 s.
    EXPECT_EQ(index.peak_bandwidth_bps(), (3900u * 8 + 6) / 7);
    EXPECT_EQ(index.average_bandwidth_bps(), (5576u * 8 + 12) / 13);
}

TEST(SegmentIndexTest, CountsALastSegmentOfHalfTheLengthByItself) {
    auto index = small_index();
    index.segments.back().size = 4000;
    index.segments.back().duration = 3000;
    EXPECT_EQ(index.peak_bandwidth_bps(), (4000u * 8 + 2) / 3);
    index.segments.back().duration = 2999;
    EXPECT_EQ(index.peak_bandwidth_bps(), (7000u * 8 * 1000 + 8998) / 8999);
}

TEST(SegmentIndexTest, PeakIsNeverBelowAverage) {
    auto index = small_index();
    index.segments.resize(1);
    EXPECT_GE(index.peak_bandwidth_bps(), index.average_bandwidth_bps());
}

TEST(SegmentIndexTest, IsReadBackAsItWasWritten) {
    const auto index = small_index();
    const auto bytes = serialise(index);
    EXPECT_EQ(bytes.size(), 56u + 3 * 12 + 4);
    EXPECT_EQ(*parse_segment_index(bytes), index);
}

TEST(SegmentIndexTest, RefusesEveryAlteredByteAndEveryTruncation) {
    const auto bytes = serialise(small_index());
    for (size_t i = 0; i < bytes.size(); ++i) {
        auto altered = bytes;
        altered[i] ^= 0x10;
        EXPECT_FALSE(parse_segment_index(altered)) << i;
        EXPECT_FALSE(parse_segment_index(std::span(bytes).first(i))) << i;
    }
}

TEST(SegmentIndexTest, SetsDurationsOnlyFromStartsThatRise) {
    auto index = small_index();
    EXPECT_TRUE(set_durations(index, 13000));
    index.segments[1].start = 13000;
    EXPECT_EQ(set_durations(index, 13000).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace nuri::media
