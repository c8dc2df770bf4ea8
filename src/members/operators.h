#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"
#include "members/password.h"
#include "members/rate_limiter.h"

namespace nuri::store {
class Database;
struct Schema;
}  // namespace nuri::store

namespace nuri::members {

/// What somebody of the house does there.
enum class Role { owner, catalogue, licensing, media, support, analyst };
std::string_view to_string(Role role);
Result<Role> parse_role(std::string_view text);

/// What there is to do.
enum class Area { service, catalogue, licensing, contracts, media, members, reports };
enum class Access { read, write };

/// The table of who may do what. An owner may do everything; everybody may look at the catalogue, the rights
/// and the media; each role writes in its own area, support in members; members are seen by support and owner
/// alone, and what is paid for the rights (contracts) by licensing, analysts and owner.
bool may(Role role, Area area, Access access);

enum class OperatorStatus {
    invited,  ///< has not chosen a password yet
    active,
    disabled,  ///< may not log in, and their tokens are refused
};
std::string_view to_string(OperatorStatus status);

struct Operator {
    OperatorId id;
    std::string email;
    std::string name;
    Role role = Role::analyst;
    OperatorStatus status = OperatorStatus::active;
    Instant created;
};

/// The register of those who run the service. Safe to use from many threads. Borrows the database and the
/// hasher.
class Operators {
  public:
    Operators(store::Database& database, PasswordHasher& hasher);

    static constexpr std::chrono::hours invitation_life{7 * 24};
    static const store::Schema& access_schema();

    /// `conflict` if the address is taken; `invalid` for what check_new_password() refuses.
    Result<OperatorId> add(std::string_view email, std::string_view name, Role role,
                           std::string_view password, Instant now);

    /// As Accounts::log_in: one refusal for an unknown address and a wrong password, limited by address and
    /// by account.
    Result<Operator> log_in(std::string_view email, std::string_view password, const Visit& visit,
                            Instant now);

    Result<> change_password(OperatorId id, std::string_view old_password, std::string_view new_password,
                             Instant now);
    Result<Operator> get(OperatorId id);
    Result<std::optional<Operator>> find(std::string_view email);
    Result<std::vector<Operator>> list();

    /// A secret with which somebody becomes this operator; kept as a digest and told once.
    struct Invitation {
        OperatorId id;
        std::string secret;
        Instant expires;
    };
    /// Adds an operator who is yet to choose a password. Fails as add() does.
    Result<Invitation> invite(std::string_view email, std::string_view name, Role role, Instant now);
    /// Another invitation; an older one is void. `conflict` for who is disabled.
    Result<Invitation> invite_again(OperatorId id, Instant now);
    /// Sets the password, ends the operator's sessions, and uses the invitation up. `unauthenticated` for one
    /// that is unknown, used or over; limited by address.
    Result<Operator> accept(std::string_view invitation, std::string_view password, const Visit& visit,
                            Instant now);

    /// Disabling ends sessions. `conflict` if no owner who can log in would be left.
    Result<> set_disabled(OperatorId id, bool disabled);
    Result<> set_name(OperatorId id, std::string_view name);

    /// `conflict` if no owner would be left. Removing ends sessions and withdraws tokens.
    Result<> set_role(OperatorId id, Role role);
    Result<> remove(OperatorId id);

  private:
    store::Database& database_;
    PasswordHasher& hasher_;
    RateLimiter by_address_;
    RateLimiter by_account_;
};

}  // namespace nuri::members
