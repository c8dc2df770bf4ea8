#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"
#include "members/password.h"
#include "members/rate_limiter.h"
#include "members/session.h"

namespace nuri::store {
class Database;
class Reader;
}  // namespace nuri::store

namespace nuri::members {

/// What one gives to become a member.
struct NewMember {
    std::string email;
    std::string password;
    std::string country;  ///< ISO 3166-1 alpha-2, either case
    std::string locale;   ///< BCP 47; empty means English
    std::string plan;     ///< slug; empty means Plans::default_slug
};

/// The register of members.
///
/// It never tells a stranger who is a member. Sign-up, resend and forgotten password answer the same whether
/// the address is known or not, after the same work: each leaves one row for the Postman (postman.h), who
/// finds out later, and off the request's path, which letter it calls for. Log-in hashes a password in either
/// case and has one refusal for both.
///
/// Limits by visitor's address and by account are kept in memory (RateLimiter); what is over one fails with
/// `exhausted`, and the message says when to come again. Safe to use from many threads. Borrows the database
/// and the hasher.
class Accounts {
  public:
    static constexpr std::chrono::hours closing_grace{14 * 24};

    struct Limits {
        RateLimiter::Rate log_in_by_address{30, std::chrono::seconds(20)};
        RateLimiter::Rate log_in_by_account{10, std::chrono::minutes(1)};
        RateLimiter::Rate sign_up_by_address{10, std::chrono::minutes(6)};
        RateLimiter::Rate letters_by_account{3, std::chrono::minutes(10)};
        size_t keys_max = 65536;
    };

    Accounts(store::Database& database, PasswordHasher& hasher) : Accounts(database, hasher, Limits()) {}
    Accounts(store::Database& database, PasswordHasher& hasher, const Limits& limits);

    /// Takes note of somebody who wants in; a letter with a link follows. A pending account is replaced, so
    /// that the password last chosen is the one that holds, and older links are void. Fails with `invalid`
    /// for what no account could have.
    Result<> sign_up(const NewMember& member, const Visit& visit, Instant now);

    /// Asks for the link again. Well-formed addresses are all answered alike.
    Result<> resend_verification(std::string_view email, const Visit& visit, Instant now);

    /// Follows the link: the account becomes active and has its first profile. A link works once and for 48
    /// hours; one that is used, too old, altered or foreign fails with `unauthenticated`. To be called for a
    /// POST only: mail scanners follow the links of letters.
    Result<AccountId> verify(std::string_view secret, Instant now);

    /// Makes an active member at once, as an operator does. `conflict` if the address is taken.
    Result<AccountId> add(const NewMember& member, Instant now);

    /// Who this is. `unauthenticated` for an unknown address and for a wrong password; `forbidden`, and only
    /// after the right password, while pending or suspended. The caller opens the session (Sessions::open).
    Result<Account> log_in(std::string_view email, std::string_view password, const Visit& visit,
                           Instant now);

    /// Whether that is the password of somebody who has logged in: `unauthenticated` if not.
    Result<> confirm_password(AccountId account, std::string_view password, Instant now);

    /// Asks for a letter with which to choose a new password.
    Result<> request_reset(std::string_view email, const Visit& visit, Instant now);

    /// Follows that letter, within an hour and once. Ends every session and withdraws every token; verifies a
    /// pending account, since the letter reached its owner.
    Result<AccountId> reset_password(std::string_view secret, std::string_view new_password, Instant now);

    /// `unauthenticated` if `old_password` is wrong. Ends every other session than `keep`, and posts a note
    /// to the owner.
    Result<> change_password(AccountId account, std::string_view old_password, std::string_view new_password,
                             SessionId keep, Instant now);

    Result<Account> get(AccountId account);
    /// For operators and the command line, who may know.
    Result<std::optional<Account>> find(std::string_view email);
    /// In order of number, after `after`.
    Result<std::vector<Account>> list(AccountId after, int count_max);

    /// How many active accounts are at home in each country.
    static Result<std::map<std::string, int64_t>> active_by_country(store::Reader& reader);

    Result<> set_plan(AccountId account, std::string_view plan, Instant now);
    Result<> set_locale(AccountId account, std::string_view locale, Instant now);
    Result<> set_country(AccountId account, std::string_view country, Instant now);

    /// Suspending ends every session; tokens stay but are refused until resumed.
    Result<> suspend(AccountId account, Instant now);
    Result<> resume(AccountId account, Instant now);

    /// Promises to close the account in `closing_grace`: sessions and tokens end now, nothing is charged any
    /// more, a letter says when. Doing it again changes nothing.
    Result<> close_later(AccountId account, Instant now);
    /// Takes that back. `conflict` where nothing was promised.
    Result<> keep(AccountId account, Instant now);
    /// The accounts whose promised day has come.
    Result<std::vector<AccountId>> closings_due(Instant now);

    /// For good: the address, password, profiles, lists, sessions and tokens are erased. The row stays with
    /// its country, plan and dates, and the invoices, which the books need. The address is free for a new
    /// account.
    Result<> close(AccountId account, Instant now);

    /// Everything held here about a member, as one JSON document for them to read: no hash, no secret.
    Result<std::string> export_data(AccountId account);

    /// Forgets accounts that were not verified within 30 days, and links that are too old. Returns how many
    /// rows went.
    Result<int64_t> sweep(Instant now);

  private:
    store::Database& database_;
    PasswordHasher& hasher_;
    RateLimiter log_in_by_address_;
    RateLimiter log_in_by_account_;
    RateLimiter sign_up_by_address_;
    RateLimiter letters_by_account_;
};

}  // namespace nuri::members
