#include "origin/origin.h"

#include <cstring>

#include <gtest/gtest.h>

#include "base/text.h"
#include "io/file.h"
#include "origin/manifest_cache.h"

namespace nuri::origin {
namespace {

using namespace std::chrono_literals;
using grants::Bytes16;
using grants::Grant;
using grants::TrackMask;
using http::Method;
using http::Request;
using http::Response;

constexpr Instant noon = std::chrono::sys_days{2026y / 6 / 1} + 12h;
constexpr Bytes16 film = {0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr Bytes16 other = {0xb0};

class OneFilm final : public MediaSource {
  public:
    explicit OneFilm(std::shared_ptr<const ServedAsset> asset) : asset_(std::move(asset)) {}
    std::shared_ptr<const ServedAsset> find(const Bytes16& id) const override {
        return id == film ? asset_ : nullptr;
    }

  private:
    std::shared_ptr<const ServedAsset> asset_;
};

class OriginTest : public testing::Test {
  protected:
    OriginTest() {
        auto folder = *io::TemporaryFolder::make(testing::TempDir(), "origin");
        const auto file_of = [&](const char* name, std::string_view bytes) {
            auto file = *io::create_new(folder.path() / name);
            EXPECT_TRUE(io::write_all(file, bytes));
            return std::make_shared<const io::Fd>(std::move(file));
        };
        auto asset = std::make_shared<ServedAsset>();
        asset->id = film;
        asset->tracks = {
            {"video-avc-1080",
             "video/mp4",
             ".m4s",
             file_of("v", "initfirstsecond"),
             15,
             {0, 4},
             {{4, 5}, {9, 6}},
             "",
             {}},
            {"subtitles-ko",
             "text/vtt; charset=utf-8",
             "",
             file_of("s", "WEBVTT\n"),
             7,
             {},
             {},
             "subtitles.vtt",
             {}},
            {"thumbnails",
             "image/jpeg",
             ".jpg",
             nullptr,
             0,
             {},
             {{0, 4}, {0, 4}},
             "",
             {file_of("t", "jpeg"), file_of("u", "JPEG")}},
        };
        asset->write_manifest = [this](ManifestKind kind, const TrackMask& mask,
                                       size_t track) -> Result<std::string> {
            ++manifests_written;
            return std::to_string(static_cast<int>(kind)) + " " + std::to_string(mask.words()[0]) + " " +
                   std::to_string(track);
        };
        source = std::make_unique<OneFilm>(std::move(asset));
        origin = std::make_unique<Origin>(*source, keys, clock);
    }

    std::string token(const TrackMask& tracks, const Bytes16& asset = film) const {
        Grant grant;
        grant.session.fill(0x5f);
        grant.asset = asset;
        grant.tracks = tracks;
        grant.expires = noon + 1h;
        return to_token(grant, keys);
    }

    Response get(const std::string& grant, const std::string& file,
                 const std::vector<std::pair<const char*, std::string>>& fields = {}) const {
        Request request;
        request.path = "/m/" + grant + "/" + to_path(film) + "/" + file;
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return origin->answer(request);
    }

    static std::string bytes_of(const Response& response) {
        if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
        if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body))
            return **shared;
        const auto& range = std::get<http::FileRange>(response.body);
        std::vector<uint8_t> bytes(range.size);
        EXPECT_TRUE(io::read_exactly(*range.file, range.offset, bytes));
        return std::string(as_text(bytes));
    }

    int manifests_written = 0;
    grants::GrantKeys keys = *grants::GrantKeys::make(grants::GrantKeys::generate(1));
    ManualClock clock{noon};
    std::unique_ptr<OneFilm> source;
    std::unique_ptr<Origin> origin;
    const std::string all = token(TrackMask::first(3));
};

TEST_F(OriginTest, ServesEveryPartOfATrackByItsName) {
    const struct {
        const char* file;
        const char* bytes;
        const char* type;
    } cases[] = {
        {"video-avc-1080/init.mp4", "init", "video/mp4"},
        {"video-avc-1080/0.m4s", "first", "video/mp4"},
        {"video-avc-1080/1.m4s", "second", "video/mp4"},
        {"subtitles-ko/subtitles.vtt", "WEBVTT\n", "text/vtt; charset=utf-8"},
        {"thumbnails/0.jpg", "jpeg", "image/jpeg"},
        {"thumbnails/1.jpg", "JPEG", "image/jpeg"},
    };
    for (const auto& [file, bytes, type] : cases) {
        const Response response = get(all, file);
        ASSERT_EQ(response.status, 200) << file;
        EXPECT_EQ(bytes_of(response), bytes) << file;
        EXPECT_EQ(response.headers.get("Content-Type"), type) << file;
        EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
        EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*");
    }
}

TEST_F(OriginTest, KnowsOneNameForOnePart) {
    for (const char* file :
         {"video-avc-1080/2.m4s", "video-avc-1080/00.m4s", "video-avc-1080/01.m4s", "video-avc-1080/-1.m4s",
          "video-avc-1080/1.mp4", "video-avc-1080/.m4s", "video-avc-1080/1.m4s/",
          "video-avc-1080/99999999999999999999.m4s", "video-avc-1080/subtitles.vtt", "subtitles-ko/init.mp4",
          "subtitles-ko/1.m4s", "video-avc-1080/", "video-avc-1080", "", "a/b/c"})
        EXPECT_EQ(get(all, file).status, 404) << file;
}

TEST_F(OriginTest, GivesNotAByteWithoutAGrantThatHolds) {
    std::string altered = all;
    altered[40] = altered[40] == 'A' ? 'B' : 'A';
    TrackMask without_video;
    without_video.add(1);
    const std::string stranger = to_token(Grant{}, *grants::GrantKeys::make(grants::GrantKeys::generate(1)));
    const struct {
        const char* name;
        std::string grant;
        const char* reason;
    } cases[] = {
        {"no grant", "x", "malformed"},
        {"an altered grant", altered, "altered"},
        {"a grant signed by another service", stranger, "altered"},
        {"a grant for another asset", token(TrackMask::first(3), other), "foreign_asset"},
        {"a grant without this track", token(without_video), "track_not_allowed"},
    };
    for (const auto& [name, grant, reason] : cases) {
        for (const char* file :
             {"video-avc-1080/1.m4s", "video-avc-1080/init.mp4", "video-avc-1080/playlist.m3u8"}) {
            const Response response = get(grant, file, {{"Range", "bytes=0-1"}});
            EXPECT_EQ(response.status, 403) << name;
            EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json") << name;
            EXPECT_NE(bytes_of(response).find("\"reason\":\"" + std::string(reason) + "\""),
                      std::string::npos)
                << name;
        }
    }
    EXPECT_EQ(manifests_written, 0);
}

TEST_F(OriginTest, HidesWhetherATrackExistsFromThoseItIsNotFor) {
    TrackMask video;
    video.add(0);
    const std::string grant = token(video);
    EXPECT_EQ(bytes_of(get(grant, "subtitles-ko/subtitles.vtt")),
              bytes_of(get(grant, "subtitles-en/subtitles.vtt")));
}

TEST_F(OriginTest, EndsWithTheGrant) {
    clock.set(noon + 1h - 1ms);
    EXPECT_EQ(get(all, "video-avc-1080/1.m4s").status, 200);
    clock.set(noon + 1h);
    EXPECT_EQ(get(all, "video-avc-1080/1.m4s").status, 403);
    EXPECT_EQ(get(all, "master.m3u8").status, 403);
}

TEST_F(OriginTest, ServesPartsOfPartsAndSaysWhatIsKnown) {
    const Response whole = get(all, "video-avc-1080/1.m4s");
    const std::string etag(*whole.headers.get("ETag"));
    EXPECT_EQ(get(all, "video-avc-1080/1.m4s", {{"If-None-Match", etag}}).status, 304);
    const Response part = get(all, "video-avc-1080/1.m4s", {{"Range", "bytes=1-3"}, {"If-Range", etag}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(bytes_of(part), "eco");
    EXPECT_EQ(part.headers.get("Content-Range"), "bytes 1-3/6");
    EXPECT_EQ(get(all, "video-avc-1080/1.m4s", {{"Range", "bytes=6-"}}).status, 416);
    EXPECT_NE(get(all, "video-avc-1080/0.m4s").headers.get("ETag"), etag);
    // Two pictures of one size in files of their own are two things all the same.
    EXPECT_NE(get(all, "thumbnails/0.jpg").headers.get("ETag"),
              get(all, "thumbnails/1.jpg").headers.get("ETag"));
    // Another viewer's grant makes no other representation.
    EXPECT_EQ(get(token(TrackMask::first(1)), "video-avc-1080/1.m4s").headers.get("ETag"), etag);
}

TEST_F(OriginTest, WritesAManifestOncePerAssetAndMask) {
    const Response master = get(all, "master.m3u8");
    EXPECT_EQ(bytes_of(master), "0 7 0");
    EXPECT_EQ(master.headers.get("Content-Type"), "application/vnd.apple.mpegurl");
    EXPECT_EQ(master.headers.get("Cache-Control"), "private, max-age=3600");
    EXPECT_EQ(bytes_of(get(all, "manifest.mpd")), "3 7 0");
    EXPECT_EQ(bytes_of(get(all, "thumbnails/playlist.m3u8")), "1 7 2");
    EXPECT_EQ(manifests_written, 3);
    get(all, "master.m3u8");
    EXPECT_EQ(manifests_written, 3);
    EXPECT_EQ(bytes_of(get(token(TrackMask::first(1)), "master.m3u8")), "0 1 0");
    EXPECT_EQ(manifests_written, 4);
}

TEST_F(OriginTest, TakesNewKeysAtOnce) {
    origin->set_keys(*grants::GrantKeys::make(grants::GrantKeys::generate(2)));
    EXPECT_EQ(get(all, "master.m3u8").status, 403);
}

TEST_F(OriginTest, IsMountedWholeBelowItsPrefix) {
    http::Router router;
    origin->mount(router);
    Request request;
    request.path = "/m/" + all;
    ASSERT_NE(router.find(request).route, nullptr);
    EXPECT_EQ(router.find(request).route->options.redact(request.path).find(all), std::string::npos);
    request.method = Method::options;
    EXPECT_EQ(router.find(request).route->handler(request).headers.get("Access-Control-Allow-Origin"), "*");
}

TEST(RedactedTest, LeavesTheSessionsBeginningAndNothingOfTheGrant) {
    Grant grant;
    grant.session = {0x5f, 0x3a, 0x09, 0xc1, 0xff};
    const std::string token = to_token(grant, *grants::GrantKeys::make(grants::GrantKeys::generate(1)));
    EXPECT_EQ(redacted("/m/" + token + "/abc/master.m3u8"), "/m/~5f3a09c1/abc/master.m3u8");
    EXPECT_EQ(redacted("/m/" + token), "/m/~5f3a09c1");
    EXPECT_EQ(redacted("/m/secret/abc"), "/m/~/abc");
    EXPECT_EQ(redacted("/m/"), "/m/~");
    EXPECT_EQ(redacted("/healthz"), "/healthz");
}

TEST(ManifestCacheTest, LosesTheLeastRecentlyUsedFirst) {
    ManifestCache cache(100);
    const auto key = [](size_t n) { return ManifestCache::Key{film, {}, ManifestKind::dash, n}; };
    const auto text = [](size_t size) { return std::make_shared<const std::string>(size, 'x'); };
    for (size_t n = 0; n < 4; ++n) cache.put(key(n), text(25));
    EXPECT_EQ(cache.bytes(), 100u);
    EXPECT_NE(cache.find(key(0)), nullptr);
    cache.put(key(4), text(25));
    EXPECT_NE(cache.find(key(0)), nullptr);
    EXPECT_EQ(cache.find(key(1)), nullptr);
    cache.put(key(5), text(26));
    EXPECT_EQ(cache.find(key(5)), nullptr) << "more than a quarter";
    EXPECT_EQ(cache.bytes(), 100u);
}

}  // namespace
}  // namespace nuri::origin
