#include "member_api/routes.h"

namespace nuri::member_api {

void add_routes(api::Routes& routes) {
    add_log_in_routes(routes);
    add_account_routes(routes);
    add_profile_routes(routes);
    add_membership_routes(routes);
    add_title_routes(routes);
    add_home_routes(routes);
    add_playback_routes(routes);
}

}  // namespace nuri::member_api
