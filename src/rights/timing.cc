#include "rights/timing.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/text.h"

namespace nuri::rights {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view event_words[] = {"Theatrical", "Broadcast", "Completed", "EST", "Physical"};
static_assert(std::size(event_words) == release_event_count);

constexpr int64_t day_ms = 86'400'000;
constexpr int64_t lag_ms_max = day_ms * 36'525;  // a hundred years
constexpr int lag_months_max = 1200;
constexpr Instant first_instant = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr Instant last_instant = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

Error not_a_lag(std::string_view text) {
    return {ErrorKind::invalid, "'" + std::string(text.substr(0, 40)) +
                                    "' is no ISO 8601 duration of at most 100 years, such as P45D or -PT12H"};
}

// One "45D" of a duration: the number and its letter; digits behind a point are milliseconds of seconds.
struct Part {
    int64_t whole = 0;
    int64_t thousandths = 0;
    bool fraction = false;
    char unit = 0;
};

std::optional<Part> next_part(std::string_view& rest) {
    size_t end = 0;
    while (end < rest.size() && std::isdigit(static_cast<unsigned char>(rest[end])) != 0) ++end;
    if (end == 0 || end > 9) return std::nullopt;
    Part part;
    part.whole = *parse_integer(rest.substr(0, end));
    if (end < rest.size() && rest[end] == '.') {
        part.fraction = true;
        int64_t scale = 100;
        size_t digits = 0;
        for (++end; end < rest.size() && std::isdigit(static_cast<unsigned char>(rest[end])) != 0;
             ++end, ++digits) {
            part.thousandths += (rest[end] - '0') * scale;
            scale /= 10;
        }
        if (digits == 0) return std::nullopt;
    }
    if (end >= rest.size()) return std::nullopt;
    part.unit = rest[end];
    rest.remove_prefix(end + 1);
    return part;
}

// Adds a part to the lag; the units must come in the order of ISO 8601. False for one that has no place.
bool add_part(Lag& lag, const Part& part, bool in_time, int& order) {
    const auto place = [&](int n) { return n > order ? (order = n, true) : false; };
    if (part.fraction && !(in_time && part.unit == 'S')) return false;
    int64_t ms = 0, months = 0;
    if (!in_time && part.unit == 'Y' && place(1)) {
        months = part.whole * 12;
    } else if (!in_time && part.unit == 'M' && place(2)) {
        months = part.whole;
    } else if (!in_time && part.unit == 'W' && place(3)) {
        ms = part.whole * 7 * day_ms;
    } else if (!in_time && part.unit == 'D' && place(4)) {
        ms = part.whole * day_ms;
    } else if (in_time && part.unit == 'H' && place(5)) {
        ms = part.whole * 3'600'000;
    } else if (in_time && part.unit == 'M' && place(6)) {
        ms = part.whole * 60'000;
    } else if (in_time && part.unit == 'S' && place(7)) {
        ms = part.whole * 1000 + part.thousandths;
    } else {
        return false;
    }
    if (months + lag.months > lag_months_max || ms + lag.time.count() > lag_ms_max) return false;
    lag.months += static_cast<int>(months);
    lag.time += milliseconds(ms);
    return true;
}

}  // namespace

std::string_view to_string(ReleaseEvent event) {
    return event_words[static_cast<size_t>(event)];
}

Result<ReleaseEvent> parse_release_event(std::string_view word) {
    if (equals_ignoring_case(word, "ESTStart")) return ReleaseEvent::est;
    for (int i = 0; i < release_event_count; ++i) {
        if (equals_ignoring_case(word, event_words[i])) return static_cast<ReleaseEvent>(i);
    }
    return Error{ErrorKind::invalid, "unknown event '" + std::string(word.substr(0, 40)) + "'; there are " +
                                         join(event_words, ", ")};
}

Result<Lag> parse_lag(std::string_view text) {
    std::string_view rest = trim(text);
    const bool back = rest.starts_with('-');
    if (back) rest.remove_prefix(1);
    if (!rest.starts_with('P')) return not_a_lag(text);
    rest.remove_prefix(1);
    Lag lag;
    bool in_time = false, any = false;
    for (int order = 0; !rest.empty();) {
        if (rest.front() == 'T' && !in_time) {
            in_time = true;
            any = false;
            rest.remove_prefix(1);
            continue;
        }
        const auto part = next_part(rest);
        if (!part || !add_part(lag, *part, in_time, order)) return not_a_lag(text);
        any = true;
    }
    if (!any) return not_a_lag(text);
    if (back) lag = {-lag.months, -lag.time};
    return lag;
}

std::string to_string(const Lag& lag) {
    // Months and time of unlike signs cannot be read, and so are never made; a zero goes with either.
    const bool back = lag.months < 0 || lag.time.count() < 0;
    int64_t ms = std::abs(lag.time.count());
    std::string text = back ? "-P" : "P";
    if (const int months = std::abs(lag.months); months != 0) text += std::to_string(months) + "M";
    if (ms >= day_ms) text += std::to_string(ms / day_ms) + "D";
    ms %= day_ms;
    if (ms != 0) {
        text += "T";
        if (ms >= 3'600'000) text += std::to_string(ms / 3'600'000) + "H";
        if (ms / 60'000 % 60 != 0) text += std::to_string(ms / 60'000 % 60) + "M";
        if (ms % 60'000 != 0) {
            text += std::to_string(ms / 1000 % 60);
            if (ms % 1000 != 0) text += "." + std::to_string(1000 + ms % 1000).substr(1);
            text += "S";
        }
    }
    return text.back() == 'P' ? "P0D" : text;
}

Result<Instant> later_by(Instant moment, const Lag& lag) {
    using namespace std::chrono;
    if (lag.months != 0) {
        const sys_days day = floor<days>(moment);
        const auto time = moment - day;
        year_month_day date = year_month_day(day) + months(lag.months);
        if (!date.ok()) date = date.year() / date.month() / last;
        moment = Instant(sys_days(date)) + time;
    }
    moment += lag.time;
    if (moment < first_instant || moment >= last_instant)
        return Error{ErrorKind::invalid, "a moment outside the years 1 to 9999"};
    return moment;
}

std::string to_string(const Edge& edge) {
    if (const auto* moment = std::get_if<Instant>(&edge)) return nuri::to_string(*moment);
    if (const auto* midnight = std::get_if<LocalMidnight>(&edge)) {
        return "local " + nuri::to_string(Instant(std::chrono::sys_days(midnight->day))).substr(0, 10);
    }
    const auto& after = std::get<AfterEvent>(edge);
    std::string text(to_string(after.event));
    if (after.lag == Lag{}) return text;
    const std::string lag = to_string(after.lag);
    return text + (lag.front() == '-' ? " - " + lag.substr(1) : " + " + lag);
}

Result<Edge> parse_edge(std::string_view text) {
    text = trim(text);
    if (text.starts_with("local ")) {
        const std::string_view day = trim(text.substr(6));
        if (day.size() != 10) {
            return Error{ErrorKind::invalid,
                         "'" + std::string(text.substr(0, 40)) + "' names no day; write local 2026-06-01"};
        }
        return Edge(LocalMidnight{
            std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(TRY(parse_instant(day))))});
    }
    if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0)
        return Edge(TRY(parse_instant(text)));
    // The lag is set off by a sign: "Theatrical + P45D", "Broadcast-PT12H".
    const size_t sign = text.find_first_of("+-");
    AfterEvent after;
    after.event = TRY(parse_release_event(trim(text.substr(0, sign))));
    if (sign != std::string_view::npos) {
        after.lag = TRY(parse_lag(trim(text.substr(sign + 1))));
        if (text[sign] == '-') after.lag = {-after.lag.months, -after.lag.time};
    }
    return Edge(after);
}

Result<std::optional<Window>> window_of(const Timing& timing) {
    const auto* start = std::get_if<Instant>(&timing.start);
    const auto* end = timing.end ? std::get_if<Instant>(&*timing.end) : nullptr;
    if (start == nullptr || (timing.end && end == nullptr)) return std::optional<Window>();
    std::optional<Instant> closes = timing.end ? std::optional(*end) : std::nullopt;
    if (timing.length) {
        const Instant longest = TRY(later_by(*start, *timing.length));
        closes = closes ? std::min(*closes, longest) : longest;
    }
    if (!closes) return std::optional(Window::from(*start));
    return std::optional(TRY(Window::between(*start, *closes)));
}

void EventTable::set(TitleId title, ReleaseEvent event, std::optional<world::Territory> territory,
                     Instant at) {
    Moments& moments = moments_[{title, event}];
    if (territory)
        moments.somewhere.insert_or_assign(*territory, at);
    else
        moments.everywhere = at;
}

std::optional<Instant> EventTable::at(TitleId title, ReleaseEvent event, world::Territory territory) const {
    const auto found = moments_.find({title, event});
    if (found == moments_.end()) return std::nullopt;
    const auto& somewhere = found->second.somewhere;
    auto here = somewhere.find(territory);
    if (here == somewhere.end()) here = somewhere.find(territory.leaf());
    return here != somewhere.end() ? std::optional(here->second) : found->second.everywhere;
}

bool EventTable::knows(TitleId title, ReleaseEvent event) const {
    return moments_.contains({title, event});
}

std::vector<world::Territory> EventTable::subdivisions_of(TitleId title, ReleaseEvent event) const {
    std::vector<world::Territory> parts;
    const auto found = moments_.find({title, event});
    if (found == moments_.end()) return parts;
    for (const auto& [territory, at] : found->second.somewhere) {
        if (territory.is_subdivision()) parts.push_back(territory);
    }
    return parts;
}

}  // namespace nuri::rights
