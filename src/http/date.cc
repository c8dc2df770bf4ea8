#include "http/date.h"

#include <array>
#include <cstdio>

#include "base/text.h"

namespace nuri::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> month_number(std::string_view name) {
    for (unsigned i = 0; i < months.size(); ++i)
        if (months[i] == name) return i + 1;
    return std::nullopt;
}

std::optional<Instant> moment(std::string_view day, std::string_view month, std::optional<int64_t> year,
                              std::string_view time) {
    const auto day_number = parse_integer(trim(day));
    const auto month_index = month_number(month);
    if (!day_number || !month_index || !year || time.size() != 8 || time[2] != ':' || time[5] != ':')
        return std::nullopt;
    const auto hour = parse_integer(time.substr(0, 2));
    const auto minute = parse_integer(time.substr(3, 2));
    const auto second = parse_integer(time.substr(6, 2));
    // 60 is a leap second, and reads as the second after.
    if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 ||
        *second < 0 || *second > 60 || *day_number < 1 || *day_number > 31 || *year < 0 || *year > 9999)
        return std::nullopt;
    const year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month_index},
                              std::chrono::day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return Instant{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

}  // namespace

std::string to_http_date(Instant moment) {
    const auto day = floor<std::chrono::days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(moment - day)};
    char text[40];
    const int size = std::snprintf(
        text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday{day}.c_encoding()].data(),
        static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1].data(),
        static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return std::string(text, static_cast<size_t>(size));
}

std::optional<Instant> parse_http_date(std::string_view text, Instant now) {
    text = trim(text);
    const size_t comma = text.find(',');
    // "Sun Nov  6 08:49:37 1994"
    if (comma == std::string_view::npos) {
        if (text.size() != 24) return std::nullopt;
        return moment(text.substr(8, 2), text.substr(4, 3), parse_integer(text.substr(20, 4)),
                      text.substr(11, 8));
    }
    const std::string_view rest = trim(text.substr(comma + 1));
    if (!rest.ends_with(" GMT")) return std::nullopt;
    // "06 Nov 1994 08:49:37 GMT"
    if (rest.size() == 24)
        return moment(rest.substr(0, 2), rest.substr(3, 3), parse_integer(rest.substr(7, 4)),
                      rest.substr(12, 8));
    // "06-Nov-94 08:49:37 GMT"
    if (rest.size() != 22 || rest[2] != '-' || rest[6] != '-') return std::nullopt;
    auto year = parse_integer(rest.substr(7, 2));
    if (!year || *year < 0) return std::nullopt;
    const int this_year = static_cast<int>(year_month_day{floor<std::chrono::days>(now)}.year());
    *year += this_year / 100 * 100;
    if (*year > this_year + 50) *year -= 100;
    return moment(rest.substr(0, 2), rest.substr(3, 3), year, rest.substr(10, 8));
}

}  // namespace nuri::http
