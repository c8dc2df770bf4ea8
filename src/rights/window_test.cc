#include "rights/window.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

constexpr Instant march = std::chrono::sys_days{2025y / 3 / 1};
constexpr Instant june = std::chrono::sys_days{2025y / 6 / 1};
constexpr Instant september = std::chrono::sys_days{2025y / 9 / 1};

Window window(Instant start, Instant end) {
    return *Window::between(start, end);
}

TEST(WindowTest, IsClosedAtItsStartAndOpenAtItsEnd) {
    const Window summer = window(june, september);
    EXPECT_FALSE(summer.contains(june - 1ms));
    EXPECT_TRUE(summer.contains(june));
    EXPECT_TRUE(summer.contains(september - 1ms));
    EXPECT_FALSE(summer.contains(september));
    EXPECT_TRUE(Window::from(june).contains(september + 24h * 36500));
}

TEST(WindowTest, IsNeverEmpty) {
    EXPECT_TRUE(Window::between(june, june + 1ms));
    EXPECT_EQ(Window::between(june, june).error().kind, ErrorKind::invalid);
    EXPECT_EQ(Window::between(september, june).error().message,
              "window ends at 2025-06-01T00:00:00Z, not after its start 2025-09-01T00:00:00Z");
}

TEST(WindowTest, IntersectsInTheTimeThatBothAllow) {
    const struct {
        const char* name;
        Window a, b;
        std::optional<Window> both;
    } cases[] = {
        {"apart", window(march, june - 1s), window(june, september), {}},
        // A renewal starts in the very second in which the old licence ends. Were the two to
        // overlap, that second would be counted, and paid for, twice.
        {"renewed", window(march, june), window(june, september), {}},
        {"one within the other", window(march, september), window(june, june + 1s), window(june, june + 1s)},
        {"one open-ended", window(march, september), Window::from(june), window(june, september)},
        {"both open-ended", Window::from(march), Window::from(june), Window::from(june)},
    };
    for (const auto& [name, a, b, both] : cases) {
        EXPECT_EQ(a.intersection(b), both) << name;
        EXPECT_EQ(b.intersection(a), both) << name << ", asked the other way round";
    }
}

TEST(WindowTest, IsWrittenAsAnInterval) {
    EXPECT_EQ(to_string(window(march, september)), "2025-03-01T00:00:00Z/2025-09-01T00:00:00Z");
    EXPECT_EQ(to_string(Window::from(march)), "2025-03-01T00:00:00Z/..");
}

}  // namespace
}  // namespace nuri::rights
