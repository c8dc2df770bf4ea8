#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "members/account.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

using TokenId = Id<struct TokenTag>;

/// What a bearer of a token may do. A set of bits: `scope::play | scope::account`.
namespace scope {
constexpr unsigned play = 1;     ///< a member's: find titles, open playback sessions, keep progress
constexpr unsigned account = 2;  ///< a member's: read and change the account and its profiles
constexpr unsigned read = 4;     ///< an operator's: see what the role lets them see
constexpr unsigned write = 8;    ///< an operator's: change what the role lets them change
constexpr unsigned of_members = play | account;
constexpr unsigned of_operators = read | write;
}  // namespace scope

/// "play,account"; and back. `invalid` for a word that is no scope.
std::string scopes_to_string(unsigned scopes);
Result<unsigned> parse_scopes(std::string_view text);

/// A key for a program, `Authorization: Bearer nuri_…`, that lasts until it is withdrawn or expires.
struct Token {
    TokenId id;
    Subject subject;
    std::string name;
    unsigned scopes = 0;
    Instant created;
    std::optional<Instant> last_used;  ///< to within an hour
    std::optional<Instant> expires;
    std::optional<ProfileId> profile;  ///< who watches by it, as Session::profile
};

struct IssuedToken {
    Token token;
    std::string secret;  ///< shown once; we keep its digest only
};

/// The register of tokens. Safe to use from many threads. Borrows the database.
class Tokens {
  public:
    /// So that a token that was checked in somewhere by mistake is found by a search.
    static constexpr std::string_view prefix = "nuri_";
    static constexpr int per_subject_max = 50;

    explicit Tokens(store::Database& database) : database_(database) {}

    /// `invalid` for scopes that the subject cannot have, none at all, or a name that is empty or longer than
    /// 100 characters; `exhausted` for more than 50.
    Result<IssuedToken> create(Subject subject, std::string_view name, unsigned scopes,
                               std::optional<Instant> expires, Instant now);

    /// The token of a request; none if it is unknown, withdrawn, over, or its owner not active.
    Result<std::optional<Token>> find(std::string_view secret, Instant now);

    Result<std::vector<Token>> list(Subject subject);

    /// Notes who watches.
    Result<> choose_profile(TokenId token, ProfileId profile);

    /// `not_found` for another's.
    Result<> revoke(Subject subject, TokenId token);

  private:
    store::Database& database_;
};

}  // namespace nuri::members
