#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace nuri::http {
namespace {

constexpr size_t bytes_max = 1024;
constexpr size_t count_max = 10;

struct Outcome {
    int status = 0;  ///< 0: whole; -1: unfinished
    std::string body;
    std::string path;
    size_t left = 0;  ///< bytes behind the request
};

/// Feeds the bytes in pieces of `step`, as they might arrive.
Outcome parse(std::string_view bytes, size_t step, uint64_t body_max = 100) {
    RequestParser parser(bytes_max, count_max);
    Request request;
    parser.reset(request);
    std::string buffer;
    size_t at = 0;
    while (true) {
        const auto before = parser.state();
        const size_t taken = parser.feed(buffer);
        buffer.erase(0, taken);
        if (before == RequestParser::State::head && parser.state() == RequestParser::State::body) parser.limit_body(body_max);
        if (parser.state() == RequestParser::State::failed) return {parser.failure().status, {}, {}, 0};
        if (parser.state() == RequestParser::State::done) return {0, request.body, request.path, buffer.size() + bytes.size() - at};
        if (taken > 0) continue;
        if (at == bytes.size()) return {-1, {}, {}, 0};
        const auto piece = bytes.substr(at, step);
        buffer += piece;
        at += piece.size();
    }
}

TEST(RequestParserTest, ReadsTheSameHoweverTheBytesArrive) {
    const struct {
        const char* name;
        std::string bytes;
        int status;
        const char* body;
        const char* path;
    } cases[] = {
        {"a simple GET", "GET /a%20b?x=1 HTTP/1.1\r\nHost: h\r\n\r\n", 0, "", "/a b"},
        {"an empty line before", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, "", "/"},
        {"three of them", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, "", "/"},
        {"absolute form", "GET http://h:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", 0, "", "/a"},
        {"absolute form without a path", "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", 0, "", "/"},
        {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0, "", "/"},
        {"a body by length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", 0, "hello", "/"},
        {"a body of the largest size", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'), 0, nullptr, "/"},
        {"a body by chunks", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", 0, "hello", "/"},
        // Byte by byte, this ended the process: an assertion within Beast.
        {"no chunk but the last", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, "", "/"},
        {"trailers without a chunk", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: b\r\n\r\n", 0, "", "/"},
        {"trailers", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0\r\nHost: other\r\n\r\n", 0, "he", "/"},
        {"an unfinished head", "GET / HTTP/1.1\r\nHost: h\r\n", -1, "", ""},
        {"an unfinished body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell", -1, "", ""},
        {"a body past its bound", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", 413, "", ""},
        {"chunks past the bound", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n", 413, "", ""},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, "", ""},
        {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "", ""},
        {"both framings", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "", ""},
        {"both framings, the other way", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400, "", ""},
        {"two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400, "", ""},
        {"a negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n", 400, "", ""},
        {"another coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "", ""},
        {"two codings", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "", ""},
        {"a coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "", ""},
        {"a space before the colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400, "", ""},
        {"another version", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505, "", ""},
        {"no version", "GET /\r\nHost: h\r\n\r\n", 400, "", ""},
        {"an authority", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "", ""},
        {"a path that climbs", "GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "", ""},
        {"an unknown expectation", "GET / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\n\r\n", 417, "", ""},
        {"TLS on a plain port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(40, 'x') + "\r\n\r\n", 400, "", ""},
    };
    for (const auto& [name, bytes, status, body, path] : cases) {
        for (const size_t step : {size_t{1}, size_t{3}, size_t{7}, bytes.size()}) {
            const Outcome outcome = parse(bytes, step);
            EXPECT_EQ(outcome.status, status) << name << " in pieces of " << step;
            if (status != 0) continue;
            if (body != nullptr) {
                EXPECT_EQ(outcome.body, body) << name;
            }
            EXPECT_EQ(outcome.path, path) << name;
            EXPECT_EQ(outcome.left, 0u) << name;
        }
    }
}

TEST(RequestParserTest, LeavesTheNextRequestAlone) {
    const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
    const std::string second = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    EXPECT_EQ(parse(first + second, 1000).left, second.size());
}

TEST(RequestParserTest, BoundsTheHeadInBytesAndFields) {
    const auto with_padding = [](size_t size) {
        const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
        return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(parse(with_padding(bytes_max), 100).status, 0);
    EXPECT_EQ(parse(with_padding(bytes_max + 1), 100).status, 431);
    EXPECT_EQ(parse("GET /" + std::string(2 * bytes_max, 'a'), 100).status, 431);

    const auto with_fields = [](size_t count) {
        std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
        for (size_t i = 1; i < count; ++i) bytes += "X: y\r\n";
        return bytes + "\r\n";
    };
    EXPECT_EQ(parse(with_fields(count_max), 1000).status, 0);
    EXPECT_EQ(parse(with_fields(count_max + 1), 1000).status, 431);
}

TEST(RequestParserTest, BoundsChunkExtensionsAndTrailers) {
    const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(parse(head + "2;" + std::string(2 * bytes_max, 'a'), 100).status, 400);
    EXPECT_EQ(parse(head + "0\r\nX: " + std::string(2 * bytes_max, 'a'), 100).status, 400);
    // What came whole, in one piece, had no bound.
    const std::string trailers = "0\r\nX: \r\n\r\n";
    for (const size_t step : {size_t{1}, size_t{100}, size_t{100'000}}) {
        std::string longest = trailers;
        longest.insert(6, bytes_max - trailers.size(), 'a');
        EXPECT_EQ(parse(head + longest, step).status, 0) << step;
        longest.insert(6, 1, 'a');
        EXPECT_EQ(parse(head + longest, step).status, 400) << step;
    }
}

}  // namespace
}  // namespace nuri::http
