#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "api/api.h"
#include "base/result.h"
#include "base/time.h"
#include "http/message.h"
#include "http/router.h"
#include "members/account.h"
#include "members/operators.h"
#include "members/profile.h"
#include "members/session.h"
#include "members/token.h"
#include "playback/place.h"
#include "store/database.h"

namespace nuri::members {
struct Profile;
}

namespace nuri::api {

/// How a caller has shown who they are.
struct Credential {
    unsigned scopes = 0;                        ///< of a token; a log-in session has all of its kind
    std::optional<members::SessionId> session;  ///< of a cookie; none with a token
    std::string csrf_token;                     ///< of the session; empty with a token
    std::optional<members::TokenId> token;      ///< that was sent; none with a cookie
    /// Who watches in this session or by this token, if that was said; a profile with a PIN is open here
    /// only.
    std::optional<members::ProfileId> profile;
    Instant password_said;  ///< of a session: when its password was last said
};

struct Visitor {};
struct Member {
    members::Account account;
    Credential credential;
};
struct Staff {
    members::Operator who;
    Credential credential;
};
using Caller = std::variant<Visitor, Member, Staff>;

/// Who may call a route. Not even the handler of a route sees a caller who may not.
struct Rule {
    enum class For { anybody, members, staff } callers = For::anybody;
    unsigned scope = 0;                      ///< that a token must have
    std::optional<members::Area> area = {};  ///< staff: whose role must allow `access` there; none: any role
    members::Access access = members::Access::read;
    /// A child must not come here: where the account has a child's profile, a session's password must have
    /// been said within `password_holds`, and since a child's profile was last chosen.
    bool guarded = false;
};
constexpr std::chrono::hours password_holds{1};
Rule for_anybody();
/// `scope` is one of members::scope; what belongs to the account is guarded.
Rule for_members(unsigned scope);
/// The same, for what a child may do too.
Rule unguarded(Rule rule);
Rule for_staff(std::optional<members::Area> area, members::Access access);

/// Whether a profile's PIN keeps this caller out: it is open where it was chosen, and nowhere else.
bool is_locked(const members::Profile& profile, const Credential& credential);
http::Response refuse_locked();

/// One request on its way through a handler. Borrows everything for the length of the call.
struct Call {
    const http::Request& request;
    const Services& services;
    const Options& options;
    Instant now;
    playback::Place place;
    Caller caller;
    /// Of the viewer as whom an operator looks at the service (api/view_as.h); `now`, `place` and `caller`
    /// are that viewer's too.
    std::optional<members::Profile> pretended = {};

    /// CHECKs that the route's rule promised one.
    const Member& member() const;
    const Staff& staff() const;
    const Member* member_if_any() const { return std::get_if<Member>(&caller); }

    members::Visit visit() const;

    /// The profiles of the member who calls; while the records are away, those last known.
    Result<std::vector<members::Profile>> profiles() const;

    /// Whether the records are away, and that alone is why something personal could not be read: a page is
    /// then made without it.
    bool can_do_without(const Error& error) const;

    /// A number in the path; `not_found` for what is no number.
    Result<int64_t> number(std::string_view capture) const;
    /// `?name=`; none if it is absent, `invalid` if it is not in bounds.
    Result<std::optional<int64_t>> query_number(std::string_view name, int64_t min, int64_t max) const;
    /// `true` or `false`.
    Result<std::optional<bool>> query_truth(std::string_view name) const;
    Result<std::optional<Instant>> query_instant(std::string_view name) const;
    Result<std::optional<world::Territory>> query_territory(std::string_view name) const;

    /// "https://watch.example": where the viewer reaches us. `invalid` if the request's Host cannot be one.
    Result<std::string> base_url() const;

    /// Notes a change made by the staff member who calls; `before` and `after` are JSON or empty, `undoes`
    /// the entry that it takes back. Returns the entry's number. Belongs into the transaction of the change
    /// itself: see change().
    Result<int64_t> audit(std::string_view what, std::string subject, std::string before, std::string after,
                          int64_t undoes = 0) const;
    /// The same within a transaction that the caller has opened.
    Result<> audit(store::Writer& writer, std::string_view what, std::string subject, std::string before,
                   std::string after) const;

    /// Does `work` and what it audits in one transaction, and puts it into force. `work` is a function of
    /// nothing or of a store::Writer; registers that it calls take part in the transaction.
    template<typename Work>
    auto change(Work&& work) {
        auto made = services.database.write([&](store::Writer& writer) {
            if constexpr (std::is_invocable_v<Work, store::Writer&>)
                return work(writer);
            else
                return work();
        });
        using Made = decltype(made);
        if (!made) return made;
        if (auto refreshed = services.refresh(); !refreshed) return Made(std::move(refreshed).error());
        return made;
    }
};

using Action = std::function<Result<http::Response>(Call&)>;

/// Sets and deletes the cookie of a log-in session.
enum class CookieOf { member, staff };
void set_session_cookie(const Call& call, CookieOf whose, std::string_view secret, http::Response& response);
void clear_session_cookie(const Call& call, CookieOf whose, http::Response& response);

/// Adds routes that share services, options, authentication and the headers of every answer.
class Routes {
  public:
    /// All three outlive the router's use.
    Routes(http::Router& router, const Services& services, const Options& options)
        : router_(router), services_(services), options_(options) {}

    /// `path` is below /api/v1.
    void add(http::Method method, std::string_view path, const Rule& rule, Action action,
             uint64_t body_max = 64 * 1024);

  private:
    http::Router& router_;
    const Services& services_;
    const Options& options_;
};

/// 200 with this JSON, or another status; never kept by a cache.
http::Response answer(std::string json, int status = 200);
/// 204.
http::Response done();

/// What every answer says to browsers: no sniffing, no referrer, no frames, no use by other origins.
void add_security_headers(http::Response& response, bool https);

}  // namespace nuri::api
