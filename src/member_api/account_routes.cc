#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/check.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "events/progress.h"
#include "member_api/routes.h"
#include "members/accounts.h"
#include "members/my_list.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/session.h"
#include "members/subscriptions.h"
#include "members/token.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;

Result<http::Response> me(api::Call& call) {
    const auto& [account, credential] = call.member();
    json::array profiles;
    for (const members::Profile& profile : TRY(call.profiles())) profiles.push_back(json_of(profile));
    const members::Plan plan = TRY(call.services.plans.find(account.plan));
    json::value csrf_token;
    if (credential.session) csrf_token = credential.csrf_token;
    return api::answer({{"account", json_of(account)},
                        {"plan", json_of(plan)},
                        {"profiles", std::move(profiles)},
                        {"csrf_token", std::move(csrf_token)}});
}

Result<http::Response> change_me(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const auto locale = input.optional_text("locale", 35);
    const auto plan = input.optional_text("plan", 96);
    TRY(input.finish());
    const members::AccountId account = call.member().account.id;
    if (plan) {
        TRY(call.services.plans.find(*plan));
        if (call.services.subscriptions.charges())
            return Error{ErrorKind::conflict, "a plan that is paid for is changed at /me/subscription/plan"};
    }
    if (locale) TRY(call.services.accounts.set_locale(account, *locale, call.now));
    if (plan) TRY(call.services.accounts.set_plan(account, *plan, call.now));
    return api::answer(json_of(TRY(call.services.accounts.get(account))));
}

/// Whoever found a browser left open must not be able to end a membership: the password is asked again.
Result<http::Response> close_me(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const members::Account& account = call.member().account;
    TRY(call.services.accounts.confirm_password(account.id, password, call.now));
    TRY(call.services.accounts.close_later(account.id, call.now));
    http::Response response = api::done();
    api::clear_session_cookie(call, api::CookieOf::member, response);
    return response;
}

Result<http::Response> keep_me(api::Call& call) {
    const members::AccountId account = call.member().account.id;
    TRY(call.services.accounts.keep(account, call.now));
    return api::answer(json_of(TRY(call.services.accounts.get(account))));
}

/// By name where the catalogue has it; a reference is no secret to somebody who watched it.
json::value ref_of(const catalogue::Snapshot& catalogue, int64_t number) {
    const catalogue::Title* title = catalogue.find(TitleId(number));
    return title != nullptr ? json::value(catalogue.reference_of(*title)) : json::value();
}

/// What the other registers keep of a member's profiles: how far they came, and what they put aside.
Result<json::object> watched_json(api::Call& call) {
    const auto catalogue = call.services.plane.current()->catalogue;
    json::array progress, lists;
    for (const members::Profile& profile : TRY(call.services.profiles.list(call.member().account.id))) {
        for (const events::Progress& one : TRY(call.services.progress.of_profile(profile.id.number()))) {
            progress.push_back(json::object{{"profile", profile.settings.name},
                                            {"title", ref_of(*catalogue, one.title)},
                                            {"position_ms", one.position_ms},
                                            {"duration_ms", one.duration_ms},
                                            {"finished", one.finished},
                                            {"updated", to_string(one.updated)}});
        }
        for (const members::ListedTitle& listed : TRY(call.services.lists.list(profile.id))) {
            lists.push_back(json::object{{"profile", profile.settings.name},
                                         {"title", ref_of(*catalogue, listed.title)},
                                         {"added", to_string(listed.added)}});
        }
    }
    return json::object{{"progress", std::move(progress)}, {"my_list", std::move(lists)}};
}

Result<http::Response> export_me(api::Call& call) {
    boost::system::error_code failed;
    json::value document =
        json::parse(TRY(call.services.accounts.export_data(call.member().account.id)), failed);
    CHECK(!failed && document.is_object());  // our own words
    for (auto& [name, value] : TRY(watched_json(call))) document.as_object()[name] = value;
    http::Response response = api::answer(document.as_object());
    response.headers.set("Content-Disposition", "attachment; filename=\"nuri-my-data.json\"");
    return response;
}

Result<http::Response> list_sessions(api::Call& call) {
    const auto& [account, credential] = call.member();
    json::array sessions;
    for (const members::Session& session : TRY(call.services.log_ins.list(account.id, call.now))) {
        sessions.push_back(json::object{{"id", session.id.number()},
                                        {"device", session.device},
                                        {"country", session.country},
                                        {"created", to_string(session.created)},
                                        {"last_seen", to_string(session.last_seen)},
                                        {"expires", to_string(session.expires)},
                                        {"current", credential.session == session.id}});
    }
    return api::answer({{"sessions", std::move(sessions)}});
}

Result<http::Response> end_session(api::Call& call) {
    const members::SessionId session(TRY(call.number("id")));
    TRY(call.services.log_ins.revoke(call.member().account.id, session));
    return api::done();
}

Result<http::Response> end_other_sessions(api::Call& call) {
    const auto& [account, credential] = call.member();
    const int64_t ended =
        TRY(call.services.log_ins.revoke_all(account.id, credential.session.value_or(members::SessionId())));
    return api::answer({{"ended", ended}});
}

json::array scopes_json(unsigned scopes) {
    json::array words;
    for (const unsigned bit : {members::scope::play, members::scope::account}) {
        if ((scopes & bit) != 0) words.emplace_back(members::scopes_to_string(bit));
    }
    return words;
}

json::object token_json(const members::Token& token) {
    return {{"id", token.id.number()},
            {"name", token.name},
            {"scopes", scopes_json(token.scopes)},
            {"created", to_string(token.created)},
            {"last_used", json_of(token.last_used)},
            {"expires", json_of(token.expires)}};
}

Result<http::Response> list_tokens(api::Call& call) {
    json::array tokens;
    for (const members::Token& token : TRY(call.services.tokens.list(call.member().account.id)))
        tokens.push_back(token_json(token));
    return api::answer({{"tokens", std::move(tokens)}});
}

Result<http::Response> create_token(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string name = input.text("name", 100);
    const auto words = input.optional_texts("scopes", 2, 16);
    const auto expires = input.optional_instant("expires");
    TRY(input.finish());
    const auto& [account, credential] = call.member();
    const unsigned scopes = words ? TRY(members::parse_scopes(join(*words, ","))) : members::scope::play;
    if ((scopes & ~credential.scopes) != 0)
        return Error{ErrorKind::forbidden, "a token cannot make one that may do more than itself"};
    const members::IssuedToken issued =
        TRY(call.services.tokens.create(account.id, name, scopes, expires, call.now));
    json::object document = token_json(issued.token);
    document["secret"] = issued.secret;
    return api::answer(document, 201);
}

Result<http::Response> withdraw_token(api::Call& call) {
    const members::TokenId token(TRY(call.number("id")));
    TRY(call.services.tokens.revoke(call.member().account.id, token));
    return api::done();
}

}  // namespace

void add_account_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule account = api::for_members(members::scope::account);
    routes.add(get, "/me", api::for_members(0), me);
    routes.add(patch, "/me", account, change_me);
    routes.add(delete_, "/me", account, close_me);
    routes.add(post, "/me/keep", account, keep_me);
    routes.add(get, "/me/export", account, export_me);
    routes.add(get, "/me/sessions", account, list_sessions);
    routes.add(delete_, "/me/sessions", account, end_other_sessions);
    routes.add(delete_, "/me/sessions/{id}", account, end_session);
    routes.add(get, "/me/tokens", account, list_tokens);
    routes.add(post, "/me/tokens", account, create_token);
    routes.add(delete_, "/me/tokens/{id}", account, withdraw_token);
}

}  // namespace nuri::member_api
