#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "member_api/routes.h"
#include "members/accounts.h"
#include "members/profile.h"
#include "members/session.h"
#include "members/token.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr size_t email_bytes_max = 254;
constexpr size_t secret_bytes_max = 256;

/// The same for every well-formed request, so that nobody learns who is a member.
http::Response accepted() {
    return api::answer(json::object{{"accepted", true}}, 202);
}

Result<http::Response> sign_up(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    members::NewMember member;
    member.email = input.text("email", email_bytes_max);
    member.password = input.text("password", members::password_bytes_max);
    member.country = input.text("country", 2);
    member.locale = input.optional_text("locale", 35).value_or("");
    member.plan = input.optional_text("plan", 96).value_or("");
    TRY(input.finish());
    TRY(call.services.accounts.sign_up(member, call.visit(), call.now));
    return accepted();
}

Result<http::Response> resend_verification(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string email = input.text("email", email_bytes_max);
    TRY(input.finish());
    TRY(call.services.accounts.resend_verification(email, call.visit(), call.now));
    return accepted();
}

Result<http::Response> verify_email(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string token = input.text("token", secret_bytes_max);
    TRY(input.finish());
    TRY(call.services.accounts.verify(token, call.now));
    return api::done();
}

Result<http::Response> log_in(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string email = input.text("email", email_bytes_max);
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const members::Account account =
        TRY(call.services.accounts.log_in(email, password, call.visit(), call.now));
    const members::OpenedSession opened = TRY(call.services.log_ins.open(account.id, call.visit(), call.now));
    json::array profiles;
    for (const members::Profile& profile : TRY(call.services.profiles.list(account.id)))
        profiles.push_back(json_of(profile));
    http::Response response = api::answer(
        {{"account", json_of(account)}, {"profiles", std::move(profiles)}, {"csrf_token", opened.csrf}});
    api::set_session_cookie(call, api::CookieOf::member, opened.secret, response);
    return response;
}

Result<http::Response> log_out(api::Call& call) {
    const api::Member& member = call.member();
    if (!member.credential.session)
        return Error{ErrorKind::conflict, "a token has no session to end; withdraw it at /me/tokens"};
    TRY(call.services.log_ins.revoke(member.account.id, *member.credential.session));
    http::Response response = api::done();
    api::clear_session_cookie(call, api::CookieOf::member, response);
    return response;
}

Result<http::Response> forgot_password(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string email = input.text("email", email_bytes_max);
    TRY(input.finish());
    TRY(call.services.accounts.request_reset(email, call.visit(), call.now));
    return accepted();
}

Result<http::Response> reset_password(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string token = input.text("token", secret_bytes_max);
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    TRY(call.services.accounts.reset_password(token, password, call.now));
    return api::done();
}

Result<http::Response> change_password(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string old_password = input.text("old_password", members::password_bytes_max);
    const std::string new_password = input.text("new_password", members::password_bytes_max);
    TRY(input.finish());
    const api::Member& member = call.member();
    const members::SessionId keep = member.credential.session.value_or(members::SessionId());
    TRY(call.services.accounts.change_password(member.account.id, old_password, new_password, keep,
                                               call.now));
    return api::done();
}

Result<http::Response> confirm_password(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const api::Member& member = call.member();
    if (!member.credential.session)
        return Error{ErrorKind::conflict, "a token has no session in which to say a password"};
    TRY(call.services.accounts.confirm_password(member.account.id, password, call.now));
    TRY(call.services.log_ins.note_password(*member.credential.session, call.now));
    return api::done();
}

}  // namespace

void add_log_in_routes(api::Routes& routes) {
    using enum http::Method;
    routes.add(post, "/sign-up", api::for_anybody(), sign_up);
    routes.add(post, "/verify-email", api::for_anybody(), verify_email);
    routes.add(post, "/resend-verification", api::for_anybody(), resend_verification);
    routes.add(post, "/log-in", api::for_anybody(), log_in);
    routes.add(post, "/log-out", api::for_members(0), log_out);
    routes.add(post, "/forgot-password", api::for_anybody(), forgot_password);
    routes.add(post, "/reset-password", api::for_anybody(), reset_password);
    routes.add(post, "/change-password", api::unguarded(api::for_members(members::scope::account)),
               change_password);
    routes.add(post, "/confirm-password", api::for_members(0), confirm_password);
}

}  // namespace nuri::member_api
