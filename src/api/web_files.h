#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::http {
class Router;
}

namespace nuri::api {

/// The two applications and what they load, read once and kept in memory.
///
/// `watch` and `studio` are folders as Vite has built them: one page each, and beside it `assets/`, whose
/// files bear a digest of their content in their own names, so that a browser keeps them for a year and still
/// has the new ones with the next page. Each file may lie there a second time compressed (`.br`), for
/// browsers that take that. `watch` answers at `/` and at the addresses of its pages, `studio` at `/studio`
/// and all below it.
class WebFiles {
  public:
    /// There are none.
    WebFiles() = default;

    /// An application that is not there is left out, with a warning in the log. Fails with what reading a
    /// file fails with.
    static Result<WebFiles> load(const std::filesystem::path& folder);

    /// The pages, `/assets/{name}` and `/robots.txt`; `/play/{ref...}` leads on to `/watch/{ref...}` for
    /// good. This outlives the router's use.
    void mount(http::Router& router, bool https) const;

  private:
    struct File {
        std::shared_ptr<const std::string> content;
        std::shared_ptr<const std::string> brotli;  ///< the same, compressed; none if it does not lie there
        std::string type;
        std::string digest;
    };

    static Result<File> read(const std::filesystem::path& path, std::string_view type);
    Result<> load_assets(const std::filesystem::path& folder);

    std::optional<File> watch_, studio_;               ///< each application's page
    std::map<std::string, File, std::less<>> assets_;  ///< of both, by name
};

}  // namespace nuri::api
