#include "assets/asset_document.h"

#include <gmock/gmock.h>

#include "assets/assets_test_house.h"

namespace nuri::assets {
namespace {

using testing::HasSubstr;

class AssetDocumentTest : public testing::Test {
  protected:
    /// The document as text, with one piece replaced.
    std::string with(std::string_view piece, std::string_view by) const {
        std::string text = json;
        const size_t at = text.find(piece);
        EXPECT_NE(at, std::string::npos) << piece;
        return text.replace(at, piece.size(), by);
    }

    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "asset");
    AssetDocument document = fill_and_seal(folder.path() / "a", AssetId::random(), TitleId(7));
    std::string json = to_json(document);
};

TEST_F(AssetDocumentTest, IsTheSameAfterItsText) {
    const AssetDocument read = *parse_asset_document(json);
    EXPECT_EQ(to_json(read), json);
    EXPECT_EQ(read.id, document.id);
    EXPECT_EQ(read.title, TitleId(7));
    EXPECT_EQ(read.files, document.files);
    EXPECT_EQ(read.markers, document.markers);
    EXPECT_EQ(read.tracks[0].info.frame_rate_base, 1001u);
    EXPECT_EQ(read.tracks[0].info.colour, media::Colour{});
    EXPECT_EQ(read.tracks[1].info.configuration, (std::vector<uint8_t>{0x11, 0x90}));
    EXPECT_EQ(read.tracks[1].info.media_time, 1024u);
}

TEST_F(AssetDocumentTest, KeepsProtectionAndHdr) {
    media::Protection protection;
    protection.key_id[15] = 9;
    protection.constant_iv[0] = 1;
    document.tracks[0].info.protection = protection;
    document.tracks[0].info.mastering_display = std::vector<uint8_t>(24, 3);
    document.tracks[0].info.content_light = {1, 2, 3, 4};
    const AssetDocument read = *parse_asset_document(to_json(document));
    EXPECT_EQ(read.tracks[0].info.protection, protection);
    EXPECT_EQ(read.tracks[0].info.mastering_display.size(), 24u);
    EXPECT_EQ(read.tracks[0].info.content_light, document.tracks[0].info.content_light);
}

TEST_F(AssetDocumentTest, IsRefusedWithThePlaceOfTheFault) {
    const struct {
        const char* name;
        std::string text;
        const char* message;
    } cases[] = {
        {"empty", "", "asset.json is no JSON"},
        {"cut short", json.substr(0, json.size() / 2), "asset.json is no JSON"},
        {"an array", "[]", "the document: is no object"},
        {"another format", with("nuri-asset", "mine"), "format: is not nuri-asset"},
        {"an id in capitals", with(document.id.text(), std::string(32, 'A')), "id: "},
        {"no title", with("\"title\":7", "\"title\":0"), "title: 0 is not from 1"},
        {"a time without a zone", with("2025-06-01T12:00:00Z", "2025-06-01T12:00:00"), "created: "},
        {"no length", with("\"duration_ms\":8000", "\"duration_ms\":0"), "duration_ms: "},
        {"a length of years", with("\"duration_ms\":8000", "\"duration_ms\":2592000001"), "duration_ms: "},
        {"a name that leads out", with("\"file\":\"video-avc-360.cmfv\"", "\"file\":\"../nuri.db\""),
         "tracks[0].file: "},
        {"a hidden name", with("\"file\":\"video-avc-360.cmfv\"", "\"file\":\".x\""), "tracks[0].file: "},
        {"a language that is none", with("\"language\":\"ko\"", "\"language\":\"korean!\""),
         "tracks[1].language: "},
        {"a role that is none", with("\"role\":\"main\"", "\"role\":\"star\""), "tracks[0].role: "},
        {"a kind that is none", with("\"kind\":\"audio\"", "\"kind\":\"smell\""), "tracks[1].kind: "},
        {"a timescale of 0", with("\"timescale\":24000", "\"timescale\":0"), "tracks[0].timescale: "},
        {"a width past 16 bits", with("\"width\":640", "\"width\":65536"), "tracks[0].width: "},
        {"a number as text", with("\"channels\":2", "\"channels\":\"2\""),
         "tracks[1].channels: is no whole number"},
        {"odd hexadecimal", with("\"1190\"", "\"119\""), "tracks[1].configuration: "},
        {"a frame rate over 0", with("[24000,1001]", "[24000,0]"), "tracks[0].frame_rate: "},
        {"one id twice", with("\"id\":\"subtitles-en\"", "\"id\":\"audio-ko-aac\""),
         "the id audio-ko-aac is there twice"},
        {"a file not listed", with("\"file\":\"subtitles-en.vtt\"", "\"file\":\"x.vtt\""),
         "x.vtt is not among the files"},
        {"an image not listed", with("\"images\":2", "\"images\":3"),
         "thumbnails-2.jpg is not among the files"},
        {"a marker that ends first", with("\"end_ms\":2500", "\"end_ms\":1000"), "markers[0].end_ms: "},
        {"a hash cut short", with(document.files[0].sha256, "00"), "files[0].sha256: "},
        {"one file twice", with("\"name\":\"thumbnails-1.jpg\"", "\"name\":\"thumbnails-0.jpg\""),
         "is there twice"},
    };
    for (const auto& [name, text, message] : cases) {
        const auto read = parse_asset_document(text);
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().kind, ErrorKind::corrupt) << name;
        EXPECT_THAT(read.error().message, HasSubstr(message)) << name;
    }
    EXPECT_EQ(parse_asset_document(with("\"version\":1", "\"version\":2")).error().kind,
              ErrorKind::unsupported);
    EXPECT_TRUE(parse_asset_document(with("\"markers\":", "\"later\":[],\"markers\":")))
        << "what is unknown is passed over";
}

// One track more, and the first viewer to press play ended the service: a grant has no place for it.
TEST_F(AssetDocumentTest, HasNoMoreTracksThanAGrantCanName) {
    const auto with_texts = [&](size_t count) {
        AssetDocument many = document;
        many.texts.resize(count, many.texts[0]);
        for (size_t n = 0; n < count; ++n) many.texts[n].id = "text-" + std::to_string(n);
        return parse_asset_document(to_json(many));
    };
    const size_t others = document.tracks.size() + document.images.size();
    EXPECT_TRUE(with_texts(AssetDocument::tracks_max - others));
    EXPECT_EQ(with_texts(AssetDocument::tracks_max - others + 1).error().kind, ErrorKind::corrupt);
}

TEST(AssetIdTest, IsThirtyTwoHexadecimalDigits) {
    const AssetId id = AssetId::random();
    EXPECT_EQ(*AssetId::parse(id.text()), id);
    EXPECT_NE(AssetId::random(), id);
    EXPECT_TRUE(id);
    EXPECT_FALSE(AssetId());
    EXPECT_FALSE(AssetId::parse(id.text().substr(1)));
    EXPECT_FALSE(AssetId::parse(id.text() + "0"));
    EXPECT_FALSE(AssetId::parse(std::string(31, 'a') + "G"));
}

TEST(ContentTypeTest, GoesByTheEnding) {
    EXPECT_EQ(content_type_of("video-avc-360.cmfv"), "video/mp4");
    EXPECT_EQ(content_type_of("audio-ko-aac.cmfa"), "audio/mp4");
    EXPECT_EQ(content_type_of("subtitles-ko.vtt"), "text/vtt; charset=utf-8");
    EXPECT_EQ(content_type_of("thumbnails-0.jpg"), "image/jpeg");
    EXPECT_EQ(content_type_of("video.idx"), "application/octet-stream");
}

}  // namespace
}  // namespace nuri::assets
