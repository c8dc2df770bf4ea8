#include "http/conditional.h"

#include <gtest/gtest.h>

#include "http/date.h"

namespace nuri::http {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{2026y / 6 / 1} + 12h;

TEST(HttpDateTest, IsWrittenInOneFormAndReadInThree) {
    const Instant moment = std::chrono::sys_days{1994y / 11 / 6} + 8h + 49min + 37s;
    EXPECT_EQ(to_http_date(moment + 999ms), "Sun, 06 Nov 1994 08:49:37 GMT");
    for (const char* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
        EXPECT_EQ(parse_http_date(text, noon), moment) << text;
}

TEST(HttpDateTest, TakesATwoDigitYearWithinFiftyYears) {
    EXPECT_EQ(parse_http_date("Friday, 01-Jan-76 00:00:00 GMT", noon),
              Instant{std::chrono::sys_days{2076y / 1 / 1}});
    EXPECT_EQ(parse_http_date("Friday, 01-Jan-77 00:00:00 GMT", noon),
              Instant{std::chrono::sys_days{1977y / 1 / 1}});
}

TEST(HttpDateTest, IsNoneForAllElse) {
    for (const char* text :
         {"", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
          "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 -1:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT"})
        EXPECT_FALSE(parse_http_date(text, noon)) << text;
}

TEST(ParseRangeTest, ReadsSingleRangesOnly) {
    using Expected = std::optional<std::optional<ByteRange>>;  // none: ignored; none within: 416
    const Expected ignored;
    const Expected unsatisfiable = std::optional<ByteRange>();
    const auto range = [](uint64_t first, uint64_t last) { return Expected(ByteRange{first, last}); };
    const struct {
        const char* header;
        uint64_t size;
        Expected expected;
    } cases[] = {
        {"bytes=0-0", 1000, range(0, 0)},
        {"bytes=0-999", 1000, range(0, 999)},
        {"bytes=0-1000", 1000, range(0, 999)},
        {"bytes=999-", 1000, range(999, 999)},
        {"bytes=1000-", 1000, unsatisfiable},
        {"bytes=1000-2000", 1000, unsatisfiable},
        {"bytes=-1", 1000, range(999, 999)},
        {"bytes=-1000", 1000, range(0, 999)},
        {"bytes=-1001", 1000, range(0, 999)},
        {"bytes=-0", 1000, unsatisfiable},
        {"bytes=0-", 0, unsatisfiable},
        {"bytes=-5", 0, unsatisfiable},
        {"Bytes = 5-9", 1000, range(5, 9)},
        {"bytes=0-1,5-9", 1000, ignored},
        {"bytes=5-4", 1000, ignored},
        {"bytes=", 1000, ignored},
        {"bytes=-", 1000, ignored},
        {"bytes=a-b", 1000, ignored},
        {"bytes=--5", 1000, ignored},
        {"bytes=0--5", 1000, ignored},
        {"bytes=0-99999999999999999999", 1000, ignored},
        {"seconds=0-1", 1000, ignored},
        {"0-1", 1000, ignored},
    };
    for (const auto& [header, size, expected] : cases) {
        const auto parsed = parse_range(header, size);
        ASSERT_EQ(parsed.has_value(), expected.has_value()) << header;
        if (!parsed) continue;
        ASSERT_EQ(parsed->satisfiable, expected->has_value()) << header;
        if (parsed->satisfiable) {
            EXPECT_EQ(parsed->range, **expected) << header;
        }
    }
}

TEST(SelectTest, FollowsTheOrderOfTheSpecification) {
    using Fields = std::vector<std::pair<const char*, const char*>>;
    const char* at = "Mon, 01 Jun 2026 12:00:00 GMT";
    const char* before = "Mon, 01 Jun 2026 11:59:59 GMT";
    const struct {
        const char* name;
        Method method;
        Fields fields;
        int status;
    } cases[] = {
        {"nothing asked", Method::get, {}, 200},
        {"a range", Method::get, {{"Range", "bytes=0-9"}}, 206},
        {"a range of HEAD", Method::head, {{"Range", "bytes=0-9"}}, 200},
        {"a range outside", Method::get, {{"Range", "bytes=100-"}}, 416},
        {"the same tag", Method::get, {{"If-None-Match", "\"a\""}}, 304},
        {"the same tag, weakly", Method::get, {{"If-None-Match", "W/\"a\""}}, 304},
        {"in a list", Method::head, {{"If-None-Match", "\"x,\", W/\"y\" , \"a\""}}, 304},
        {"any tag", Method::get, {{"If-None-Match", "*"}}, 304},
        {"another tag", Method::get, {{"If-None-Match", "\"b\""}}, 200},
        {"a tag without quotes", Method::get, {{"If-None-Match", "a"}}, 200},
        {"none may match a write", Method::put, {{"If-None-Match", "*"}}, 412},
        {"a tag wins over a date", Method::get, {{"If-None-Match", "\"b\""}, {"If-Modified-Since", at}}, 200},
        {"not modified since", Method::get, {{"If-Modified-Since", at}}, 304},
        {"modified since", Method::get, {{"If-Modified-Since", before}}, 200},
        {"an unreadable date", Method::get, {{"If-Modified-Since", "then"}}, 200},
        {"must match and does", Method::get, {{"If-Match", "\"a\""}}, 200},
        {"must match any", Method::get, {{"If-Match", "*"}}, 200},
        {"must match and does not", Method::get, {{"If-Match", "\"b\""}}, 412},
        {"must match strongly", Method::get, {{"If-Match", "W/\"a\""}}, 412},
        {"must be unmodified and is", Method::get, {{"If-Unmodified-Since", at}}, 200},
        {"must be unmodified and is not", Method::get, {{"If-Unmodified-Since", before}}, 412},
        {"If-Match before If-Unmodified-Since",
         Method::get,
         {{"If-Match", "\"a\""}, {"If-Unmodified-Since", before}},
         200},
        {"a part of the same", Method::get, {{"Range", "bytes=0-9"}, {"If-Range", "\"a\""}}, 206},
        {"a part of another", Method::get, {{"Range", "bytes=0-9"}, {"If-Range", "\"b\""}}, 200},
        {"a part by a weak tag", Method::get, {{"Range", "bytes=0-9"}, {"If-Range", "W/\"a\""}}, 200},
        {"a part by the exact date", Method::get, {{"Range", "bytes=0-9"}, {"If-Range", at}}, 206},
        {"a part by an earlier date", Method::get, {{"Range", "bytes=0-9"}, {"If-Range", before}}, 200},
        {"not modified before a range",
         Method::get,
         {{"Range", "bytes=0-9"}, {"If-None-Match", "\"a\""}},
         304},
        {"another part outside", Method::get, {{"Range", "bytes=100-"}, {"If-Range", "\"b\""}}, 200},
    };
    for (const auto& [name, method, fields, status] : cases) {
        Request request;
        request.method = method;
        for (const auto& [field, value] : fields) request.headers.add(field, value);
        // Half a second that no HTTP date can show.
        const Selection selection = select(request, {"\"a\"", noon + 500ms}, 100, noon + 1h);
        EXPECT_EQ(selection.status, status) << name;
        EXPECT_EQ(selection.range.has_value(), status == 206) << name;
    }
}

TEST(SelectTest, NeverMatchesWhatHasNoTag) {
    Request request;
    request.headers.add("If-None-Match", "\"\"");
    EXPECT_EQ(select(request, {}, 100, noon).status, 200);
}

TEST(ServeTest, CutsEveryKindOfBody) {
    Request request;
    request.headers.add("Range", "bytes=2-4");
    const Body bodies[] = {std::string("abcdefg"), std::make_shared<const std::string>("abcdefg")};
    for (const Body& body : bodies) {
        Response response;
        serve(request, response, {"\"a\"", std::nullopt}, body, noon);
        EXPECT_EQ(response.status, 206);
        EXPECT_EQ(std::get<std::string>(response.body), "cde");
        EXPECT_EQ(response.headers.get("Content-Range"), "bytes 2-4/7");
        EXPECT_EQ(response.headers.get("ETag"), "\"a\"");
    }
    Response response;
    serve(request, response, {}, FileRange{nullptr, 100, 7}, noon);
    EXPECT_EQ(std::get<FileRange>(response.body).offset, 102u);
    EXPECT_EQ(std::get<FileRange>(response.body).size, 3u);
}

}  // namespace
}  // namespace nuri::http
