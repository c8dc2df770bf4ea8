#pragma once

#include <string_view>

namespace nuri::api {

/// docs/api/openapi.yaml, byte for byte.
extern const std::string_view openapi_yaml;

}  // namespace nuri::api
