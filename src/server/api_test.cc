#include "api/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/openapi.h"
#include "api/testing/test_service.h"
#include "base/text.h"
#include "member_api/routes.h"
#include "studio_api/routes.h"

namespace nuri::api {
namespace {

/// A service with the routes of every audience.
struct WholeService : TestService {
    WholeService() : TestService({member_api::add_routes, studio_api::add_routes}) {}
};

using enum http::Method;
using ::testing::HasSubstr;
using ::testing::Not;

/// "GET /titles/{ref}" of every operation in the description: two spaces before a path, four before a method.
std::set<std::string> described_operations() {
    std::set<std::string> operations;
    std::string path;
    bool in_paths = false;
    for (const std::string_view line : split(openapi_yaml, '\n')) {
        if (line == "paths:") in_paths = true;
        if (line == "components:") in_paths = false;
        if (!in_paths) continue;
        if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
        for (const char* method : {"get", "put", "post", "patch", "delete"}) {
            if (line == "    " + std::string(method) + ":") operations.insert(to_upper(method) + " " + path);
        }
    }
    return operations;
}

/// A route's pattern as the description writes it: a REF is one parameter there, though it may hold a slash.
std::string described(std::string path) {
    if (const size_t rest = path.find("...}"); rest != std::string::npos) path.replace(rest, 4, "}");
    if (const size_t place = path.find("/{place}"); place != std::string::npos) path.erase(place, 8);
    return path;
}

TEST(ApiTest, EveryRouteIsDescribedAndEveryDescriptionIsARoute) {
    WholeService service;
    std::set<std::string> routes;
    for (const http::Route& route : service.router().routes()) {
        std::string path = route.pattern.substr(std::string_view("/api/v1").size());
        routes.insert(std::string(http::to_string(route.method)) + " " + described(path));
    }
    EXPECT_EQ(routes, described_operations());
}

TEST(ApiTest, AnswersCarryTheSecurityHeadersAndAreNeverKept) {
    WholeService service;
    for (const http::Response& response :
         {service.get("/api/v1/service"), service.get("/api/v1/me"), service.get("/api/v1/titles/nothing")}) {
        EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_THAT(std::string(*response.headers.get("Content-Security-Policy")),
                    HasSubstr("default-src 'none'"));
        EXPECT_THAT(std::string(*response.headers.get("Cache-Control")), HasSubstr("no-store"));
    }
}

TEST(ApiTest, RefusesWhoeverTheRoleDoesNotCover) {
    using members::Role;
    constexpr unsigned owner = 1 << 0, catalogue = 1 << 1, licensing = 1 << 2, media = 1 << 3,
                       support = 1 << 4, analyst = 1 << 5;
    constexpr unsigned everybody = owner | catalogue | licensing | media | support | analyst;
    const std::pair<Role, unsigned> roles[] = {{Role::owner, owner},         {Role::catalogue, catalogue},
                                               {Role::licensing, licensing}, {Role::media, media},
                                               {Role::support, support},     {Role::analyst, analyst}};
    const struct {
        http::Method method;
        const char* target;
        unsigned allowed;
        bool writes;
    } cases[] = {
        {get, "/operator/assets", everybody, false},
        {get, "/operator/assets/0123456789abcdef0123456789abcdef", everybody, false},
        {get, "/operator/assets/0123456789abcdef0123456789abcdef/marks", everybody, false},
        {put, "/operator/assets/0123456789abcdef0123456789abcdef/marks", owner | media, true},
        {post, "/operator/assets/0123456789abcdef0123456789abcdef/preview", owner | catalogue | media, true},
        {get, "/operator/assets/0123456789abcdef0123456789abcdef/thumbnails/1", everybody, false},
        {get, "/operator/assignments", everybody, false},
        {delete_, "/operator/assignments/subtitles/tide-line", owner | catalogue, true},
        {put, "/operator/assignments/subtitles/tide-line", owner | catalogue, true},
        {get, "/operator/audit", everybody, false},
        {get, "/operator/audit/999", everybody, false},
        {post, "/operator/audit/999/undo", everybody, true},
        {get, "/operator/available?territory=MX", everybody, false},
        {post, "/operator/avails/diff", everybody, false},
        {get, "/operator/avails/export", everybody, false},
        {get, "/operator/avails/export-report", everybody, false},
        {post, "/operator/avails/files", owner | licensing, true},
        {get, "/operator/avails/files/abababababababababababababababababababababababababababababababab",
         everybody, false},
        {get,
         "/operator/avails/files/abababababababababababababababababababababababababababababababab/annotated",
         everybody, false},
        {get, "/operator/avails/files/abababababababababababababababababababababababababababababababab/check",
         everybody, false},
        {get, "/operator/avails/imports", everybody, false},
        {post, "/operator/avails/imports", owner | licensing, true},
        {get, "/operator/avails/imports/999", everybody, false},
        {get, "/operator/avails/imports/999/offer-status", everybody, false},
        {get, "/operator/avails/imports/999/statements", everybody, false},
        {post, "/operator/avails/imports/999/undo", owner | licensing, true},
        {get, "/operator/avails/offer-status", everybody, false},
        {post, "/operator/avails/preview", everybody, false},
        {get, "/operator/avails/profiles", everybody, false},
        {put, "/operator/avails/profiles", owner | licensing, true},
        {get, "/operator/calendar", everybody, false},
        {post, "/operator/change-password", everybody, true},
        {get, "/operator/conflicts", everybody, false},
        {get, "/operator/contracts", owner | licensing | analyst, false},
        {post, "/operator/contracts", owner | licensing, true},
        {get, "/operator/contracts/999", owner | licensing | analyst, false},
        {post, "/operator/contracts/999/decide", owner | licensing, true},
        {post, "/operator/contracts/999/documents", owner | licensing, true},
        {post, "/operator/contracts/999/end", owner | licensing, true},
        {get, "/operator/contracts/999/groups", owner | licensing | analyst, false},
        {post, "/operator/contracts/999/obligations", owner | licensing, true},
        {post, "/operator/contracts/999/payments", owner | licensing, true},
        {post, "/operator/contracts/999/submit", owner | licensing, true},
        {put, "/operator/contracts/999/terms", owner | licensing, true},
        {get, "/operator/decide?title=tide-line&territory=MX", everybody, false},
        {get, "/operator/documents/999", owner | licensing | analyst, false},
        {get, "/operator/events", everybody, false},
        {get, "/operator/genres", everybody, false},
        {get, "/operator/jobs", everybody, false},
        {get, "/operator/jobs/999", everybody, false},
        {post, "/operator/jobs/999/cancel", owner | media, true},
        {post, "/operator/jobs/999/retry", owner | media, true},
        {get, "/operator/licences", everybody, false},
        {post, "/operator/licences", owner | licensing, true},
        {get, "/operator/licences/999", everybody, false},
        {post, "/operator/licences/999/end", owner | licensing, true},
        {post, "/operator/licences/check", everybody, false},
        {get, "/operator/me", everybody, false},
        {get, "/operator/members", owner | support, false},
        {get, "/operator/members/999", owner | support, false},
        {post, "/operator/members/999/notes", owner | support, true},
        {post, "/operator/members/999/resume", owner | support, true},
        {post, "/operator/members/999/sign-out", owner | support, true},
        {post, "/operator/members/999/streams/0123456789abcdef0123456789abcdef/stop", owner | support, true},
        {post, "/operator/members/999/suspend", owner | support, true},
        {get, "/operator/notices", everybody, false},
        {get, "/operator/notices/letters", everybody, false},
        {delete_, "/operator/notices/letters", everybody, true},
        {put, "/operator/notices/letters", everybody, true},
        {get, "/operator/obligations", owner | licensing | analyst, false},
        {patch, "/operator/obligations/999", owner | licensing, true},
        {post, "/operator/obligations/999/done", owner | licensing, true},
        {get, "/operator/operators", owner, false},
        {post, "/operator/operators", owner, true},
        {patch, "/operator/operators/999", owner, true},
        {post, "/operator/operators/999/invitation", owner, true},
        {get, "/operator/overview", everybody, false},
        {get, "/operator/partners", owner | licensing | analyst, false},
        {get, "/operator/people", everybody, false},
        {get, "/operator/pictures/sha256/ab/abcd", everybody, false},
        {get, "/operator/plans", owner | support, false},
        {put, "/operator/plans/standard/prices/MX", owner, true},
        {get, "/operator/readiness", everybody, false},
        {get, "/operator/settings", owner, false},
        {get, "/operator/territories", everybody, false},
        {put, "/operator/territories", owner, true},
        {put, "/operator/territories/KR", owner, true},
        {get, "/operator/territories/KR/history", everybody, false},
        {get, "/operator/territories/KR/parts", everybody, false},
        {get, "/operator/territories/groups", everybody, false},
        {get, "/operator/territories/resolve?expression=MX", everybody, false},
        {get, "/operator/titles", everybody, false},
        {post, "/operator/titles", owner | catalogue, true},
        {post, "/operator/titles/bulk", owner | catalogue, true},
        {get, "/operator/titles/tide-line", everybody, false},
        {patch, "/operator/titles/tide-line", owner | catalogue, true},
        {get, "/operator/titles/tide-line/artwork", everybody, false},
        {delete_, "/operator/titles/tide-line/artwork/poster", owner | catalogue, true},
        {patch, "/operator/titles/tide-line/artwork/poster", owner | catalogue, true},
        {put, "/operator/titles/tide-line/artwork/poster", owner | catalogue, true},
        {get, "/operator/titles/tide-line/events", everybody, false},
        {delete_, "/operator/titles/tide-line/events/theatrical", owner | licensing, true},
        {put, "/operator/titles/tide-line/events/theatrical", owner | licensing, true},
        {post, "/operator/titles/tide-line/order", owner | catalogue, true},
        {get, "/operator/titles/tide-line/readiness", everybody, false},
        {get, "/operator/uploads", everybody, false},
        {post, "/operator/uploads", owner | media, true},
        {delete_, "/operator/uploads/0123456789abcdef0123456789abcdef", owner | media, true},
        {get, "/operator/uploads/0123456789abcdef0123456789abcdef", everybody, false},
        {patch, "/operator/uploads/0123456789abcdef0123456789abcdef", owner | media, true},
        {post, "/operator/uploads/0123456789abcdef0123456789abcdef/ingest", owner | media, true},
        {post, "/operator/view-as", everybody, false},
        {get, "/operator/view-as/hidden?territory=MX", everybody, false},
        {get, "/operator/white-space", everybody, false},
    };
    WholeService service;
    service.film("tide-line", "MX");
    const auto member = service.member();
    const auto reader = service.staff(Role::owner, members::scope::read);
    std::map<Role, TestService::Headers> staff;
    for (const auto& [role, bit] : roles) staff[role] = service.staff(role);
    std::set<std::string> staff_routes;
    for (const http::Route& route : service.router().routes())
        if (route.pattern.starts_with("/api/v1/operator/"))
            staff_routes.insert(std::string(http::to_string(route.method)) + " " + described(route.pattern));
    EXPECT_EQ(std::size(cases) + 3, staff_routes.size())
        << "log-in, log-out, the acceptance of an invitation, and a row for every other route";
    for (const auto& [method, target, allowed, writes] : cases) {
        const std::string path = "/api/v1" + std::string(target);
        const std::string body = writes ? "{}" : "";
        EXPECT_EQ(service.ask(method, path, body).status, 401) << target << " by nobody";
        EXPECT_EQ(service.ask(method, path, body, {{"Authorization", "Bearer nuri_wrong"}}).status, 401)
            << target << " by a wrong token";
        EXPECT_EQ(service.ask(method, path, body, member).status, 403) << target << " by a member";
        EXPECT_EQ(service.ask(method, path, body, reader).status == 403, writes)
            << target << " by a token that may only read";
        for (const auto& [role, bit] : roles) {
            const int status = service.ask(method, path, body, staff[role]).status;
            EXPECT_LT(status, 500) << target;
            EXPECT_NE(status, 401) << target << " by " << members::to_string(role);
            EXPECT_EQ(status == 403, (allowed & bit) == 0)
                << target << " by " << members::to_string(role) << ": " << status;
        }
    }
}

TEST(ApiTest, RefusesMembersRoutesToVisitorsAndToTokensWithoutTheScope) {
    WholeService service;
    const auto play_only = service.member("play@example.com", members::scope::play);
    const auto account_only = service.member("account@example.com", members::scope::account);
    const auto staff = service.staff(members::Role::owner);
    const struct {
        http::Method method;
        const char* target;
        unsigned scope;
    } cases[] = {
        {get, "/me", 0},
        {patch, "/me", members::scope::account},
        {delete_, "/me", members::scope::account},
        {get, "/me/export", members::scope::account},
        {get, "/me/sessions", members::scope::account},
        {delete_, "/me/sessions/1", members::scope::account},
        {get, "/me/tokens", members::scope::account},
        {post, "/me/tokens", members::scope::account},
        {delete_, "/me/tokens/999", members::scope::account},
        {get, "/me/profiles", 0},
        {post, "/me/profiles", members::scope::account},
        {patch, "/me/profiles/1", members::scope::account},
        {delete_, "/me/profiles/999", members::scope::account},
        {post, "/change-password", members::scope::account},
        {post, "/me/keep", members::scope::account},
        {get, "/me/subscription", members::scope::account},
        {post, "/me/subscription", members::scope::account},
        {post, "/me/subscription/preview", members::scope::account},
        {post, "/me/subscription/plan", members::scope::account},
        {post, "/me/subscription/pause", members::scope::account},
        {post, "/me/subscription/cancel", members::scope::account},
        {post, "/me/subscription/resume", members::scope::account},
        {put, "/me/payment-method", members::scope::account},
        {get, "/me/invoices", members::scope::account},
        {post, "/payments/test/0123456789abcdef0123456789abcdef", members::scope::account},
        {post, "/confirm-password", 0},
        {post, "/me/profiles/1/choose", 0},
        {get, "/my-list", members::scope::play},
        {put, "/my-list/tide-line", members::scope::play},
        {delete_, "/my-list/tide-line", members::scope::play},
        {put, "/watched/tide-line", members::scope::play},
        {delete_, "/watched/tide-line", members::scope::play},
        {get, "/continue-watching", members::scope::play},
        {delete_, "/continue-watching/tide-line", members::scope::play},
        {get, "/playback-sessions", members::scope::play},
        {post, "/playback-sessions", members::scope::play},
        {post, "/playback-sessions/0123456789abcdef0123456789abcdef/heartbeat", members::scope::play},
        {post, "/playback-sessions/0123456789abcdef0123456789abcdef/stop", members::scope::play},
    };
    for (const auto& [method, target, scope] : cases) {
        const std::string path = "/api/v1" + std::string(target);
        const std::string body = method == get ? "" : "{}";
        EXPECT_EQ(service.ask(method, path, body).status, 401) << target;
        EXPECT_EQ(service.ask(method, path, body, staff).status, 403) << target << " by an operator";
        EXPECT_EQ(service.ask(method, path, body, play_only).status == 403, scope == members::scope::account)
            << target;
        EXPECT_EQ(service.ask(method, path, body, account_only).status == 403, scope == members::scope::play)
            << target;
    }
}

TEST(ApiTest, TakesAChangeWithACookieOnlyFromOurOwnPage) {
    WholeService service;
    const auto browser = service.browser();
    const std::string body = R"({"locale": "ko"})";
    const auto with = [&](TestService::Headers more) {
        more.insert(browser.begin(), browser.end());
        return service.ask(patch, "/api/v1/me", body, more).status;
    };
    EXPECT_EQ(with({}), 200);
    EXPECT_EQ(with({{"Origin", "http://nuri.test"}, {"Sec-Fetch-Site", "same-origin"}}), 200);
    EXPECT_EQ(with({{"Origin", "http://evil.test"}}), 403);
    EXPECT_EQ(with({{"Origin", "https://nuri.test"}}), 403) << "another scheme is another origin";
    EXPECT_EQ(with({{"Origin", "null"}}), 403);
    EXPECT_EQ(with({{"Sec-Fetch-Site", "cross-site"}}), 403);
    EXPECT_EQ(with({{"Sec-Fetch-Site", "same-site"}}), 403);
    EXPECT_EQ(with({{"X-CSRF-Token", ""}}), 403);
    EXPECT_EQ(with({{"X-CSRF-Token", std::string(43, 'A')}}), 403);
    EXPECT_EQ(service.get("/api/v1/me", {{"Cookie", browser.at("Cookie")}}).status, 200)
        << "reading needs no token";
    EXPECT_EQ(service
                  .post("/api/v1/log-in", R"({"email": "ana@example.com", "password": "x"})",
                        {{"Origin", "http://evil.test"}})
                  .status,
              403)
        << "nobody is logged in from another site";
}

TEST(ApiTest, EndsASessionWithItsCookie) {
    WholeService service;
    const auto browser = service.browser();
    const http::Response response = service.post("/api/v1/log-out", "", browser);
    EXPECT_EQ(response.status, 204);
    EXPECT_THAT(std::string(*response.headers.get("Set-Cookie")), HasSubstr("Max-Age=0"));
    EXPECT_EQ(service.get("/api/v1/me", browser).status, 401);
}

TEST(ApiTest, ReadsBodiesStrictly) {
    WholeService service;
    const struct {
        const char* name;
        std::string body;
        int status;
        const char* detail;
    } cases[] = {
        {"not JSON", "email=ana", 400, "not JSON"},
        {"cut short", R"({"email": "a)", 400, "not JSON"},
        {"a list", "[]", 400, "one JSON object"},
        {"a string", "\"a\"", 400, "one JSON object"},
        {"two objects", "{}{}", 400, "not JSON"},
        {"a member missing", R"({"email": "ana@example.com"})", 400, "`password` is missing"},
        {"a member null", R"({"email": null, "password": "x"})", 400, "`email` is missing"},
        {"a wrong type", R"({"email": 1, "password": "x"})", 400, "`email` must be a string"},
        {"a member too many", R"({"email": "ana@example.com", "password": "x", "admin": true})", 400,
         "`admin` is no member"},
        {"too long", R"({"email": ")" + std::string(255, 'a') + R"(", "password": "x"})", 400,
         "`email` has 255 bytes"},
        {"a control character", R"({"email": "a\u0000b", "password": "x"})", 400, "control character"},
        {"not UTF-8", "{\"email\": \"\xff\", \"password\": \"x\"}", 400, "not JSON"},
        {"too deep", std::string(200, '[') + std::string(200, ']'), 400, "deep"},
        {"in order", R"({"email": "ana@example.com", "password": "x"})", 401, ""},
    };
    for (const auto& [name, body, status, detail] : cases) {
        const http::Response response = service.post("/api/v1/log-in", body);
        EXPECT_EQ(response.status, status) << name;
        EXPECT_THAT(body_of(response), HasSubstr(detail)) << name;
    }
    EXPECT_EQ(service.post("/api/v1/log-in", "{}", {{"Content-Type", "text/plain"}}).status, 415);
    EXPECT_EQ(
        service.post("/api/v1/log-in", "{}", {{"Content-Type", "application/x-www-form-urlencoded"}}).status,
        415);
    EXPECT_EQ(service.post("/api/v1/log-in", "").status, 415) << "no body, no type";
}

TEST(ApiTest, TellsNoStrangerWhoIsAMember) {
    WholeService service;
    (void)service.member("ana@example.com");
    const auto sign_up = [&](const char* email) {
        return body_of(service.post("/api/v1/sign-up",
                                    R"({"email": ")" + std::string(email) +
                                        R"(", "password": "a long and quiet password", "country": "MX"})"));
    };
    EXPECT_EQ(sign_up("ana@example.com"), sign_up("new@example.com"));
    const auto log_in = [&](const char* email) {
        return body_of(service.post(
            "/api/v1/log-in", R"({"email": ")" + std::string(email) + R"(", "password": "wrong password"})"));
    };
    EXPECT_EQ(log_in("ana@example.com"), log_in("nobody@example.com"));
}

TEST(ApiTest, ListsFindsAndShowsOnlyWhatCanBeWatchedHere) {
    WholeService service;
    service.film("tide-line", "MX");
    service.film("not-here", "KR");
    service.film("being-made", "MX", false);
    const std::string list = body_of(service.get("/api/v1/titles"));
    EXPECT_THAT(list, HasSubstr(R"("total":1)"));
    EXPECT_THAT(list, HasSubstr("tide-line"));
    EXPECT_THAT(list, Not(HasSubstr("not-here")));
    EXPECT_THAT(list, Not(HasSubstr("being-made")));
    EXPECT_THAT(body_of(service.get("/api/v1/search?q=NAME%20of")), HasSubstr(R"("total":1)"));
    EXPECT_THAT(body_of(service.get("/api/v1/search?q=not-here")), HasSubstr(R"("total":0)"));

    const http::Response shown = service.get("/api/v1/titles/tide-line?locale=ko-KR");
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(body_of(shown), HasSubstr("이름 tide-line"));
    EXPECT_THAT(body_of(shown), HasSubstr(R"("leaves_at":"2026-06-16T00:00:00Z")"));

    const struct {
        const char* name;
        const char* target;
        const char* territory;
        int status;
        const char* reason;
    } cases[] = {
        {"licensed elsewhere", "/titles/not-here", "MX", 403, "no_licence"},
        {"not ready", "/titles/being-made", "MX", 409, "not_ready"},
        {"unknown", "/titles/nothing", "MX", 404, "not_found"},
        {"where the service is announced", "/titles/tide-line", "JP", 403, "service_not_launched"},
        {"where it is not", "/titles/tide-line", "CN", 403, "service_unavailable"},
        {"unknown where it is not", "/titles/nothing", "CN", 403, "service_unavailable"},
        {"from nowhere", "/titles/tide-line", "nowhere", 403, "service_unavailable"},
        {"a picture of one licensed elsewhere", "/artwork/poster/not-here", "MX", 403, "no_licence"},
    };
    for (const auto& [name, target, territory, status, reason] : cases) {
        const http::Response response =
            service.get("/api/v1" + std::string(target), {{"Nuri-Territory", territory}});
        EXPECT_EQ(response.status, status) << name;
        EXPECT_THAT(body_of(response), HasSubstr("\"reason\":\"" + std::string(reason) + "\"")) << name;
        EXPECT_THAT(body_of(response), Not(HasSubstr("Name of"))) << name;
        EXPECT_THAT(body_of(response), Not(HasSubstr("synopsis"))) << name;
    }
}

TEST(ApiTest, BelievesTheTerritoryHeaderOfATrustedProxyOnly) {
    WholeService service;
    http::Request request;
    request.target = request.path = "/api/v1/service";
    request.headers.add("Nuri-Territory", "KR");
    for (const auto& [peer, territory] :
         {std::pair("127.0.0.1", R"("territory":"KR")"), std::pair("192.0.2.7", R"("territory":null)")}) {
        request.peer = request.client = *http::Address::parse(peer);
        EXPECT_THAT(body_of(service.router().find(request).route->handler(request)), HasSubstr(territory))
            << peer;
    }
}

TEST(ApiTest, PagesThroughTitlesNewestFirst) {
    WholeService service;
    for (const char* slug : {"one", "two", "three"}) service.film(slug, "MX");
    const std::string first = body_of(service.get("/api/v1/titles?limit=2"));
    EXPECT_THAT(first, HasSubstr(R"("total":3)"));
    EXPECT_THAT(first, HasSubstr("three"));
    EXPECT_THAT(first, HasSubstr("two"));
    EXPECT_THAT(first, HasSubstr(R"("next_cursor":"2")"));
    const std::string second = body_of(service.get("/api/v1/titles?limit=2&cursor=2"));
    EXPECT_THAT(second, HasSubstr(R"("total":3)"));
    EXPECT_THAT(second, HasSubstr(R"("ref":"one")"));
    EXPECT_THAT(second, HasSubstr(R"("next_cursor":null)"));
    EXPECT_THAT(body_of(service.get("/api/v1/titles?kind=series")), HasSubstr(R"("total":0)"));
    EXPECT_EQ(service.get("/api/v1/titles?kind=season").status, 400);
    EXPECT_EQ(service.get("/api/v1/titles?limit=101").status, 400);
    EXPECT_EQ(service.get("/api/v1/titles?cursor=x").status, 400);
}

TEST(ApiTest, WritesEveryChangeOfAnOperatorIntoTheAuditLog) {
    WholeService service;
    const auto owner = service.staff(members::Role::owner);
    EXPECT_EQ(service
                  .post("/api/v1/operator/titles",
                        R"({"slug": "dawn", "kind": "film", "names": {"en": "Dawn"}})", owner)
                  .status,
              201);
    EXPECT_EQ(service.ask(patch, "/api/v1/operator/titles/dawn", R"({"release_year": 2025})", owner).status,
              200);
    EXPECT_EQ(service
                  .post("/api/v1/operator/licences",
                        R"({"title": "dawn", "territories": "US + CA + 419", "from": "2026-06-01"})", owner)
                  .status,
              201);
    EXPECT_EQ(
        service.ask(put, "/api/v1/operator/territories/TH", R"({"presence": "launched"})", owner).status,
        200);
    EXPECT_EQ(service.post("/api/v1/operator/licences/1/end", "", owner).status, 200);
    const std::string audit = body_of(service.get("/api/v1/operator/audit", owner));
    for (const char* what : {"title.add", "title.change", "licence.add", "territory.set", "licence.end"})
        EXPECT_THAT(audit, HasSubstr(what));
    EXPECT_THAT(audit, HasSubstr(R"("release_year":2025)"));
}

TEST(ApiTest, HasALicenceInForceWhenItIsAnswered) {
    WholeService service;
    const auto owner = service.staff(members::Role::owner);
    service.film("dawn", "", true);
    EXPECT_EQ(service.get("/api/v1/titles/dawn").status, 403);
    EXPECT_EQ(service
                  .post("/api/v1/operator/licences",
                        R"({"title": "dawn", "territories": "MX", "from": "2026-06-01"})", owner)
                  .status,
              201);
    EXPECT_EQ(service.get("/api/v1/titles/dawn").status, 200);
    EXPECT_EQ(service.post("/api/v1/operator/licences/1/end", "", owner).status, 200);
    EXPECT_EQ(service.get("/api/v1/titles/dawn").status, 403);
    const http::Response wrong = service.post(
        "/api/v1/operator/licences",
        R"({"title": "dawn", "territories": "MX", "from": "2026-06-02", "to": "2026-06-01"})", owner);
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(service
                  .post("/api/v1/operator/licences",
                        R"({"title": "dawn", "territories": "Narnia", "from": "2026-06-02"})", owner)
                  .status,
              400);
}

TEST(ApiTest, LetsATokenMakeNoneThatMayDoMore) {
    WholeService service;
    const auto account_only = service.member("ana@example.com", members::scope::account);
    EXPECT_EQ(
        service.post("/api/v1/me/tokens", R"({"name": "a", "scopes": ["account"]})", account_only).status,
        201);
    EXPECT_EQ(service.post("/api/v1/me/tokens", R"({"name": "a", "scopes": ["play"]})", account_only).status,
              403);
    EXPECT_EQ(service.post("/api/v1/me/tokens", R"({"name": "a", "scopes": ["read"]})", account_only).status,
              403);
    EXPECT_EQ(service.post("/api/v1/me/tokens", R"({"name": "a"})", account_only).status, 403)
        << "play is what a token has unless it says otherwise";
}

}  // namespace
}  // namespace nuri::api
