#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "members/session.h"
#include "studio_api/operators/operator_json.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using members::Operator;
using members::OperatorId;
using members::Operators;
using store::Writer;

std::string subject_of(OperatorId id) {
    return "operator " + std::to_string(id.number());
}

Result<http::Response> list(api::Call& call) {
    json::array operators;
    for (const Operator& who : TRY(call.services.operators.list())) operators.push_back(json_of(who));
    return api::answer({{"operators", std::move(operators)}});
}

Result<http::Response> invitation_answer(api::Call& call, const Operators::Invitation& invitation) {
    return api::answer({{"operator", json_of(TRY(call.services.operators.get(invitation.id)))},
                        {"invitation", invitation.secret},
                        {"expires_at", to_string(invitation.expires)}},
                       201);
}

Result<http::Response> invite(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string email = input.text("email", 254);
    const std::string name = input.optional_text("name", 100).value_or("");
    const std::string word = input.text("role", 16);
    TRY(input.finish());
    const members::Role role = TRY(members::parse_role(word));
    const auto invitation = TRY(call.change([&](Writer&) -> Result<Operators::Invitation> {
        auto made = TRY(call.services.operators.invite(email, name, role, call.now));
        TRY(call.audit("operator.invite", subject_of(made.id), "",
                       json::serialize(json_of(TRY(call.services.operators.get(made.id))))));
        return made;
    }));
    return invitation_answer(call, invitation);
}

Result<http::Response> invite_again(api::Call& call) {
    const OperatorId id(TRY(call.number("id")));
    const auto invitation = TRY(call.change([&](Writer&) -> Result<Operators::Invitation> {
        auto made = TRY(call.services.operators.invite_again(id, call.now));
        TRY(call.audit("operator.invite", subject_of(id), "", ""));
        return made;
    }));
    return invitation_answer(call, invitation);
}

Result<http::Response> change(api::Call& call) {
    const OperatorId id(TRY(call.number("id")));
    api::Input input = TRY(api::Input::of(call.request));
    OperatorChange wanted;
    wanted.name = input.optional_text("name", 100);
    if (const auto word = input.optional_text("role", 16)) wanted.role = TRY(members::parse_role(*word));
    wanted.disabled = input.optional_truth("disabled");
    TRY(input.finish());
    const Operator after = TRY(call.change([&](Writer&) { return write_operator(call, id, wanted, 0); }));
    return api::answer(json_of(after));
}

}  // namespace

json::object json_of(const Operator& who) {
    return {{"id", who.id.number()},
            {"email", who.email},
            {"name", who.name},
            {"role", members::to_string(who.role)},
            {"status", members::to_string(who.status)},
            {"created", to_string(who.created)}};
}

Result<Operator> write_operator(api::Call& call, OperatorId id, const OperatorChange& change,
                                int64_t undoes) {
    Operators& operators = call.services.operators;
    const Operator before = TRY(operators.get(id));
    if (change.name) TRY(operators.set_name(id, *change.name));
    if (change.role) TRY(operators.set_role(id, *change.role));
    if (change.disabled) TRY(operators.set_disabled(id, *change.disabled));
    Operator after = TRY(operators.get(id));
    TRY(call.audit("operator.change", subject_of(id), json::serialize(json_of(before)),
                   json::serialize(json_of(after)), undoes));
    return after;
}

void add_team_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::service, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::service, members::Access::write);
    routes.add(get, "/operator/operators", read, list);
    routes.add(post, "/operator/operators", write, invite);
    routes.add(patch, "/operator/operators/{id}", write, change);
    routes.add(post, "/operator/operators/{id}/invitation", write, invite_again);
}

}  // namespace nuri::studio_api
