#include "base/log.h"

#include <gtest/gtest.h>

namespace nuri::log {
namespace {

TEST(LogTest, TextQuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(format_line(Format::text, Level::info, "asset ready",
                          {{"asset", "a1"}, {"title", "Tide Line"}, {"rungs", 5}}),
              "info    asset ready asset=a1 title=\"Tide Line\" rungs=5");
}

TEST(LogTest, JsonKeepsNumbersAsNumbers) {
    EXPECT_EQ(
        format_line(Format::json, Level::warning, "slow", {{"ms", 12}, {"what", "q\"x"}, {"late", true}}),
        R"({"level":"warning","message":"slow","ms":12,"what":"q\"x","late":true})");
}

TEST(LogTest, NothingLoggedCanForgeASecondLine) {
    for (const Format format : {Format::text, Format::json}) {
        const std::string line = format_line(format, Level::error, "a\nb", {{"name", "c\r\nerror d"}});
        EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        EXPECT_EQ(line.find('\r'), std::string::npos) << line;
    }
}

}  // namespace
}  // namespace nuri::log
