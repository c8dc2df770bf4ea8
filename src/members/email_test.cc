#include "members/email.h"

#include <gtest/gtest.h>

namespace nuri::members {
namespace {

TEST(EmailAddressTest, TakesWhatPeopleHaveAndNothingThatCouldHarmAHeader) {
    const std::string longest = std::string(64, 'a') + "@example.com";
    const struct {
        const char* name;
        std::string text;
        bool good;
    } cases[] = {
        {"plain", "ana@example.com", true},
        {"tag and dots", "ana.maria+films@mail.example.co.kr", true},
        {"space around it", "  ana@example.com\n", true},
        {"punycode host", "ana@xn--hj2b19g.example", true},
        {"local part of 64", longest, true},
        {"local part of 65", "a" + longest, false},
        {"no at", "ana.example.com", false},
        {"empty local part", "@example.com", false},
        {"no host", "ana@", false},
        {"host of one label", "ana@localhost", false},
        {"address literal", "ana@[127.0.0.1]", false},
        {"host of digits", "ana@10.0.0.1", false},
        {"label starts with a hyphen", "ana@-example.com", false},
        {"two dots", "ana..maria@example.com", false},
        {"leading dot", ".ana@example.com", false},
        {"quoted", "\"ana\"@example.com", false},
        {"line break within", "ana@example.com\r\nBcc: all@example.com", false},
        {"line break in the local part", "ana\nx@example.com", false},
        {"two recipients", "ana@example.com,eve@example.com", false},
        {"angle brackets", "Ana <ana@example.com>", false},
        {"two ats", "ana@eve@example.com", false},
        {"zero byte", std::string("ana\0@example.com", 16), false},
        {"not ASCII", "안나@example.com", false},
        {"empty", "", false},
        {"254 bytes and more", "a@" + std::string(250, 'b') + ".com", false},
    };
    for (const auto& test : cases)
        EXPECT_EQ(EmailAddress::parse(test.text).has_value(), test.good) << test.name;
}

TEST(EmailAddressTest, IsOneAddressInWhateverCaseItIsTyped) {
    const auto typed = *EmailAddress::parse("Ana.Maria@Example.COM");
    EXPECT_EQ(typed.text(), "Ana.Maria@example.com");
    EXPECT_EQ(typed.key(), EmailAddress::parse("ana.maria@example.com")->key());
    EXPECT_NE(typed.key(), EmailAddress::parse("anamaria@example.com")->key());
}

}  // namespace
}  // namespace nuri::members
