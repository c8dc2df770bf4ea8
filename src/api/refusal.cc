#include "api/refusal.h"

#include <boost/json.hpp>

#include "http/problem.h"

namespace nuri::api {

namespace json = boost::json;

int status_of(rights::Reason reason) {
    switch (reason) {
        case rights::Reason::licensed:
            return 200;
        case rights::Reason::service_unavailable:
        case rights::Reason::service_not_launched:
        case rights::Reason::denied:
        case rights::Reason::not_open_yet:
        case rights::Reason::closed:
        case rights::Reason::no_licence:
        case rights::Reason::plan:
        case rights::Reason::maturity:
        case rights::Reason::device:
            return 403;
        case rights::Reason::streams:
        case rights::Reason::not_ready:
            return 409;
    }
    return 403;
}

http::Response refuse(rights::Reason reason, std::string_view detail, const std::optional<Instant>& opens_at,
                      const json::array* streams) {
    const int status = status_of(reason);
    json::object problem{{"type", "about:blank"}, {"title", http::reason_phrase(status)}, {"status", status}};
    if (!detail.empty()) problem["detail"] = detail;
    problem["reason"] = rights::to_string(reason);
    if (opens_at) problem["opens_at"] = to_string(*opens_at);
    if (streams != nullptr) problem["streams"] = *streams;
    http::Response response =
        http::text_response(status, json::serialize(problem), "application/problem+json");
    response.headers.set("Cache-Control", "private, no-store");
    return response;
}

http::Response refuse(int status, std::string_view reason, std::string_view detail) {
    http::Problem problem;
    problem.status = status;
    problem.detail = detail;
    problem.members = {{"reason", std::string(reason)}};
    http::Response response = http::to_response(problem);
    response.headers.set("Cache-Control", "private, no-store");
    return response;
}

}  // namespace nuri::api
