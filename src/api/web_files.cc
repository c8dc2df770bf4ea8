#include "api/web_files.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "api/call.h"
#include "base/log.h"
#include "base/text.h"
#include "http/conditional.h"
#include "http/problem.h"
#include "http/router.h"
#include "io/file.h"
#include "members/secret.h"

namespace nuri::api {
namespace {

constexpr size_t file_bytes_max = 8 << 20;
constexpr size_t digest_letters = 16;

/// The studio frames `watch` to show it as somebody else sees it; no other site may.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' "
    "blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; "
    "form-action 'self'";

/// The addresses of `watch`: one page, which finds out by its address what to show.
constexpr std::array<std::string_view, 14> watch_addresses{"/",
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
/// The addresses of `studio`, likewise.
constexpr std::array<std::string_view, 2> studio_addresses{"/studio", "/studio/{rest...}"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> asset_types{{
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

/// Where the title plays that a request for `/play/{ref...}` names. It begins with our own path, so it leads
/// to no other host.
std::string player_of(const http::Request& request) {
    std::string address = "/watch";
    for (const std::string_view part : split(request.capture("ref"), '/'))
        address += "/" + percent_encode(part);
    if (!request.query.empty()) address += "?" + request.query;
    return address;
}

}  // namespace

Result<WebFiles::File> WebFiles::read(const std::filesystem::path& path, std::string_view type) {
    File file{std::make_shared<const std::string>(TRY(io::read_file(path, file_bytes_max))),
              nullptr,
              std::string(type),
              {}};
    file.digest = members::digest_of(*file.content).substr(0, digest_letters);
    std::filesystem::path packed = path;
    packed += ".br";
    std::error_code absent;
    if (std::filesystem::exists(packed, absent))
        file.brotli = std::make_shared<const std::string>(TRY(io::read_file(packed, file_bytes_max)));
    return file;
}

Result<WebFiles> WebFiles::load(const std::filesystem::path& folder) {
    WebFiles web;
    for (auto [application, page] : {std::pair("watch", &web.watch_), std::pair("studio", &web.studio_)}) {
        const std::filesystem::path built = folder / application;
        std::error_code none;
        if (!std::filesystem::exists(built / "index.html", none)) {
            // They are built with packages from npm: an API without pages is still an API.
            log::warning("an application is not installed beside the program",
                         {{"missing", (built / "index.html").string()}});
            continue;
        }
        *page = TRY(read(built / "index.html", "text/html; charset=utf-8"));
        TRY(web.load_assets(built / "assets"));
    }
    return web;
}

Result<> WebFiles::load_assets(const std::filesystem::path& folder) {
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string extension = entry->path().extension();
        const auto* type = std::find_if(asset_types.begin(), asset_types.end(),
                                        [&](const auto& known) { return known.first == extension; });
        if (type != asset_types.end())
            assets_[entry->path().filename()] = TRY(read(entry->path(), type->second));
    }
    if (failed) return Error{ErrorKind::io, "reading " + folder.string() + ": " + failed.message()};
    return {};
}

void WebFiles::mount(http::Router& router, bool https) const {
    if (!watch_ && !studio_) return;
    const auto serve = [https](const File& file, const http::Request& request,
                               std::string_view cache_control) {
        http::Response response;
        response.headers.set("Content-Type", file.type);
        response.headers.set("Cache-Control", cache_control);
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
    const auto page = [&](std::string_view pattern, const File& file) {
        router.add(http::Method::get, pattern, options, [serve, &file](const http::Request& request) {
            http::Response response = serve(file, request, "no-cache");
            response.headers.set("Content-Security-Policy", page_policy);
            return response;
        });
    };
    if (watch_) {
        for (const std::string_view pattern : watch_addresses) page(pattern, *watch_);
        router.add(http::Method::get, "/play/{ref...}", options, [https](const http::Request& request) {
            http::Response response = http::redirect(308, player_of(request));
            add_security_headers(response, https || request.tls);
            return response;
        });
    }
    if (studio_) {
        for (const std::string_view pattern : studio_addresses) page(pattern, *studio_);
    }
    router.add(http::Method::get, "/assets/{name}", options,
               [this, serve, https](const http::Request& request) {
                   const auto file = assets_.find(request.capture("name"));
                   if (file == assets_.end()) {
                       http::Response response =
                           http::to_response(Error{ErrorKind::not_found, "there is no such file"});
                       add_security_headers(response, https || request.tls);
                       return response;
                   }
                   return serve(file->second, request, "public, max-age=31536000, immutable");
               });
    router.add(http::Method::get, "/robots.txt", options, [https](const http::Request& request) {
        http::Response response = http::text_response(
            200, "User-agent: *\nDisallow: /api/\nDisallow: /m/\nDisallow: /watch/\nDisallow: /studio\n");
        add_security_headers(response, https || request.tls);
        return response;
    });
}

}  // namespace nuri::api
