#include "rights/window.h"

#include <algorithm>

namespace nuri::rights {

Result<Window> Window::between(Instant start, Instant end) {
    if (start >= end) {
        return Error{ErrorKind::invalid, "window ends at " + nuri::to_string(end) + ", not after its start " +
                                             nuri::to_string(start)};
    }
    return Window(start, end);
}

bool Window::contains(Instant moment) const {
    return start_ <= moment && (!end_ || moment < *end_);
}

std::optional<Window> Window::intersection(const Window& other) const {
    const Instant start = std::max(start_, other.start_);
    std::optional<Instant> end = end_;
    if (other.end_ && (!end || *other.end_ < *end)) end = other.end_;
    if (end && start >= *end) return std::nullopt;
    return Window(start, end);
}

std::string to_string(const Window& window) {
    return nuri::to_string(window.start()) + "/" + (window.end() ? nuri::to_string(*window.end()) : "..");
}

}  // namespace nuri::rights
