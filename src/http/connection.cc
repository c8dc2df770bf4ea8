#include "http/connection.h"

#include <unistd.h>

#include <algorithm>
#include <exception>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "base/text.h"
#include "http/date.h"
#include "http/problem.h"
#include "http/wire.h"

// GCC 12 destroys twice what a capturing lambda or an aggregate temporary inside a co_await expression owns:
// here such things get a name first. TRY returns, and so has no place in a coroutine.
namespace nuri::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr asio::use_awaitable_t<Executor> use_task;

/// Read from the socket at once. More only waits in the kernel.
constexpr size_t read_size = 4 * 1024;
/// A file part up to this is read into the head's buffer and sent with it, which takes fewer calls than
/// sendfile.
constexpr uint64_t small_file_max = 64 * 1024;
constexpr size_t small_text_max = 32 * 1024;
/// What a connection may keep in buffers while it waits for the next request.
constexpr size_t idle_buffer_max = 8 * 1024;
/// After this much for one connection without a wait, others get their turn.
constexpr uint64_t turn_max = 2 << 20;
/// What is read and thrown away from a client that we have answered and that still sends.
constexpr uint64_t linger_bytes_max = 4 << 20;
constexpr std::chrono::seconds linger_time{2};

void empty(std::string& buffer) {
    if (buffer.capacity() > idle_buffer_max) buffer = std::string();
    buffer.clear();
}

Response overloaded() {
    Problem problem;
    problem.status = 503;
    problem.detail = "the service has more to do than it can; try again soon";
    Response response = to_response(problem);
    response.headers.add("Retry-After", "2");
    return response;
}

}  // namespace

std::string_view Loop::date() {
    const std::time_t now = std::time(nullptr);
    if (now != date_second_) {
        date_second_ = now;
        date_ = to_http_date(Instant{std::chrono::seconds{now}});
    }
    return date_;
}

Connection::Connection(Loop& loop, Socket socket, const Address& peer, bool exempt,
                       const std::shared_ptr<SSL_CTX>& tls)
    : loop_(loop),
      limits_(loop.shared.options.limits),
      socket_(std::move(socket)),
      stream_(socket_.native_handle(), tls),
      peer_(peer),
      exempt_(exempt),
      place_(loop.connections.insert(loop.connections.end(), this)),
      parser_(limits_.header_bytes_max, limits_.header_count_max),
      deadline_(steady_clock::now() + limits_.header_time) {}

Connection::~Connection() {
    loop_.connections.erase(place_);
    loop_.shared.admission.leave(peer_, exempt_);
}

void Connection::check(SteadyTime now) {
    if (now < deadline_ || cut_) return;
    if (!idle_) loop_.timed_out.fetch_add(1, std::memory_order_relaxed);
    cut();
}

void Connection::begin_stop() {
    if (idle_) cut();
}

void Connection::cut() {
    cut_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

Task<bool> Connection::wait(Wait what) {
    if (cut_) co_return false;
    error_code error;
    co_await socket_.async_wait(what == Wait::readable ? Socket::wait_read : Socket::wait_write,
                                asio::redirect_error(use_task, error));
    co_return !error && !cut_;
}

Task<void> Connection::run(std::shared_ptr<Connection> self) {
    Connection& connection = *self;
    for (Step step = connection.stream_.handshake(); step != Step::done;
         step = connection.stream_.handshake()) {
        if (step == Step::closed) co_return;
        if (!co_await connection.wait(step == Step::want_read ? Wait::readable : Wait::writable)) co_return;
    }
    while (co_await connection.serve_one()) {
    }
}

Task<bool> Connection::read_more() {
    const size_t before = in_.size();
    in_.resize(before + read_size);
    size_t got = 0;
    if (stream_.is_tls()) {
        // Between requests there is nothing to read yet, and asking costs a call.
        const bool waited = !idle_ || stream_.has_buffered() || co_await wait(Wait::readable);
        while (waited) {
            const Step step = stream_.read({in_.data() + before, read_size}, got);
            if (step == Step::done || step == Step::closed) break;
            if (!co_await wait(step == Step::want_read ? Wait::readable : Wait::writable)) break;
        }
    } else if (!cut_) {
        // Asio's own read, not wait(): it registers no interest anew, and so saves an epoll_ctl for every
        // request.
        error_code error;
        got = co_await socket_.async_read_some(asio::buffer(in_.data() + before, read_size),
                                               asio::redirect_error(use_task, error));
        if (error) got = 0;
    }
    in_.resize(before + got);
    co_return got > 0 && !cut_;
}

void Connection::feed() {
    const size_t taken = parser_.feed(in_);
    in_.erase(0, taken);
}

Task<bool> Connection::read_head() {
    parser_.reset(request_);
    if (in_.empty()) {
        empty(in_);
        empty(out_);
        empty(request_.body);
        if (loop_.stopping) co_return false;
        idle_ = true;
        const bool more = co_await read_more();
        idle_ = false;
        if (!more) co_return false;
    }
    deadline_ = steady_clock::now() + limits_.header_time;
    while (true) {
        feed();
        if (parser_.state() != RequestParser::State::head) co_return true;
        if (co_await read_more()) continue;
        if (!cut_ || loop_.stopping) co_return false;
        // Out of time: say so to whoever may still read, without waiting (RFC 9110 section 15.5.9).
        static constexpr std::string_view timeout =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        size_t ignored = 0;
        stream_.write(timeout, false, ignored);
        co_return false;
    }
}

Task<bool> Connection::read_body() {
    const SteadyTime began = steady_clock::now();
    expect_progress(began, 0);
    if (parser_.expects_continue() && in_.empty()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write_all(go_on, false)) co_return false;
    }
    while (true) {
        feed();
        if (parser_.state() != RequestParser::State::body) co_return true;
        if (!co_await read_more()) co_return false;
        expect_progress(began, request_.body.size());
    }
}

void Connection::expect_progress(SteadyTime began, uint64_t moved) {
    const std::chrono::seconds earned(moved / limits_.rate_min);
    deadline_ = std::min(steady_clock::now() + limits_.stall_time, began + limits_.stall_time + earned);
}

void Connection::identify() {
    request_.peer = peer_;
    request_.client = peer_;
    request_.tls = stream_.is_tls();
    if (!exempt_) return;
    const std::string forwarded_for = request_.headers.all("X-Forwarded-For");
    request_.client = client_behind(peer_, forwarded_for, loop_.shared.options.trusted_proxies);
    if (const auto scheme = request_.headers.get("X-Forwarded-Proto"))
        request_.tls = equals_ignoring_case(trim(*scheme), "https");
}

Response Connection::call(const Route& route) noexcept {
    // Our code throws nothing, but memory runs out, and what a handler calls may surprise it.
    try {
        return route.handler(request_);
    } catch (const std::exception& error) {
        log::error("handler failed", {{"route", route.pattern}, {"error", error.what()}});
    } catch (...) {
        log::error("handler failed", {{"route", route.pattern}});
    }
    return to_response(Problem{});
}

Task<void> Connection::run_pooled(const Route& route, Response& response) {
    // The request and this frame stay while the worker has them: nothing else can end this coroutine.
    asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, Executor> done(
        loop_.context, SteadyTime::max());
    const std::function<void()> job = [this, &route, &response, &done] {
        response = call(route);
        // Cancelled on the loop's own thread, so never before it is waited for.
        asio::post(loop_.context, [&done] { done.cancel(); });
    };
    if (!loop_.shared.workers.try_submit(job)) {
        loop_.overloaded.fetch_add(1, std::memory_order_relaxed);
        response = overloaded();
        co_return;
    }
    deadline_ = SteadyTime::max();
    error_code ignored;
    co_await done.async_wait(asio::redirect_error(use_task, ignored));
}

Task<bool> Connection::serve_one() {
    if (!co_await read_head()) co_return false;
    const SteadyTime began = steady_clock::now();
    loop_.requests.fetch_add(1, std::memory_order_relaxed);
    sent_ = 0;
    Router::Match match;
    if (parser_.state() != RequestParser::State::failed) {
        identify();
        match = loop_.shared.router.find(request_);
        parser_.limit_body(match.route != nullptr ? match.route->options.body_max : 0);
    }
    if (parser_.state() == RequestParser::State::body && !co_await read_body()) co_return false;

    Response response;
    if (parser_.state() == RequestParser::State::failed) {
        response = to_response(parser_.failure());
        response.close = true;
    } else if (match.route == nullptr) {
        response = refuse(request_, match);
    } else if (match.route->options.run == Run::inline_) {
        response = call(*match.route);
    } else {
        co_await run_pooled(*match.route, response);
    }
    const bool keep_alive = parser_.state() == RequestParser::State::done && parser_.keep_alive() &&
                            !response.close && !loop_.stopping;
    const bool whole = co_await send(response, keep_alive);
    report(match, response, whole, began);
    if (whole && keep_alive) {
        deadline_ = steady_clock::now() + limits_.keep_alive_time;
        co_return true;
    }
    if (whole) co_await linger();
    co_return false;
}

Task<bool> Connection::send(Response& response, bool keep_alive) {
    out_.clear();
    Framing framing;
    framing.date = loop_.date();
    framing.version = request_.version;
    framing.keep_alive = keep_alive;
    write_head(out_, response, framing);
    expect_progress(steady_clock::now(), 0);
    if (!sends_body(request_.method, response.status)) co_return co_await write_all(out_, false);

    if (const FileRange* file = std::get_if<FileRange>(&response.body)) {
        if (file->size > small_file_max) {
            const bool head_sent = co_await write_all(out_, true);
            co_return head_sent&& co_await write_file(*file);
        }
        const size_t head_size = out_.size();
        out_.resize(head_size + file->size);
        const ssize_t got = file->size == 0 ? 0
                                            : pread(file->file->get(), out_.data() + head_size, file->size,
                                                    static_cast<off_t>(file->offset));
        if (got != static_cast<ssize_t>(file->size)) co_return false;
        co_return co_await write_all(out_, false);
    }
    const std::string* own = std::get_if<std::string>(&response.body);
    const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body);
    std::string_view text;
    if (own != nullptr) {
        text = *own;
    } else if (shared != nullptr && *shared) {
        text = **shared;
    }
    if (text.size() <= small_text_max) {
        out_ += text;
        co_return co_await write_all(out_, false);
    }
    const bool head_sent = co_await write_all(out_, true);
    co_return head_sent&& co_await write_all(text, false);
}

Task<bool> Connection::write_all(std::string_view bytes, bool more) {
    SteadyTime began{};
    size_t done = 0;
    while (done < bytes.size()) {
        size_t moved = 0;
        const Step step = stream_.write(bytes.substr(done), more, moved);
        if (step == Step::closed) co_return false;
        done += moved;
        sent_ += moved;
        if (step == Step::done) continue;
        if (began == SteadyTime{}) began = steady_clock::now();
        expect_progress(began, done);
        if (!co_await wait(step == Step::want_read ? Wait::readable : Wait::writable)) co_return false;
    }
    co_return true;
}

Task<bool> Connection::write_file(FileRange range) {
    const SteadyTime began = steady_clock::now();
    uint64_t done = 0;
    uint64_t turn = 0;
    while (range.size > 0) {
        size_t moved = 0;
        const Step step = stream_.write_file(range, loop_.scratch, moved);
        if (step == Step::closed) co_return false;
        range.offset += moved;
        range.size -= moved;
        sent_ += moved;
        done += moved;
        turn += moved;
        if (step != Step::done) {
            turn = 0;
            expect_progress(began, done);
            if (!co_await wait(step == Step::want_read ? Wait::readable : Wait::writable)) co_return false;
        } else if (turn >= turn_max && range.size > 0) {
            turn = 0;
            expect_progress(began, done);
            co_await asio::post(loop_.context, use_task);
            if (cut_) co_return false;
        }
    }
    co_return true;
}

Task<void> Connection::linger() {
    // Closing a socket that holds unread bytes makes the kernel send a reset, which can overtake the answer
    // just sent (RFC 9112 section 9.6). So we end our side, and read what still comes for a moment.
    stream_.end_writing();
    deadline_ = steady_clock::now() + linger_time;
    idle_ = true;
    uint64_t dropped = 0;
    while (dropped < linger_bytes_max && !loop_.stopping) {
        error_code error;
        const auto buffer = asio::buffer(loop_.scratch);
        if (!co_await wait(Wait::readable)) co_return;
        const size_t got = socket_.read_some(buffer, error);
        if (error == asio::error::would_block) continue;
        if (error || got == 0) co_return;
        dropped += got;
    }
}

void Connection::report(const Router::Match& match, const Response& response, bool whole, SteadyTime began) {
    loop_.sent_bytes.fetch_add(sent_, std::memory_order_relaxed);
    const auto& on_access = loop_.shared.options.on_access;
    if (!on_access) return;
    const Route* route = match.route != nullptr ? match.route : match.nearest;
    std::string redacted;
    std::string_view path = request_.path;
    if (route != nullptr && route->options.redact) {
        redacted = route->options.redact(request_.path);
        path = redacted;
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - began);
    on_access(Access{request_, route, path, response.status, sent_, whole, took});
}

}  // namespace nuri::http
