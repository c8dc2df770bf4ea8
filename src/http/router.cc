#include "http/router.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"
#include "http/problem.h"

namespace nuri::http {
namespace {

enum class Kind { literal, capture, rest };

Kind kind_of(std::string_view segment) {
    if (!segment.starts_with('{')) return Kind::literal;
    return segment.ends_with("...}") ? Kind::rest : Kind::capture;
}

std::string_view name_of(std::string_view segment) {
    return segment.substr(1, segment.size() - (kind_of(segment) == Kind::rest ? 5 : 2));
}

bool well_formed(const std::vector<std::string>& segments) {
    size_t captures = 0;
    for (size_t i = 0; i < segments.size(); ++i) {
        const std::string& segment = segments[i];
        if (kind_of(segment) == Kind::literal) {
            if (segment.find_first_of("{}") != std::string::npos) return false;
            continue;
        }
        if (!segment.ends_with('}') || name_of(segment).empty()) return false;
        if (++captures > Request::captures_max) return false;
        if (kind_of(segment) == Kind::rest && i + 1 != segments.size()) return false;
    }
    return true;
}

using Captures = std::array<Request::Capture, Request::captures_max>;

bool matches(const Route& route, std::string_view path, Captures& captures) {
    size_t captured = 0;
    size_t begin = 1;  // past the first slash
    for (size_t i = 0; i < route.segments.size(); ++i) {
        const std::string& segment = route.segments[i];
        const Kind kind = kind_of(segment);
        if (begin > path.size()) return false;
        const size_t end = kind == Kind::rest ? path.size() : std::min(path.find('/', begin), path.size());
        if (kind == Kind::literal) {
            if (path.substr(begin, end - begin) != segment) return false;
        } else {
            if (kind == Kind::capture && begin == end) return false;
            captures[captured++] = {name_of(segment), static_cast<uint32_t>(begin),
                                    static_cast<uint32_t>(end - begin)};
        }
        begin = end + 1;
    }
    return begin > path.size();
}

/// Whether `a` is to be preferred where both match: at the first segment in which they differ in kind.
bool more_exact(const Route& a, const Route& b) {
    for (size_t i = 0; i < std::min(a.segments.size(), b.segments.size()); ++i) {
        const Kind kind_a = kind_of(a.segments[i]);
        const Kind kind_b = kind_of(b.segments[i]);
        if (kind_a != kind_b) return kind_a < kind_b;
    }
    return false;
}

std::string shape_of(const Route& route) {
    std::string shape;
    for (const std::string& segment : route.segments)
        shape += kind_of(segment) == Kind::literal ? "/" + segment
                 : kind_of(segment) == Kind::rest  ? "/{...}"
                                                   : "/{}";
    return shape;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, RouteOptions options, Handler handler) {
    CHECK(pattern.starts_with('/'));
    Route route{method, std::string(pattern), std::move(handler), std::move(options), {}};
    for (const std::string_view segment : split(pattern.substr(1), '/')) route.segments.emplace_back(segment);
    CHECK(well_formed(route.segments));
    for (const Route& other : routes_) CHECK(other.method != method || shape_of(other) != shape_of(route));
    routes_.push_back(std::move(route));
}

Router::Match Router::find(Request& request) const {
    Match match;
    std::array<bool, static_cast<size_t>(Method::other)> allowed{};
    for (const Route& route : routes_) {
        // Most patterns fail here, at the price of one comparison.
        const std::string& first = route.segments.front();
        if (first[0] != '{' && std::string_view(request.path).substr(1, first.size()) != first) continue;
        Captures captures{};
        if (!matches(route, request.path, captures)) continue;
        if (route.method == request.method ||
            (route.method == Method::get && request.method == Method::head)) {
            if (match.route != nullptr && !more_exact(route, *match.route)) continue;
            match.route = &route;
            request.captures = captures;
        } else {
            match.nearest = &route;
            allowed[static_cast<size_t>(route.method)] = true;
        }
    }
    if (match.route != nullptr || match.nearest == nullptr) return match;
    allowed[static_cast<size_t>(Method::options)] = true;
    if (allowed[static_cast<size_t>(Method::get)]) allowed[static_cast<size_t>(Method::head)] = true;
    for (size_t i = 0; i < allowed.size(); ++i) {
        if (!allowed[i]) continue;
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += to_string(static_cast<Method>(i));
    }
    return match;
}

Response refuse(const Request& request, const Router::Match& match) {
    if (match.nearest == nullptr)
        return to_response(Error{ErrorKind::not_found, "nothing is found at this path"});
    Response response;
    if (request.method == Method::options) {
        response.status = 204;
    } else {
        Problem problem;
        problem.status = 405;
        problem.detail = "this path does not know that method";
        response = to_response(problem);
    }
    response.headers.add("Allow", match.allow);
    return response;
}

}  // namespace nuri::http
