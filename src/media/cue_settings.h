#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nuri::media {

/// The settings of a cue that the standard knows and whose values are legal, in a fixed order with one space
/// between; of a setting that comes twice the later. What was not taken goes to `refused`.
/// Spec: W3C WebVTT, 6.3 ("parse the WebVTT settings").
std::string normalise_settings(std::string_view text, std::vector<std::string>& refused);

}  // namespace nuri::media
