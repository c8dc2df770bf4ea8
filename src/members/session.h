#pragma once

#include <chrono>
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

using SessionId = Id<struct SessionTag>;

/// A log-in on one device, of a member or an operator: what a browser's cookie stands for. Not to be confused
/// with a playback session, which is one viewing.
struct Session {
    SessionId id;
    Subject subject;
    std::string device;
    std::string country;  ///< where it was opened; empty if not known
    Instant created;
    Instant last_seen;  ///< to within 5 minutes
    Instant expires;
    /// Who watches in it; a profile with a PIN is open in the session that has chosen it and nowhere else.
    std::optional<ProfileId> profile;
    Instant password_said;  ///< when it was last said here; the beginning of time after a child was chosen
};

/// A session with the secrets of it, which are shown this once. The cookie goes to the browser as HttpOnly;
/// the CSRF token goes to the page.
struct OpenedSession {
    Session session;
    std::string secret;
    std::string csrf;
};

/// The token a page must send along with whatever changes something. It is made from the session's secret, so
/// that nothing is stored for it and one session's token is worth nothing in another. Synchroniser pattern: a
/// foreign page can make the browser send the cookie, but cannot read this.
std::string csrf_token_of(std::string_view session_secret);
bool csrf_matches(std::string_view session_secret, std::string_view csrf_token);

/// The register of log-in sessions. A secret is 256 random bits, kept as its SHA-256. A session ends when it
/// was not used for its idle time (30 days for members, 12 hours for operators), when it is revoked, or when
/// its owner may no longer log in.
///
/// Safe to use from many threads. Borrows the database.
class Sessions {
  public:
    static constexpr std::chrono::hours member_idle{30 * 24};
    static constexpr std::chrono::hours operator_idle{12};
    /// How often a use is written down; the expiry slides with it.
    static constexpr std::chrono::minutes touch_every{5};
    /// The one unused longest ends when one more is opened.
    static constexpr int per_subject_max = 50;

    explicit Sessions(store::Database& database) : database_(database) {}

    /// For somebody who has just proved who they are.
    Result<OpenedSession> open(Subject subject, const Visit& visit, Instant now);

    /// The session of a cookie; none if it is unknown, altered, over or revoked, or its owner not active.
    /// Slides the expiry.
    Result<std::optional<Session>> find(std::string_view secret, Instant now);

    /// The living ones, used last first.
    Result<std::vector<Session>> list(Subject subject, Instant now);

    /// Notes who watches. A child takes back that the password was said.
    Result<> choose_profile(SessionId session, ProfileId profile, bool child);
    /// Notes that the password was said again.
    Result<> note_password(SessionId session, Instant now);

    /// Ends one of the subject's own; `not_found` for another's.
    Result<> revoke(Subject subject, SessionId session);

    /// Ends all of them but `keep` (which may name none). Returns how many.
    Result<int64_t> revoke_all(Subject subject, SessionId keep);

    /// Deletes what is over. Returns how many.
    Result<int64_t> sweep(Instant now);

  private:
    store::Database& database_;
};

}  // namespace nuri::members
