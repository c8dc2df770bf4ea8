#include "http/server.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "http/conditional.h"
#include "http/test_client.h"
#include "io/file.h"

namespace nuri::http {
namespace {

using namespace std::chrono_literals;

/// Something that one thread waits for and another brings about.
class Event {
  public:
    void set() {
        const std::lock_guard lock(mutex_);
        set_ = true;
        changed_.notify_all();
    }
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [this] { return set_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool set_ = false;
};

constexpr size_t big_size = 24 << 20;

/// A byte that differs between any two places that a wrong offset might confuse.
char byte_at(size_t place) {
    return static_cast<char>(place * 2654435761u >> 13);
}

class ServerTest : public testing::Test {
  protected:
    /// One big file for all tests; deleted at once, since the descriptor is enough.
    static void SetUpTestSuite() {
        const auto folder = *io::TemporaryFolder::make(testing::TempDir(), "http");
        auto file = *io::create_new(folder.path() / "big");
        ASSERT_TRUE(io::write_all(file, big_part(0, big_size)));
        big = std::make_shared<const io::Fd>(std::move(file));
    }
    static void TearDownTestSuite() { big.reset(); }

    void SetUp() override {
        options.listeners = {{"127.0.0.1:0"}};
        options.workers = 2;
        // Loopback is no proxy here, so that the bound by address can be reached.
        options.trusted_proxies.clear();
        const auto add = [this](Method method, const char* path, RouteOptions route, Handler handler) {
            router.add(method, path, std::move(route), std::move(handler));
        };
        RouteOptions quick;
        quick.run = Run::inline_;
        quick.body_max = 1000;
        RouteOptions pooled;
        pooled.body_max = 100'000;
        add(Method::get, "/hello", quick, [](const Request&) { return text_response(200, "hello"); });
        add(Method::get, "/who", quick, [](const Request& r) {
            return text_response(200, to_string(r.client) + (r.tls ? " tls" : " plain"));
        });
        add(Method::post, "/echo", quick, [](const Request& r) { return text_response(200, r.body); });
        add(Method::post, "/pooled", pooled, [](const Request& r) { return text_response(200, r.body); });
        add(Method::get, "/text/{size}", quick, [](const Request& r) {
            return text_response(200,
                                 std::string(static_cast<size_t>(*parse_integer(r.capture("size"))), 'x'));
        });
        add(Method::get, "/big", quick, [](const Request& r) {
            Response response;
            serve(r, response, {"\"big\"", std::nullopt}, FileRange{big, 0, big_size}, Instant{});
            return response;
        });
        add(Method::get, "/slow", pooled, [this](const Request&) {
            entered.set();
            EXPECT_TRUE(leave.wait());
            return text_response(200, "slow");
        });
        add(Method::get, "/throws", pooled, [](const Request&) -> Response { throw std::bad_alloc(); });
        RouteOptions secret = quick;
        secret.redact = [](std::string_view) { return std::string("/secret/~"); };
        add(Method::get, "/secret/{key}", secret, [](const Request&) { return Response{}; });
    }

    void start() {
        auto started = Server::start(options, router);
        ASSERT_TRUE(started) << started.error().message;
        server = std::move(*started);
        address = server->addresses().front();
    }

    static std::string big_part(size_t first, size_t size) {
        std::string bytes(size, '\0');
        for (size_t i = 0; i < size; ++i) bytes[i] = byte_at(first + i);
        return bytes;
    }

    inline static std::shared_ptr<const io::Fd> big;
    Event entered, leave;
    Router router;
    ServerOptions options;
    std::unique_ptr<Server> server;
    std::string address;
};

TEST_F(ServerTest, KeepsAConnectionForManyRequests) {
    start();
    TestClient client(address);
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.get("/hello");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "hello");
        EXPECT_FALSE(TestClient::field(answer, "Date").empty());
    }
    EXPECT_EQ(server->counters().accepted, 1u);
    EXPECT_EQ(server->counters().requests, 3u);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
    start();
    TestClient client(address);
    std::string requests;
    for (int i = 1; i <= 50; ++i) {
        const std::string body(static_cast<size_t>(i), static_cast<char>('a' + i % 26));
        // Inline and pooled in turn: the slower must not be overtaken.
        requests += std::string("POST ") + (i % 2 == 0 ? "/pooled" : "/echo") +
                    " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(i) + "\r\n\r\n" + body;
    }
    ASSERT_TRUE(client.send(requests));
    for (int i = 1; i <= 50; ++i)
        EXPECT_EQ(client.answer().body, std::string(static_cast<size_t>(i), static_cast<char>('a' + i % 26)));
}

TEST_F(ServerTest, SendsTheHeadAloneForHead) {
    start();
    TestClient client(address);
    client.send("HEAD /big HTTP/1.1\r\nHost: h\r\n\r\nHEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto big_answer = client.answer(true);
    EXPECT_EQ(big_answer.status, 200);
    EXPECT_EQ(TestClient::field(big_answer, "Content-Length"), std::to_string(big_size));
    EXPECT_EQ(TestClient::field(client.answer(true), "Content-Length"), "5");
}

TEST_F(ServerTest, EndsTheConnectionWhenAsked) {
    start();
    for (const char* request :
         {"GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET /hello HTTP/1.0\r\n\r\n"}) {
        TestClient client(address);
        client.send(request);
        const std::string all = client.receive_all();
        EXPECT_NE(all.find("Connection: close\r\n"), std::string::npos);
        EXPECT_TRUE(all.ends_with("hello"));
    }
    TestClient client(address);
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(TestClient::field(client.answer(), "Connection"), "keep-alive");
    EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, AnswersWhatItCannotServeAndStaysInStep) {
    start();
    TestClient client(address);
    EXPECT_EQ(client.get("/nowhere").status, 404);
    client.send("DELETE /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto not_allowed = client.answer();
    EXPECT_EQ(not_allowed.status, 405);
    EXPECT_EQ(TestClient::field(not_allowed, "Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(client.get("/throws").status, 500);
    EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, EndsTheConnectionAfterWhatItCannotRead) {
    options.limits.header_bytes_max = 2000;
    start();
    const struct {
        std::string bytes;
        int status;
    } cases[] = {
        {"nonsense\r\n\r\n", 400},
        {"GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505},
        {"GET /hello HTTP/1.1\r\n\r\n", 400},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 431},
        {"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'), 413},
        {"POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", 413},
    };
    for (const auto& [bytes, status] : cases) {
        TestClient client(address);
        // What follows must not be taken for a request.
        client.send(bytes + "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(client.answer().status, status) << bytes.substr(0, 40);
        EXPECT_EQ(client.receive_all(), "") << bytes.substr(0, 40);
    }
}

TEST_F(ServerTest, RefusesABigBodyBeforeItIsSent) {
    start();
    TestClient client(address);
    client.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.answer().status, 413);
}

TEST_F(ServerTest, AsksForABodyThatWaits) {
    start();
    TestClient client(address);
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.answer().status, 100);
    client.send("ab");
    EXPECT_EQ(client.answer().body, "ab");
}

TEST_F(ServerTest, TakesChunksAsTheyCome) {
    start();
    TestClient client(address);
    client.send("POST /pooled HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; ++i) client.send("5\r\nhello\r\n");
    client.send("0\r\n\r\n");
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.size(), 500u);
}

TEST_F(ServerTest, SendsTextsOfEverySize) {
    start();
    TestClient client(address);
    for (const size_t size : {0, 1, 32767, 32768, 32769, 5'000'000})
        EXPECT_EQ(client.get("/text/" + std::to_string(size)).body.size(), size);
}

TEST_F(ServerTest, SendsTheBytesOfARangeAndNoOthers) {
    start();
    TestClient client(address);
    const std::pair<size_t, size_t> ranges[] = {
        {0, 1}, {1, 16 * 1024}, {5, 16 * 1024 + 1}, {4095, 2'000'000}, {big_size - 1, 1}};
    for (const auto& [first, size] : ranges) {
        const auto answer = client.get("/big", "Range: bytes=" + std::to_string(first) + "-" +
                                                   std::to_string(first + size - 1) + "\r\n");
        EXPECT_EQ(answer.status, 206);
        EXPECT_EQ(TestClient::field(answer, "Content-Range"), "bytes " + std::to_string(first) + "-" +
                                                                  std::to_string(first + size - 1) + "/" +
                                                                  std::to_string(big_size));
        EXPECT_TRUE(answer.body == big_part(first, size)) << first;
    }
    EXPECT_EQ(client.get("/big", "Range: bytes=" + std::to_string(big_size) + "-\r\n").status, 416);
    EXPECT_EQ(client.get("/big", "If-None-Match: \"big\"\r\n").status, 304);
    EXPECT_EQ(client.get("/big", "If-Match: \"small\"\r\n").status, 412);
}

TEST_F(ServerTest, FeedsASlowReaderToTheEnd) {
    start();
    TestClient client(address, nullptr, 0, 4096);
    client.send("GET /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const std::string all = client.receive_all();
    const size_t body = all.find("\r\n\r\n") + 4;
    EXPECT_TRUE(all.substr(body) == big_part(0, big_size));
}

TEST_F(ServerTest, DropsAReaderThatStops) {
    options.limits.stall_time = 50ms;
    Event reported;
    bool whole = true;
    options.on_access = [&](const Access& access) {
        whole = access.whole;
        reported.set();
    };
    start();
    TestClient client(address, nullptr, 0, 4096);
    client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(reported.wait());
    EXPECT_FALSE(whole);
    EXPECT_EQ(server->counters().timed_out, 1u);
    server->stop(0ms);
}

TEST_F(ServerTest, SurvivesAClientThatLeavesInTheMiddle) {
    Event reported;
    options.on_access = [&](const Access& access) {
        if (!access.whole) reported.set();
    };
    start();
    {
        TestClient client(address);
        client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_FALSE(client.receive(100).empty());
    }
    EXPECT_TRUE(reported.wait());
    TestClient client(address);
    EXPECT_EQ(client.get("/hello").status, 200);
    server->stop(0ms);
}

TEST_F(ServerTest, BoundsTheTimeForAHead) {
    options.limits.header_time = 50ms;
    start();
    TestClient silent(address);
    EXPECT_EQ(silent.receive_all(), "");
    TestClient slow(address);
    slow.send("GET /hello HTTP/1.1\r\nHo");
    EXPECT_TRUE(slow.receive_all().starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerTest, BoundsTheTimeForABodyEvenOfOneThatDrips) {
    options.limits.stall_time = 60ms;
    options.limits.rate_min = 1'000'000;
    start();
    TestClient silent(address);
    silent.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    EXPECT_EQ(silent.receive_all(), "");
    TestClient dripping(address);
    dripping.send("POST /pooled HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
    // Never still for as long as the stall time, and dropped all the same.
    for (int sent = 0; sent < 99'999 && server->counters().timed_out < 2 && dripping.send("x"); ++sent)
        std::this_thread::yield();
    EXPECT_EQ(dripping.receive_all(), "");
    EXPECT_EQ(server->counters().timed_out, 2u);
}

TEST_F(ServerTest, ClosesIdleConnectionsWithoutCallingThemSlow) {
    options.limits.keep_alive_time = 50ms;
    start();
    TestClient client(address);
    EXPECT_EQ(client.get("/hello").status, 200);
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_EQ(server->counters().timed_out, 0u);
}

TEST_F(ServerTest, BoundsConnectionsInAllAndByAddress) {
    options.limits.connections_per_address_max = 2;
    start();
    TestClient first(address);
    EXPECT_EQ(first.get("/hello").status, 200);
    TestClient second(address);
    EXPECT_EQ(second.get("/hello").status, 200);
    TestClient third(address);
    EXPECT_EQ(third.receive_all(), "");
    EXPECT_EQ(server->counters().refused, 1u);
    EXPECT_EQ(server->counters().open, 2u);
}

TEST_F(ServerTest, BoundsTheWorkersQueue) {
    options.workers = 1;
    options.limits.worker_queue_max = 1;
    start();
    TestClient running(address);
    running.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(entered.wait());
    // Two more: one waits, and the other finds the queue full. Which is which is the loops' affair.
    TestClient one(address), other(address);
    for (TestClient* client : {&one, &other})
        client->send("POST /pooled HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    while (server->counters().overloaded == 0) std::this_thread::yield();
    // The loops themselves are free.
    TestClient inline_client(address);
    EXPECT_EQ(inline_client.get("/hello").status, 200);
    leave.set();
    EXPECT_EQ(running.answer().status, 200);
    const auto a = one.answer();
    const auto b = other.answer();
    EXPECT_EQ(std::min(a.status, b.status), 200);
    EXPECT_EQ(std::max(a.status, b.status), 503);
    EXPECT_FALSE(TestClient::field(a.status == 503 ? a : b, "Retry-After").empty());
}

TEST_F(ServerTest, LetsRequestsInFlightFinishWhenItStops) {
    start();
    TestClient idle(address);
    EXPECT_EQ(idle.get("/hello").status, 200);
    TestClient client(address);
    client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(entered.wait());
    std::thread stopping([this] { server->stop(10s); });
    EXPECT_EQ(idle.receive_all(), "");
    // Each loop closes its own listening socket, one a moment after the other.
    while (TestClient(address).connected()) std::this_thread::yield();
    leave.set();
    const auto answer = client.answer();
    EXPECT_EQ(answer.body, "slow");
    EXPECT_EQ(TestClient::field(answer, "Connection"), "close");
    stopping.join();
}

TEST_F(ServerTest, CutsWhatDoesNotFinishInTime) {
    start();
    TestClient client(address, nullptr, 0, 4096);
    client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_FALSE(client.receive(100).empty());
    server->stop(20ms);
    EXPECT_LT(client.receive_all().size(), big_size);
}

TEST_F(ServerTest, BelievesForwardedHeadersOfTrustedProxiesOnly) {
    constexpr const char* fields = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";
    start();
    EXPECT_EQ(TestClient(address).get("/who", fields).body, "127.0.0.1 plain");
    server.reset();
    options.trusted_proxies = loopback_networks();
    options.limits.connections_per_address_max = 0;
    start();
    EXPECT_EQ(TestClient(address).get("/who", fields).body, "203.0.113.9 tls");
}

TEST_F(ServerTest, NeverLogsWhatARouteRedacts) {
    Event reported;
    std::string path;
    options.on_access = [&](const Access& access) {
        path = access.path;
        reported.set();
    };
    start();
    TestClient client(address);
    client.send("POST /secret/hunter2 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(client.answer().status, 405);
    ASSERT_TRUE(reported.wait());
    EXPECT_EQ(path, "/secret/~");
    server->stop(0ms);
}

TEST_F(ServerTest, ListensOnWhatItIsToldAndSaysWhyItCannot) {
    options.listeners = {{"127.0.0.1:0"}, {"[::1]:0"}, {":0"}};
    start();
    EXPECT_TRUE(server->addresses()[1].starts_with("[::1]:"));
    EXPECT_EQ(TestClient(server->addresses()[2]).get("/who").body, "127.0.0.1 plain");
    for (const char* bad : {"127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "localhost:80", ""}) {
        options.listeners = {{bad}};
        EXPECT_EQ(Server::start(options, router).error().kind, ErrorKind::invalid) << bad;
    }
    options.listeners = {{"203.0.113.1:1"}};
    EXPECT_EQ(Server::start(options, router).error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace nuri::http
