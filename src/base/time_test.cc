#include "base/time.h"

#include <gtest/gtest.h>

namespace nuri {
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;

constexpr Instant june = sys_days{2025y / 6 / 1};

TEST(TimeTest, ReadsRfc3339WithAZoneAndABareDateAsUtcMidnight) {
    const struct {
        const char* text;
        Instant moment;
    } cases[] = {
        {"2025-06-01", june},
        {"2025-06-01T00:00:00Z", june},
        {"2025-06-01t00:00:00z", june},
        {"2025-06-01 00:00:00Z", june},
        {"2025-06-01T09:00:00+09:00", june},
        {"2025-05-31T20:30:00-03:30", june},
        {"2025-06-01T00:00:00.25Z", june + 250ms},
        {"2025-06-01T00:00:00.0009Z", june},
        {"2024-02-29", sys_days{2024y / 2 / 29}},
        {"2016-12-31T23:59:60Z", sys_days{2017y / 1 / 1}},
        {"1969-12-31T23:59:59.999Z", Instant{-1ms}},
    };
    for (const auto& [text, moment] : cases) EXPECT_EQ(*parse_instant(text), moment) << text;
}

TEST(TimeTest, RefusesWhatIsNoMoment) {
    for (const char* text :
         {"", "2025", "2025-6-1", "2025-13-01", "2025-02-29", "2025-06-01T00:00", "2025-06-01T24:00:00Z",
          "2025-06-01T00:60:00Z", "2025-06-01T00:00:00", "2025-06-01T00:00:00+9", "2025-06-01T00:00:00.Z",
          "2025-06-01T00:00:00Zx", "yesterday", "2025-06-01T00:00:00+24:00"}) {
        EXPECT_EQ(parse_instant(text).error().kind, ErrorKind::invalid) << text;
    }
}

TEST(TimeTest, WritesWhatItReads) {
    for (const char* text : {"2025-06-01T00:00:00Z", "2025-12-31T23:59:59.999Z", "1969-12-31T23:59:59Z",
                             "0001-01-01T00:00:00Z"}) {
        EXPECT_EQ(to_string(*parse_instant(text)), text);
    }
}

TEST(TimeTest, MidnightIsTheZonesOwn) {
    EXPECT_EQ(*midnight_in("Asia/Seoul", 2025y / 6 / 1), june - 9h);
    EXPECT_EQ(*midnight_in("America/New_York", 2025y / 6 / 1), june + 4h);
    // Lebanon springs forward at midnight: the day 2025-03-30 begins at one o'clock.
    EXPECT_EQ(*midnight_in("Asia/Beirut", 2025y / 3 / 30), sys_days{2025y / 3 / 29} + 22h);
    // Cuba falls back at one o'clock to midnight: 2025-11-02 has two midnights, the first is meant.
    EXPECT_EQ(*midnight_in("America/Havana", 2025y / 11 / 2), sys_days{2025y / 11 / 2} + 4h);
    EXPECT_EQ(midnight_in("Mars/Olympus", 2025y / 6 / 1).error().kind, ErrorKind::not_found);
}

TEST(TimeTest, ADayEndsWhenItsZoneSaysSo) {
    EXPECT_EQ(*day_in("Asia/Seoul", june - 9h), 2025y / 6 / 1);
    EXPECT_EQ(*day_in("Asia/Seoul", june - 9h - 1ms), 2025y / 5 / 31);
}

}  // namespace
}  // namespace nuri
