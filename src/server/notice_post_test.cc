#include "server/notice_post.h"

#include <chrono>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "desk/notice_letters.h"
#include "io/file.h"
#include "members/mail.h"
#include "server/registers.h"

namespace nuri::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr Instant today = std::chrono::sys_days{2026y / 3 / 1};

/// Keeps what is sent, or refuses it.
class Box final : public members::MailPort {
  public:
    Result<> send(const members::Letter& letter, Instant) override {
        if (closed) return Error{ErrorKind::unavailable, "the box is closed"};
        letters.push_back(letter);
        return {};
    }
    std::vector<members::Letter> letters;
    bool closed = false;
};

class NoticePostTest : public testing::Test {
  protected:
    NoticePostTest() {
        catalogue::Catalogue::NewTitle title{.slug = "tide-line"};
        title.facts.texts = {{*world::LanguageTag::parse("en"), "Tide Line", ""},
                             {*world::LanguageTag::parse("ko"), "\xEB\xB0\x80\xEB\xAC\xBC\xEC\x84\xA0", ""}};
        tide_ = registers_->catalogue.add(title, today)->id;
        license(today + 20 * 24h);
        refresh();
    }

    void license(Instant end) {
        licensing::NewGrant grant{.title = tide_, .territories = "KR", .from = today - 240h, .to = end};
        grant.partner = "Northwind";
        const auto tree = (*catalogue::Snapshot::load(registers_->database))->tree();
        EXPECT_TRUE(registers_->licensing.add(grant, tree, today));
    }
    void refresh() { EXPECT_TRUE(registers_->plane.refresh()); }
    void hire(const char* email, members::Role role, int days, const char* locale) {
        EXPECT_TRUE(registers_->operators.add(email, "Ana", role, "a long enough password 7", today));
        EXPECT_TRUE(registers_->database.write([&](store::Writer& writer) {
            return desk::NoticeLetters::wish(writer, {email, std::chrono::days(days), locale}, today);
        }));
    }
    int send(Instant now = today) { return *send_notice_letters(*registers_, box_, now); }

    io::TemporaryFolder folder_ = *io::TemporaryFolder::make("/tmp", "nuri-notice-test-");
    DataDirectory directory_ = *DataDirectory::open(folder_.path());
    std::unique_ptr<Registers> registers_ = *Registers::open(directory_, today);
    TitleId tide_;
    Box box_;
};

TEST_F(NoticePostTest, WritesOnceToWhoeverAsked) {
    EXPECT_EQ(send(), 0) << "nobody asked";
    hire("ana@example.com", members::Role::licensing, 30, "en");
    hire("mina@example.com", members::Role::licensing, 20, "ko");
    EXPECT_EQ(send(), 1) << "for one of them it is not near enough";
    ASSERT_EQ(box_.letters.size(), 1u);
    EXPECT_EQ(box_.letters[0].to.text(), "ana@example.com");
    EXPECT_THAT(box_.letters[0].text, HasSubstr("2026-03-21  licence ends: Tide Line (KR, Northwind)"));
    EXPECT_EQ(send(), 0) << "once";
    EXPECT_EQ(send(today + 1s), 1) << "now it is";
    EXPECT_EQ(box_.letters[1].language, "ko");
    EXPECT_THAT(box_.letters[1].text, HasSubstr("\xEB\xB0\x80\xEB\xAC\xBC\xEC\x84\xA0"));
}

TEST_F(NoticePostTest, TriesAgainWhenALetterCannotLeave) {
    hire("ana@example.com", members::Role::licensing, 30, "en");
    box_.closed = true;
    EXPECT_EQ(send(), 0);
    box_.closed = false;
    EXPECT_EQ(send(), 1);
}

TEST_F(NoticePostTest, TellsNothingOfContractsToWhoMayNotSeeThem) {
    const auto contract = registers_->licensing.add_partner("Hanok", today);
    ASSERT_TRUE(contract);
    EXPECT_TRUE(registers_->licensing.add_contract({.partner = *contract,
                                                    .reference = "SECRET-1",
                                                    .status = licensing::ContractStatus::active,
                                                    .starts = today - 240h,
                                                    .ends = today + 240h},
                                                   today));
    hire("owner@example.com", members::Role::owner, 30, "en");
    hire("sub@example.com", members::Role::catalogue, 30, "en");
    EXPECT_EQ(send(), 2);
    for (const members::Letter& letter : box_.letters)
        EXPECT_EQ(letter.text.find("SECRET-1") != std::string::npos, letter.to.text() == "owner@example.com");
}

}  // namespace
}  // namespace nuri::server
