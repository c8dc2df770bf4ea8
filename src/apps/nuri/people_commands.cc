#include <fmt/core.h>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "server/registers.h"

namespace nuri::apps {

namespace json = boost::json;

Outcome member_add(const Workspace& workspace, const MemberAdd& options) {
    const auto password = read_secret_line();
    if (!password) return misuse(password.error(), "--password-stdin");
    server::Registers& registers = workspace.registers();
    const auto id = registers.database.write([&](store::Writer&) -> Result<members::AccountId> {
        const auto made = TRY(registers.accounts.add(
            {options.email, *password, options.country, options.locale, options.plan}, workspace.now()));
        TRY(workspace.note(
            "member.add", "account " + std::to_string(made.number()), "",
            json::serialize(json::object{{"country", options.country}, {"plan", options.plan}})));
        return made;
    });
    if (!id) return id.error();
    const auto account = workspace.registers().accounts.get(*id);
    if (!account) return account.error();
    return Answer{
        fmt::format("member {} {} ({}, {})", id->number(), account->email, account->country, account->plan),
        json::serialize(json::value{{"id", id->number()},
                                    {"email", account->email},
                                    {"country", account->country},
                                    {"plan", account->plan}})};
}

Outcome operator_add(const Workspace& workspace, const OperatorAdd& options) {
    const auto role = members::parse_role(options.role);
    if (!role) return misuse(role.error(), "--role");
    const auto password = read_secret_line();
    if (!password) return misuse(password.error(), "--password-stdin");
    const std::string name = options.name.empty() ? options.email : options.name;
    server::Registers& registers = workspace.registers();
    const auto id = registers.database.write([&](store::Writer&) -> Result<members::OperatorId> {
        const auto made =
            TRY(registers.operators.add(options.email, name, *role, *password, workspace.now()));
        TRY(workspace.note("operator.add", "operator " + std::to_string(made.number()), "",
                           json::serialize(json::object{{"email", options.email}, {"role", options.role}})));
        return made;
    });
    if (!id) return id.error();
    return Answer{
        fmt::format("operator {} {} ({})", id->number(), options.email, options.role),
        json::serialize(json::value{{"id", id->number()}, {"email", options.email}, {"role", options.role}})};
}

Outcome token_create(const Workspace& workspace, const TokenCreate& options) {
    server::Registers& registers = workspace.registers();
    members::Subject subject;
    unsigned scopes = members::scope::of_members;
    if (!options.operator_.empty()) {
        const auto found = registers.operators.find(options.operator_);
        if (!found) return found.error();
        if (!*found) return Error{ErrorKind::not_found, fmt::format("no operator {}", options.operator_)};
        subject = (*found)->id;
        scopes = members::scope::of_operators;
    } else if (!options.member.empty()) {
        const auto found = registers.accounts.find(options.member);
        if (!found) return found.error();
        if (!*found) return Error{ErrorKind::not_found, fmt::format("no member {}", options.member)};
        subject = (*found)->id;
    } else {
        return Failure{{ErrorKind::invalid, "--member EMAIL or --operator EMAIL is needed"}, 2};
    }
    const std::string whose =
        options.operator_.empty() ? "account " + options.member : "operator " + options.operator_;
    const auto issued = registers.database.write([&](store::Writer&) -> Result<members::IssuedToken> {
        auto made = TRY(registers.tokens.create(subject, options.name, scopes, {}, workspace.now()));
        TRY(workspace.note("token.create", whose, "", json::serialize(json::object{{"name", options.name}})));
        return made;
    });
    if (!issued) return issued.error();
    return Answer{issued->secret,
                  json::serialize(json::value{{"id", issued->token.id.number()}, {"token", issued->secret}})};
}

}  // namespace nuri::apps
