#include "members/support.h"

#include <chrono>

#include <gtest/gtest.h>

#include "members/members_test_house.h"

namespace nuri::members {
namespace {

using namespace std::chrono_literals;

class SupportTest : public MembersTest {
  protected:
    SupportTest() { EXPECT_TRUE(store::migrate(*database, Support::schema(), noon)); }

    MemberNote note(NoteKind kind, std::optional<int64_t> amount_minor, std::string currency) const {
        return {.account = ana_id,
                .at = noon,
                .by = "mina",
                .kind = kind,
                .text = "stalling",
                .amount_minor = amount_minor,
                .currency = std::move(currency)};
    }

    AccountId ana_id = add_ana();
    Support support{*database};
};

TEST_F(SupportTest, FindsAMemberByNumberAddressOrItsBeginning) {
    const std::vector<AccountId> found = {ana_id};
    EXPECT_EQ(*support.search(std::to_string(ana_id.number()), 10), found);
    EXPECT_EQ(*support.search("ana@example.com", 10), found);
    EXPECT_EQ(*support.search("ANA@", 10), found);
    EXPECT_TRUE(support.search("na@", 10)->empty()) << "not from its middle";
    EXPECT_TRUE(support.search("%", 10)->empty()) << "a wildcard is a letter like any other";
}

TEST_F(SupportTest, KeepsNotesTheNewestFirst) {
    const int64_t first = *support.add(note(NoteKind::note, {}, ""));
    const int64_t second = *support.add(note(NoteKind::refund, 13900, "MXN"));
    const auto notes = *support.notes_of(ana_id, 10);
    ASSERT_EQ(notes.size(), 2u);
    EXPECT_EQ(notes[0].id, second);
    EXPECT_EQ(notes[1].id, first);
    EXPECT_EQ(support.notes_of(ana_id, 1)->size(), 1u);
}

TEST_F(SupportTest, AsksARefundForItsSumAndANoteForNone) {
    EXPECT_EQ(support.add(note(NoteKind::refund, {}, "MXN")).error().kind, ErrorKind::invalid);
    EXPECT_EQ(support.add(note(NoteKind::refund, 100, "")).error().kind, ErrorKind::invalid);
    EXPECT_EQ(support.add(note(NoteKind::note, 100, "MXN")).error().kind, ErrorKind::invalid);
    MemberNote stray = note(NoteKind::note, {}, "");
    stray.account = AccountId(ana_id.number() + 1);
    EXPECT_EQ(support.add(stray).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace nuri::members
