#include <algorithm>

#include <boost/json.hpp>

#include "api/call.h"
#include "api/demo.h"
#include "api/json_input.h"
#include "api/routes.h"
#include "api/views.h"
#include "http/cookie.h"
#include "members/accounts.h"
#include "members/operators.h"
#include "members/session.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours chosen_place_kept{30 * 24};

/// The demo, or the answer that this is none.
Result<const Demo*> demo_of(const Call& call) {
    if (call.options.demo) return &*call.options.demo;
    return Error{ErrorKind::not_found, "this service is not the demo"};
}

void set_place(std::string_view territory, http::Response& response) {
    http::Cookie cookie;
    cookie.name = demo_place_cookie;
    cookie.value = std::string(territory);
    cookie.secure = false;
    cookie.max_age = territory.empty() ? std::chrono::seconds(0) : chosen_place_kept;
    response.headers.add("Set-Cookie", http::to_string(cookie));
}

Result<members::OpenedSession> open_session(const Call& call, const DemoPersona& persona) {
    if (persona.kind == DemoPersona::Kind::operator_) {
        const auto found = TRY(call.services.operators.find(persona.email));
        if (!found)
            return Error{ErrorKind::not_found, "the demo's operator is not there; run nuri demo again"};
        return call.services.log_ins.open(found->id, call.visit(), call.now);
    }
    const auto found = TRY(call.services.accounts.find(persona.email));
    if (!found) return Error{ErrorKind::not_found, "the demo's member is not there; run nuri demo again"};
    return call.services.log_ins.open(found->id, call.visit(), call.now);
}

Result<http::Response> sign_in(Call& call) {
    const Demo& demo = *TRY(demo_of(call));
    Input input = TRY(Input::of(call.request));
    const std::string id = input.text("persona", 32);
    TRY(input.finish());
    const auto persona = std::find_if(demo.personas.begin(), demo.personas.end(),
                                      [&](const DemoPersona& p) { return p.id == id; });
    if (persona == demo.personas.end()) return Error{ErrorKind::not_found, "the demo has nobody of that id"};
    const members::OpenedSession opened = TRY(open_session(call, *persona));
    http::Response response = answer({{"persona", json_of(*persona)}, {"csrf_token", opened.csrf}});
    const bool staff = persona->kind == DemoPersona::Kind::operator_;
    set_session_cookie(call, staff ? CookieOf::staff : CookieOf::member, opened.secret, response);
    set_place(persona->territory, response);
    return response;
}

Result<http::Response> set_watching_from(Call& call) {
    TRY(demo_of(call));
    Input input = TRY(Input::of(call.request));
    const bool back = input.null("territory");
    const std::string given = back ? std::string() : input.text("territory", 8);
    TRY(input.finish());
    std::string code;
    if (!back) code = TRY(world::Territory::parse(given).context("`territory`")).code();
    http::Response response = answer({{"territory", back ? json::value() : json::value(code)}});
    set_place(code, response);
    return response;
}

}  // namespace

void add_demo_routes(Routes& routes) {
    routes.add(http::Method::post, "/demo/sign-in", for_anybody(), sign_in);
    routes.add(http::Method::put, "/demo/watching-from", for_anybody(), set_watching_from);
}

}  // namespace nuri::api
