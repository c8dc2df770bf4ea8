#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace nuri::http {
class Router;
}

namespace nuri::api {

/// The pages and what they load, read once and kept in memory.
///
/// Each file is known by a digest of its content. Pages name their files with it ("/assets/play.js?v=3f2a…"), so a browser
/// keeps those for a year and still has the new ones with the next page; without it the file is asked for again each time.
class WebFiles {
  public:
    /// There are none.
    WebFiles() = default;

    /// `not_found` if a file is missing.
    static Result<WebFiles> load(const std::filesystem::path& folder);

    /// `GET /`, `/play/{ref...}`, `/assets/{name}` and `/robots.txt`. This outlives the router's use.
    void mount(http::Router& router, bool https) const;

  private:
    struct File {
        std::shared_ptr<const std::string> content;
        std::string type;
        std::string digest;
    };

    std::map<std::string, File, std::less<>> files_;
};

}  // namespace nuri::api
