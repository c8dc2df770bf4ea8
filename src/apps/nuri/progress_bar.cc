#include "apps/nuri/progress_bar.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

namespace nuri::apps {
namespace {
constexpr int width = 32;
constexpr auto redraw_after = std::chrono::milliseconds(100);
}  // namespace

ProgressBar::ProgressBar(bool quiet) : active_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

void ProgressBar::show(double fraction, std::string_view what) {
    if (!active_) return;
    const auto now = std::chrono::steady_clock::now();
    if (shown_ && now - drawn_ < redraw_after) return;
    drawn_ = now;
    shown_ = true;
    fraction = std::clamp(fraction, 0.0, 1.0);
    const int filled = static_cast<int>(fraction * width);
    std::string bar;
    for (int i = 0; i < width; ++i) bar += i < filled ? "█" : "░";
    fmt::print(stderr, "\r\x1b[K{} {:3.0f} %  {}", bar, fraction * 100, what);
}

void ProgressBar::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\x1b[K");
    shown_ = false;
}

}  // namespace nuri::apps
