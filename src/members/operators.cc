#include "members/operators.h"

#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "members/account_records.h"
#include "members/limit.h"
#include "members/secret.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::members {
namespace {

constexpr RateLimiter::Rate rate_by_address{30, std::chrono::seconds(20)};
constexpr RateLimiter::Rate rate_by_account{10, std::chrono::minutes(1)};
constexpr size_t keys_max = 16384;

constexpr std::string_view columns =
    "id, email, name, role, created, CASE WHEN password_hash = '' THEN 1 ELSE 0 END AS invited,"
    " COALESCE((SELECT disabled FROM operator_access WHERE operator = operators.id), 0) AS disabled";

constexpr struct {
    Role role;
    std::string_view word;
} words[] = {{Role::owner, "owner"}, {Role::catalogue, "catalogue"}, {Role::licensing, "licensing"},
             {Role::media, "media"}, {Role::support, "support"},     {Role::analyst, "analyst"}};

Result<Operator> to_operator(const store::Row& row) {
    const Role role = TRY(parse_role(row.text("role")));
    OperatorStatus status = OperatorStatus::active;
    if (row.truth("invited")) status = OperatorStatus::invited;
    if (row.truth("disabled")) status = OperatorStatus::disabled;
    return Operator{row.id<OperatorId>("id"), row.text("email"), row.text("name"), role, status,
                    row.instant("created")};
}

Error unknown(OperatorId id) {
    return {ErrorKind::not_found, fmt::format("there is no operator {}", id.number())};
}

/// Somebody must be left who can let others in.
Result<> check_owner_remains(store::Reader& reader, OperatorId but) {
    if (TRY(reader.query_one("SELECT id FROM operators WHERE role = 'owner' AND id <> ? AND password_hash <> "
                             "'' AND id NOT IN (SELECT "
                             "operator FROM operator_access WHERE disabled = 1)",
                             {but})))
        return {};
    return Error{ErrorKind::conflict, "this is the last owner: make another one first"};
}

}  // namespace

std::string_view to_string(Role role) {
    for (const auto& [known, word] : words) {
        if (known == role) return word;
    }
    return "";
}

Result<Role> parse_role(std::string_view text) {
    for (const auto& [role, word] : words) {
        if (word == text) return role;
    }
    return Error{ErrorKind::invalid,
                 fmt::format("\"{}\" is no role: there are owner, catalogue, licensing, media, support"
                             " and analyst",
                             text)};
}

bool may(Role role, Area area, Access access) {
    if (role == Role::owner) return true;
    if (area == Area::service) return false;
    if (access == Access::read) {
        if (area == Area::members) return role == Role::support;
        if (area == Area::reports || area == Area::contracts)
            return role == Role::analyst || role == Role::licensing;
        return true;
    }
    return (role == Role::catalogue && area == Area::catalogue) ||
           (role == Role::licensing && (area == Area::licensing || area == Area::contracts)) ||
           (role == Role::media && area == Area::media) || (role == Role::support && area == Area::members);
}

Operators::Operators(store::Database& database, PasswordHasher& hasher)
    : database_(database),
      hasher_(hasher),
      by_address_(rate_by_address, keys_max),
      by_account_(rate_by_account, keys_max) {}

Result<OperatorId> Operators::add(std::string_view email, std::string_view name, Role role,
                                  std::string_view password, Instant now) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    TRY(check_new_password(password, address.text()));
    if (name.size() > 100 || !is_utf8(name)) {
        return Error{ErrorKind::invalid, "an operator's name has at most 100 bytes of UTF-8"};
    }
    const std::string hash = TRY(hasher_.hash(password));
    return database_.write([&](store::Writer& writer) -> Result<OperatorId> {
        if (TRY(writer.query_one("SELECT id FROM operators WHERE email_key = ?", {address.key()}))) {
            return Error{ErrorKind::conflict, fmt::format("there is an operator {} already", address.text())};
        }
        return OperatorId(TRY(writer.insert_returning_id(
            "INSERT INTO operators (email, email_key, name, role, password_hash, created) VALUES (?, ?, ?, "
            "?, ?, ?)",
            {address.text(), address.key(), trim(name), to_string(role), hash, now})));
    });
}

Result<Operator> Operators::log_in(std::string_view email, std::string_view password, const Visit& visit,
                                   Instant now) {
    const Error wrong{ErrorKind::unauthenticated, "e-mail address or password is wrong"};
    TRY(limit_visit(by_address_, visit, now));
    const auto address = EmailAddress::parse(email);
    const std::string key = address ? address->key() : "";
    TRY(limit(by_account_, key, now));
    if (password.size() > password_bytes_max) return wrong;
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {}, password_hash FROM operators WHERE email_key = ?", columns), {key});
    }));
    const std::string stored = row ? row->text("password_hash") : "";
    if (!TRY(hasher_.matches(password, stored))) return wrong;
    const Operator who = TRY(to_operator(*row));
    if (who.status == OperatorStatus::disabled)
        return Error{ErrorKind::forbidden, "this operator is disabled: ask an owner"};
    return who;
}

Result<> Operators::change_password(OperatorId id, std::string_view old_password,
                                    std::string_view new_password, Instant now) {
    TRY(limit(by_account_, fmt::format("operator {}", id.number()), now));
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one("SELECT email, password_hash FROM operators WHERE id = ?", {id});
    }));
    if (!row) return unknown(id);
    const std::string stored = row->text("password_hash");
    if (!TRY(hasher_.matches(old_password, stored))) {
        return Error{ErrorKind::unauthenticated, "the old password is wrong"};
    }
    TRY(check_new_password(new_password, row->text("email")));
    const std::string hash = TRY(hasher_.hash(new_password));
    return database_.write([&](store::Writer& writer) -> Result<> {
        if (TRY(writer.execute("UPDATE operators SET password_hash = ? WHERE id = ? AND password_hash = ?",
                               {hash, id, stored})) == 0) {
            return Error{ErrorKind::conflict, "the password was changed by another at the same time"};
        }
        TRY(delete_sessions(writer, id, SessionId()));
        return {};
    });
}

Result<Operator> Operators::get(OperatorId id) {
    return database_.read([&](store::Reader& reader) -> Result<Operator> {
        const auto row =
            TRY(reader.query_one(fmt::format("SELECT {} FROM operators WHERE id = ?", columns), {id}));
        if (!row) return unknown(id);
        return to_operator(*row);
    });
}

Result<std::optional<Operator>> Operators::find(std::string_view email) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    return database_.read([&](store::Reader& reader) -> Result<std::optional<Operator>> {
        const auto row = TRY(reader.query_one(
            fmt::format("SELECT {} FROM operators WHERE email_key = ?", columns), {address.key()}));
        if (!row) return std::optional<Operator>();
        return std::optional(TRY(to_operator(*row)));
    });
}

Result<std::vector<Operator>> Operators::list() {
    return database_.read([](store::Reader& reader) -> Result<std::vector<Operator>> {
        std::vector<Operator> operators;
        for (const store::Row& row :
             TRY(reader.query(fmt::format("SELECT {} FROM operators ORDER BY id", columns)))) {
            operators.push_back(TRY(to_operator(row)));
        }
        return operators;
    });
}

std::string_view to_string(OperatorStatus status) {
    switch (status) {
        case OperatorStatus::invited:
            return "invited";
        case OperatorStatus::active:
            return "active";
        case OperatorStatus::disabled:
            return "disabled";
    }
    return "";
}

const store::Schema& Operators::access_schema() {
    static const store::Schema schema{"operators",
                                      {{1,
                                        "who is invited and who is disabled",
                                        {"CREATE TABLE operator_access (operator BIGINT PRIMARY KEY "
                                         "REFERENCES operators (id), disabled BIGINT NOT "
                                         "NULL DEFAULT 0, invitation TEXT UNIQUE, invited_until BIGINT)"}}}};
    return schema;
}

namespace {

Result<Operators::Invitation> write_invitation(store::Writer& writer, OperatorId id, Instant now) {
    Operators::Invitation invitation{id, new_secret(), now + Operators::invitation_life};
    TRY(
        writer.execute("INSERT INTO operator_access (operator, invitation, invited_until) VALUES (?, ?, ?)"
                       " ON CONFLICT (operator) DO UPDATE SET invitation = excluded.invitation,"
                       " invited_until = excluded.invited_until",
                       {id, digest_of(invitation.secret), invitation.expires}));
    return invitation;
}

Result<> check_name(std::string_view name) {
    if (name.size() > 100 || !is_utf8(name))
        return Error{ErrorKind::invalid, "an operator's name has at most 100 bytes of UTF-8"};
    return {};
}

}  // namespace

Result<Operators::Invitation> Operators::invite(std::string_view email, std::string_view name, Role role,
                                                Instant now) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    TRY(check_name(name));
    return database_.write([&](store::Writer& writer) -> Result<Invitation> {
        if (TRY(writer.query_one("SELECT id FROM operators WHERE email_key = ?", {address.key()})))
            return Error{ErrorKind::conflict, fmt::format("there is an operator {} already", address.text())};
        const OperatorId id(TRY(
            writer.insert_returning_id("INSERT INTO operators (email, email_key, name, role, password_hash, "
                                       "created) VALUES (?, ?, ?, ?, '', ?)",
                                       {address.text(), address.key(), trim(name), to_string(role), now})));
        return write_invitation(writer, id, now);
    });
}

Result<Operators::Invitation> Operators::invite_again(OperatorId id, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<Invitation> {
        if (TRY(get(id)).status == OperatorStatus::disabled)
            return Error{ErrorKind::conflict, "this operator is disabled: enable them first"};
        return write_invitation(writer, id, now);
    });
}

Result<Operator> Operators::accept(std::string_view invitation, std::string_view password, const Visit& visit,
                                   Instant now) {
    TRY(limit_visit(by_address_, visit, now));
    const Error unusable{ErrorKind::unauthenticated,
                         "the invitation is unknown, used or over: ask for another"};
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            "SELECT operator, email FROM operator_access JOIN operators ON operators.id = operator"
            " WHERE invitation = ? AND invited_until > ? AND disabled = 0",
            {digest_of(invitation), now});
    }));
    if (!row) return unusable;
    const OperatorId id = row->id<OperatorId>("operator");
    TRY(check_new_password(password, row->text("email")));
    const std::string hash = TRY(hasher_.hash(password));
    return database_.write([&](store::Writer& writer) -> Result<Operator> {
        if (TRY(writer.execute(
                "UPDATE operator_access SET invitation = NULL, invited_until = NULL WHERE operator = ? "
                "AND invitation = ?",
                {id, digest_of(invitation)})) == 0)
            return unusable;
        TRY(writer.execute("UPDATE operators SET password_hash = ? WHERE id = ?", {hash, id}));
        TRY(delete_sessions(writer, id, SessionId()));
        return get(id);
    });
}

Result<> Operators::set_disabled(OperatorId id, bool disabled) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(get(id));
        if (disabled) TRY(check_owner_remains(writer, id));
        TRY(
            writer.execute("INSERT INTO operator_access (operator, disabled) VALUES (?, ?)"
                           " ON CONFLICT (operator) DO UPDATE SET disabled = excluded.disabled",
                           {id, disabled ? 1 : 0}));
        if (disabled) TRY(delete_sessions(writer, id, SessionId()));
        return {};
    });
}

Result<> Operators::set_name(OperatorId id, std::string_view name) {
    TRY(check_name(name));
    return database_.write([&](store::Writer& writer) -> Result<> {
        if (TRY(writer.execute("UPDATE operators SET name = ? WHERE id = ?", {trim(name), id})) == 0)
            return unknown(id);
        return {};
    });
}

Result<> Operators::set_role(OperatorId id, Role role) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        if (role != Role::owner) TRY(check_owner_remains(writer, id));
        if (TRY(writer.execute("UPDATE operators SET role = ? WHERE id = ?", {to_string(role), id})) == 0)
            return unknown(id);
        return {};
    });
}

Result<> Operators::remove(OperatorId id) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(check_owner_remains(writer, id));
        TRY(delete_sessions(writer, id, SessionId()));
        TRY(delete_tokens(writer, id));
        TRY(writer.execute("DELETE FROM operator_access WHERE operator = ?", {id}));
        if (TRY(writer.execute("DELETE FROM operators WHERE id = ?", {id})) == 0) return unknown(id);
        return {};
    });
}

}  // namespace nuri::members
