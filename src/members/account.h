#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace nuri::members {

using AccountId = Id<struct AccountTag>;
using ProfileId = Id<struct ProfileTag>;
using OperatorId = Id<struct OperatorTag>;

/// Whose a session or a token is: a member's or an operator's.
using Subject = std::variant<AccountId, OperatorId>;

enum class AccountStatus {
    pending,    ///< signed up, and the e-mail address not yet shown to be theirs
    active,     ///< may log in
    suspended,  ///< an operator has shut the door for now
    closed,     ///< gone for good; only what the books need is left of it
};
std::string_view to_string(AccountStatus status);

/// What we hold of a member. The password's hash is not here and never leaves the register.
struct Account {
    AccountId id;
    std::string email;    ///< empty once closed
    std::string country;  ///< ISO 3166-1 alpha-2: the home territory, which is where the account lives
    std::string plan;     ///< slug
    std::string locale;   ///< BCP 47: letters are written in it
    AccountStatus status = AccountStatus::pending;
    Instant created;
    std::optional<Instant> closes;  ///< when it will be erased, if its owner has asked for that
};

/// Who knocks: for limits and for the list of sessions.
struct Visit {
    std::string address;  ///< the visitor's network address; empty for the operator's command line, which has
                          ///< no limit
    std::string device;   ///< a label such as "Firefox on Linux"; the first 100 characters are kept
    std::string country;  ///< ISO 3166-1 alpha-2, where the address is; empty if not known
};

}  // namespace nuri::members
