#include "members/my_list.h"

#include <chrono>

#include <gtest/gtest.h>

#include "members/members_test_house.h"

namespace nuri::members {
namespace {

using namespace std::chrono_literals;

class MyListTest : public MembersTest {
  protected:
    std::vector<int64_t> titles(ProfileId profile) {
        std::vector<int64_t> numbers;
        for (const ListedTitle& listed : *lists.list(profile)) numbers.push_back(listed.title);
        return numbers;
    }

    MyLists lists{*database};
    AccountId ana = add_ana();
    ProfileId first = profiles.list(ana)->front().id;
};

TEST_F(MyListTest, ShowsWhatWasAddedLastFirstAndKeepsThePlaceOfWhatIsThere) {
    for (int n = 1; n <= 3; ++n) ASSERT_TRUE(lists.add(first, n, noon + n * 1s));
    ASSERT_TRUE(lists.add(first, 1, noon + 1h));
    EXPECT_EQ(titles(first), (std::vector<int64_t>{3, 2, 1}));
    EXPECT_TRUE(*lists.contains(first, 2));
    ASSERT_TRUE(lists.remove(first, 2));
    ASSERT_TRUE(lists.remove(first, 2));
    EXPECT_EQ(titles(first), (std::vector<int64_t>{3, 1}));
}

TEST_F(MyListTest, BelongsToOneProfileAndGoesWithIt) {
    const ProfileId second = *profiles.add(ana, {.name = "Bo"}, noon);
    ASSERT_TRUE(lists.add(second, 7, noon));
    EXPECT_TRUE(titles(first).empty());
    ASSERT_TRUE(profiles.remove(ana, second));
    EXPECT_TRUE(titles(second).empty());
}

TEST_F(MyListTest, IsBounded) {
    for (int n = 1; n <= MyLists::per_profile_max; ++n) ASSERT_TRUE(lists.add(first, n, noon));
    EXPECT_EQ(lists.add(first, 100'000, noon).error().kind, ErrorKind::exhausted);
    EXPECT_TRUE(lists.add(first, 1, noon));
}

TEST_F(MyListTest, WhoHasAProfileOpenMustSayItsNewPin) {
    const auto opened = *sessions.open(ana, {}, noon);
    ASSERT_TRUE(sessions.choose_profile(opened.session.id, first, false));
    EXPECT_EQ((*sessions.find(opened.secret, noon))->profile, first);
    EXPECT_EQ((*sessions.find(opened.secret, noon))->password_said, noon);
    ASSERT_TRUE(profiles.set_pin(ana, first, "1234", noon));
    EXPECT_FALSE((*sessions.find(opened.secret, noon))->profile);
    ASSERT_TRUE(sessions.choose_profile(opened.session.id, first, true));
    EXPECT_EQ((*sessions.find(opened.secret, noon))->password_said, Instant());
    ASSERT_TRUE(sessions.note_password(opened.session.id, noon + 1h));
    EXPECT_EQ((*sessions.find(opened.secret, noon))->password_said, noon + 1h);
}

}  // namespace
}  // namespace nuri::members
