#pragma once

#include <string_view>

namespace nuri::avails {

/// A line for each system: `name | territories | labels | reason codes`, the last two with ", " between, the
/// reasons left out where there are none. "!" stands before what is no longer in use.
std::string_view rating_table();

}  // namespace nuri::avails
