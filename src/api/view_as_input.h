#pragma once

#include "api/json_input.h"
#include "api/view_as.h"

namespace nuri::api {

/// Reads schema ViewAs, and finishes the input.
Result<ViewAs> read_view_as(Input& input);

}  // namespace nuri::api
