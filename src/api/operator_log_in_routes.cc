#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/routes.h"
#include "api/views.h"
#include "events/audit.h"
#include "members/operators.h"
#include "members/session.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

json::object operator_json(const members::Operator& who) {
    return {{"id", who.id.number()},
            {"email", who.email},
            {"name", who.name},
            {"role", members::to_string(who.role)},
            {"created", to_string(who.created)}};
}

Result<http::Response> log_in(Call& call) {
    Input input = TRY(Input::of(call.request));
    const std::string email = input.text("email", 254);
    const std::string password = input.text("password", members::password_bytes_max);
    TRY(input.finish());
    const members::Operator who =
        TRY(call.services.operators.log_in(email, password, call.visit(), call.now));
    const members::OpenedSession opened = TRY(call.services.log_ins.open(who.id, call.visit(), call.now));
    http::Response response = answer({{"operator", operator_json(who)}, {"csrf_token", opened.csrf}});
    set_session_cookie(call, CookieOf::staff, opened.secret, response);
    return response;
}

Result<http::Response> log_out(Call& call) {
    const auto& [who, credential] = call.staff();
    if (!credential.session) return Error{ErrorKind::conflict, "a token has no session to end"};
    TRY(call.services.log_ins.revoke(who.id, *credential.session));
    http::Response response = done();
    clear_session_cookie(call, CookieOf::staff, response);
    return response;
}

Result<http::Response> me(Call& call) {
    const auto& [who, credential] = call.staff();
    json::value csrf_token;
    if (credential.session) csrf_token = credential.csrf_token;
    return answer({{"operator", operator_json(who)}, {"csrf_token", std::move(csrf_token)}});
}

Result<http::Response> audit(Call& call) {
    events::AuditQuery query;
    query.who = call.request.query_value("who").value_or("");
    query.what = call.request.query_value("what").value_or("");
    query.subject = call.request.query_value("subject").value_or("");
    query.before_number = TRY(call.query_number("before", 1, INT64_MAX)).value_or(0);
    query.count_max = static_cast<int>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    const auto parsed = [](const std::string& text) {
        json::error_code fault;
        json::value value = json::parse(text, fault);
        return fault ? json::value() : value;
    };
    json::array entries;
    for (const events::AuditEntry& entry : TRY(call.services.audit.read(query))) {
        entries.push_back(json::object{{"number", entry.number},
                                       {"at", to_string(entry.at)},
                                       {"who", entry.who},
                                       {"what", entry.what},
                                       {"subject", entry.subject},
                                       {"before", parsed(entry.before)},
                                       {"after", parsed(entry.after)}});
    }
    return answer({{"entries", std::move(entries)}});
}

}  // namespace

void add_operator_log_in_routes(Routes& routes) {
    using enum http::Method;
    using members::Access;
    routes.add(post, "/operator/log-in", for_anybody(), log_in);
    routes.add(post, "/operator/log-out", for_staff({}, Access::write), log_out);
    routes.add(get, "/operator/me", for_staff({}, Access::read), me);
    routes.add(get, "/operator/audit", for_staff(members::Area::service, Access::read), audit);
}

}  // namespace nuri::api
