#include "base/text.h"

#include <gtest/gtest.h>

namespace nuri {
namespace {

TEST(TextTest, SplitKeepsEmptyParts) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(split("a,", ','), (std::vector<std::string_view>{"a", ""}));
}

TEST(TextTest, IntegersAreWholeOrNothing) {
    EXPECT_EQ(parse_integer("-12"), -12);
    for (const char* text : {"", "-", "+1", "1 ", " 1", "1.0", "0x1", "9223372036854775808"})
        EXPECT_FALSE(parse_integer(text)) << text;
}

TEST(TextTest, KnowsWellFormedUtf8) {
    for (const char* text :
         {"", "plain", "기생충", "\xF0\x9F\x8E\xAC", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
    for (const char* text :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xFF"}) {
        EXPECT_FALSE(is_utf8(text)) << to_hex(as_bytes(text));
    }
}

TEST(TextTest, WhatIsNoCharacterIsReplaced) {
    const struct {
        const char* bytes;
        const char* text;
    } cases[] = {
        {"", ""},
        {"기생충 plain", "기생충 plain"},
        {"\xEA\xB8\xB0\xEC\x83", "기\uFFFD\uFFFD"},  // cut within its second character
        {"a\xFF"
         "b",
         "a\uFFFD"
         "b"},
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
    };
    for (const auto& [bytes, text] : cases) EXPECT_EQ(to_utf8(bytes), text);
}

TEST(TextTest, Base64UrlIsUnpaddedAndHasOneTextForEachValue) {
    for (const std::string bytes : {"", "f", "fo", "foo", "foob", "\xFF\xEF\xBF"}) {
        EXPECT_EQ(as_text(*from_base64url(to_base64url(as_bytes(bytes)))), bytes);
    }
    EXPECT_EQ(to_base64url(as_bytes("\xFF\xEF")), "_-8");
    for (const char* text : {"A", "AB==", "A+", "AB", "_-9"}) EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(TextTest, PercentCodingReturnsTheSameBytes) {
    EXPECT_EQ(percent_encode("a b/기"), "a%20b%2F%EA%B8%B0");
    EXPECT_EQ(*percent_decode("a%20b%2f%EA%B8%B0"), "a b/기");
    for (const char* text : {"%", "%2", "%zz", "a%2"}) EXPECT_FALSE(percent_decode(text)) << text;
    EXPECT_EQ(*percent_decode("%41"), "A");
}

TEST(TextTest, ASlugIsSafeInAUrlAndOnACommandLine) {
    for (const char* text : {"a", "dawn-over-hanok", "1987"}) EXPECT_TRUE(is_slug(text)) << text;
    for (const char* text : {"", "-a", "a-", "A", "a b", "a/b", "기"}) EXPECT_FALSE(is_slug(text)) << text;
    EXPECT_TRUE(is_slug(std::string(96, 'a')));
    EXPECT_FALSE(is_slug(std::string(97, 'a')));
}

TEST(TextTest, HexIsReadInEitherCaseAndWrittenInLower) {
    EXPECT_EQ(to_hex(*from_hex("00fFA5")), "00ffa5");
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace nuri
