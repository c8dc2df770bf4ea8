#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri {

/// A moment in UTC, to the millisecond, leap seconds not counted (POSIX). A `sys_days` converts to
/// it, so that `Instant june = std::chrono::sys_days{2025y / 6 / 1}` reads as it should.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Milliseconds since 1970-01-01T00:00:00Z, as the stores keep an instant.
constexpr int64_t to_unix_ms(Instant moment) {
    return moment.time_since_epoch().count();
}
constexpr Instant from_unix_ms(int64_t ms) {
    return Instant{std::chrono::milliseconds{ms}};
}

/// RFC 3339 with a zone ("2025-06-01T00:00:00Z", "2025-06-01T09:00:00.5+09:00"), or a bare date, which
/// is that day's midnight in UTC. A date-time without a zone is refused (`invalid`): what it means is
/// for whoever reads the document to settle. A leap second (":60") reads as the second that follows it.
Result<Instant> parse_instant(std::string_view text);

/// RFC 3339 in UTC, "2025-06-01T00:00:00Z"; milliseconds are written only where there are any.
std::string to_string(Instant moment);

/// The instant at which clocks in `zone` (IANA, "Asia/Seoul") show midnight at the start of `day`.
/// Where that midnight is skipped by a change to summer time, the first moment of the day; where it
/// comes twice, the earlier. `not_found` if the zone database has no such zone.
Result<Instant> midnight_in(std::string_view zone, std::chrono::year_month_day day);

/// The calendar day on which a moment falls in `zone`. `not_found` as above.
Result<std::chrono::year_month_day> day_in(std::string_view zone, Instant moment);

/// The moment now. An interface so that what depends on time can be tested to the millisecond.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

/// The machine's own clock.
class SystemClock final : public Clock {
  public:
    Instant now() const override;
};

/// A clock that stands until it is moved.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const override { return now_; }
    void set(Instant moment) { now_ = moment; }
    void advance(std::chrono::milliseconds by) { now_ += by; }

  private:
    Instant now_;
};

}  // namespace nuri
