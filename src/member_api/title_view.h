#pragma once

#include <boost/json/fwd.hpp>

#include <map>

#include "api/viewer.h"
#include "events/progress.h"
#include "rights/ids.h"

namespace nuri::assets {
class AssetLibrary;
}

namespace nuri::member_api {

/// What a viewer is told of titles. Only ever called for titles that the viewer can watch: nothing here asks
/// again.

/// What a title document says of the profile that asks; nothing for a visitor.
struct Personal {
    std::map<int64_t, events::Progress> progress;  ///< by title
    bool in_my_list = false;

    /// Of this viewer, for a title.
    static Result<Personal> of(const api::Call& call, const api::Viewer& viewer, TitleId title);
};

/// A title as it stands in a row: its names, age, pictures, and when it leaves.
boost::json::object title_card(const api::Viewer& viewer, TitleId title);

/// The card and the rest: synopsis, people, ratings, languages to hear and read, and what lies below it.
boost::json::object title_document(const api::Viewer& viewer, TitleId title, assets::AssetLibrary& library,
                                   const Personal& personal = {});

/// {ref, name, original_name, original_language}: enough to name it.
boost::json::object title_names(const api::Viewer& viewer, TitleId title);

}  // namespace nuri::member_api
