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
        }};
    return schema;
}

}  // namespace nuri::members
