#include "base/time.h"

#include <fmt/core.h>

// date.h's names collide with C++20's own calendar inside namespace std::chrono, so the zone
// database is used from this file alone.
#include <date/tz.h>

#include <charconv>

#include "base/digits.h"
#include "base/local_time.h"

namespace nuri {
namespace {

using namespace std::chrono;

Error not_a_time(std::string_view text) {
    return {ErrorKind::invalid,
            fmt::format("\"{}\" is not a time; write it as 2025-06-01T00:00:00Z, with Z or an offset such as "
                        "+09:00, or as a bare date, 2025-06-01",
                        text.substr(0, 64))};
}

Result<const date::time_zone*> zone_named(std::string_view name) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return Error{ErrorKind::not_found, fmt::format("no time zone named \"{}\"", name.substr(0, 64))};
    }
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
    std::string_view rest = text;
    const auto y = take_digits(rest, 4);
    if (!y || !take(rest, '-')) return not_a_time(text);
    const auto m = take_digits(rest, 2);
    if (!m || !take(rest, '-')) return not_a_time(text);
    const auto d = take_digits(rest, 2);
    if (!d) return not_a_time(text);
    const year_month_day day{year{*y}, month{static_cast<unsigned>(*m)},
                             std::chrono::day{static_cast<unsigned>(*d)}};
    if (!day.ok())
        return Error{ErrorKind::invalid,
                     fmt::format("\"{}\" names a day that does not exist", text.substr(0, 64))};
    Instant moment = sys_days{day};
    if (rest.empty()) return moment;

    if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')) return not_a_time(text);
    const auto h = take_digits(rest, 2);
    if (!h || !take(rest, ':')) return not_a_time(text);
    const auto min = take_digits(rest, 2);
    if (!min || !take(rest, ':')) return not_a_time(text);
    const auto s = take_digits(rest, 2);
    if (!s || *h > 23 || *min > 59 || *s > 60) return not_a_time(text);
    moment += hours{*h} + minutes{*min} + seconds{*s};
    if (take(rest, '.')) {
        int ms = 0, scale = 100;
        if (rest.empty() || rest[0] < '0' || rest[0] > '9') return not_a_time(text);
        while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
            ms += (rest[0] - '0') * scale;
            scale /= 10;
            rest.remove_prefix(1);
        }
        moment += milliseconds{ms};
    }
    if (rest == "Z" || rest == "z") return moment;
    if (rest.empty()) {
        return Error{ErrorKind::invalid,
                     fmt::format("\"{}\" has no time zone; end it with Z or an offset such as +09:00",
                                 text.substr(0, 64))};
    }
    const int sign = rest[0] == '+' ? 1 : rest[0] == '-' ? -1 : 0;
    if (sign == 0) return not_a_time(text);
    rest.remove_prefix(1);
    const auto oh = take_digits(rest, 2);
    if (!oh || !take(rest, ':')) return not_a_time(text);
    const auto om = take_digits(rest, 2);
    if (!om || !rest.empty() || *oh > 23 || *om > 59) return not_a_time(text);
    return moment - sign * (hours{*oh} + minutes{*om});
}

std::string to_string(Instant moment) {
    const auto day_start = floor<days>(moment);
    const year_month_day day{day_start};
    const hh_mm_ss time{moment - day_start};
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(day.year()),
                                   static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                                   time.hours().count(), time.minutes().count(), time.seconds().count());
    if (time.subseconds().count() != 0) text += fmt::format(".{:03}", time.subseconds().count());
    return text + "Z";
}

Result<Instant> midnight_in(std::string_view zone, year_month_day day) {
    if (!day.ok()) return Error{ErrorKind::invalid, "a day that does not exist"};
    return instant_in(zone, sys_days{day});
}

Result<Instant> instant_in(std::string_view zone, sys_seconds wall) {
    const date::time_zone* tz = TRY(zone_named(zone));
    const date::local_seconds local{wall.time_since_epoch()};
    const date::local_info info = tz->get_info(local);
    // A gap's two offsets meet at the transition itself, which is the first moment after it.
    if (info.result == date::local_info::nonexistent) return Instant{info.first.end};
    return Instant{date::sys_seconds{local.time_since_epoch() - info.first.offset}};
}

Result<year_month_day> day_in(std::string_view zone, Instant moment) {
    const date::time_zone* tz = TRY(zone_named(zone));
    const auto offset = tz->get_info(floor<seconds>(moment)).offset;
    return year_month_day{floor<days>(moment + offset)};
}

Instant SystemClock::now() const {
    return floor<milliseconds>(system_clock::now());
}

}  // namespace nuri
