#include <boost/json.hpp>

#include "api/call.h"
#include "api/routes.h"
#include "api/views.h"
#include "members/accounts.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

/// One member by address, or all in order of number.
Result<http::Response> list(Call& call) {
    json::array members;
    if (const auto email = call.request.query_value("email")) {
        const auto account = TRY(call.services.accounts.find(*email));
        if (account) members.push_back(json_of(*account));
        return answer({{"members", std::move(members)}});
    }
    const members::AccountId after(TRY(call.query_number("after", 1, INT64_MAX)).value_or(0));
    const int limit = static_cast<int>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    for (const members::Account& account : TRY(call.services.accounts.list(after, limit)))
        members.push_back(json_of(account));
    return answer({{"members", std::move(members)}});
}

std::string status_json(const members::Account& account) {
    return json::serialize(json::object{{"status", members::to_string(account.status)}});
}

/// What suspending and resuming have in common.
Result<http::Response> set_status(Call& call, Result<> (members::Accounts::*act)(members::AccountId, Instant),
                                  std::string_view what) {
    const members::AccountId id(TRY(call.number("id")));
    const members::Account before = TRY(call.services.accounts.get(id));
    TRY((call.services.accounts.*act)(id, call.now));
    const members::Account after = TRY(call.services.accounts.get(id));
    TRY(call.audit(what, "account " + std::to_string(id.number()), status_json(before), status_json(after)));
    return answer(json_of(after));
}

}  // namespace

void add_operator_member_routes(Routes& routes) {
    using enum http::Method;
    const Rule write = for_staff(members::Area::members, members::Access::write);
    routes.add(get, "/operator/members", for_staff(members::Area::members, members::Access::read), list);
    routes.add(post, "/operator/members/{id}/suspend", write,
               [](Call& call) { return set_status(call, &members::Accounts::suspend, "member.suspend"); });
    routes.add(post, "/operator/members/{id}/resume", write,
               [](Call& call) { return set_status(call, &members::Accounts::resume, "member.resume"); });
}

}  // namespace nuri::api
