#include "http/request_parser.h"

#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "base/check.h"
#include "base/text.h"
#include "http/form.h"

namespace nuri::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

std::string_view view(BeastView text) {
    return {text.data(), text.size()};
}

/// Beast's parser with the callbacks that fill a Request.
class Callbacks final : public beast_http::basic_parser<true> {
  public:
    Callbacks(Request& request, size_t header_count_max) : request_(request), fields_left_(header_count_max) {}

    bool too_many_fields() const { return too_many_fields_; }

  private:
    void on_request_impl(beast_http::verb, BeastView method, BeastView target, int version, error_code&) override {
        request_.method = http::parse_method(view(method));
        request_.target.assign(target.data(), target.size());
        request_.version = version;
    }
    void on_response_impl(int, BeastView, int, error_code&) override {}
    void on_field_impl(beast_http::field, BeastView name, BeastView value, error_code& error) override {
        // What comes after the body are trailers: nobody asked for them, and a field that is checked before the body
        // must not change after it.
        if (head_done_) return;
        if (fields_left_ == 0) {
            too_many_fields_ = true;
            error = beast_http::error::header_limit;
            return;
        }
        --fields_left_;
        request_.headers.add(view(name), view(value));
    }
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastView bytes, error_code&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(error_code&) override {}

    Request& request_;
    size_t fields_left_;
    bool head_done_ = false;
    bool too_many_fields_ = false;
};

/// "0", CR LF, CR LF: no chunked body has less to come. Beast 1.81 asserts, where it might wait, that it is given as much
/// when it looks at a last chunk for the second time; so it is not shown less the first time either.
constexpr size_t last_chunk_size = 5;
constexpr std::string_view framing_too_long = "a chunk header or trailer is too long";

/// The path and query of a target in origin form or absolute form (RFC 9112 section 3.2); empty for the others.
std::string_view origin_form(std::string_view target) {
    if (target.starts_with('/')) return target;
    const size_t scheme = target.find("://");
    if (scheme == std::string_view::npos || target.find_first_of("/?#") < scheme) return {};
    const size_t path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

class RequestParser::Beast {
  public:
    std::optional<Callbacks> parser;
};

RequestParser::RequestParser(size_t header_bytes_max, size_t header_count_max)
    : header_bytes_max_(header_bytes_max), header_count_max_(header_count_max), beast_(std::make_unique<Beast>()) {}

RequestParser::~RequestParser() = default;

void RequestParser::reset(Request& request) {
    request_ = &request;
    request.clear();
    state_ = State::head;
    head_bytes_ = 0;
    beast_->parser.emplace(request, header_count_max_);
    beast_->parser->header_limit(static_cast<std::uint32_t>(header_bytes_max_));
    beast_->parser->body_limit(boost::none);
}

void RequestParser::fail(int status, std::string_view detail) {
    state_ = State::failed;
    failure_.status = status;
    failure_.detail = detail;
}

size_t RequestParser::feed(std::string_view input) {
    CHECK(request_ != nullptr);
    auto& parser = *beast_->parser;
    size_t taken = 0;
    if (state_ == State::head && !parser.got_some()) {
        // Empty lines before the request line are forgiven (RFC 9112 section 2.2), all of them: how many arrive at once
        // must not matter.
        while (input.substr(taken).starts_with("\r\n")) taken += 2;
        if (input.substr(taken) == "\r") return taken;
    }
    while ((state_ == State::head || state_ == State::body) && taken < input.size()) {
        const std::string_view rest = input.substr(taken);
        if (state_ == State::body && parser.chunked() && rest.size() < last_chunk_size) break;
        const size_t body_before = request_->body.size();
        error_code error;
        const size_t used = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
        taken += used;
        if (error == beast_http::error::need_more) {
            if (state_ == State::head) head_bytes_ += used;
            // A chunk's header or the trailers: Beast bounds the head alone.
            if (state_ == State::body && rest.size() - used > header_bytes_max_) fail(400, framing_too_long);
            break;
        }
        if (error) {
            if (error == beast_http::error::body_limit) {
                fail(413, "the body is larger than this path takes");
            } else if (error == beast_http::error::header_limit) {
                fail(431, parser.too_many_fields() ? "there are too many header fields" : "the header is too long");
            } else if (error == beast_http::error::bad_version) {
                fail(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
            } else {
                fail(400, "the request cannot be read: " + error.message());
            }
            break;
        }
        // The same, had it come at once.
        if (state_ == State::body && request_->body.size() == body_before && used > header_bytes_max_) {
            fail(400, framing_too_long);
            break;
        }
        if (state_ == State::head) head_bytes_ += used;
        if (state_ == State::head && parser.is_header_done()) {
            // Beast bounds the request line and the fields each by itself.
            if (head_bytes_ > header_bytes_max_) {
                fail(431, "the header is too long");
            } else {
                finish_head();
            }
            break;
        }
        if (parser.is_done()) state_ = State::done;
    }
    return taken;
}

void RequestParser::finish_head() {
    Request& request = *request_;
    const auto& parser = *beast_->parser;
    state_ = parser.is_done() ? State::done : State::body;
    if (const auto coding = request.headers.get("Transfer-Encoding")) {
        if (request.version < 11) return fail(400, "HTTP/1.0 has no Transfer-Encoding");
        if (!parser.chunked() || !equals_ignoring_case(trim(*coding), "chunked")) return fail(501, "the only transfer coding taken is chunked");
    }
    size_t hosts = 0;
    for (size_t i = 0; i < request.headers.size(); ++i) hosts += equals_ignoring_case(request.headers[i].name, "Host");
    if (hosts > 1 || (hosts == 0 && request.version == 11)) return fail(400, "a request has exactly one Host");
    const std::string_view target = origin_form(request.target);
    if (target.empty()) return fail(400, "the request target is neither a path nor a URL");
    const std::string_view encoded_path = target.substr(0, target.find_first_of("?#"));
    if (encoded_path.size() < target.size()) {
        const std::string_view query = target.substr(encoded_path.size() + 1);
        request.query = query.substr(0, query.find('#'));
    }
    const Result<> decoded = decode_path(encoded_path, request.path);
    if (!decoded) return fail(400, decoded.error().message);
    if (const auto expect = request.headers.get("Expect"); expect && !equals_ignoring_case(*expect, "100-continue"))
        return fail(417, "the only expectation met is 100-continue");
}

void RequestParser::limit_body(uint64_t bytes_max) {
    auto& parser = *beast_->parser;
    if (state_ != State::body) return;
    if (const auto length = parser.content_length(); length && *length > bytes_max)
        return fail(413, "the body is larger than this path takes");
    parser.body_limit(bytes_max);
}

bool RequestParser::keep_alive() const {
    return beast_->parser->keep_alive();
}

bool RequestParser::expects_continue() const {
    return state_ == State::body && request_->version >= 11 && request_->headers.has("Expect");
}

}  // namespace nuri::http
