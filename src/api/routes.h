#pragma once

namespace nuri::api {

class Routes;

/// Each adds the routes of one subject; docs/api/openapi.yaml describes them.
void add_service_routes(Routes& routes);              // service_routes.cc
void add_demo_routes(Routes& routes);                 // demo_routes.cc
void add_log_in_routes(Routes& routes);               // log_in_routes.cc
void add_account_routes(Routes& routes);              // account_routes.cc
void add_profile_routes(Routes& routes);              // profile_routes.cc
void add_membership_routes(Routes& routes);           // membership_routes.cc
void add_title_routes(Routes& routes);                // title_routes.cc
void add_home_routes(Routes& routes);                 // home_routes.cc
void add_mark_routes(Routes& routes);                 // mark_routes.cc
void add_playback_routes(Routes& routes);             // playback_routes.cc
void add_operator_log_in_routes(Routes& routes);      // operator_log_in_routes.cc
void add_operator_team_routes(Routes& routes);        // operator_team_routes.cc
void add_operator_audit_routes(Routes& routes);       // operator_audit_routes.cc
void add_operator_overview_routes(Routes& routes);    // operator_overview_routes.cc
void add_operator_settings_routes(Routes& routes);    // operator_settings_routes.cc
void add_operator_title_routes(Routes& routes);       // operator_title_routes.cc
void add_operator_territory_routes(Routes& routes);   // operator_territory_routes.cc
void add_operator_title_list_routes(Routes& routes);  // operator_title_list_routes.cc
void add_operator_bulk_routes(Routes& routes);        // operator_bulk_routes.cc
void add_operator_artwork_routes(Routes& routes);     // operator_artwork_routes.cc
void add_operator_readiness_routes(Routes& routes);   // operator_readiness_routes.cc
void add_operator_view_as_routes(Routes& routes);     // operator_view_as_routes.cc
void add_operator_upload_routes(Routes& routes);      // operator_upload_routes.cc
void add_operator_asset_routes(Routes& routes);       // operator_asset_routes.cc
void add_operator_licence_routes(Routes& routes);     // operator_licence_routes.cc
void add_operator_release_routes(Routes& routes);     // operator_release_routes.cc
void add_operator_avails_routes(Routes& routes);      // operator_avails_routes.cc
void add_operator_contract_routes(Routes& routes);    // operator_contract_routes.cc
void add_operator_desk_routes(Routes& routes);        // operator_desk_routes.cc
void add_operator_job_routes(Routes& routes);         // operator_job_routes.cc
void add_operator_member_routes(Routes& routes);      // operator_member_routes.cc

}  // namespace nuri::api
