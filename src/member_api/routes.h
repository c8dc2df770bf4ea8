#pragma once

namespace nuri::api {
class Routes;
}

namespace nuri::member_api {

/// Adds all routes of the subscribers' application: sign-in, profiles, titles, playback, membership.
/// docs/api/openapi.yaml describes them.
void add_routes(api::Routes& routes);

// The routes of one subject each.
void add_log_in_routes(api::Routes& routes);      // log_in_routes.cc
void add_account_routes(api::Routes& routes);     // account_routes.cc
void add_profile_routes(api::Routes& routes);     // profile_routes.cc
void add_membership_routes(api::Routes& routes);  // membership_routes.cc
void add_title_routes(api::Routes& routes);       // title_routes.cc
void add_home_routes(api::Routes& routes);        // home_routes.cc
void add_playback_routes(api::Routes& routes);    // playback_routes.cc

}  // namespace nuri::member_api
