#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace nuri::http {

/// Where a handler runs.
enum class Run {
    inline_,  ///< on the event loop: it must never wait for a disk, a lock, a peer or a database
    pooled,   ///< on a worker thread: it may block, and holds up nobody but the other pooled handlers
};

using Handler = std::function<Response(const Request&)>;

struct RouteOptions {
    Run run = Run::pooled;
    uint64_t body_max = 64 * 1024;  ///< bytes of request body; more is answered with 413 and not read
    /// The path as it may be logged, for a path that carries a secret; unset: the path itself.
    std::function<std::string(std::string_view path)> redact;
};

struct Route {
    Method method;
    std::string pattern;
    Handler handler;
    RouteOptions options;
    std::vector<std::string> segments;  ///< the pattern between its slashes
};

/// Finds the handler of a request. A pattern is literal segments and captures: "/titles/{ref}/artwork" takes
/// exactly one non-empty segment for `{ref}`, and a last segment "{rest...}" takes all that is left, slashes
/// included (it may be empty). Where several patterns match, literals win over captures and captures over the
/// rest, segment by segment from the left; the order of adding never matters.
///
/// GET serves HEAD too. OPTIONS is answered by us with Allow, unless a route of its own says more.
class Router {
  public:
    /// CHECKs that the pattern is well formed and the pair of method and pattern is new.
    void add(Method method, std::string_view pattern, RouteOptions options, Handler handler);

    struct Match {
        const Route* route = nullptr;    ///< what is to run; none if `refusal` says why
        const Route* nearest = nullptr;  ///< with none: a route of this path and another method, for the log
        std::string allow;               ///< with `nearest`: the value of Allow
    };
    /// Looks at method and path, and fills `request.captures`.
    Match find(Request& request) const;

    /// All routes, in the order they were added.
    const std::deque<Route>& routes() const { return routes_; }

  private:
    std::deque<Route> routes_;  ///< a deque: matches point into it
};

/// The answer to a request that found no route: 404, 405 with Allow, or 204 with Allow for OPTIONS.
Response refuse(const Request& request, const Router::Match& match);

}  // namespace nuri::http
