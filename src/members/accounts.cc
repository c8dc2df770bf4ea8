#include "members/accounts.h"

#include <fmt/format.h>

#include "members/account_records.h"
#include "members/limit.h"
#include "members/subscription_records.h"
#include "store/database.h"

namespace nuri::members {
namespace {

Error wrong_log_in() {
    return {ErrorKind::unauthenticated, "e-mail address or password is wrong"};
}

}  // namespace

Accounts::Accounts(store::Database& database, PasswordHasher& hasher, const Limits& limits)
    : database_(database),
      hasher_(hasher),
      log_in_by_address_(limits.log_in_by_address, limits.keys_max),
      log_in_by_account_(limits.log_in_by_account, limits.keys_max),
      sign_up_by_address_(limits.sign_up_by_address, limits.keys_max),
      letters_by_account_(limits.letters_by_account, limits.keys_max) {}

Result<> Accounts::sign_up(const NewMember& member, const Visit& visit, Instant now) {
    const CheckedMember checked = TRY(check_member(member));
    TRY(limit_visit(sign_up_by_address_, visit, now));
    TRY(limit(letters_by_account_, checked.email.key(), now));
    const std::string hash = TRY(hasher_.hash(member.password));
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(check_plan(writer, checked.plan));
        const auto row = TRY(
            writer.query_one("SELECT id, status FROM accounts WHERE email_key = ?", {checked.email.key()}));
        if (!row) {
            TRY(insert_account(writer, checked, hash, AccountStatus::pending, now));
        } else if (row->text("status") == "pending") {
            TRY(writer.execute(
                "UPDATE accounts SET email = ?, password_hash = ?, country = ?, plan = ?, locale = ?,"
                " changed = ? WHERE id = ?",
                {checked.email.text(), hash, checked.country, checked.plan, checked.locale, now,
                 row->integer("id")}));
            TRY(delete_links(writer, row->id<AccountId>("id")));
        }
        return insert_letter(writer, checked.email, LetterCause::sign_up, now);
    });
}

Result<> Accounts::resend_verification(std::string_view email, const Visit& visit, Instant now) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    TRY(limit_visit(sign_up_by_address_, visit, now));
    TRY(limit(letters_by_account_, address.key(), now));
    return database_.write(
        [&](store::Writer& writer) { return insert_letter(writer, address, LetterCause::resend, now); });
}

Result<AccountId> Accounts::verify(std::string_view secret, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<AccountId> {
        const Account account = TRY(account_of_link(writer, secret, LinkPurpose::verify, now));
        TRY(activate(writer, account, now));
        TRY(delete_links(writer, account.id));
        return account.id;
    });
}

Result<AccountId> Accounts::add(const NewMember& member, Instant now) {
    const CheckedMember checked = TRY(check_member(member));
    const std::string hash = TRY(hasher_.hash(member.password));
    return database_.write([&](store::Writer& writer) -> Result<AccountId> {
        if (TRY(writer.query_one("SELECT id FROM accounts WHERE email_key = ?", {checked.email.key()}))) {
            return Error{ErrorKind::conflict,
                         fmt::format("there is a member {} already", checked.email.text())};
        }
        const AccountId id = TRY(insert_account(writer, checked, hash, AccountStatus::pending, now));
        TRY(activate(writer, TRY(read_account(writer, id)), now));
        TRY(insert_complimentary(writer, id, checked.plan));
        return id;
    });
}

Result<Account> Accounts::log_in(std::string_view email, std::string_view password, const Visit& visit,
                                 Instant now) {
    TRY(limit_visit(log_in_by_address_, visit, now));
    const auto address = EmailAddress::parse(email);
    const std::string key = address ? address->key() : "";
    TRY(limit(log_in_by_account_, key, now));
    if (password.size() > password_bytes_max) return wrong_log_in();

    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {}, password_hash FROM accounts WHERE email_key = ?", account_columns),
            {key});
    }));
    const std::string stored = row ? row->text("password_hash") : "";
    if (!TRY(hasher_.matches(password, stored))) return wrong_log_in();

    const Account account = to_account(*row);
    if (account.status == AccountStatus::pending) {
        return Error{ErrorKind::forbidden,
                     "the e-mail address is not verified yet: follow the link in our letter"};
    }
    if (account.status != AccountStatus::active)
        return Error{ErrorKind::forbidden, "this account is suspended"};
    if (hasher_.needs_rehash(stored)) {
        const std::string hash = TRY(hasher_.hash(password));
        TRY(database_.write([&](store::Writer& writer) {
            return writer.execute("UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?",
                                  {hash, account.id, stored});
        }));
    }
    return account;
}

Result<> Accounts::confirm_password(AccountId id, std::string_view password, Instant now) {
    TRY(limit(log_in_by_account_, fmt::format("account {}", id.number()), now));
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one("SELECT password_hash FROM accounts WHERE id = ?", {id});
    }));
    if (row && password.size() <= password_bytes_max &&
        TRY(hasher_.matches(password, row->text("password_hash"))))
        return {};
    return Error{ErrorKind::unauthenticated, "the password is wrong"};
}

Result<> Accounts::request_reset(std::string_view email, const Visit& visit, Instant now) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    TRY(limit_visit(log_in_by_address_, visit, now));
    TRY(limit(letters_by_account_, address.key(), now));
    return database_.write(
        [&](store::Writer& writer) { return insert_letter(writer, address, LetterCause::reset, now); });
}

Result<AccountId> Accounts::reset_password(std::string_view secret, std::string_view new_password,
                                           Instant now) {
    // Looked at first, so that a made-up link does not cost us a hash.
    const Account known = TRY(database_.read(
        [&](store::Reader& reader) { return account_of_link(reader, secret, LinkPurpose::reset, now); }));
    TRY(check_new_password(new_password, known.email));
    const std::string hash = TRY(hasher_.hash(new_password));
    return database_.write([&](store::Writer& writer) -> Result<AccountId> {
        const Account account = TRY(account_of_link(writer, secret, LinkPurpose::reset, now));
        TRY(writer.execute("UPDATE accounts SET password_hash = ?, changed = ? WHERE id = ?",
                           {hash, now, account.id}));
        if (account.status == AccountStatus::pending) TRY(activate(writer, account, now));
        TRY(delete_links(writer, account.id));
        TRY(delete_sessions(writer, account.id, SessionId()));
        TRY(delete_tokens(writer, account.id));
        TRY(insert_letter(writer, TRY(EmailAddress::parse(account.email)), LetterCause::password_changed,
                          now));
        return account.id;
    });
}

Result<> Accounts::change_password(AccountId id, std::string_view old_password, std::string_view new_password,
                                   SessionId keep, Instant now) {
    // A stolen session is not to become a way of guessing the password.
    TRY(limit(log_in_by_account_, fmt::format("account {}", id.number()), now));
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one("SELECT email, password_hash FROM accounts WHERE id = ?", {id});
    }));
    if (!row) return Error{ErrorKind::not_found, fmt::format("there is no account {}", id.number())};
    const std::string stored = row->text("password_hash");
    if (!TRY(hasher_.matches(old_password, stored))) {
        return Error{ErrorKind::unauthenticated, "the old password is wrong"};
    }
    TRY(check_new_password(new_password, row->text("email")));
    const std::string hash = TRY(hasher_.hash(new_password));
    return database_.write([&](store::Writer& writer) -> Result<> {
        const int64_t changed = TRY(writer.execute(
            "UPDATE accounts SET password_hash = ?, changed = ? WHERE id = ? AND password_hash = ?",
            {hash, now, id, stored}));
        if (changed == 0)
            return Error{ErrorKind::conflict, "the password was changed by another at the same time"};
        TRY(delete_links(writer, id));
        TRY(delete_sessions(writer, id, keep));
        return insert_letter(writer, TRY(EmailAddress::parse(row->text("email"))),
                             LetterCause::password_changed, now);
    });
}

}  // namespace nuri::members
