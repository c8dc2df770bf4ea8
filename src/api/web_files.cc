#include "api/web_files.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
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

/// The studio frames `watch` to show it as somebody else sees it; no other site may.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' "
    "blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; "
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

/// The pages of `watch`: one file, which finds out by its address what to show.
constexpr std::array<std::string_view, 14> watch_pages{"/",
                                                       "/sign-in",
                                                       "/sign-up",
                                                       "/verify",
                                                       "/forgot",
                                                       "/reset",
                                                       "/profiles",
                                                       "/profiles/{rest...}",
                                                       "/title/{ref...}",
                                                       "/watch/{ref...}",
                                                       "/search",
                                                       "/my-list",
                                                       "/join",
                                                       "/account"};
constexpr std::string_view watch_page = "watch.html";

/// The pages of `studio`, likewise.
constexpr std::array<std::string_view, 2> studio_pages{"/studio", "/studio/{rest...}"};
constexpr std::string_view studio_page = "studio.html";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> built_types{{
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
}};

bool takes_brotli(const http::Request& request) {
    const std::string_view codings = request.headers.get("Accept-Encoding").value_or("");
    for (size_t at = 0; at < codings.size();) {
        const size_t end = std::min(codings.find(',', at), codings.size());
        std::string_view coding = codings.substr(at, end - at);
        at = end + 1;
        while (!coding.empty() && coding.front() == ' ') coding.remove_prefix(1);
        if (coding == "br") return true;
    }
    return false;
}

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
            log::warning("the pages cannot play: the player is not installed beside them",
                         {{"missing", (folder / name).string()}});
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
        web.files_[std::string(name)] = {std::make_shared<const std::string>(std::move(content)), nullptr,
                                         std::string(type), std::move(digest), false};
    }
    TRY(web.load_built(folder / "watch", watch_page));
    TRY(web.load_built(folder / "studio", studio_page));
    return web;
}

Result<> WebFiles::load_built(const std::filesystem::path& folder, std::string_view page) {
    std::error_code none;
    if (!std::filesystem::exists(folder / "index.html", none)) return {};
    const auto add = [this](const std::filesystem::path& path, std::string name, std::string_view type,
                            bool immutable) -> Result<> {
        File file{std::make_shared<const std::string>(TRY(io::read_file(path, file_bytes_max))),
                  nullptr,
                  std::string(type),
                  {},
                  immutable};
        file.digest = members::digest_of(*file.content).substr(0, digest_letters);
        std::filesystem::path packed = path;
        packed += ".br";
        std::error_code absent;
        if (std::filesystem::exists(packed, absent))
            file.brotli = std::make_shared<const std::string>(TRY(io::read_file(packed, file_bytes_max)));
        files_[std::move(name)] = std::move(file);
        return {};
    };
    TRY(add(folder / "index.html", std::string(page), "text/html; charset=utf-8", false));
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder / "assets", failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string extension = entry->path().extension();
        const auto* type = std::find_if(built_types.begin(), built_types.end(),
                                        [&](const auto& known) { return known.first == extension; });
        if (type != built_types.end()) TRY(add(entry->path(), entry->path().filename(), type->second, true));
    }
    if (failed)
        return Error{ErrorKind::io, "reading " + (folder / "assets").string() + ": " + failed.message()};
    return {};
}

void WebFiles::mount(http::Router& router, bool https) const {
    if (files_.empty()) return;
    const auto serve = [https](const File& file, const http::Request& request,
                               std::string_view cache_control) {
        http::Response response;
        response.headers.set("Content-Type", file.type);
        response.headers.set("Cache-Control", cache_control);
        if (file.type.starts_with("text/html")) response.headers.set("Content-Security-Policy", page_policy);
        const bool packed = file.brotli && takes_brotli(request);
        if (file.brotli) response.headers.set("Vary", "Accept-Encoding");
        if (packed) response.headers.set("Content-Encoding", "br");
        const std::string etag = "\"" + file.digest + (packed ? "-br\"" : "\"");
        http::serve(request, response, {.etag = etag, .last_modified = {}},
                    packed ? file.brotli : file.content, Instant{});
        add_security_headers(response, https || request.tls);
        return response;
    };
    const http::RouteOptions options{.run = http::Run::inline_, .body_max = 0, .redact = {}};
    const auto page = [&](std::string_view pattern, const std::string& name) {
        const File& file = files_.find(name)->second;
        router.add(http::Method::get, pattern, options,
                   [serve, &file](const http::Request& request) { return serve(file, request, "no-cache"); });
    };
    if (files_.contains(watch_page)) {
        for (const std::string_view pattern : watch_pages) page(pattern, std::string(watch_page));
    } else {
        page("/", "home.html");
    }
    if (files_.contains(studio_page)) {
        for (const std::string_view pattern : studio_pages) page(pattern, std::string(studio_page));
    }
    page("/play/{ref...}", "play.html");
    router.add(
        http::Method::get, "/assets/{name}", options, [this, serve, https](const http::Request& request) {
            const auto file = files_.find(request.capture("name"));
            if (file == files_.end() || is_page(file->first)) {
                http::Response response =
                    http::to_response(Error{ErrorKind::not_found, "there is no such file"});
                add_security_headers(response, https || request.tls);
                return response;
            }
            const bool versioned = file->second.immutable || request.query_value("v") == file->second.digest;
            return serve(file->second, request,
                         versioned ? "public, max-age=31536000, immutable" : "no-cache");
        });
    router.add(http::Method::get, "/robots.txt", options, [https](const http::Request& request) {
        http::Response response = http::text_response(
            200, "User-agent: *\nDisallow: /api/\nDisallow: /m/\nDisallow: /play/\nDisallow: /studio\n");
        add_security_headers(response, https || request.tls);
        return response;
    });
}

}  // namespace nuri::api
