#include "api/web_files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "api/testing/test_service.h"
#include "base/check.h"
#include "http/form.h"
#include "http/router.h"
#include "io/file.h"

namespace nuri::api {
namespace {

/// Pages from a folder that holds what a test writes there.
class WebFilesTest : public testing::Test {
  protected:
    void write(std::string_view name, std::string_view content) {
        const std::filesystem::path path = folder_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << content;
    }

    /// An application as Vite leaves it.
    void build(const std::string& application) {
        write(application + "/index.html", "<!doctype html><title>" + application + "</title>");
        write(application + "/assets/" + application + "-3f2a.js", "let " + application);
        write(application + "/assets/" + application + "-3f2a.js.br", "compressed");
    }

    void mount() {
        web_ = *WebFiles::load(folder_.path());
        web_.mount(router_, false);
    }

    http::Response get(std::string_view target, std::string_view coding = "") {
        http::Request request;
        request.target = std::string(target);
        const size_t question = target.find('?');
        CHECK(http::decode_path(target.substr(0, question), request.path));
        if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
        if (!coding.empty()) request.headers.add("Accept-Encoding", coding);
        const auto match = router_.find(request);
        return match.route == nullptr ? http::refuse(request, match) : match.route->handler(request);
    }

  private:
    io::TemporaryFolder folder_ = *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "web-");
    WebFiles web_;
    http::Router router_;
};

TEST_F(WebFilesTest, ShowOnePageAtEveryAddressOfAnApplication) {
    build("watch");
    build("studio");
    mount();
    for (const char* address : {"/", "/title/tide-line", "/watch/dawn-over-hanok/s1e1", "/profiles/new"})
        EXPECT_EQ(body_of(get(address)), "<!doctype html><title>watch</title>") << address;
    for (const char* address : {"/studio", "/studio/titles/7"})
        EXPECT_EQ(body_of(get(address)), "<!doctype html><title>studio</title>") << address;
    EXPECT_EQ(get("/title/tide-line").headers.get("Cache-Control"), "no-cache");
    EXPECT_TRUE(get("/").headers.has("Content-Security-Policy"));
    EXPECT_EQ(get("/nowhere").status, 404);
}

TEST_F(WebFilesTest, LetBrowsersKeepWhatIsNamedByItsContent) {
    build("watch");
    mount();
    const http::Response plain = get("/assets/watch-3f2a.js"),
                         packed = get("/assets/watch-3f2a.js", "gzip, br");
    EXPECT_EQ(body_of(plain), "let watch");
    EXPECT_EQ(plain.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(body_of(packed), "compressed");
    EXPECT_EQ(packed.headers.get("Content-Encoding"), "br");
    EXPECT_NE(packed.headers.get("ETag"), plain.headers.get("ETag"));
    EXPECT_EQ(get("/assets/index.html").status, 404);
    EXPECT_EQ(get("/assets/watch-3f2a.js.br").status, 404);
}

TEST_F(WebFilesTest, LeadOnFromTheOldAddressOfThePlayer) {
    build("watch");
    mount();
    const struct {
        const char *asked, *told;
    } cases[] = {
        {"/play/tide-line", "/watch/tide-line"},
        {"/play/dawn-over-hanok/s1e1?t=30", "/watch/dawn-over-hanok/s1e1?t=30"},
        {"/%70lay/a%20b%3Fc", "/watch/a%20b%3Fc"},
        {"/play//elsewhere.example/x", "/watch//elsewhere.example/x"},
    };
    for (const auto& [asked, told] : cases) {
        const http::Response answer = get(asked);
        EXPECT_EQ(answer.status, 308) << asked;
        EXPECT_EQ(answer.headers.get("Location"), told) << asked;
    }
}

TEST_F(WebFilesTest, AreLeftOutWhereTheyAreNotBuilt) {
    build("studio");
    mount();
    EXPECT_EQ(get("/").status, 404);
    EXPECT_EQ(get("/play/tide-line").status, 404);
    EXPECT_EQ(get("/studio").status, 200);
}

}  // namespace
}  // namespace nuri::api
