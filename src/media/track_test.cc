#include "media/track.h"

#include <gtest/gtest.h>

#include "media/language.h"

namespace nuri::media {
namespace {

using Bytes = std::vector<uint8_t>;

TEST(CodecStringTest, IsReadFromTheDecoderConfiguration) {
    const struct {
        const char* entry;
        Bytes configuration;
        const char* codec;
    } cases[] = {
        {"avc1", {1, 0x64, 0, 0x28, 0xff, 0xe1, 0}, "avc1.640028"},
        {"avc3", {1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0}, "avc3.42c01e"},
        // Main 10, compatible with profiles 1 and 2, main tier, level 4.1 (123), progressive source.
        {"hvc1", {1, 2, 0x20, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 123}, "hvc1.2.4.L123.90"},
        {"av01", {0x81, 0x08, 0x4c, 0}, "av01.0.08M.10"},
        {"mp4a", {0x11, 0x90}, "mp4a.40.2"},
        {"mp4a", {0xf8 | 0x01, 0x40}, "mp4a.40.42"},  // xHE-AAC: the escape
        {"Opus", {0}, "opus"},
        {"ec-3", {0}, "ec-3"},
    };
    for (const auto& [entry, configuration, codec] : cases) {
        EXPECT_EQ(codec_string(entry, configuration).value_or("failed"), codec) << entry;
    }
}

TEST(CodecStringTest, RefusesWhatIsCutShortAndWhatItDoesNotKnow) {
    EXPECT_EQ(codec_string("avc1", Bytes{1, 0x64}).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(codec_string("hvc1", Bytes(12)).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(codec_string("mp4a", Bytes{0x11}).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(codec_string("mp4v", Bytes(64)).error().kind, ErrorKind::unsupported);
}

TEST(MediaTimeTest, ComparesAcrossTimescalesExactly) {
    EXPECT_EQ((MediaTime{1001, 30000}), (MediaTime{2002, 60000}));
    EXPECT_LT((MediaTime{1000, 30000}), (MediaTime{1001, 30000}));
    EXPECT_LT((MediaTime{INT64_MAX - 1, 4'000'000'000}), (MediaTime{INT64_MAX, 4'000'000'000}));
}

TEST(LanguageTest, GoesFromTagToThreeLettersAndBack) {
    EXPECT_EQ(iso639_2("ko-KR"), "kor");
    EXPECT_EQ(iso639_2("ES-419"), "spa");
    EXPECT_EQ(iso639_2("fil"), "fil");
    EXPECT_EQ(iso639_2(""), "und");
    EXPECT_EQ(bcp47("kor"), "ko");
    EXPECT_EQ(bcp47("fre"), "fr");
    EXPECT_EQ(bcp47("fil"), "fil");
    EXPECT_EQ(bcp47("```"), "und");
}

TEST(RoleTest, HasOneWordForEach) {
    for (const Role role : {Role::main, Role::dub, Role::commentary, Role::description, Role::caption,
                            Role::forced_subtitle, Role::supplementary}) {
        EXPECT_EQ(*parse_role(to_string(role)), role);
    }
    EXPECT_EQ(parse_role("villain").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::media
