#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "rights/ids.h"
#include "rights/window.h"
#include "world/territory.h"

namespace nuri::rights {

/// What happens to a title and what contracts count from. Spelt as the conditions of MovieLabs Avails 2.7
/// (StartCondition, EndCondition), which knows the first four.
enum class ReleaseEvent : uint8_t {
    theatrical,  ///< "Theatrical": first shown in cinemas
    broadcast,   ///< "Broadcast": first broadcast
    completed,   ///< "Completed": the season's last episode has been broadcast
    est,         ///< "EST", "ESTStart": first for sale electronically
    physical,    ///< first for sale on disc
};
inline constexpr int release_event_count = 5;

/// "Theatrical", "Broadcast", ...; read in any case, and "ESTStart" is EST.
std::string_view to_string(ReleaseEvent event);
Result<ReleaseEvent> parse_release_event(std::string_view word);

/// A span that is added to a moment: whole months first, by the calendar (31 January and a month is the last
/// of February), then days and less. Negative spans count back.
struct Lag {
    int months = 0;
    std::chrono::milliseconds time{0};
    friend bool operator==(const Lag&, const Lag&) = default;
};

/// An ISO 8601 duration, "P45D", "-PT12H", "P1Y6M", as xs:duration writes it. At most 100 years.
Result<Lag> parse_lag(std::string_view text);
std::string to_string(const Lag& lag);
/// `invalid` where the sum leaves the years 1 to 9999.
Result<Instant> later_by(Instant moment, const Lag& lag);

/// A day that begins in each territory when the clocks of its first time zone show midnight.
struct LocalMidnight {
    std::chrono::year_month_day day;
    friend bool operator==(const LocalMidnight&, const LocalMidnight&) = default;
};

/// A moment that is told by something that happens to the title.
struct AfterEvent {
    ReleaseEvent event = ReleaseEvent::theatrical;
    Lag lag;
    friend bool operator==(const AfterEvent&, const AfterEvent&) = default;
};

/// One end of a licence's time.
using Edge = std::variant<Instant, LocalMidnight, AfterEvent>;

/// A licence's time in the words of its contract, where it is more than two instants: what it is depends on
/// the territory and on events that may not have happened yet. `resolve` (resolve.h) makes windows of it.
struct Timing {
    Edge start;
    std::optional<Edge> end;    ///< none: open
    std::optional<Lag> length;  ///< it ends no later than this after its start ("WindowDuration")
    friend bool operator==(const Timing&, const Timing&) = default;
};

/// "2026-06-01T00:00:00Z", "local 2026-06-01", "Theatrical + P45D", "EST", "Broadcast - PT12H". The same
/// words are read; a bare date is that day's midnight in UTC.
std::string to_string(const Edge& edge);
Result<Edge> parse_edge(std::string_view text);

/// Two instants need no resolving: the Window that a Timing of them says, or none if it says more. `invalid`
/// for a window without time in it.
Result<std::optional<Window>> window_of(const Timing& timing);

/// When what happened: by title, event and territory. An entry without a territory speaks for all that have
/// none of their own; a country's speaks for its subdivisions.
class EventTable {
  public:
    void set(TitleId title, ReleaseEvent event, std::optional<world::Territory> territory, Instant at);

    /// The event of this title itself.
    std::optional<Instant> at(TitleId title, ReleaseEvent event, world::Territory territory) const;
    /// Whether anything is known of the event for the title, anywhere.
    bool knows(TitleId title, ReleaseEvent event) const;
    /// The subdivisions that the title's event has an entry of its own for.
    std::vector<world::Territory> subdivisions_of(TitleId title, ReleaseEvent event) const;

  private:
    struct Moments {
        std::optional<Instant> everywhere;
        std::map<world::Territory, Instant> somewhere;
    };
    std::map<std::pair<TitleId, ReleaseEvent>, Moments> moments_;
};

}  // namespace nuri::rights
