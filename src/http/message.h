#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/address.h"
#include "io/file.h"

namespace nuri::http {

/// The methods we answer. `other` is every other token: it matches no route and is answered with 405.
enum class Method : uint8_t { get, head, post, put, patch, delete_, options, other };

/// "GET"; "OTHER" for `other`.
std::string_view to_string(Method method);
/// Methods are case-sensitive (RFC 9110 section 9.1).
Method parse_method(std::string_view text);

/// Header fields in the order they came. Names compare without regard to case (RFC 9110 section 5.1).
///
/// All text lies in one buffer that clear() keeps, so that the requests of one connection cost no allocation.
/// A view handed out is good until the headers change.
class Headers {
  public:
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    /// Adds a field beside any of its name. CR, LF and NUL become spaces: no value can end its own line and
    /// start another (response splitting).
    void add(std::string_view name, std::string_view value);
    /// As add(), in place of all fields of that name.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);
    void clear();

    /// The first field of that name.
    std::optional<std::string_view> get(std::string_view name) const;
    bool has(std::string_view name) const { return get(name).has_value(); }
    /// All fields of that name, as one list joined by ", " (RFC 9110 section 5.3); empty if there is none.
    std::string all(std::string_view name) const;

    size_t size() const { return entries_.size(); }
    Field operator[](size_t index) const;

  private:
    struct Entry {
        uint32_t begin;
        uint32_t name_size;
        uint32_t value_size;
    };

    std::string text_;
    std::vector<Entry> entries_;
};

/// A request as it arrived whole.
struct Request {
    Method method = Method::get;
    std::string target;  ///< as sent, in origin form: "/titles/a%20b?page=2"
    /// The target's path, percent-decoded once. Always starts with '/'; holds no control character and no "."
    /// or ".." segment: a target with one is refused with 400 before it gets here. An encoded slash is a
    /// slash.
    std::string path;
    std::string query;  ///< what follows '?', still encoded; see query_value()
    Headers headers;
    std::string body;
    Address peer;      ///< whoever opened the connection
    Address client;    ///< the viewer: the peer, or the one a trusted proxy speaks for
    bool tls = false;  ///< the viewer's side is https, by our own socket or by a trusted proxy's word
    int version = 11;  ///< 10 or 11

    /// What `{name}` of the route's pattern matched in `path`; empty if the pattern has no such name.
    std::string_view capture(std::string_view name) const;
    /// The first value of a query parameter, decoded; none if it is absent or badly encoded.
    std::optional<std::string> query_value(std::string_view name) const;
    /// The value of a cookie; none if it was not sent.
    std::optional<std::string_view> cookie(std::string_view name) const;

    /// Made ready for the next request of a connection; buffers are kept.
    void clear();

    struct Capture {
        std::string_view name;  ///< borrowed from the route
        uint32_t begin = 0;
        uint32_t size = 0;
    };
    static constexpr size_t captures_max = 8;
    std::array<Capture, captures_max> captures{};  ///< filled by the router; an unused one has no name
};

/// A part of an open file, sent without passing through our memory where the connection is plain. The file
/// must not change or shrink while anybody may hold this: what we serve so is immutable by our own rule.
struct FileRange {
    std::shared_ptr<const io::Fd> file;
    uint64_t offset = 0;
    uint64_t size = 0;
};

using Body = std::variant<std::string, std::shared_ptr<const std::string>, FileRange>;

uint64_t size_of(const Body& body);

/// An answer. The server adds Date, Content-Length and Connection itself, and for HEAD, 204 and 304 leaves
/// the body out.
struct Response {
    int status = 200;
    Headers headers;
    Body body;
    bool close = false;  ///< end the connection after this answer
};

/// A body of text with its type; `no-store` is for the caller to decide.
Response text_response(int status, std::string body,
                       std::string_view content_type = "text/plain; charset=utf-8");
/// `application/json` (RFC 8259): always UTF-8, so without a charset parameter.
Response json_response(int status, std::string json);
/// Says "look there": 301, 302, 303, 307 or 308.
Response redirect(int status, std::string_view location);

/// Whether a Content-Type value is JSON: application/json or any +json, parameters aside.
bool is_json(std::string_view content_type);

/// The phrase for a status ("Not Found"); "Status" for one that has none.
std::string_view reason_phrase(int status);

}  // namespace nuri::http
