#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/nuri/demo_script.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::server {
struct Config;
class DataDirectory;
class Registers;
}  // namespace nuri::server

namespace nuri::apps {

/// How far a part of the demo is; `what` is what is under way.
using DemoProgress = std::function<void(double fraction, std::string_view what)>;

/// Has pictures and films made by the demo's workshop (share/nuri/demo/make.mjs), which keeps what is there.
/// `unavailable`, with what to install, where there is no node.
struct DemoWorkshop {
    std::filesystem::path script_folder, media;  ///< of the workshop; where its files go
    std::string titles;                          ///< slugs, separated by commas; empty: all
    bool quick = false;
};
Result<> make_media(const DemoWorkshop& workshop, std::string_view only, const DemoProgress& progress);

/// Takes the pictures in, for titles that have none of that kind and locale.
Result<> take_in_pictures(server::Registers& registers, const server::DataDirectory& directory,
                          const DemoScript& script, const std::filesystem::path& media,
                          const DemoProgress& progress);

/// Queues the films of titles that have none, and works the queue until nothing of it waits. A film of
/// several scenes ends with its credits, which are marked.
Result<> ingest_films(server::Registers& registers, const server::DataDirectory& directory,
                      const server::Config& config, const DemoScript& script,
                      const std::filesystem::path& media, bool quick, const DemoProgress& progress);

}  // namespace nuri::apps
