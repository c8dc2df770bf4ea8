#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace nuri::rights {

/// The span of time in which an avail lets a title be offered, closed at its start and open
/// at its end: a title whose window is [1 March, 1 September) plays in the last second of
/// August and not in the first of September. Two windows that touch therefore never overlap,
/// and a licensor may renew a licence without a gap and without a doubled second.
///
/// A Window is never empty, never changes, and knows UTC only. Documents do not agree on what
/// a bare date means: an end of 2025-08-31 is the midnight that opens that day in one retailer's
/// profile of Avails, and the midnight that closes it in DDEX. Whoever reads a document settles
/// the question, with the territory's time zone, before a Window is made of it.
///
/// Spec: MovieLabs Avails 2.7, AvailTrans-type, Start and End.
class Window {
  public:
    /// A window that closes. Fails with `invalid` unless start < end.
    static Result<Window> between(Instant start, Instant end);

    /// A window that stays open until somebody ends it (an EndCondition of "Open").
    static Window from(Instant start) { return Window(start, std::nullopt); }

    Instant start() const { return start_; }

    /// The first moment at which the title is no longer offered; none while open-ended.
    std::optional<Instant> end() const { return end_; }

    bool contains(Instant moment) const;

    /// The time that both windows allow; none where they share no moment.
    std::optional<Window> intersection(const Window& other) const;

    friend bool operator==(const Window&, const Window&) = default;

  private:
    Window(Instant start, std::optional<Instant> end) : start_(start), end_(end) {}

    Instant start_;
    std::optional<Instant> end_;
};

/// For logs: an ISO 8601 interval in UTC, "2025-03-01T00:00:00Z/2025-09-01T00:00:00Z". An open
/// end is "..", as in ISO 8601-2.
std::string to_string(const Window& window);

}  // namespace nuri::rights
