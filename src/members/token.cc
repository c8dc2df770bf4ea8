#include "members/token.h"

#include <chrono>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "members/account_records.h"
#include "members/secret.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr std::chrono::hours touch_every{1};
constexpr size_t name_bytes_max = 100;

constexpr struct {
    unsigned scope;
    std::string_view word;
} words[] = {
    {scope::play, "play"}, {scope::account, "account"}, {scope::read, "read"}, {scope::write, "write"}};

Result<Token> to_token(const store::Row& row) {
    Token token;
    token.id = row.id<TokenId>("id");
    token.subject = subject_of(row);
    token.name = row.text("name");
    token.scopes = TRY(parse_scopes(row.text("scopes")));
    token.created = row.instant("created");
    token.last_used = row.optional_instant("last_used");
    token.expires = row.optional_instant("expires");
    if (!row.is_null("profile")) token.profile = row.id<ProfileId>("profile");
    return token;
}

constexpr std::string_view columns =
    "t.id, t.account, t.operator, t.name, t.scopes, t.created, t.last_used, t.expires, t.profile";

}  // namespace

std::string scopes_to_string(unsigned scopes) {
    std::string text;
    for (const auto& [scope, word] : words) {
        if ((scopes & scope) != 0) text += (text.empty() ? "" : ",") + std::string(word);
    }
    return text;
}

Result<unsigned> parse_scopes(std::string_view text) {
    unsigned scopes = 0;
    for (const std::string_view part : split(text, ',')) {
        const std::string_view wanted = trim(part);
        unsigned found = 0;
        for (const auto& [scope, word] : words) {
            if (word == wanted) found = scope;
        }
        if (found == 0) {
            return Error{ErrorKind::invalid,
                         fmt::format("\"{}\" is no scope: there are play, account, read and write", wanted)};
        }
        scopes |= found;
    }
    return scopes;
}

Result<IssuedToken> Tokens::create(Subject subject, std::string_view name, unsigned scopes,
                                   std::optional<Instant> expires, Instant now) {
    const unsigned possible =
        std::holds_alternative<AccountId>(subject) ? scope::of_members : scope::of_operators;
    if (scopes == 0 || (scopes & ~possible) != 0) {
        return Error{ErrorKind::invalid, fmt::format("scopes of this token can be {}, not \"{}\"",
                                                     scopes_to_string(possible), scopes_to_string(scopes))};
    }
    if (trim(name).empty() || name.size() > name_bytes_max || !is_utf8(name)) {
        return Error{ErrorKind::invalid,
                     fmt::format("a token's name has 1 to {} bytes of UTF-8", name_bytes_max)};
    }
    if (expires && *expires <= now) {
        return Error{ErrorKind::invalid,
                     fmt::format("token expires at {}, which is not after now", nuri::to_string(*expires))};
    }
    IssuedToken issued;
    issued.secret = std::string(prefix) + new_secret();
    issued.token = {TokenId(), subject, std::string(trim(name)), scopes, now, std::nullopt, expires, {}};
    const std::string_view column = subject_column(subject);
    issued.token.id = TRY(database_.write([&](store::Writer& writer) -> Result<TokenId> {
        const auto there = TRY(writer.query_one(
            fmt::format("SELECT COUNT(*) FROM tokens WHERE {} = ?", column), {subject_number(subject)}));
        if (there->integer(0) >= per_subject_max) {
            return Error{ErrorKind::exhausted,
                         fmt::format("there are {} tokens already: withdraw one", per_subject_max)};
        }
        return TokenId(TRY(writer.insert_returning_id(
            fmt::format(
                "INSERT INTO tokens (digest, {}, name, scopes, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                column),
            {digest_of(issued.secret), subject_number(subject), issued.token.name, scopes_to_string(scopes),
             now, expires})));
    }));
    return issued;
}

Result<std::optional<Token>> Tokens::find(std::string_view secret, Instant now) {
    if (!secret.starts_with(prefix)) return std::optional<Token>();
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {} FROM tokens t LEFT JOIN accounts a ON a.id = t.account WHERE t.digest = ?"
                        " AND (t.expires IS NULL OR t.expires > ?)"
                        " AND (t.operator IS NOT NULL OR a.status = 'active')",
                        columns),
            {digest_of(secret), now});
    }));
    if (!row) return std::optional<Token>();
    Token token = TRY(to_token(*row));
    if (!token.last_used || now - *token.last_used >= touch_every) {
        token.last_used = now;
        const auto touched = database_.write([&](store::Writer& writer) {
            return writer.execute("UPDATE tokens SET last_used = ? WHERE id = ?", {now, token.id});
        });
        if (!touched)
            log::warning("could not note that a token was used", {{"error", touched.error().message}});
    }
    return std::optional(std::move(token));
}

Result<std::vector<Token>> Tokens::list(Subject subject) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Token>> {
        std::vector<Token> tokens;
        for (const store::Row& row :
             TRY(reader.query(fmt::format("SELECT {} FROM tokens t WHERE t.{} = ? ORDER BY t.id", columns,
                                          subject_column(subject)),
                              {subject_number(subject)}))) {
            tokens.push_back(TRY(to_token(row)));
        }
        return tokens;
    });
}

Result<> Tokens::choose_profile(TokenId token, ProfileId profile) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("UPDATE tokens SET profile = ? WHERE id = ?", {profile, token});
    }));
    return {};
}

Result<> Tokens::revoke(Subject subject, TokenId token) {
    const int64_t gone = TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            fmt::format("DELETE FROM tokens WHERE id = ? AND {} = ?", subject_column(subject)),
            {token, subject_number(subject)});
    }));
    if (gone == 0) return Error{ErrorKind::not_found, fmt::format("there is no token {}", token.number())};
    return {};
}

}  // namespace nuri::members
