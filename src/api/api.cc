#include "api/api.h"

#include "api/call.h"
#include "api/last_known.h"
#include "api/routes.h"
#include "api/web_files.h"

namespace nuri::api {

struct Api::State {
    std::unique_ptr<LastKnown> last_known;
    Services services;
    Options options;
    WebFiles web;
};

Api::Api(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Api::~Api() = default;

Result<std::unique_ptr<Api>> Api::make(const Services& services, Options options) {
    WebFiles web;
    if (!options.web_folder.empty()) web = TRY(WebFiles::load(options.web_folder));
    auto last_known = std::make_unique<LastKnown>();
    Services whom = services;
    whom.last_known = last_known.get();
    return std::unique_ptr<Api>(new Api(std::make_unique<const State>(
        State{std::move(last_known), whom, std::move(options), std::move(web)})));
}

void Api::mount(http::Router& router) const {
    Routes routes(router, state_->services, state_->options);
    add_service_routes(routes);
    add_demo_routes(routes);
    add_log_in_routes(routes);
    add_account_routes(routes);
    add_profile_routes(routes);
    add_membership_routes(routes);
    add_title_routes(routes);
    add_home_routes(routes);
    add_mark_routes(routes);
    add_playback_routes(routes);
    add_operator_log_in_routes(routes);
    add_operator_team_routes(routes);
    add_operator_audit_routes(routes);
    add_operator_overview_routes(routes);
    add_operator_settings_routes(routes);
    add_operator_title_routes(routes);
    add_operator_title_list_routes(routes);
    add_operator_bulk_routes(routes);
    add_operator_artwork_routes(routes);
    add_operator_readiness_routes(routes);
    add_operator_view_as_routes(routes);
    add_operator_upload_routes(routes);
    add_operator_asset_routes(routes);
    add_operator_territory_routes(routes);
    add_operator_licence_routes(routes);
    add_operator_release_routes(routes);
    add_operator_avails_routes(routes);
    add_operator_contract_routes(routes);
    add_operator_desk_routes(routes);
    add_operator_job_routes(routes);
    add_operator_member_routes(routes);
    state_->web.mount(router, state_->options.secure_cookies);
}

}  // namespace nuri::api
