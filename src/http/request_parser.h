#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/problem.h"

namespace nuri::http {

/// Reads one HTTP/1.1 request at a time out of a stream of bytes (RFC 9112). Within the module: the server's,
/// and the fuzzer's.
///
/// Stricter than the RFC asks where leniency has let requests be smuggled past proxies: Content-Length beside
/// Transfer-Encoding, any transfer coding but "chunked", a missing or doubled Host and any bare CR or LF are
/// refused. Trailer fields are read and dropped.
class RequestParser {
  public:
    enum class State {
        head,    ///< more of the request line and the fields is wanted
        body,    ///< the head is whole and looked at by feed()'s caller; more of the body is wanted
        done,    ///< the request is whole
        failed,  ///< it cannot be one; failure() says why, and the stream is lost
    };

    RequestParser(size_t header_bytes_max, size_t header_count_max);
    ~RequestParser();

    /// Begins a new request in `request`, which must outlive its parsing.
    void reset(Request& request);

    /// Takes bytes from the front of `input` and returns how many. It stops behind the head and behind the
    /// request, so that the caller may act between; 0 with the state unchanged means that it needs more than
    /// there is.
    size_t feed(std::string_view input);

    State state() const { return state_; }
    const Problem& failure() const { return failure_; }

    /// Known once the head is whole: fails the request (413) if its body is, or grows to be, longer than
    /// this.
    void limit_body(uint64_t bytes_max);

    bool keep_alive() const;
    /// The client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1).
    bool expects_continue() const;

  private:
    class Beast;
    void fail(int status, std::string_view detail);
    void finish_head();

    const size_t header_bytes_max_;
    const size_t header_count_max_;
    std::unique_ptr<Beast> beast_;
    Request* request_ = nullptr;
    State state_ = State::head;
    size_t head_bytes_ = 0;
    Problem failure_;
};

}  // namespace nuri::http
