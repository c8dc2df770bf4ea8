#include "http/router.h"

#include <gtest/gtest.h>

namespace nuri::http {
namespace {

Router router_of(const std::vector<std::pair<Method, const char*>>& routes) {
    Router router;
    for (const auto& [method, pattern] : routes)
        router.add(method, pattern, {}, [](const Request&) { return Response{}; });
    return router;
}

Request request_for(Method method, const char* path) {
    Request request;
    request.method = method;
    request.path = path;
    return request;
}

TEST(RouterTest, PrefersLiteralsToCapturesAndCapturesToTheRest) {
    const std::vector<std::pair<Method, const char*>> routes = {
        {Method::get, "/{rest...}"},  {Method::get, "/titles/{ref}"},
        {Method::get, "/titles/new"}, {Method::get, "/titles/{ref}/artwork/{kind}"},
        {Method::get, "/"},
    };
    auto reversed = routes;
    std::reverse(reversed.begin(), reversed.end());
    const struct {
        const char* path;
        const char* pattern;
    } cases[] = {
        {"/", "/"},
        {"/titles/new", "/titles/new"},
        {"/titles/dawn", "/titles/{ref}"},
        {"/titles/dawn/", "/{rest...}"},
        {"/titles/", "/{rest...}"},
        {"/titles", "/{rest...}"},
        {"/titles/dawn/artwork/poster", "/titles/{ref}/artwork/{kind}"},
        {"/titles/dawn/artwork", "/{rest...}"},
        {"/a/b/c", "/{rest...}"},
    };
    for (const Router& router : {router_of(routes), router_of(reversed)}) {
        for (const auto& [path, pattern] : cases) {
            Request request = request_for(Method::get, path);
            const auto match = router.find(request);
            ASSERT_NE(match.route, nullptr) << path;
            EXPECT_EQ(match.route->pattern, pattern) << path;
        }
    }
}

TEST(RouterTest, HandsOverWhatWasCaptured) {
    const Router router = router_of({{Method::get, "/a/{one}/{two}"}, {Method::get, "/files/{path...}"}});
    Request request = request_for(Method::get, "/a/x y/z");
    ASSERT_NE(router.find(request).route, nullptr);
    EXPECT_EQ(request.capture("one"), "x y");
    EXPECT_EQ(request.capture("two"), "z");
    EXPECT_EQ(request.capture("three"), "");
    request = request_for(Method::get, "/files/a/b/");
    ASSERT_NE(router.find(request).route, nullptr);
    EXPECT_EQ(request.capture("path"), "a/b/");
    request = request_for(Method::get, "/files/");
    ASSERT_NE(router.find(request).route, nullptr);
    EXPECT_EQ(request.capture("path"), "");
    request = request_for(Method::get, "/files");
    EXPECT_EQ(router.find(request).route, nullptr);
}

TEST(RouterTest, SaysWhichMethodsAPathKnows) {
    const Router router =
        router_of({{Method::get, "/a/{x}"}, {Method::delete_, "/a/{x}"}, {Method::post, "/b"}});
    const struct {
        Method method;
        const char* path;
        int status;  ///< 0: a route
        const char* allow;
    } cases[] = {
        {Method::get, "/a/1", 0, ""},
        {Method::head, "/a/1", 0, ""},
        {Method::put, "/a/1", 405, "GET, HEAD, DELETE, OPTIONS"},
        {Method::options, "/a/1", 204, "GET, HEAD, DELETE, OPTIONS"},
        {Method::head, "/b", 405, "POST, OPTIONS"},
        {Method::other, "/b", 405, "POST, OPTIONS"},
        {Method::get, "/c", 404, ""},
        {Method::options, "/c", 404, ""},
    };
    for (const auto& [method, path, status, allow] : cases) {
        Request request = request_for(method, path);
        const auto match = router.find(request);
        ASSERT_EQ(match.route == nullptr, status != 0) << path;
        if (status == 0) continue;
        const Response response = refuse(request, match);
        EXPECT_EQ(response.status, status) << path;
        EXPECT_EQ(response.headers.get("Allow").value_or(""), allow) << path;
    }
}

TEST(RouterDeathTest, RefusesMalformedAndRepeatedPatterns) {
    for (const char* pattern :
         {"a", "/{}", "/{a", "/a{b}", "/{rest...}/a", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}"})
        EXPECT_DEATH(router_of({{Method::get, pattern}}), "") << pattern;
    EXPECT_DEATH(router_of({{Method::get, "/a/{b}"}, {Method::get, "/a/{c}"}}), "");
}

}  // namespace
}  // namespace nuri::http
