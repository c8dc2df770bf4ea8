#include "http/message.h"

#include <algorithm>

#include "base/text.h"
#include "http/cookie.h"
#include "http/form.h"

namespace nuri::http {
namespace {

constexpr std::pair<Method, std::string_view> methods[] = {
    {Method::get, "GET"},         {Method::head, "HEAD"},   {Method::post, "POST"},
    {Method::put, "PUT"},         {Method::patch, "PATCH"}, {Method::delete_, "DELETE"},
    {Method::options, "OPTIONS"}, {Method::other, "OTHER"},
};

// RFC 9110 section 15, and 428, 429 and 431 of RFC 6585.
constexpr std::pair<int, std::string_view> phrases[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

}  // namespace

std::string_view to_string(Method method) {
    return methods[static_cast<size_t>(method)].second;
}

Method parse_method(std::string_view text) {
    for (const auto& [method, name] : methods)
        if (name == text && method != Method::other) return method;
    return Method::other;
}

void Headers::add(std::string_view name, std::string_view value) {
    const auto begin = static_cast<uint32_t>(text_.size());
    text_.append(name).append(value);
    for (size_t i = begin; i < text_.size(); ++i)
        if (text_[i] == '\r' || text_[i] == '\n' || text_[i] == '\0') text_[i] = ' ';
    entries_.push_back({begin, static_cast<uint32_t>(name.size()), static_cast<uint32_t>(value.size())});
}

void Headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void Headers::remove(std::string_view name) {
    // The text of what is removed stays behind until clear(): headers live for one message.
    const auto same = [&](const Entry& entry) {
        return equals_ignoring_case(std::string_view(text_).substr(entry.begin, entry.name_size), name);
    };
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), same), entries_.end());
}

void Headers::clear() {
    text_.clear();
    entries_.clear();
}

Headers::Field Headers::operator[](size_t index) const {
    const Entry& entry = entries_[index];
    const std::string_view text = text_;
    return {text.substr(entry.begin, entry.name_size),
            text.substr(entry.begin + entry.name_size, entry.value_size)};
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
    for (size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].name_size != name.size()) continue;
        const Field field = (*this)[i];
        if (equals_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::string Headers::all(std::string_view name) const {
    std::string list;
    for (size_t i = 0; i < entries_.size(); ++i) {
        const Field field = (*this)[i];
        if (!equals_ignoring_case(field.name, name)) continue;
        if (!list.empty()) list += ", ";
        list += field.value;
    }
    return list;
}

std::string_view Request::capture(std::string_view name) const {
    for (const Capture& capture : captures)
        if (capture.name == name) return std::string_view(path).substr(capture.begin, capture.size);
    return {};
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    const auto pairs = parse_form(query);
    if (!pairs) return std::nullopt;
    for (const auto& pair : *pairs)
        if (pair.first == name) return pair.second;
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    // HTTP/1.1 clients send one Cookie header (RFC 6265 section 5.4).
    const auto header = headers.get("Cookie");
    return header ? find_cookie(*header, name) : std::nullopt;
}

void Request::clear() {
    method = Method::get;
    target.clear();
    path.clear();
    query.clear();
    headers.clear();
    body.clear();
    captures = {};
    version = 11;
}

uint64_t size_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return text->size();
    if (const auto* file = std::get_if<FileRange>(&body)) return file->size;
    const auto& shared = std::get<std::shared_ptr<const std::string>>(body);
    return shared ? shared->size() : 0;
}

Response text_response(int status, std::string body, std::string_view content_type) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", content_type);
    response.body = std::move(body);
    return response;
}

Response json_response(int status, std::string json) {
    return text_response(status, std::move(json), "application/json");
}

Response redirect(int status, std::string_view location) {
    Response response;
    response.status = status;
    response.headers.add("Location", location);
    return response;
}

bool is_json(std::string_view content_type) {
    const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
    return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

std::string_view reason_phrase(int status) {
    for (const auto& [number, phrase] : phrases)
        if (number == status) return phrase;
    return "Status";
}

}  // namespace nuri::http
