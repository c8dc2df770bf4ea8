#pragma once

#include <vector>

#include "api/api.h"
#include "server/config.h"

namespace nuri::server {

/// Every key of the configuration with what it is and what it would be without a file, in the order of
/// docs/reference/configuration.md. There are no secrets among them: keys lie in files, which are named.
std::vector<api::Setting> settings_of(const Config& config);

}  // namespace nuri::server
