// Bytes as a client may send them, parsed at once and byte by byte: nothing faults, both see the same
// requests, and what is accepted keeps what Request promises.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "http/conditional.h"
#include "http/request_parser.h"
#include "http/router.h"

namespace {

using namespace nuri::http;

struct Seen {
    std::string target, path, body;
    int status = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> parse(std::string_view bytes, size_t step) {
    RequestParser parser(512, 16);
    Request request;
    std::vector<Seen> seen;
    std::string buffer;
    size_t at = 0;
    parser.reset(request);
    while (true) {
        const auto before = parser.state();
        const size_t taken = parser.feed(buffer);
        CHECK(taken <= buffer.size());
        buffer.erase(0, taken);
        if (before == RequestParser::State::head && parser.state() == RequestParser::State::body)
            parser.limit_body(64);
        if (parser.state() == RequestParser::State::failed) {
            seen.push_back({{}, {}, {}, parser.failure().status});
            return seen;
        }
        if (parser.state() == RequestParser::State::done) {
            CHECK(request.path.starts_with('/') && request.body.size() <= 64 && request.headers.size() <= 16);
            seen.push_back({request.target, request.path, request.body, 0});
            select(request, {"\"a\"", nuri::Instant{}}, 100, nuri::Instant{});
            request.query_value("a");
            request.cookie("a");
            parser.reset(request);
            continue;
        }
        if (taken > 0) continue;
        if (at == bytes.size()) return seen;
        const auto piece = bytes.substr(at, step);
        buffer += piece;
        at += piece.size();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = parse(bytes, size + 1);
    const auto dripped = parse(bytes, 1);
    // Where both fail they may fail at different places of the same request; what came before it must agree.
    const size_t count = std::min(whole.size(), dripped.size());
    for (size_t i = 0; i < count; ++i)
        CHECK(whole[i] == dripped[i] || (whole[i].status != 0 && dripped[i].status != 0));
    return 0;
}
