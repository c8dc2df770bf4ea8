#include "members/operators.h"

#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "members/account_records.h"
#include "members/limit.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr RateLimiter::Rate rate_by_address{30, std::chrono::seconds(20)};
constexpr RateLimiter::Rate rate_by_account{10, std::chrono::minutes(1)};
constexpr size_t keys_max = 16384;

constexpr std::string_view columns = "id, email, name, role, created";

constexpr struct {
    Role role;
    std::string_view word;
} words[] = {{Role::owner, "owner"}, {Role::catalogue, "catalogue"}, {Role::licensing, "licensing"},
             {Role::media, "media"}, {Role::support, "support"},     {Role::analyst, "analyst"}};

Result<Operator> to_operator(const store::Row& row) {
    const Role role = TRY(parse_role(row.text("role")));
    return Operator{row.id<OperatorId>("id"), row.text("email"), row.text("name"), role,
                    row.instant("created")};
}

Error unknown(OperatorId id) {
    return {ErrorKind::not_found, fmt::format("there is no operator {}", id.number())};
}

/// Somebody must be left who can let others in.
Result<> check_owner_remains(store::Reader& reader, OperatorId but) {
    if (TRY(reader.query_one("SELECT id FROM operators WHERE role = 'owner' AND id <> ?", {but}))) return {};
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
        if (area == Area::reports || area == Area::contracts) return role == Role::analyst || role == Role::licensing;
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
    return to_operator(*row);
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
        if (TRY(writer.execute("DELETE FROM operators WHERE id = ?", {id})) == 0) return unknown(id);
        return {};
    });
}

}  // namespace nuri::members
