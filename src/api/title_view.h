#pragma once

#include <boost/json/fwd.hpp>

#include "api/viewer.h"
#include "rights/ids.h"

namespace nuri::assets {
class AssetLibrary;
}

namespace nuri::api {

/// What a viewer is told of titles. Only ever called for titles that the viewer can watch: nothing here asks
/// again.

/// A title as it stands in a row: its names, age, pictures, and when it leaves.
boost::json::object title_card(const Viewer& viewer, TitleId title);

/// The card and the rest: synopsis, people, ratings, languages to hear and read, and what lies below it.
boost::json::object title_document(const Viewer& viewer, TitleId title, assets::AssetLibrary& library);

/// {ref, name, original_name, original_language}: enough to name it.
boost::json::object title_names(const Viewer& viewer, TitleId title);

}  // namespace nuri::api
