#include "members/postman.h"

#include <chrono>

#include <fmt/format.h>

#include "base/log.h"
#include "members/account_records.h"
#include "members/letter_texts.h"
#include "members/secret.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr std::chrono::hours verify_link_lasts{48};
constexpr std::chrono::hours reset_link_lasts{1};

/// What letter a cause calls for, now that it is known who is asking. None for a stranger, and none where
/// there is nothing to say.
std::optional<LetterKind> letter_for(std::string_view cause, AccountStatus status) {
    if (cause == to_string(LetterCause::password_changed)) return LetterKind::password_changed;
    if (cause == to_string(LetterCause::payment_failed)) return LetterKind::payment_failed;
    if (cause == to_string(LetterCause::membership_ended)) return LetterKind::membership_ended;
    if (cause == to_string(LetterCause::account_closing)) return LetterKind::account_closing;
    if (cause == to_string(LetterCause::reset)) {
        return status == AccountStatus::suspended ? std::nullopt : std::optional(LetterKind::reset);
    }
    if (status == AccountStatus::pending) return LetterKind::verify;
    if (cause == to_string(LetterCause::sign_up)) return LetterKind::already_member;
    return std::nullopt;
}

/// Finds the letter that a row calls for, and keeps the digest of its link.
Result<std::optional<Letter>> prepare(store::Writer& writer, const store::Row& due,
                                      const Postman::Settings& settings, Instant now) {
    const EmailAddress address = TRY(EmailAddress::parse(due.text("email")));
    const auto row = TRY(writer.query_one(
        fmt::format("SELECT {} FROM accounts WHERE email_key = ?", account_columns), {address.key()}));
    if (!row) return std::optional<Letter>();
    const Account account = to_account(*row);
    const auto kind = letter_for(due.text("cause"), account.status);
    if (!kind) return std::optional<Letter>();

    std::string link;
    if (*kind == LetterKind::verify || *kind == LetterKind::reset) {
        const bool verify = *kind == LetterKind::verify;
        const std::string secret = new_secret();
        TRY(insert_link(writer, secret, account.id, verify ? LinkPurpose::verify : LinkPurpose::reset,
                        now + (verify ? verify_link_lasts : reset_link_lasts)));
        link = fmt::format("{}{}?token={}", settings.public_url,
                           verify ? settings.verify_path : settings.reset_path, secret);
    }
    if (*kind == LetterKind::payment_failed || *kind == LetterKind::membership_ended ||
        *kind == LetterKind::account_closing)
        link = settings.public_url + settings.account_path;
    // To the address the account has, not to the one that was typed: they can differ in their letters' case.
    return std::optional(write_letter(*kind, TRY(EmailAddress::parse(account.email)), account.locale,
                                      settings.service_name, link));
}

}  // namespace

Result<int> Postman::deliver_due(Instant now, int count_max) {
    const store::Rows rows = TRY(database_.read([&](store::Reader& reader) {
        return reader.query(
            "SELECT id, email, cause, attempts FROM letters_due WHERE due <= ? ORDER BY due, id LIMIT ?",
            {now, count_max});
    }));
    int done = 0;
    for (const store::Row& row : rows) {
        auto letter =
            TRY(database_.write([&](store::Writer& writer) { return prepare(writer, row, settings_, now); }));
        const Result<> sent = letter ? port_.send(*letter, now) : Result<>();
        const int64_t attempts = row.integer("attempts") + 1;
        if (!sent && attempts < attempts_max) {
            log::warning(
                "a letter could not be sent and will be tried again",
                {{"letter", row.integer("id")}, {"attempts", attempts}, {"error", sent.error().message}});
            TRY(database_.write([&](store::Writer& writer) {
                return writer.execute(
                    "UPDATE letters_due SET attempts = ?, due = ? WHERE id = ?",
                    {attempts, now + std::chrono::minutes(1ll << (attempts - 1)), row.integer("id")});
            }));
            continue;
        }
        if (!sent) {
            log::error(
                "a letter could not be sent and is given up",
                {{"letter", row.integer("id")}, {"attempts", attempts}, {"error", sent.error().message}});
        }
        TRY(database_.write([&](store::Writer& writer) {
            return writer.execute("DELETE FROM letters_due WHERE id = ?", {row.integer("id")});
        }));
        ++done;
    }
    return done;
}

}  // namespace nuri::members
