#include "members/rate_limiter.h"

#include <gtest/gtest.h>

namespace nuri::members {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1} + 12h;

TEST(RateLimiterTest, LetsABurstThroughAndThenOneForEachRefill) {
    RateLimiter limiter({3, 10s}, 10);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon), 10s);
    EXPECT_EQ(limiter.take("ana", noon + 9999ms), 1ms) << "a refusal costs nothing";
    EXPECT_EQ(limiter.take("ana", noon + 10s), 0ms);
    EXPECT_EQ(limiter.take("ana", noon + 10s), 10s);
}

TEST(RateLimiterTest, NeverHoldsMoreThanTheBurst) {
    RateLimiter limiter({2, 1s}, 10);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon + 1h), 0ms);
    EXPECT_EQ(limiter.take("ana", noon + 1h), 0ms);
    EXPECT_EQ(limiter.take("ana", noon + 1h), 1s);
}

TEST(RateLimiterTest, CountsKeysApart) {
    RateLimiter limiter({1, 1s}, 10);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("eve", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon), 1s);
}

TEST(RateLimiterTest, RefillsNothingWhenTimeRunsBackwards) {
    RateLimiter limiter({1, 10s}, 10);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon - 1h), 10s);
    EXPECT_EQ(limiter.take("ana", noon + 10s), 0ms);
}

TEST(RateLimiterTest, ForgetsTheKeyUsedLongestAgoWhenFull) {
    RateLimiter limiter({1, 1h}, 2);
    EXPECT_EQ(limiter.take("ana", noon), 0ms);
    EXPECT_EQ(limiter.take("eve", noon), 0ms);
    EXPECT_EQ(limiter.take("ana", noon), 1h);
    EXPECT_EQ(limiter.take("kim", noon), 0ms);
    EXPECT_EQ(limiter.size(), 2u);
    EXPECT_EQ(limiter.take("ana", noon), 1h) << "used after eve";
    EXPECT_EQ(limiter.take("eve", noon), 0ms) << "forgotten";
}

TEST(RateLimiterTest, TakesAnIpv6NetworkForOneVisitor) {
    EXPECT_EQ(rate_key_of_address("2001:db8:1:2::3"), rate_key_of_address("2001:db8:1:2:ffff::1"));
    EXPECT_NE(rate_key_of_address("2001:db8:1:2::3"), rate_key_of_address("2001:db8:1:3::3"));
    EXPECT_EQ(rate_key_of_address("::ffff:203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(rate_key_of_address("203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(rate_key_of_address("unix"), "unix");
}

}  // namespace
}  // namespace nuri::members
