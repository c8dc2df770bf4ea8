#include "members/mail.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/text.h"
#include "io/file.h"
#include "members/letter_texts.h"

namespace nuri::members {
namespace {

constexpr Instant moment = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1} + std::chrono::hours(9);

EmailAddress address(std::string_view text) {
    return *EmailAddress::parse(text);
}

Sender sender() {
    return {"nuri \"films\"", address("post@watch.example")};
}

std::string text_of(const std::string& message) {
    std::string body = message.substr(message.find("\r\n\r\n") + 4);
    std::erase_if(body, [](char c) { return c == '\r' || c == '\n' || c == '='; });
    std::replace(body.begin(), body.end(), '+', '-');
    std::replace(body.begin(), body.end(), '/', '_');
    const auto bytes = *from_base64url(body);
    return std::string(as_text(bytes));
}

TEST(MailTest, IsComposedAsRfc5322Asks) {
    const Letter letter{address("ana@example.com"), "Welcome", "Hello.\nGoodbye.\n", "en"};
    const std::string message = *compose(letter, sender(), "1.ab", moment);
    EXPECT_EQ(message.substr(0, message.find("Content-Transfer")),
              "Date: Sun, 01 Jun 2025 09:00:00 +0000\r\n"
              "From: \"nuri \\\"films\\\"\"\r\n <post@watch.example>\r\n"
              "To: ana@example.com\r\n"
              "Subject: Welcome\r\n"
              "Message-ID: <1.ab@watch.example>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=UTF-8\r\n");
    EXPECT_EQ(text_of(message), "Hello.\r\nGoodbye.\r\n");
}

TEST(MailTest, KeepsEveryLineShortAndAsciiInAnyScript) {
    const Letter letter{address("ana@example.com"),
                        "누리 이메일 주소를 확인해 주세요, 그리고 새벽의 한옥을 이어서 보세요",
                        std::string(500, 'x') + " 한옥\n", "ko"};
    const std::string message = *compose(letter, {"누리", address("post@watch.example")}, "1.ab", moment);
    for (const std::string_view line : split(message, '\n')) {
        EXPECT_LE(line.size(), 77u) << line;  // with its CR
        EXPECT_TRUE(std::all_of(line.begin(), line.end(),
                                [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    }
    EXPECT_NE(message.find("Subject: =?UTF-8?B?"), std::string::npos);
    EXPECT_NE(message.find("From: =?UTF-8?B?64iE66as?="), std::string::npos);
    EXPECT_TRUE(text_of(message).ends_with(" 한옥\r\n"));
}

TEST(MailTest, LetsNobodyAddAHeader) {
    const char* const evil = "Hi\r\nBcc: all@example.com";
    EXPECT_EQ(compose({address("a@example.com"), evil, "", "en"}, sender(), "1", moment).error().kind,
              ErrorKind::invalid);
    EXPECT_FALSE(compose({address("a@example.com"), "Hi", "", "en\nX: y"}, sender(), "1", moment));
    EXPECT_FALSE(
        compose({address("a@example.com"), "Hi", "", "en"}, {evil, address("b@example.com")}, "1", moment));
    EXPECT_FALSE(compose({address("a@example.com"), "Hi", "", "en"}, sender(), "1\r\nX: y", moment));
    const std::string tabbed = "a\x0b";
    EXPECT_FALSE(compose({address("a@example.com"), tabbed, "", "en"}, sender(), "1", moment));
}

TEST(FolderMailTest, WritesOneWholeFileForEachLetter) {
    const auto folder = *io::TemporaryFolder::make("/tmp", "mail");
    FolderMail mail(folder.path() / "mail", sender());
    const Letter letter{address("ana@example.com"), "Welcome", "Hello.\n", "en"};
    ASSERT_TRUE(mail.send(letter, moment));
    ASSERT_TRUE(mail.send(letter, moment));
    const auto names = *io::list_folder(folder.path() / "mail");
    ASSERT_EQ(names.size(), 2u) << "two letters of one millisecond are two files";
    for (const std::string& name : names) EXPECT_TRUE(name.ends_with(".eml"));
    EXPECT_TRUE(io::read_file(folder.path() / "mail" / names[0], 10000)->starts_with("Date: "));
}

TEST(LetterTextsTest, SpeakTheReadersLanguageAndElseEnglish) {
    const auto subject = [](std::string_view locale) {
        return write_letter(LetterKind::verify, address("a@example.com"), locale, "nuri",
                            "https://x/verify?token=t")
            .subject;
    };
    EXPECT_EQ(subject("en"), subject("th"));
    EXPECT_EQ(subject("es-MX"), "Confirma tu dirección de correo para nuri");
    EXPECT_EQ(subject("ko-KR"), "nuri 이메일 주소를 확인해 주세요");
}

TEST(LetterTextsTest, HoldTheirLinkInEveryLanguage) {
    for (const char* locale : {"en", "es", "pt", "ko", "ja"}) {
        for (const LetterKind kind : {LetterKind::verify, LetterKind::reset}) {
            const Letter letter =
                write_letter(kind, address("a@example.com"), locale, "nuri", "https://x/verify?token=t");
            EXPECT_NE(letter.text.find("\n\nhttps://x/verify?token=t\n\n"), std::string::npos) << locale;
            EXPECT_TRUE(is_utf8(letter.text)) << locale;
            EXPECT_EQ(letter.text.find('{'), std::string::npos) << locale;
        }
    }
}

}  // namespace
}  // namespace nuri::members
