#include "http/message.h"

#include <gtest/gtest.h>

#include "http/cookie.h"
#include "http/form.h"
#include "http/problem.h"
#include "http/wire.h"

namespace nuri::http {
namespace {

TEST(HeadersTest, FindsNamesInAnyCaseAndKeepsTheirOrder) {
    Headers headers;
    headers.add("Accept", "text/html");
    headers.add("X-One", "1");
    headers.add("accept", "image/png");
    EXPECT_EQ(headers.get("ACCEPT"), "text/html");
    EXPECT_EQ(headers.all("Accept"), "text/html, image/png");
    EXPECT_FALSE(headers.get("Accep"));
    headers.set("Accept", "*/*");
    EXPECT_EQ(headers.all("Accept"), "*/*");
    EXPECT_EQ(headers.size(), 2u);
    EXPECT_EQ(headers[0].name, "X-One");
    headers.clear();
    EXPECT_EQ(headers.size(), 0u);
}

TEST(HeadersTest, LetNoValueStartALineOfItsOwn) {
    Headers headers;
    headers.add("Location", "/a\r\nSet-Cookie: x=1");
    EXPECT_EQ(headers.get("Location"), "/a  Set-Cookie: x=1");
}

TEST(FormTest, DecodesPairsInTheirOrder) {
    const auto pairs = *parse_form("a=1&b=x+y%26z&&c&=d&a=%C3%A9");
    const FormPairs expected = {{"a", "1"}, {"b", "x y&z"}, {"c", ""}, {"", "d"}, {"a", "\xc3\xa9"}};
    EXPECT_EQ(pairs, expected);
}

TEST(FormTest, RefusesBrokenEscapesOtherEncodingsAndTooManyPairs) {
    for (const char* bad : {"a=%", "a=%4", "a=%zz", "a=%ff"})
        EXPECT_EQ(parse_form(bad).error().kind, ErrorKind::invalid) << bad;
    EXPECT_TRUE(parse_form("a&b", 2));
    EXPECT_EQ(parse_form("a&b&c", 2).error().kind, ErrorKind::too_large);
}

TEST(DecodePathTest, TakesPlainPathsAndNoneThatClimbs) {
    const struct {
        const char* encoded;
        const char* path;  ///< null: refused
    } cases[] = {
        {"/", "/"},         {"/a%20b", "/a b"},   {"/a%2Fb", "/a/b"}, {"/a..b/.c/...", "/a..b/.c/..."},
        {"", nullptr},      {"a", nullptr},       {"/..", nullptr},   {"/a/%2e%2e/b", nullptr},
        {"/a/.", nullptr},  {"/a%2f..", nullptr}, {"/a%00", nullptr}, {"/a%0a", nullptr},
        {"/a%7f", nullptr}, {"/%ff", nullptr},    {"/%", nullptr},    {"/./a", nullptr},
    };
    for (const auto& [encoded, path] : cases) {
        std::string decoded;
        const auto result = decode_path(encoded, decoded);
        ASSERT_EQ(result.has_value(), path != nullptr) << encoded;
        if (path != nullptr) {
            EXPECT_EQ(decoded, path);
        }
    }
}

TEST(RequestTest, DecodesOneQueryValue) {
    Request request;
    request.query = "page=2&q=%EC%83%88+%EB%B2%BD&page=3";
    EXPECT_EQ(request.query_value("page"), "2");
    EXPECT_EQ(request.query_value("q"), "\xec\x83\x88 \xeb\xb2\xbd");
    EXPECT_FALSE(request.query_value("absent"));
}

TEST(CookieTest, IsFoundByItsWholeName) {
    EXPECT_EQ(find_cookie("a=1; session=abc; b=2", "session"), "abc");
    EXPECT_EQ(find_cookie("session=\"abc\"", "session"), "abc");
    EXPECT_EQ(find_cookie("a=b=c", "a"), "b=c");
    EXPECT_EQ(find_cookie("a=1; a=2", "a"), "1");
    EXPECT_FALSE(find_cookie("xsession=abc; sessionx=d", "session"));
    EXPECT_FALSE(find_cookie("session", "session"));
    EXPECT_FALSE(find_cookie("", "session"));
}

TEST(CookieTest, IsStrictUnlessToldOtherwise) {
    Cookie cookie;
    cookie.name = "session";
    cookie.value = "a b;c";
    EXPECT_EQ(to_string(cookie), "session=a%20b%3Bc; Path=/; HttpOnly; Secure; SameSite=Lax");
    cookie.value = "";
    cookie.max_age = std::chrono::seconds{0};
    cookie.http_only = false;
    cookie.secure = false;
    cookie.same_site = Cookie::SameSite::strict;
    EXPECT_EQ(to_string(cookie), "session=; Path=/; Max-Age=0; SameSite=Strict");
}

TEST(ProblemTest, IsAProblemDocumentWithItsOwnMembers) {
    Problem problem;
    problem.status = 403;
    problem.detail = "opens \"soon\"\n";
    problem.members = {{"reason", "not_open_yet"}, {"opens_at", "2026-06-01T00:00:00Z"}};
    const Response response = to_response(problem);
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(std::get<std::string>(response.body),
              R"({"type":"about:blank","title":"Forbidden","status":403,"detail":"opens \"soon\"\u000a",)"
              R"("reason":"not_open_yet","opens_at":"2026-06-01T00:00:00Z"})");
}

// A message quoted 120 bytes of a title's name and cut its last character in two; what came out was no JSON.
TEST(ProblemTest, IsUtf8WhateverItQuotes) {
    Problem problem;
    problem.status = 400;
    problem.detail = "'\xEA\xB8\xB0\xEC\x83' names no title";
    const Response response = to_response(problem);
    EXPECT_NE(std::get<std::string>(response.body).find("'기\uFFFD\uFFFD' names no title"),
              std::string::npos);
}

TEST(ProblemTest, KeepsOurOwnTroublesToOurselves) {
    const Response ours = to_response(Error{ErrorKind::io, "opening /srv/nuri/nuri.db: permission denied"});
    EXPECT_EQ(ours.status, 500);
    EXPECT_EQ(std::get<std::string>(ours.body).find("/srv"), std::string::npos);
    const Response theirs = to_response(Error{ErrorKind::invalid, "no such territory: XQ"});
    EXPECT_EQ(theirs.status, 400);
    EXPECT_NE(std::get<std::string>(theirs.body).find("XQ"), std::string::npos);
}

TEST(IsJsonTest, LooksAtTheTypeAlone) {
    for (const char* yes :
         {"application/json", "Application/JSON; charset=utf-8", "application/problem+json"})
        EXPECT_TRUE(is_json(yes)) << yes;
    for (const char* no : {"", "text/json", "application/jsonp", "application/xml"})
        EXPECT_FALSE(is_json(no)) << no;
}

TEST(WireTest, WritesALengthWhereOneIsAllowed) {
    const struct {
        int status;
        int version;
        bool keep_alive;
        const char* head;
    } cases[] = {
        {200, 11, true, "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\n"},
        {200, 10, true, "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n"},
        {404, 11, false,
         "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"},
        {204, 11, true, "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n"},
        {304, 11, true, "HTTP/1.1 304 Not Modified\r\nDate: D\r\n\r\n"},
    };
    for (const auto& [status, version, keep_alive, head] : cases) {
        Response response;
        response.status = status;
        response.body = std::string("ab");
        std::string out;
        write_head(out, response, {"D", version, keep_alive});
        EXPECT_EQ(out, head);
    }
}

}  // namespace
}  // namespace nuri::http
