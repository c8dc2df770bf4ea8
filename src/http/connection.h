#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/admission.h"
#include "http/request_parser.h"
#include "http/server.h"
#include "http/stream.h"
#include "http/worker_pool.h"

/// Within the module: the event loops and what runs on them. Included by connection.cc and server.cc only,
/// since Asio is slow to compile.
namespace nuri::http {

using SteadyTime = std::chrono::steady_clock::time_point;
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template<typename T>
using Task = boost::asio::awaitable<T, Executor>;

class Connection;

/// What all loops share. Outlives them.
struct Shared {
    const ServerOptions& options;
    const Router& router;
    WorkerPool& workers;
    Admission& admission;
};

/// One thread's reactor, its connections and its counters. Everything here belongs to the loop's thread,
/// except the counters, which anybody may read.
struct Loop {
    explicit Loop(const Shared& shared_)
        : shared(shared_), context(BOOST_ASIO_CONCURRENCY_HINT_1), scratch(scratch_size) {}

    /// The Date header's value, made anew once a second.
    std::string_view date();

    /// What one SSL_write is fed with: two records. What a full socket does not take was read for nothing, so
    /// not more.
    static constexpr size_t scratch_size = 32 * 1024;

    const Shared& shared;
    boost::asio::io_context context;
    std::list<Connection*> connections;
    bool stopping = false;
    std::vector<char> scratch;

    std::atomic<uint64_t> accepted{0}, refused{0}, requests{0}, sent_bytes{0}, timed_out{0}, overloaded{0};

  private:
    std::time_t date_second_ = 0;
    std::string date_;
};

/// One client's connection, from accept to close, as one coroutine on its loop. It lives as long as that
/// coroutine.
///
/// It keeps one deadline, which the loop looks at a few times a second, instead of a timer for each wait: a
/// timer set and cancelled for every request costs more than parsing it.
class Connection {
  public:
    Connection(Loop& loop, Socket socket, const Address& peer, bool exempt,
               const std::shared_ptr<SSL_CTX>& tls);
    ~Connection();

    static Task<void> run(std::shared_ptr<Connection> self);

    /// The loop's calls. Past the deadline the connection is cut.
    void check(SteadyTime now);
    /// Closes an idle connection; another closes after its answer.
    void begin_stop();
    /// Whatever is in flight fails at once.
    void cut();

  private:
    enum class Wait { readable, writable };

    Task<bool> serve_one();
    /// True once a request's head is whole, or it has failed; false if the connection is over.
    Task<bool> read_head();
    /// Reads until the parser is done or has failed; false if the connection is over.
    Task<bool> read_body();
    /// Adds what arrives to `in_`; false if the connection is over.
    Task<bool> read_more();
    Task<bool> wait(Wait what);
    Task<void> run_pooled(const Route& route, Response& response);
    Task<bool> send(Response& response, bool keep_alive);
    Task<bool> write_all(std::string_view bytes, bool more);
    Task<bool> write_file(FileRange range);
    Task<void> linger();

    void feed();
    void identify();
    Response call(const Route& route) noexcept;
    void report(const Router::Match& match, const Response& response, bool whole, SteadyTime began);
    void expect_progress(SteadyTime began, uint64_t moved);

    Loop& loop_;
    const Limits& limits_;
    Socket socket_;
    Stream stream_;
    const Address peer_;
    const bool exempt_;
    std::list<Connection*>::iterator place_;
    RequestParser parser_;
    Request request_;
    std::string in_;   ///< what came and is not yet parsed
    std::string out_;  ///< the head of an answer, and its body where that is small
    uint64_t sent_ = 0;
    SteadyTime deadline_;
    bool idle_ = false;  ///< between requests: nothing is lost by closing
    bool cut_ = false;
};

}  // namespace nuri::http
