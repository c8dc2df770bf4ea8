#include "api/web_files.h"

#include <array>
#include <string_view>
#include <utility>

#include "api/call.h"
#include "base/log.h"
#include "http/conditional.h"
#include "http/problem.h"
#include "http/router.h"
#include "io/file.h"
#include "members/secret.h"

namespace nuri::api {
namespace {

constexpr size_t file_bytes_max = 8 << 20;
constexpr size_t digest_letters = 16;
constexpr std::string_view player = "shaka-player.js";

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' "
    "blob:; "
    "connect-src 'self'; font-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'";

/// In this order, so that what a file names has its digest before it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names{{
    {player, "text/javascript; charset=utf-8"},
    {"texts.js", "text/javascript; charset=utf-8"},
    {"play.css", "text/css; charset=utf-8"},
    {"play.js", "text/javascript; charset=utf-8"},
    {"home.css", "text/css; charset=utf-8"},
    {"home.js", "text/javascript; charset=utf-8"},
    {"play.html", "text/html; charset=utf-8"},
    {"home.html", "text/html; charset=utf-8"},
}};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool is_page(std::string_view name) {
    return name.ends_with(".html");
}

}  // namespace

Result<WebFiles> WebFiles::load(const std::filesystem::path& folder) {
    WebFiles web;
    for (const auto& [name, type] : names) {
        auto read = io::read_file(folder / name, file_bytes_max);
        if (!read && name == player && read.error().kind == ErrorKind::not_found) {
            // It comes by npm and not from us: an API without a player is still an API.
            log::warning("the pages cannot play: the player is not installed beside them", {{"missing", (folder / name).string()}});
            continue;
        }
        std::string content = TRY(std::move(read));
        for (const auto& [known, file] : web.files_) {
            const std::string versioned = known + "?v=" + file.digest;
            if (is_page(name))
                replace_all(content, "\"/assets/" + known + "\"", "\"/assets/" + versioned + "\"");
            if (name == "play.js" || name == "home.js")
                replace_all(content, "'./" + known + "'", "'./" + versioned + "'");
        }
        std::string digest = members::digest_of(content).substr(0, digest_letters);
        web.files_[std::string(name)] = {std::make_shared<const std::string>(std::move(content)),
                                         std::string(type), std::move(digest)};
    }
    return web;
}

void WebFiles::mount(http::Router& router, bool https) const {
    if (files_.empty()) return;
    const auto serve = [https](const File& file, const http::Request& request,
                               std::string_view cache_control) {
        http::Response response;
        response.headers.set("Content-Type", file.type);
        response.headers.set("Cache-Control", cache_control);
        if (file.type.starts_with("text/html")) response.headers.set("Content-Security-Policy", page_policy);
        http::serve(request, response, {.etag = "\"" + file.digest + "\"", .last_modified = {}}, file.content,
                    Instant{});
        add_security_headers(response, https || request.tls);
        return response;
    };
    const http::RouteOptions options{.run = http::Run::inline_, .body_max = 0, .redact = {}};
    const auto page = [&](std::string_view pattern, const std::string& name) {
        const File& file = files_.find(name)->second;
        router.add(http::Method::get, pattern, options,
                   [serve, &file](const http::Request& request) { return serve(file, request, "no-cache"); });
    };
    page("/", "home.html");
    page("/play/{ref...}", "play.html");
    router.add(http::Method::get, "/assets/{name}", options,
               [this, serve, https](const http::Request& request) {
                   const auto file = files_.find(request.capture("name"));
                   if (file == files_.end() || is_page(file->first)) {
                       http::Response response =
                           http::to_response(Error{ErrorKind::not_found, "there is no such file"});
                       add_security_headers(response, https || request.tls);
                       return response;
                   }
                   const bool versioned = request.query_value("v") == file->second.digest;
                   return serve(file->second, request,
                                versioned ? "public, max-age=31536000, immutable" : "no-cache");
               });
    router.add(http::Method::get, "/robots.txt", options, [https](const http::Request& request) {
        http::Response response =
            http::text_response(200, "User-agent: *\nDisallow: /api/\nDisallow: /m/\nDisallow: /play/\n");
        add_security_headers(response, https || request.tls);
        return response;
    });
}

}  // namespace nuri::api
