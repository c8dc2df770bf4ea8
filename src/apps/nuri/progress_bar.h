#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace nuri::apps {

/// A line on standard error that shows how far a piece of work is. On anything but a terminal it says
/// nothing, so that logs and pipes stay clean.
class ProgressBar {
  public:
    explicit ProgressBar(bool quiet);
    ~ProgressBar() { clear(); }

    /// `fraction` from 0 to 1; `what` stands behind the bar: "encode 3.1x, 2 min left". Drawn a few times a
    /// second at most.
    void show(double fraction, std::string_view what);
    void clear();

  private:
    bool active_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace nuri::apps
