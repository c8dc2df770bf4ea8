#pragma once

#include <string_view>
#include <vector>

#include "api/viewer.h"
#include "rights/ids.h"

namespace nuri::member_api {

/// The films and series among what the viewer can watch that bear these words in a name of theirs in any
/// language, in the original or in a person's name, without regard to case. A name that starts with them
/// comes first, then one with a word that does, then any that holds them, then people; within these the
/// newest. Looks at every title: for catalogues of some thousands.
std::vector<TitleId> search(const api::Viewer& viewer, std::string_view words);

}  // namespace nuri::member_api
