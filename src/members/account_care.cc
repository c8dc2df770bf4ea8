// The part of Accounts that looks after members there are: reading, changing, closing, handing out.
#include <chrono>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "members/account_records.h"
#include "members/accounts.h"
#include "members/profile.h"
#include "members/subscription_records.h"
#include "members/token.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr std::chrono::hours pending_kept{30 * 24};

/// Changes one row, if it is there and may be changed.
Result<> change(store::Database& database, AccountId id, std::string_view sql,
                const store::Parameters& parameters) {
    return database.write([&](store::Writer& writer) -> Result<> {
        const Account account = TRY(read_account(writer, id));
        if (account.status == AccountStatus::closed) {
            return Error{ErrorKind::conflict, fmt::format("account {} is closed", id.number())};
        }
        TRY(writer.execute(sql, parameters));
        return {};
    });
}

Result<> move(store::Database& database, AccountId id, AccountStatus from, AccountStatus to, Instant now) {
    return database.write([&](store::Writer& writer) -> Result<> {
        const Account account = TRY(read_account(writer, id));
        if (account.status == to) return {};
        if (account.status != from) {
            return Error{ErrorKind::conflict, fmt::format("account {} is {}, not {}", id.number(),
                                                          to_string(account.status), to_string(from))};
        }
        TRY(writer.execute("UPDATE accounts SET status = ?, changed = ? WHERE id = ?",
                           {to_string(to), now, id}));
        if (to != AccountStatus::active) TRY(delete_sessions(writer, id, SessionId()));
        return {};
    });
}

boost::json::array rows_as_json(const store::Rows& rows, std::initializer_list<std::string_view> columns,
                                std::initializer_list<std::string_view> instants) {
    boost::json::array array;
    for (const store::Row& row : rows) {
        boost::json::object object;
        for (const std::string_view column : columns) {
            const store::Value& value = row.at(column);
            if (value.is_null()) {
                object[column] = nullptr;
            } else if (const int64_t* number = value.integer()) {
                object[column] = *number;
            } else {
                object[column] = row.text(column);
            }
        }
        for (const std::string_view column : instants) {
            if (row.is_null(column)) {
                object[column] = nullptr;
            } else {
                object[column] = nuri::to_string(row.instant(column));
            }
        }
        array.push_back(std::move(object));
    }
    return array;
}

}  // namespace

Result<Account> Accounts::get(AccountId id) {
    return database_.read([&](store::Reader& reader) { return read_account(reader, id); });
}

Result<std::optional<Account>> Accounts::find(std::string_view email) {
    const EmailAddress address = TRY(EmailAddress::parse(email));
    return database_.read([&](store::Reader& reader) -> Result<std::optional<Account>> {
        const auto row = TRY(reader.query_one(
            fmt::format("SELECT {} FROM accounts WHERE email_key = ?", account_columns), {address.key()}));
        if (!row) return std::optional<Account>();
        return std::optional(to_account(*row));
    });
}

Result<std::vector<Account>> Accounts::list(AccountId after, int count_max) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Account>> {
        std::vector<Account> accounts;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("SELECT {} FROM accounts WHERE id > ? ORDER BY id LIMIT ?", account_columns),
                 {after, count_max}))) {
            accounts.push_back(to_account(row));
        }
        return accounts;
    });
}

Result<std::map<std::string, int64_t>> Accounts::active_by_country(store::Reader& reader) {
    std::map<std::string, int64_t> counts;
    for (const store::Row& row : TRY(reader.query(
             "SELECT country, COUNT(*) AS members FROM accounts WHERE status = 'active' GROUP BY country")))
        counts.emplace(row.text("country"), row.integer("members"));
    return counts;
}

Result<> Accounts::set_plan(AccountId id, std::string_view plan, Instant now) {
    TRY(database_.read([&](store::Reader& reader) { return check_plan(reader, plan); }));
    return change(database_, id, "UPDATE accounts SET plan = ?, changed = ? WHERE id = ?", {plan, now, id});
}

Result<> Accounts::set_locale(AccountId id, std::string_view locale, Instant now) {
    const std::string checked = TRY(check_language(locale));
    return change(database_, id, "UPDATE accounts SET locale = ?, changed = ? WHERE id = ?",
                  {checked, now, id});
}

Result<> Accounts::set_country(AccountId id, std::string_view country, Instant now) {
    const std::string checked = TRY(check_country(country));
    return change(database_, id, "UPDATE accounts SET country = ?, changed = ? WHERE id = ?",
                  {checked, now, id});
}

Result<> Accounts::suspend(AccountId id, Instant now) {
    return move(database_, id, AccountStatus::active, AccountStatus::suspended, now);
}

Result<> Accounts::resume(AccountId id, Instant now) {
    return move(database_, id, AccountStatus::suspended, AccountStatus::active, now);
}

Result<> Accounts::close_later(AccountId id, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Account account = TRY(read_account(writer, id));
        if (account.status == AccountStatus::closed || account.closes) return {};
        TRY(writer.execute("UPDATE accounts SET closes = ?, changed = ? WHERE id = ?",
                           {now + closing_grace, now, id}));
        TRY(delete_sessions(writer, id, SessionId()));
        TRY(delete_tokens(writer, id));
        const Subscription subscription = TRY(read_subscription(writer, id));
        if (subscription.state != SubscriptionState::complimentary &&
            subscription.state != SubscriptionState::none &&
            subscription.state != SubscriptionState::cancelled)
            TRY(cancel_subscription(writer, subscription, now));
        return insert_letter(writer, TRY(EmailAddress::parse(account.email)), LetterCause::account_closing,
                             now);
    });
}

Result<> Accounts::keep(AccountId id, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Account account = TRY(read_account(writer, id));
        if (!account.closes || account.status == AccountStatus::closed)
            return Error{ErrorKind::conflict, "the account is not being closed"};
        TRY(writer.execute("UPDATE accounts SET closes = NULL, changed = ? WHERE id = ?", {now, id}));
        return {};
    });
}

Result<std::vector<AccountId>> Accounts::closings_due(Instant now) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<AccountId>> {
        std::vector<AccountId> due;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT id FROM accounts WHERE closes <= ? AND status <> 'closed' ORDER BY closes LIMIT 100",
                 {now})))
            due.push_back(row.id<AccountId>("id"));
        return due;
    });
}

Result<> Accounts::close(AccountId id, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Account account = TRY(read_account(writer, id));
        if (account.status == AccountStatus::closed) return {};
        TRY(delete_links(writer, id));
        TRY(delete_sessions(writer, id, SessionId()));
        TRY(delete_tokens(writer, id));
        TRY(writer.execute("DELETE FROM my_list WHERE profile IN (SELECT id FROM profiles WHERE account = ?)",
                           {id}));
        TRY(writer.execute("DELETE FROM profiles WHERE account = ?", {id}));
        Subscription subscription = TRY(read_subscription(writer, id));
        subscription.method.reset();
        TRY(cancel_subscription(writer, subscription, now));
        TRY(writer.execute("UPDATE subscriptions SET state = 'ended', due = NULL WHERE account = ?", {id}));
        TRY(writer.execute("DELETE FROM letters_due WHERE email = ?", {account.email}));
        TRY(writer.execute(
            "UPDATE accounts SET status = 'closed', email = '', email_key = ?, password_hash = '',"
            " closes = NULL, changed = ? WHERE id = ?",
            {fmt::format("closed:{}", id.number()), now, id}));
        return {};
    });
}

Result<std::string> Accounts::export_data(AccountId id) {
    return database_.read([&](store::Reader& reader) -> Result<std::string> {
        const Account account = TRY(read_account(reader, id));
        boost::json::object document;
        document["account"] = boost::json::object{{"number", id.number()},
                                                  {"email", account.email},
                                                  {"country", account.country},
                                                  {"plan", account.plan},
                                                  {"locale", account.locale},
                                                  {"status", to_string(account.status)},
                                                  {"created", nuri::to_string(account.created)}};
        document["profiles"] = rows_as_json(
            TRY(reader.query(
                "SELECT id, name, avatar, language, audio_languages, subtitle_languages, maturity_age,"
                " kids, created FROM profiles WHERE account = ? ORDER BY id",
                {id})),
            {"id", "name", "avatar", "language", "audio_languages", "subtitle_languages", "maturity_age",
             "kids"},
            {"created"});
        document["sessions"] = rows_as_json(
            TRY(reader.query(
                "SELECT device, country, created, last_seen, expires FROM sessions WHERE account = ?"
                " ORDER BY id",
                {id})),
            {"device", "country"}, {"created", "last_seen", "expires"});
        document["tokens"] = rows_as_json(
            TRY(reader.query("SELECT name, scopes, created, last_used, expires FROM tokens WHERE account = ?"
                             " ORDER BY id",
                             {id})),
            {"name", "scopes"}, {"created", "last_used", "expires"});
        document["membership"] = rows_as_json(
            TRY(reader.query("SELECT state, plan, price_minor, currency, period_start, period_end,"
                             " pauses_until, method_brand, method_last_four FROM subscriptions"
                             " WHERE account = ?",
                             {id})),
            {"state", "plan", "price_minor", "currency", "method_brand", "method_last_four"},
            {"period_start", "period_end", "pauses_until"});
        document["invoices"] = rows_as_json(
            TRY(reader.query("SELECT kind, plan, amount_minor, currency, status, period_start, period_end,"
                             " issued, settled FROM invoices WHERE account = ? ORDER BY id",
                             {id})),
            {"kind", "plan", "amount_minor", "currency", "status"},
            {"period_start", "period_end", "issued", "settled"});
        return boost::json::serialize(document);
    });
}

Result<int64_t> Accounts::sweep(Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<int64_t> {
        const std::string old = "SELECT id FROM accounts WHERE status = 'pending' AND changed <= ?";
        const Instant before = now - pending_kept;
        int64_t gone = TRY(writer.execute("DELETE FROM account_links WHERE expires <= ?", {now}));
        TRY(writer.execute(fmt::format("DELETE FROM account_links WHERE account IN ({})", old), {before}));
        gone +=
            TRY(writer.execute("DELETE FROM accounts WHERE status = 'pending' AND changed <= ?", {before}));
        return gone;
    });
}

}  // namespace nuri::members
