#include "base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace nuri {
namespace {

Result<int> half(int n) {
    if (n % 2 != 0) return Error{ErrorKind::invalid, "odd"};
    return n / 2;
}

Result<int> quarter(int n) {
    return half(TRY(half(n)));
}

Result<> even(int n) {
    TRY(half(n));
    return {};
}

TEST(ResultTest, HoldsAValueOrAnError) {
    EXPECT_EQ(*half(4), 2);
    EXPECT_EQ(half(3).error(), (Error{ErrorKind::invalid, "odd"}));
}

TEST(ResultTest, TryHandsTheFirstErrorUp) {
    EXPECT_EQ(*quarter(8), 2);
    EXPECT_EQ(quarter(6).error().message, "odd");
    EXPECT_TRUE(even(2));
    EXPECT_FALSE(even(1));
}

TEST(ResultTest, ContextIsPutBeforeTheMessageOfAnErrorAndLeavesAValueAlone) {
    EXPECT_EQ(half(3).context("halving 3").error().message, "halving 3: odd");
    EXPECT_EQ(*half(4).context("halving 4"), 2);
    EXPECT_EQ(even(1).context("checking 1").error().message, "checking 1: odd");
}

TEST(ResultTest, CarriesAValueThatCanOnlyBeMoved) {
    Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
    std::unique_ptr<int> taken = *std::move(made);
    EXPECT_EQ(*taken, 7);
}

TEST(ResultDeathTest, ReadingTheValueOfAnErrorIsOurMistakeAndEndsTheProgram) {
    EXPECT_DEATH((void)*half(3), "CHECK failed");
}

}  // namespace
}  // namespace nuri
