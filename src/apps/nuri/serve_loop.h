#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace nuri::server {
class DataDirectory;
struct Config;
}  // namespace nuri::server

namespace nuri::apps {

/// Starts a service and returns when it was asked to stop (SIGINT, SIGTERM); SIGHUP reads its certificate
/// again. `started` hears the addresses that answer. Fails if it cannot start.
Result<> serve_until_stopped(const server::DataDirectory& directory, const server::Config& config,
                             const std::function<void(const std::vector<std::string>& urls)>& started);

}  // namespace nuri::apps
