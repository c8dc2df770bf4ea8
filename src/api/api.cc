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

void Api::mount(http::Router& router, std::initializer_list<AddRoutes> audiences) const {
    Routes routes(router, state_->services, state_->options);
    add_service_routes(routes);
    add_demo_routes(routes);
    for (const AddRoutes add : audiences) add(routes);
    state_->web.mount(router, state_->options.secure_cookies);
}

}  // namespace nuri::api
