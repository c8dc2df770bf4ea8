#include "http/server.h"

#include <netinet/tcp.h>

#include <csignal>
#include <mutex>
#include <thread>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "http/connection.h"
#include "http/tls.h"

namespace nuri::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, Executor>;
constexpr asio::use_awaitable_t<Executor> use_task;

/// How long an acceptor rests when the process has no descriptors left.
constexpr milliseconds accept_rest{50};
/// How often a loop that stops looks whether it is done.
constexpr milliseconds stopping_sweep_time{5};

Address address_of(const tcp::endpoint& endpoint) {
    const auto ip = endpoint.address();
    if (ip.is_v4()) return Address::from_ipv4(ip.to_v4().to_uint());
    return Address(ip.to_v6().to_bytes());
}

Result<tcp::endpoint> parse_endpoint(std::string_view text) {
    const Error bad{ErrorKind::invalid, "not an address to listen on: '" + std::string(text) +
                                            "' (want 127.0.0.1:8080, [::1]:8080 or :8080)"};
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return bad;
    const auto port = parse_integer(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535) return bad;
    const auto port_number = static_cast<unsigned short>(*port);
    if (colon == 0) return tcp::endpoint(tcp::v6(), port_number);
    const auto address = Address::parse(text.substr(0, colon));
    if (!address) return bad;
    if (address->is_ipv4()) {
        const auto& b = address->bytes();
        return tcp::endpoint(asio::ip::address_v4({b[12], b[13], b[14], b[15]}), port_number);
    }
    return tcp::endpoint(asio::ip::address_v6(address->bytes()), port_number);
}

std::string to_text(const tcp::endpoint& endpoint) {
    const std::string address = to_string(address_of(endpoint));
    const bool bare = address.find(':') == std::string::npos;
    return (bare ? address : "[" + address + "]") + ":" + std::to_string(endpoint.port());
}

Result<> listen(Acceptor& acceptor, const tcp::endpoint& endpoint, const std::string& congestion) {
    using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    error_code error;
    const auto step = [&](auto&& call) {
        if (!error) call();
    };
    step([&] { acceptor.open(endpoint.protocol(), error); });
    step([&] { acceptor.set_option(Acceptor::reuse_address(true), error); });
    step([&] { acceptor.set_option(ReusePort(true), error); });
    // Every address means the IPv4 ones too.
    if (endpoint.address().is_v6() && endpoint.address().is_unspecified())
        step([&] { acceptor.set_option(asio::ip::v6_only(false), error); });
    step([&] { acceptor.bind(endpoint, error); });
    step([&] { acceptor.listen(4096, error); });
    if (error) {
        const ErrorKind kind = error == asio::error::address_in_use ? ErrorKind::conflict : ErrorKind::io;
        return Error{kind, "listening on " + to_text(endpoint) + ": " + error.message()};
    }
    // Linux gives these to every socket accepted, at the price of none.
    error_code ignored;
    acceptor.set_option(tcp::no_delay(true), ignored);
    if (!congestion.empty() && setsockopt(acceptor.native_handle(), IPPROTO_TCP, TCP_CONGESTION,
                                          congestion.data(), static_cast<socklen_t>(congestion.size())) != 0)
        log::warning("congestion control not available",
                     {{"listener", to_text(endpoint)}, {"name", congestion}});
    return {};
}

}  // namespace

class Server::Impl {
  public:
    Impl(ServerOptions options, const Router& router)
        : options_(std::move(options)),
          workers_(options_.workers, options_.limits.worker_queue_max),
          admission_(options_.limits.connections_max, options_.limits.connections_per_address_max),
          shared_{options_, router, workers_, admission_} {}

    ~Impl() { stop(milliseconds{0}); }

    Result<> start();
    void stop(milliseconds grace);
    Result<> reload_certificates();
    ServerCounters counters() const;
    const std::vector<std::string>& addresses() const { return addresses_; }

  private:
    struct Listening {
        Acceptor acceptor;
        bool tls;
    };
    struct Thread {
        explicit Thread(const Shared& shared) : loop(shared), sweep(loop.context) {}
        Loop loop;
        Timer sweep;
        std::list<Listening> listening;
        SteadyTime stop_by = SteadyTime::max();
        std::thread thread;
    };

    Task<void> accept(Thread& thread, Listening& listening);
    Task<void> sweep(Thread& thread);
    void admit(Thread& thread, Socket socket, bool tls);
    std::shared_ptr<SSL_CTX> tls_context() const;
    milliseconds sweep_time() const;

    ServerOptions options_;
    WorkerPool workers_;
    Admission admission_;
    const Shared shared_;
    std::vector<std::string> addresses_;
    mutable std::mutex tls_mutex_;
    std::shared_ptr<SSL_CTX> tls_;
    std::mutex stop_mutex_;
    std::vector<std::unique_ptr<Thread>> threads_;  ///< destroyed first: what runs on them uses the rest
};

std::shared_ptr<SSL_CTX> Server::Impl::tls_context() const {
    const std::lock_guard lock(tls_mutex_);
    return tls_;
}

Result<> Server::Impl::reload_certificates() {
    auto context = TRY(make_tls_context(options_.tls));
    const std::lock_guard lock(tls_mutex_);
    tls_ = std::move(context);
    return {};
}

milliseconds Server::Impl::sweep_time() const {
    const Limits& limits = options_.limits;
    const auto shortest = std::min({limits.header_time, limits.keep_alive_time, limits.stall_time});
    return std::clamp(shortest / 8, milliseconds{2}, milliseconds{500});
}

Result<> Server::Impl::start() {
    if (options_.loops == 0 || options_.workers == 0 || options_.limits.rate_min == 0)
        return Error{ErrorKind::invalid,
                     "a server needs at least one loop, one worker and a least rate above 0"};
    const bool any_tls = std::any_of(options_.listeners.begin(), options_.listeners.end(),
                                     [](const Listener& l) { return l.tls; });
    if (any_tls) TRY(reload_certificates());
    std::signal(SIGPIPE, SIG_IGN);
    for (unsigned i = 0; i < options_.loops; ++i) threads_.push_back(std::make_unique<Thread>(shared_));
    for (const Listener& listener : options_.listeners) {
        tcp::endpoint endpoint = TRY(parse_endpoint(listener.address));
        for (const auto& thread : threads_) {
            Listening& here =
                thread->listening.emplace_back(Listening{Acceptor(thread->loop.context), listener.tls});
            TRY(listen(here.acceptor, endpoint, listener.congestion));
            // The first loop's socket settles which port "0" is.
            error_code ignored;
            endpoint = here.acceptor.local_endpoint(ignored);
        }
        addresses_.push_back(to_text(endpoint));
    }
    for (const auto& owned : threads_) {
        Thread& thread = *owned;
        for (Listening& listening : thread.listening)
            asio::co_spawn(thread.loop.context, accept(thread, listening), asio::detached);
        asio::co_spawn(thread.loop.context, sweep(thread), asio::detached);
        thread.thread = std::thread([&thread] { thread.loop.context.run(); });
    }
    return {};
}

Task<void> Server::Impl::accept(Thread& thread, Listening& listening) {
    while (!thread.loop.stopping) {
        Socket socket(thread.loop.context);
        error_code error;
        co_await listening.acceptor.async_accept(socket, asio::redirect_error(use_task, error));
        if (!error) {
            admit(thread, std::move(socket), listening.tls);
        } else if (error != asio::error::connection_aborted && !thread.loop.stopping) {
            // Out of descriptors or memory. Tried again at once it would fail again, and the loop would do
            // nothing else.
            Timer rest(thread.loop.context, accept_rest);
            error_code ignored;
            co_await rest.async_wait(asio::redirect_error(use_task, ignored));
        }
    }
}

void Server::Impl::admit(Thread& thread, Socket socket, bool tls) {
    Loop& loop = thread.loop;
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return;
    const Address peer = address_of(endpoint);
    const bool exempt = std::any_of(options_.trusted_proxies.begin(), options_.trusted_proxies.end(),
                                    [&](const Network& network) { return network.contains(peer); });
    loop.accepted.fetch_add(1, std::memory_order_relaxed);
    if (!admission_.enter(peer, exempt)) {
        loop.refused.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    // Our own calls on the descriptor must not wait either, nor Asio's synchronous ones.
    socket.non_blocking(true, error);
    const auto connection =
        std::make_shared<Connection>(loop, std::move(socket), peer, exempt, tls ? tls_context() : nullptr);
    asio::co_spawn(loop.context, Connection::run(connection), asio::detached);
}

Task<void> Server::Impl::sweep(Thread& thread) {
    Loop& loop = thread.loop;
    while (true) {
        thread.sweep.expires_after(loop.stopping ? stopping_sweep_time : sweep_time());
        error_code ignored;
        co_await thread.sweep.async_wait(asio::redirect_error(use_task, ignored));
        const SteadyTime now = steady_clock::now();
        // A connection that is cut ends later, by its own coroutine; the list does not change under us.
        for (Connection* connection : loop.connections) {
            connection->check(now);
            if (now >= thread.stop_by) connection->cut();
        }
        if (loop.stopping && loop.connections.empty()) co_return;
    }
}

void Server::Impl::stop(milliseconds grace) {
    const std::lock_guard lock(stop_mutex_);
    for (const auto& owned : threads_) {
        Thread& thread = *owned;
        if (!thread.thread.joinable()) continue;
        asio::post(thread.loop.context, [&thread, grace] {
            thread.loop.stopping = true;
            thread.stop_by = steady_clock::now() + grace;
            error_code ignored;
            for (Listening& listening : thread.listening) listening.acceptor.close(ignored);
            for (Connection* connection : thread.loop.connections) connection->begin_stop();
            thread.sweep.cancel(ignored);
        });
    }
    for (const auto& thread : threads_)
        if (thread->thread.joinable()) thread->thread.join();
    workers_.finish();
}

ServerCounters Server::Impl::counters() const {
    ServerCounters sum;
    for (const auto& thread : threads_) {
        const Loop& loop = thread->loop;
        sum.accepted += loop.accepted.load(std::memory_order_relaxed);
        sum.refused += loop.refused.load(std::memory_order_relaxed);
        sum.requests += loop.requests.load(std::memory_order_relaxed);
        sum.sent_bytes += loop.sent_bytes.load(std::memory_order_relaxed);
        sum.timed_out += loop.timed_out.load(std::memory_order_relaxed);
        sum.overloaded += loop.overloaded.load(std::memory_order_relaxed);
    }
    sum.open = admission_.open();
    return sum;
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, const Router& router) {
    auto impl = std::make_unique<Impl>(std::move(options), router);
    TRY(impl->start());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

void Server::stop(milliseconds grace) {
    impl_->stop(grace);
}

std::vector<std::string> Server::addresses() const {
    return impl_->addresses();
}

Result<> Server::reload_certificates() {
    return impl_->reload_certificates();
}

ServerCounters Server::counters() const {
    return impl_->counters();
}

}  // namespace nuri::http
