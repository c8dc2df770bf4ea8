#pragma once

#include <string>

#include "rights/decision.h"

namespace nuri::api {

/// The answer of `GET /operator/decide` and of `nuri decide`: one JSON object with `allowed`, `reason`, `grant`,
/// `valid_until`, `opens_at`, `max_height`, `audio` and `subtitles`, where null means none, or any language.
std::string decision_json(const rights::Decision& decision);

}  // namespace nuri::api
