#include "members/schema.h"

#include "store/migration.h"

namespace nuri::members {

const store::Schema& schema() {
    static const store::Schema schema = {
        "members",
        {
            {1,
             "plans and their prices",
             {
                 "CREATE TABLE plans (slug TEXT PRIMARY KEY, name TEXT NOT NULL, streams_max BIGINT NOT NULL,"
                 " height_max BIGINT NOT NULL, CHECK (streams_max > 0), CHECK (height_max > 0))",
                 "CREATE TABLE plan_prices (plan TEXT NOT NULL REFERENCES plans (slug), country TEXT NOT "
                 "NULL,"
                 " amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, PRIMARY KEY (plan, country),"
                 " CHECK (amount_minor >= 0))",
                 "INSERT INTO plans (slug, name, streams_max, height_max) VALUES"
                 " ('basic', 'Basic', 1, 720), ('standard', 'Standard', 2, 1080), ('premium', 'Premium', 4, "
                 "2160)",
             }},
            {2,
             "accounts and the links of letters",
             {
                 // The key of a closed account is "closed:" and its number, which no address can be.
                 "CREATE TABLE accounts (id {identity}, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,"
                 " password_hash TEXT NOT NULL, country TEXT NOT NULL, plan TEXT NOT NULL REFERENCES plans "
                 "(slug),"
                 " locale TEXT NOT NULL, status TEXT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT "
                 "NULL,"
                 " CHECK (status IN ('pending', 'active', 'suspended', 'closed')))",
                 "CREATE INDEX accounts_by_status ON accounts (status, created)",
                 "CREATE TABLE account_links (digest TEXT PRIMARY KEY,"
                 " account BIGINT NOT NULL REFERENCES accounts (id), purpose TEXT NOT NULL, expires BIGINT "
                 "NOT NULL,"
                 " CHECK (purpose IN ('verify', 'reset')))",
                 "CREATE INDEX account_links_by_account ON account_links (account)",
             }},
            {3,
             "letters that are due",
             {
                 "CREATE TABLE letters_due (id {identity}, email TEXT NOT NULL, cause TEXT NOT NULL,"
                 " attempts BIGINT NOT NULL, due BIGINT NOT NULL)",
                 "CREATE INDEX letters_due_by_time ON letters_due (due)",
             }},
            {4,
             "operators",
             {
                 "CREATE TABLE operators (id {identity}, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,"
                 " name TEXT NOT NULL, role TEXT NOT NULL, password_hash TEXT NOT NULL, created BIGINT NOT "
                 "NULL)",
             }},
            {5,
             "log-in sessions",
             {
                 "CREATE TABLE sessions (id {identity}, digest TEXT NOT NULL UNIQUE,"
                 " account BIGINT REFERENCES accounts (id), operator BIGINT REFERENCES operators (id),"
                 " device TEXT NOT NULL, country TEXT NOT NULL, created BIGINT NOT NULL, last_seen BIGINT "
                 "NOT NULL,"
                 " expires BIGINT NOT NULL, CHECK ((account IS NULL) <> (operator IS NULL)))",
                 "CREATE INDEX sessions_by_account ON sessions (account)",
                 "CREATE INDEX sessions_by_operator ON sessions (operator)",
                 "CREATE INDEX sessions_by_expiry ON sessions (expires)",
             }},
            {6,
             "tokens of programs",
             {
                 "CREATE TABLE tokens (id {identity}, digest TEXT NOT NULL UNIQUE,"
                 " account BIGINT REFERENCES accounts (id), operator BIGINT REFERENCES operators (id),"
                 " name TEXT NOT NULL, scopes TEXT NOT NULL, created BIGINT NOT NULL, last_used BIGINT,"
                 " expires BIGINT, CHECK ((account IS NULL) <> (operator IS NULL)))",
                 "CREATE INDEX tokens_by_account ON tokens (account)",
                 "CREATE INDEX tokens_by_operator ON tokens (operator)",
             }},
            {7,
             "profiles",
             {
                 "CREATE TABLE profiles (id {identity}, account BIGINT NOT NULL REFERENCES accounts (id),"
                 " name TEXT NOT NULL, avatar TEXT NOT NULL, language TEXT NOT NULL, audio_languages TEXT "
                 "NOT NULL,"
                 " subtitle_languages TEXT NOT NULL, maturity_age BIGINT, kids BIGINT NOT NULL,"
                 " pin_hash TEXT NOT NULL, pin_failures BIGINT NOT NULL, pin_shut_until BIGINT NOT NULL,"
                 " created BIGINT NOT NULL, UNIQUE (account, name))",
             }},
            {8,
             "subscriptions, invoices and payments",
             {
                 "CREATE TABLE subscriptions (account BIGINT PRIMARY KEY REFERENCES accounts (id), state TEXT"
                 " NOT NULL, plan TEXT NOT NULL, next_plan TEXT NOT NULL, price_minor BIGINT NOT NULL,"
                 " currency TEXT NOT NULL, period_start BIGINT NOT NULL, period_end BIGINT NOT NULL,"
                 " anchor_day BIGINT NOT NULL, on_trial BIGINT NOT NULL, trial_used BIGINT NOT NULL,"
                 " pauses_until BIGINT, method TEXT NOT NULL, method_brand TEXT NOT NULL, method_last_four"
                 " TEXT NOT NULL, method_expires BIGINT NOT NULL, attempts BIGINT NOT NULL, invoice BIGINT,"
                 " due BIGINT)",
                 "CREATE INDEX subscriptions_by_due ON subscriptions (due)",
                 "CREATE TABLE invoices (id {identity}, account BIGINT NOT NULL REFERENCES accounts (id),"
                 " kind TEXT NOT NULL, plan TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT"
                 " NULL, status TEXT NOT NULL, period_start BIGINT NOT NULL, period_end BIGINT NOT NULL,"
                 " issued BIGINT NOT NULL, settled BIGINT, charge_key TEXT NOT NULL UNIQUE, payment TEXT NOT"
                 " NULL, action_url TEXT NOT NULL, CHECK (amount_minor >= 0), CHECK (status IN ('open',"
                 " 'paid', 'void')))",
                 "CREATE INDEX invoices_by_account ON invoices (account, id)",
                 "CREATE TABLE payments (reference TEXT PRIMARY KEY, invoice BIGINT NOT NULL REFERENCES"
                 " invoices (id), outcome TEXT NOT NULL, noted BIGINT NOT NULL)",
                 "CREATE INDEX payments_by_invoice ON payments (invoice)",
                 // Whoever was a member before anything was charged is a guest of the house.
                 "INSERT INTO subscriptions (account, state, plan, next_plan, price_minor, currency,"
                 " period_start, period_end, anchor_day, on_trial, trial_used, method, method_brand,"
                 " method_last_four, method_expires, attempts) SELECT id, 'complimentary', plan, '', 0, '',"
                 " 0, 0, 1, 0, 0, '', '', '', 0, 0 FROM accounts WHERE status IN ('active', 'suspended')",
             }},
            {9,
             "payments of the built-in test provider",
             {
                 "CREATE TABLE test_payments (reference TEXT PRIMARY KEY, charge_key TEXT NOT NULL UNIQUE,"
                 " method TEXT NOT NULL, outcome TEXT NOT NULL, made BIGINT NOT NULL)",
                 "CREATE INDEX test_payments_by_method ON test_payments (method)",
             }},
            {10,
             "accounts that will be closed",
             {
                 "ALTER TABLE accounts ADD COLUMN closes BIGINT",
                 "CREATE INDEX accounts_by_closing ON accounts (closes)",
             }},
            {11,
             "who watches in a session",
             {
                 "ALTER TABLE sessions ADD COLUMN profile BIGINT",
                 "ALTER TABLE sessions ADD COLUMN password_said BIGINT NOT NULL DEFAULT 0",
                 "ALTER TABLE tokens ADD COLUMN profile BIGINT",
             }},
            {12,
             "lists of profiles",
             {
                 "CREATE TABLE my_list (profile BIGINT NOT NULL, title BIGINT NOT NULL, added BIGINT NOT"
                 " NULL, PRIMARY KEY (profile, title))",
             }},
        }};
    return schema;
}

}  // namespace nuri::members
