#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/address.h"
#include "http/message.h"
#include "http/router.h"

namespace nuri::http {

/// One address to listen on.
struct Listener {
    std::string address;  ///< "127.0.0.1:8080", "[::]:443", ":8080" (every address); port 0 takes a free one
    bool tls = false;
    std::string congestion;  ///< TCP_CONGESTION, such as "cubic"; empty, or not allowed: the system's own
};

/// A certificate chain and its key, as PEM files. Read at start and again on reload_certificates().
struct TlsFiles {
    std::string certificate;
    std::string key;
};

/// What a client may take from us. Every value is a bound, and a client at it loses its connection or gets a
/// 4xx.
struct Limits {
    size_t header_bytes_max = 16 * 1024;       ///< request line and all fields: 431
    size_t header_count_max = 100;             ///< fields: 431
    size_t connections_max = 20'000;           ///< in all; more are accepted and closed
    size_t connections_per_address_max = 200;  ///< trusted proxies are not counted
    std::chrono::milliseconds header_time{
        10'000};  ///< from a request's first byte (or the connection) to its blank line: 408
    std::chrono::milliseconds keep_alive_time{75'000};  ///< between two requests
    /// A transfer ends if nothing moves for so long, or if after that long it is slower than `rate_min`.
    std::chrono::milliseconds stall_time{30'000};
    uint64_t rate_min = 1024;        ///< bytes/s on average, for bodies in both directions
    size_t worker_queue_max = 1024;  ///< waiting for a worker; more: 503 with Retry-After
};

/// One answered request, for the log and the counters. Borrowed for the length of the call, which is made on
/// an event loop: it must not block.
struct Access {
    const Request& request;
    const Route* route;  ///< none if no pattern matched or the request could not be read
    std::string_view
        path;  ///< redacted by the route where it carries a secret; log this, never request.target
    int status;
    uint64_t sent_bytes;  ///< head and body, before TLS
    bool whole;           ///< false: the client left or was dropped before the end of the answer
    std::chrono::microseconds
        took;  ///< from the request's last header byte to the answer's last byte handed to the kernel
};

struct ServerOptions {
    std::vector<Listener> listeners;
    TlsFiles tls;
    Limits limits;
    unsigned loops = 2;    ///< event-loop threads
    unsigned workers = 8;  ///< threads for pooled handlers
    std::vector<Network> trusted_proxies = loopback_networks();
    std::function<void(const Access&)> on_access;
};

/// Counters since the start, except `open`.
struct ServerCounters {
    uint64_t accepted = 0;
    uint64_t refused = 0;  ///< connections over a limit
    uint64_t open = 0;
    uint64_t requests = 0;
    uint64_t sent_bytes = 0;
    uint64_t timed_out = 0;   ///< connections dropped for being slow
    uint64_t overloaded = 0;  ///< 503 because the workers' queue was full
};

/// An HTTP/1.1 server (RFC 9112) on a few event-loop threads, plain and TLS 1.2/1.3 at once. Each loop has
/// its own listening socket for each address (SO_REUSEPORT) and keeps a connection for its life; handlers
/// that may block run on a bounded pool beside them.
///
/// The router outlives the server and does not change while it runs.
class Server {
  public:
    /// Binds, loads certificates and starts the threads; when it returns, the addresses answer. SIGPIPE is
    /// ignored from here on in the whole process: sendfile has no MSG_NOSIGNAL.
    static Result<std::unique_ptr<Server>> start(ServerOptions options, const Router& router);

    /// Stops at once, as stop(0).
    ~Server();

    /// Accepts no more, closes idle connections, lets requests in flight finish for up to `grace`, cuts the
    /// rest, joins all threads. A pooled handler that runs is always waited for. May be called twice.
    void stop(std::chrono::milliseconds grace);

    /// The addresses bound, in the order of the listeners, with real ports: "127.0.0.1:41873".
    std::vector<std::string> addresses() const;

    /// Reads the certificate files again; new connections use them. On failure the old ones stay in use.
    Result<> reload_certificates();

    ServerCounters counters() const;

    class Impl;

  private:
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace nuri::http
