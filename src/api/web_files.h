#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::http {
class Router;
}

namespace nuri::api {

/// The pages and what they load, read once and kept in memory.
///
/// Each file is known by a digest of its content. Pages name their files with it ("/assets/play.js?v=3f2a…"),
/// so a browser keeps those for a year and still has the new ones with the next page; without it the file is
/// asked for again each time.
///
/// The folders `watch` and `studio` in it, where they are there, are the subscribers' and the operators'
/// application as Vite has built them: their files bear their digest in their own names, and lie there a
/// second time compressed (`.br`) for browsers that take that. `watch` then answers at `/` and at the
/// addresses of its pages, and without it the plain front page does; `studio` answers at `/studio` and all
/// below it.
class WebFiles {
  public:
    /// There are none.
    WebFiles() = default;

    /// `not_found` if a file is missing.
    static Result<WebFiles> load(const std::filesystem::path& folder);

    /// `GET /` and the other pages, `/studio/{rest...}`, `/play/{ref...}`, `/assets/{name}` and
    /// `/robots.txt`. This outlives the router's use.
    void mount(http::Router& router, bool https) const;

  private:
    Result<> load_built(const std::filesystem::path& folder, std::string_view page);

    struct File {
        std::shared_ptr<const std::string> content;
        std::shared_ptr<const std::string> brotli;  ///< the same, compressed; none if it does not lie there
        std::string type;
        std::string digest;
        bool immutable = false;  ///< its name changes with its content
    };

    std::map<std::string, File, std::less<>> files_;
};

}  // namespace nuri::api
