#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "members/operators.h"
#include "members/session.h"
#include "studio_api/operators/operator_json.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

Result<http::Response> logged_in(api::Call& call, const members::Operator& who) {
    const members::OpenedSession opened = TRY(call.services.log_ins.open(who.id, call.visit(), call.now));
    http::Response response = api::answer({{"operator", json_of(who)}, {"csrf_token", opened.csrf}});
    api::set_session_cookie(call, api::CookieOf::staff, opened.secret, response);
    return response;
}

/// "catalogue:write" for all that a role may do.
json::array permissions_of(members::Role role) {
    using members::Access;
    using members::Area;
    json::array permissions;
    for (const auto& [area, word] : {std::pair{Area::service, "service"},
                                     {Area::catalogue, "catalogue"},
                                     {Area::licensing, "licensing"},
                                     {Area::contracts, "contracts"},
                                     {Area::media, "media"},
                                     {Area::members, "members"},
                                     {Area::reports, "reports"}}) {
        if (members::may(role, area, Access::read)) permissions.emplace_back(std::string(word) + ":read");
        if (members::may(role, area, Access::write)) permissions.emplace_back(std::string(word) + ":write");
    }
    return permissions;
}

Result<http::Response> log_in(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string email = input.text("email", 254);
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const members::Operator who =
        TRY(call.services.operators.log_in(email, password, call.visit(), call.now));
    return logged_in(call, who);
}

Result<http::Response> log_out(api::Call& call) {
    const auto& [who, credential] = call.staff();
    if (!credential.session) return Error{ErrorKind::conflict, "a token has no session to end"};
    TRY(call.services.log_ins.revoke(who.id, *credential.session));
    http::Response response = api::done();
    api::clear_session_cookie(call, api::CookieOf::staff, response);
    return response;
}

Result<http::Response> me(api::Call& call) {
    const auto& [who, credential] = call.staff();
    json::value csrf_token;
    if (credential.session) csrf_token = credential.csrf_token;
    return api::answer({{"operator", json_of(who)},
                        {"permissions", permissions_of(who.role)},
                        {"csrf_token", std::move(csrf_token)}});
}

/// Invited or forgetful: whoever has the invitation chooses a password and is in.
Result<http::Response> accept(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string invitation = input.text("invitation", 200);
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const members::Operator who =
        TRY(call.services.operators.accept(invitation, password, call.visit(), call.now));
    return logged_in(call, who);
}

Result<http::Response> change_password(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string old_password = input.text("old_password", members::password_bytes_max);
    const std::string new_password = input.text("new_password", members::password_bytes_max);
    TRY(input.finish());
    const auto& [who, credential] = call.staff();
    TRY(call.services.operators.change_password(who.id, old_password, new_password, call.now));
    TRY(call.audit("operator.password", "operator " + std::to_string(who.id.number()), "", ""));
    if (!credential.session) return api::done();
    // All sessions have ended, and this browser gets another.
    const members::OpenedSession opened = TRY(call.services.log_ins.open(who.id, call.visit(), call.now));
    http::Response response = api::done();
    api::set_session_cookie(call, api::CookieOf::staff, opened.secret, response);
    return response;
}

}  // namespace

void add_log_in_routes(api::Routes& routes) {
    using enum http::Method;
    using members::Access;
    routes.add(post, "/operator/log-in", api::for_anybody(), log_in);
    routes.add(post, "/operator/log-out", api::for_staff({}, Access::write), log_out);
    routes.add(get, "/operator/me", api::for_staff({}, Access::read), me);
    routes.add(post, "/operator/accept-invitation", api::for_anybody(), accept);
    routes.add(post, "/operator/change-password", api::for_staff({}, Access::write), change_password);
}

}  // namespace nuri::studio_api
