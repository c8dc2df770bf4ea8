#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <openssl/types.h>

#include "http/message.h"

namespace nuri::http {

/// How a step on a socket that never waits ended.
enum class Step {
    done,        ///< something was moved
    want_read,   ///< nothing can be until the socket is readable
    want_write,  ///< … writable
    closed,      ///< the peer left, or broke the protocol
};

/// One connection's bytes, plain or TLS, on a non-blocking socket that somebody else owns, watches and
/// closes. TLS lies directly on the descriptor (SSL_set_fd) with no buffers between, which is what an idle
/// connection costs.
class Stream {
  public:
    /// With no context the stream is plain.
    Stream(int socket, const std::shared_ptr<SSL_CTX>& tls);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    bool is_tls() const { return ssl_ != nullptr; }
    /// TLS has taken bytes from the socket that read() has not given out: no readiness will announce them.
    bool has_buffered() const;

    /// To be repeated until it is done; at once for a plain stream.
    Step handshake();

    /// Each sets `moved`, which is more than 0 where the step is `done`.
    Step read(std::span<char> into, size_t& moved);
    /// `more`: other bytes follow at once, so that the kernel need not send a small packet.
    Step write(std::string_view bytes, bool more, size_t& moved);
    /// Sends from a file, at most `write_max` bytes in one step. `scratch` is memory that TLS may use during
    /// the call; what did not go out is read again next time, so that a thousand slow readers hold no
    /// buffers.
    Step write_file(const FileRange& range, std::span<char> scratch, size_t& moved);

    /// Says goodbye as far as that goes without waiting: close_notify, then no more sending.
    void end_writing();

    static constexpr size_t write_max = 1 << 20;

  private:
    Step ssl_step(int result);

    const int socket_;
    SSL* ssl_ = nullptr;
};

}  // namespace nuri::http
