#include "http/problem.h"

#include <cstdio>

#include "base/text.h"

namespace nuri::http {

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return 400;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::unauthenticated:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::exhausted:
            return 429;
        case ErrorKind::unsupported:
            return 415;
        case ErrorKind::corrupt:
            return 500;
        case ErrorKind::unavailable:
            return 503;
        case ErrorKind::io:
            return 500;
        case ErrorKind::cancelled:
            return 503;
    }
    return 500;
}

std::string json_escape(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    // A message may quote a request, and cut it within a character; JSON has only whole ones (RFC 8259
    // section 8.1).
    for (const char c : to_utf8(text)) {
        if (c == '"' || c == '\\') {
            escaped += '\\';
            escaped += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
            escaped += code;
        } else {
            escaped += c;
        }
    }
    return escaped;
}

Response to_response(const Problem& problem) {
    const std::string_view type = problem.type.empty() ? "about:blank" : std::string_view(problem.type);
    const std::string_view title =
        problem.title.empty() ? reason_phrase(problem.status) : std::string_view(problem.title);
    std::string json;
    const auto member = [&](std::string_view name, std::string_view value) {
        json.append(",\"").append(json_escape(name)).append("\":\"").append(json_escape(value)).append("\"");
    };
    json.append("{\"type\":\"").append(json_escape(type)).append("\"");
    member("title", title);
    json.append(",\"status\":").append(std::to_string(problem.status));
    if (!problem.detail.empty()) member("detail", problem.detail);
    if (!problem.instance.empty()) member("instance", problem.instance);
    for (const auto& [name, value] : problem.members) member(name, value);
    json += "}";
    Response response = text_response(problem.status, std::move(json), "application/problem+json");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

Response to_response(const Error& error) {
    const bool ours = error.kind == ErrorKind::io || error.kind == ErrorKind::corrupt ||
                      error.kind == ErrorKind::unavailable;
    Problem problem;
    problem.status = status_of(error.kind);
    problem.detail = ours ? std::string() : error.message;
    problem.members = {{"reason", std::string(to_string(error.kind))}};
    Response response = to_response(problem);
    if (problem.status == 503 || problem.status == 429) response.headers.add("Retry-After", "5");
    return response;
}

}  // namespace nuri::http
