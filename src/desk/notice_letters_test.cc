#include "desk/notice_letters.h"

#include <chrono>

#include <gtest/gtest.h>

#include "desk/assignments.h"
#include "store/migration.h"

namespace nuri::desk {
namespace {

using namespace std::chrono_literals;

constexpr Instant today = std::chrono::sys_days{2026y / 3 / 1};

class NoticeLettersTest : public testing::Test {
  protected:
    NoticeLettersTest() { EXPECT_TRUE(store::migrate(*database_, Assignments::schema(), today)); }

    Result<> wish(const char* email, int days) {
        return database_->write([&](store::Writer& writer) {
            return NoticeLetters::wish(writer, {email, std::chrono::days(days), "ko"}, today);
        });
    }
    size_t untold(const char* email, const std::vector<Notice>& notices) {
        return database_
            ->read([&](store::Reader& reader) { return NoticeLetters::untold(reader, email, notices); })
            ->size();
    }
    void tell(const char* email, const std::vector<Notice>& notices) {
        EXPECT_TRUE(database_->write(
            [&](store::Writer& writer) { return NoticeLetters::note_told(writer, email, notices, today); }));
    }
    static Notice ending(int64_t grant, Instant at) {
        return {Notice::Kind::licence_ends, at, TitleId(1), GrantId(grant), {}, {}};
    }

    std::unique_ptr<store::Database> database_ = *store::Database::open_temporary();
};

TEST_F(NoticeLettersTest, KeepsOneWishForEachOperator) {
    EXPECT_TRUE(wish("ana@example.com", 30));
    EXPECT_TRUE(wish("ana@example.com", 7));
    EXPECT_TRUE(wish("mina@example.com", 365));
    const auto wishes = *database_->read([](store::Reader& reader) { return NoticeLetters::list(reader); });
    ASSERT_EQ(wishes.size(), 2u);
    EXPECT_EQ(wishes[0], (LetterWish{"ana@example.com", std::chrono::days(7), "ko"}));
    EXPECT_EQ(wish("ana@example.com", 0).error().kind, ErrorKind::invalid);
    EXPECT_EQ(wish("ana@example.com", 366).error().kind, ErrorKind::invalid);
    EXPECT_TRUE(database_->write(
        [](store::Writer& writer) { return NoticeLetters::forget(writer, "ana@example.com"); }));
    EXPECT_FALSE(*database_->read(
        [](store::Reader& reader) { return NoticeLetters::find(reader, "ana@example.com"); }));
}

TEST_F(NoticeLettersTest, TellsNobodyTheSameTwiceUnlessItHasMoved) {
    const Notice may = ending(1, today + 720h), june = ending(1, today + 1440h);
    EXPECT_EQ(untold("ana@example.com", {may, ending(2, may.at)}), 2u);
    tell("ana@example.com", {may});
    EXPECT_EQ(untold("ana@example.com", {may, ending(2, may.at)}), 1u) << "the other licence";
    EXPECT_EQ(untold("ana@example.com", {june}), 1u) << "it was moved";
    EXPECT_EQ(untold("mina@example.com", {may}), 1u) << "somebody else";
    tell("ana@example.com", {may});  // told twice does no harm
    EXPECT_EQ(untold("ana@example.com", {may}), 0u);
}

}  // namespace
}  // namespace nuri::desk
