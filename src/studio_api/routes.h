#pragma once

namespace nuri::api {
class Routes;
}

namespace nuri::studio_api {

/// Adds all routes of the studio: catalogue, licences, media, members, operators. docs/api/openapi.yaml
/// describes them.
void add_routes(api::Routes& routes);

// The routes of one subject each.
void add_mark_routes(api::Routes& routes);        // media/mark_routes.cc
void add_log_in_routes(api::Routes& routes);      // operators/log_in_routes.cc
void add_team_routes(api::Routes& routes);        // operators/team_routes.cc
void add_audit_routes(api::Routes& routes);       // audit/audit_routes.cc
void add_overview_routes(api::Routes& routes);    // overview/overview_routes.cc
void add_settings_routes(api::Routes& routes);    // settings/settings_routes.cc
void add_title_routes(api::Routes& routes);       // titles/title_routes.cc
void add_territory_routes(api::Routes& routes);   // footprint/territory_routes.cc
void add_title_list_routes(api::Routes& routes);  // titles/title_list_routes.cc
void add_bulk_routes(api::Routes& routes);        // titles/bulk_routes.cc
void add_artwork_routes(api::Routes& routes);     // titles/artwork_routes.cc
void add_readiness_routes(api::Routes& routes);   // readiness/readiness_routes.cc
void add_view_as_routes(api::Routes& routes);     // view_as/view_as_routes.cc
void add_upload_routes(api::Routes& routes);      // media/upload_routes.cc
void add_asset_routes(api::Routes& routes);       // media/asset_routes.cc
void add_licence_routes(api::Routes& routes);     // licences/licence_routes.cc
void add_release_routes(api::Routes& routes);     // titles/release_routes.cc
void add_avails_routes(api::Routes& routes);      // avails/avails_routes.cc
void add_contract_routes(api::Routes& routes);    // contracts/contract_routes.cc
void add_desk_routes(api::Routes& routes);        // desk/desk_routes.cc
void add_job_routes(api::Routes& routes);         // media/job_routes.cc
void add_member_routes(api::Routes& routes);      // members/member_routes.cc

}  // namespace nuri::studio_api
