#include "members/account_records.h"

#include <fmt/format.h>

#include "members/plan.h"
#include "members/secret.h"
#include "store/database.h"
#include "world/language.h"
#include "world/territory.h"

namespace nuri::members {
namespace {

AccountStatus parse_status(std::string_view text) {
    for (const auto status : {AccountStatus::pending, AccountStatus::active, AccountStatus::suspended}) {
        if (text == to_string(status)) return status;
    }
    return AccountStatus::closed;
}

}  // namespace

std::string_view to_string(AccountStatus status) {
    switch (status) {
        case AccountStatus::pending:
            return "pending";
        case AccountStatus::active:
            return "active";
        case AccountStatus::suspended:
            return "suspended";
        case AccountStatus::closed:
            return "closed";
    }
    return "";
}

std::string_view to_string(LinkPurpose purpose) {
    return purpose == LinkPurpose::verify ? "verify" : "reset";
}

std::string_view to_string(LetterCause cause) {
    switch (cause) {
        case LetterCause::sign_up:
            return "sign_up";
        case LetterCause::resend:
            return "resend";
        case LetterCause::reset:
            return "reset";
        case LetterCause::password_changed:
            return "password_changed";
        case LetterCause::payment_failed:
            return "payment_failed";
        case LetterCause::membership_ended:
            return "membership_ended";
        case LetterCause::account_closing:
            return "account_closing";
    }
    return "";
}

Account to_account(const store::Row& row) {
    Account account;
    account.id = row.id<AccountId>("id");
    account.email = row.text("email");
    account.country = row.text("country");
    account.plan = row.text("plan");
    account.locale = row.text("locale");
    account.status = parse_status(row.text("status"));
    account.created = row.instant("created");
    account.closes = row.optional_instant("closes");
    return account;
}

Result<Account> read_account(store::Reader& reader, AccountId id) {
    const auto row =
        TRY(reader.query_one(fmt::format("SELECT {} FROM accounts WHERE id = ?", account_columns), {id}));
    if (!row) return Error{ErrorKind::not_found, fmt::format("there is no account {}", id.number())};
    return to_account(*row);
}

Result<CheckedMember> check_member(const NewMember& member) {
    EmailAddress email = TRY(EmailAddress::parse(member.email));
    TRY(check_new_password(member.password, email.text()));
    std::string country = TRY(check_country(member.country));
    std::string locale = TRY(check_language(member.locale.empty() ? "en" : member.locale));
    return CheckedMember{std::move(email), std::move(country), std::move(locale),
                         member.plan.empty() ? std::string(Plans::default_slug) : member.plan};
}

Result<std::string> check_country(std::string_view country) {
    return TRY(world::Territory::parse(country)).leaf().code();
}

Result<std::string> check_language(std::string_view language) {
    return TRY(world::LanguageTag::parse(language)).text();
}

Result<> check_plan(store::Reader& reader, std::string_view plan) {
    if (TRY(reader.query_one("SELECT slug FROM plans WHERE slug = ?", {plan}))) return {};
    std::string known;
    for (const store::Row& row : TRY(reader.query("SELECT slug FROM plans ORDER BY streams_max, slug"))) {
        known += (known.empty() ? "" : ", ") + row.text(0);
    }
    return Error{ErrorKind::not_found, fmt::format("there is no plan \"{}\"; there are {}", plan, known)};
}

Result<AccountId> insert_account(store::Writer& writer, const CheckedMember& member,
                                 std::string_view password_hash, AccountStatus status, Instant now) {
    TRY(check_plan(writer, member.plan));
    return AccountId(TRY(
        writer.insert_returning_id("INSERT INTO accounts (email, email_key, password_hash, country, plan, "
                                   "locale, status, created, changed)"
                                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                   {member.email.text(), member.email.key(), password_hash, member.country,
                                    member.plan, member.locale, to_string(status), now, now})));
}

Result<> activate(store::Writer& writer, const Account& account, Instant now) {
    TRY(writer.execute(
        "UPDATE accounts SET status = 'active', changed = ? WHERE id = ? AND status = 'pending'",
        {now, account.id}));
    const std::string name = account.email.substr(0, std::min<size_t>(account.email.find_first_of("@+"), 40));
    TRY(writer.execute(
        "INSERT INTO profiles (account, name, avatar, language, audio_languages, subtitle_languages,"
        " maturity_age, kids, pin_hash, pin_failures, pin_shut_until, created)"
        " VALUES (?, ?, '', ?, '', '', NULL, 0, '', 0, 0, ?)",
        {account.id, name.empty() ? account.email.substr(0, 1) : name, account.locale, now}));
    return {};
}

Result<> insert_link(store::Writer& writer, std::string_view secret, AccountId account, LinkPurpose purpose,
                     Instant expires) {
    TRY(writer.execute("INSERT INTO account_links (digest, account, purpose, expires) VALUES (?, ?, ?, ?)",
                       {digest_of(secret), account, to_string(purpose), expires}));
    return {};
}

Result<Account> account_of_link(store::Reader& reader, std::string_view secret, LinkPurpose purpose,
                                Instant now) {
    const auto row = TRY(
        reader.query_one("SELECT account FROM account_links WHERE digest = ? AND purpose = ? AND expires > ?",
                         {digest_of(secret), to_string(purpose), now}));
    if (!row) {
        return Error{ErrorKind::unauthenticated,
                     "this link was used, is too old or not complete: ask for a new one"};
    }
    return read_account(reader, row->id<AccountId>(0));
}

Result<> delete_links(store::Writer& writer, AccountId account) {
    TRY(writer.execute("DELETE FROM account_links WHERE account = ?", {account}));
    return {};
}

Result<> insert_letter(store::Writer& writer, const EmailAddress& email, LetterCause cause, Instant now) {
    TRY(writer.execute("INSERT INTO letters_due (email, cause, attempts, due) VALUES (?, ?, 0, ?)",
                       {email.text(), to_string(cause), now}));
    return {};
}

std::string_view subject_column(const Subject& subject) {
    return std::holds_alternative<AccountId>(subject) ? "account" : "operator";
}

int64_t subject_number(const Subject& subject) {
    return std::visit([](auto id) { return id.number(); }, subject);
}

Subject subject_of(const store::Row& row) {
    if (row.is_null("account")) return row.id<OperatorId>("operator");
    return row.id<AccountId>("account");
}

Result<int64_t> delete_sessions(store::Writer& writer, const Subject& subject, SessionId keep) {
    return writer.execute(
        fmt::format("DELETE FROM sessions WHERE {} = ? AND id <> ?", subject_column(subject)),
        {subject_number(subject), keep});
}

Result<> delete_tokens(store::Writer& writer, const Subject& subject) {
    TRY(writer.execute(fmt::format("DELETE FROM tokens WHERE {} = ?", subject_column(subject)),
                       {subject_number(subject)}));
    return {};
}

}  // namespace nuri::members
