#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"
#include "members/accounts.h"
#include "members/email.h"
#include "members/session.h"

namespace nuri::store {
class Reader;
class Row;
class Writer;
}  // namespace nuri::store

namespace nuri::members {

// What the sources of this module share of its tables; each function takes part in its caller's transaction.

/// Columns for to_account(), in its order.
constexpr std::string_view account_columns = "id, email, country, plan, locale, status, created, closes";
Account to_account(const store::Row& row);

/// `not_found` names the number.
Result<Account> read_account(store::Reader& reader, AccountId id);

/// What a new member gave, in the form it is kept in.
struct CheckedMember {
    EmailAddress email;
    std::string country;
    std::string locale;
    std::string plan;
};
Result<CheckedMember> check_member(const NewMember& member);
Result<std::string> check_country(std::string_view country);
Result<std::string> check_language(std::string_view language);
Result<> check_plan(store::Reader& reader, std::string_view plan);

Result<AccountId> insert_account(store::Writer& writer, const CheckedMember& member,
                                 std::string_view password_hash, AccountStatus status, Instant now);

/// Pending to active, with a first profile that bears the name before the '@'.
Result<> activate(store::Writer& writer, const Account& account, Instant now);

enum class LinkPurpose { verify, reset };
std::string_view to_string(LinkPurpose purpose);

/// Keeps the digest of a link's secret.
Result<> insert_link(store::Writer& writer, std::string_view secret, AccountId account, LinkPurpose purpose,
                     Instant expires);
/// Whose link that is; `unauthenticated`, with one message for all cases, if it is not one that holds now.
Result<Account> account_of_link(store::Reader& reader, std::string_view secret, LinkPurpose purpose,
                                Instant now);
Result<> delete_links(store::Writer& writer, AccountId account);

/// Why a letter is due. What letter it becomes is found out when it is written.
enum class LetterCause {
    sign_up,
    resend,
    reset,
    password_changed,
    payment_failed,
    membership_ended,
    account_closing
};
std::string_view to_string(LetterCause cause);
Result<> insert_letter(store::Writer& writer, const EmailAddress& email, LetterCause cause, Instant now);

/// The column of `sessions` and `tokens` that names a subject, and its number there.
std::string_view subject_column(const Subject& subject);
int64_t subject_number(const Subject& subject);
Subject subject_of(const store::Row& row);

Result<int64_t> delete_sessions(store::Writer& writer, const Subject& subject, SessionId keep);
Result<> delete_tokens(store::Writer& writer, const Subject& subject);

}  // namespace nuri::members
