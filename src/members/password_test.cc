#include "members/password.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace nuri::members {
namespace {

TEST(PasswordTest, IsRefusedOnlyForBeingShortLongGuessedFirstOrTheAddress) {
    const struct {
        const char* name;
        std::string password;
        bool good;
    } cases[] = {
        {"ten characters", "tide line!", true},
        {"nine characters", "tide line", false},
        {"ten Korean characters", "한옥위에동이트는아침!", true},
        {"nine Korean characters of 27 bytes", "한옥위에동이트는아", false},
        {"256 bytes", std::string(255, 'a') + "b", true},
        {"257 bytes", std::string(256, 'a') + "b", false},
        {"among the first tried", "Password123", false},
        {"one character over and over", "zzzzzzzzzzzz", false},
        {"the address", "ANA@example.com", false},
        {"not UTF-8", "tide line \xff", false},
        {"lower case only", "correct horse", true},
    };
    for (const auto& test : cases) {
        EXPECT_EQ(check_new_password(test.password, "ana@example.com").has_value(), test.good) << test.name;
    }
}

TEST(PasswordHasherTest, KnowsItsPasswordAndNoOther) {
    PasswordHasher hasher(PasswordHasher::Cost::least());
    const std::string stored = *hasher.hash("tide line 1");
    EXPECT_TRUE(stored.starts_with("$argon2id$"));
    EXPECT_NE(stored, *hasher.hash("tide line 1")) << "a salt of its own each time";
    EXPECT_TRUE(*hasher.matches("tide line 1", stored));
    EXPECT_FALSE(*hasher.matches("tide line 2", stored));
    EXPECT_FALSE(*hasher.matches("tide line 1", stored.substr(0, stored.size() - 1)));
}

TEST(PasswordHasherTest, SaysNoForNobodyEvenToTheirPassword) {
    PasswordHasher hasher(PasswordHasher::Cost::least());
    EXPECT_FALSE(*hasher.matches("nobody has this password", ""));
}

TEST(PasswordHasherTest, WantsAHashOfAnotherCostMadeAnew) {
    PasswordHasher cheap(PasswordHasher::Cost::least());
    PasswordHasher dearer({2, size_t{16} << 10});
    const std::string stored = *cheap.hash("tide line 1");
    EXPECT_FALSE(cheap.needs_rehash(stored));
    EXPECT_TRUE(dearer.needs_rehash(stored));
    EXPECT_TRUE(*dearer.matches("tide line 1", stored));
}

TEST(PasswordHasherTest, RefusesMoreThan256Bytes) {
    PasswordHasher hasher(PasswordHasher::Cost::least());
    EXPECT_TRUE(hasher.hash(std::string(256, 'a')));
    EXPECT_EQ(hasher.hash(std::string(257, 'a')).error().kind, ErrorKind::too_large);
}

TEST(PasswordHasherTest, TurnsAwayWhoeverComesWhenTooManyWait) {
    PasswordHasher hasher({2, size_t{1} << 20}, 1, 1);
    std::atomic<int> done = 0;
    std::atomic<int> turned_away = 0;
    std::vector<std::thread> visitors;
    for (int n = 0; n < 16; ++n) {
        visitors.emplace_back([&] {
            const auto hash = hasher.hash("tide line 1");
            if (hash)
                ++done;
            else if (hash.error().kind == ErrorKind::exhausted)
                ++turned_away;
        });
    }
    for (std::thread& visitor : visitors) visitor.join();
    EXPECT_EQ(done + turned_away, 16);
    EXPECT_GE(done, 1);
    EXPECT_TRUE(hasher.hash("tide line 1")) << "and afterwards there is room again";
}

}  // namespace
}  // namespace nuri::members
