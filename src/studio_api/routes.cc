#include "studio_api/routes.h"

namespace nuri::studio_api {

void add_routes(api::Routes& routes) {
    add_mark_routes(routes);
    add_log_in_routes(routes);
    add_team_routes(routes);
    add_audit_routes(routes);
    add_overview_routes(routes);
    add_settings_routes(routes);
    add_title_routes(routes);
    add_territory_routes(routes);
    add_title_list_routes(routes);
    add_bulk_routes(routes);
    add_artwork_routes(routes);
    add_readiness_routes(routes);
    add_view_as_routes(routes);
    add_upload_routes(routes);
    add_asset_routes(routes);
    add_licence_routes(routes);
    add_release_routes(routes);
    add_avails_routes(routes);
    add_contract_routes(routes);
    add_desk_routes(routes);
    add_job_routes(routes);
    add_member_routes(routes);
}

}  // namespace nuri::studio_api
