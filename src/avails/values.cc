#include "avails/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/digits.h"
#include "base/text.h"
#include "world/territory_expression.h"

namespace nuri::avails {
namespace {

using namespace std::chrono;

Error unreadable(std::string_view what, std::string_view text) {
    return {ErrorKind::invalid, "'" + std::string(text.substr(0, 80)) + "' is no " + std::string(what)};
}

std::string padded(int64_t number, size_t digits) {
    std::string text = std::to_string(number);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return text;
}

constexpr sys_days epoch_1900 = sys_days{1899y / 12 / 30}, epoch_1904 = sys_days{1904y / 1 / 1};
constexpr int64_t seconds_of_day = 86'400;

constexpr struct {
    Condition condition;
    std::string_view word;
} conditions[] = {{Condition::open, "Open"},
                  {Condition::immediate, "Immediate"},
                  {Condition::est_start, "ESTStart"},
                  {Condition::est, "EST"},
                  {Condition::broadcast, "Broadcast"},
                  {Condition::completed, "Completed"},
                  {Condition::theatrical, "Theatrical"},
                  {Condition::tbd, "TBD"}};

}  // namespace

Result<CivilTime> parse_civil_time(std::string_view text) {
    const std::string_view whole = text;
    const auto refuse = [&] { return unreadable("date: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ss", whole); };
    const auto year_number = take_digits(text, 4);
    if (!year_number || !take(text, '-')) return refuse();
    const auto month_number = take_digits(text, 2);
    if (!month_number || !take(text, '-')) return refuse();
    const auto day_number = take_digits(text, 2);
    if (!day_number) return refuse();
    const year_month_day date{year(*year_number), month(static_cast<unsigned>(*month_number)),
                              day(static_cast<unsigned>(*day_number))};
    if (!date.ok() || *year_number < 1) return refuse();
    CivilTime time{sys_days(date), {}, true};
    if (text.empty()) return time;
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return refuse();
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ':')) return refuse();
    const auto minute = take_digits(text, 2);
    if (!minute) return refuse();
    int second = 0;
    if (take(text, ':')) {
        const auto number = take_digits(text, 2);
        if (!number) return refuse();
        second = *number;
        if (take(text, '.')) {
            if (text.empty() || text.front() < '0' || text.front() > '9') return refuse();
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
        }
    }
    // XML Schema lets a day end at 24:00:00, which is the next day's midnight.
    if (*hour > 24 || *minute > 59 || second > 59 || (*hour == 24 && (*minute != 0 || second != 0)))
        return refuse();
    time.wall += hours(*hour) + minutes(*minute) + seconds(second);
    time.date_only = false;
    if (text.empty()) return time;
    if (text == "Z" || text == "z") {
        time.offset = minutes(0);
        return time;
    }
    const bool west = text.front() == '-';
    if (!take(text, '+') && !take(text, '-')) return refuse();
    const auto offset_hours = take_digits(text, 2);
    if (!offset_hours) return refuse();
    take(text, ':');
    const auto offset_minutes = take_digits(text, 2);
    if (!offset_minutes || !text.empty() || *offset_hours > 14 || *offset_minutes > 59) return refuse();
    time.offset = (hours(*offset_hours) + minutes(*offset_minutes)) * (west ? -1 : 1);
    return time;
}

Result<CivilTime> civil_time_of_serial(double serial, bool dates_1904) {
    constexpr double serial_max = 2'958'466;  // 9999-12-31 is day 2,958,465
    if (!(serial >= (dates_1904 ? 0 : 1)) || serial >= serial_max)
        return Error{ErrorKind::invalid,
                     "day number " + std::to_string(serial) + " is not between 1900 and 9999"};
    const int64_t total = std::llround(serial * static_cast<double>(seconds_of_day));
    const int64_t day_number = total / seconds_of_day, rest = total % seconds_of_day;
    if (!dates_1904 && day_number == 60)
        return Error{ErrorKind::invalid, "day number 60 is 1900-02-29, which never was"};
    const sys_days epoch = dates_1904 ? epoch_1904 : epoch_1900;
    const int64_t shift = !dates_1904 && day_number < 60 ? 1 : 0;
    return CivilTime{sys_days(epoch + days(day_number + shift)) + seconds(rest), {}, rest == 0};
}

double serial_of_civil_time(const CivilTime& time, bool dates_1904) {
    const auto since = time.wall - sys_seconds(dates_1904 ? epoch_1904 : epoch_1900);
    const double serial = static_cast<double>(since.count()) / static_cast<double>(seconds_of_day);
    return !dates_1904 && serial < 61 ? serial - 1 : serial;
}

std::string to_string(const CivilTime& time) {
    const sys_days day_start = floor<days>(time.wall);
    const year_month_day date(day_start);
    std::string text = padded(static_cast<int>(date.year()), 4) + "-" +
                       padded(static_cast<unsigned>(date.month()), 2) + "-" +
                       padded(static_cast<unsigned>(date.day()), 2);
    if (time.date_only) return text;
    const hh_mm_ss clock(time.wall - day_start);
    text += "T" + padded(clock.hours().count(), 2) + ":" + padded(clock.minutes().count(), 2) + ":" +
            padded(clock.seconds().count(), 2);
    if (!time.offset) return text;
    if (time.offset->count() == 0) return text + "Z";
    const int64_t offset = std::abs(time.offset->count());
    return text + (time.offset->count() < 0 ? "-" : "+") + padded(offset / 60, 2) + ":" +
           padded(offset % 60, 2);
}

std::optional<Condition> parse_condition(std::string_view word) {
    for (const auto& row : conditions)
        if (equals_ignoring_case(row.word, word)) return row.condition;
    return {};
}

std::string_view to_string(Condition condition) {
    return conditions[static_cast<size_t>(condition)].word;
}

Result<Duration> parse_duration(std::string_view text) {
    constexpr int64_t part_max = 1'000'000'000;
    const std::string_view whole = text;
    const auto refuse = [&] { return unreadable("duration: write P30D, PT48H, hours, or hh:mm:ss", whole); };
    Duration duration;
    if (text.find(':') != std::string_view::npos) {
        const auto parts = split(text, ':');
        if (parts.size() != 3) return refuse();
        int64_t numbers[3] = {};
        for (size_t i = 0; i < 3; ++i) {
            const auto number = parse_integer(parts[i]);
            if (!number || *number < 0 || *number > (i == 0 ? part_max : 59)) return refuse();
            numbers[i] = *number;
        }
        duration.seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2];
        return duration;
    }
    duration.negative = take(text, '-');
    if (!take(text, 'P')) {
        double hour_count = 0;
        const auto [end, failure] =
            std::from_chars(text.data(), text.data() + text.size(), hour_count, std::chars_format::fixed);
        if (failure != std::errc() || end != text.data() + text.size() || duration.negative ||
            !(hour_count >= 0 && hour_count <= 1e6))
            return refuse();
        duration.seconds = std::llround(hour_count * 3600);
        return duration;
    }
    // Each designator once, in this order; M is months before the T and minutes behind it.
    std::string_view order = "YMDTHMS";
    bool any = false, in_time = false;
    while (!text.empty()) {
        if (take(text, 'T')) {
            if (in_time || text.empty()) return refuse();
            in_time = true;
            order = "HMS";
            continue;
        }
        int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure != std::errc() || number < 0 || number > part_max) return refuse();
        text.remove_prefix(static_cast<size_t>(end - text.data()));
        if (in_time && take(text, '.')) {  // a fraction of a second is dropped
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
            if (text.empty() || text.front() != 'S') return refuse();
        }
        if (text.empty()) return refuse();
        const char designator = text.front();
        const size_t place = order.substr(0, in_time ? order.size() : order.find('T')).find(designator);
        if (place == std::string_view::npos) return refuse();
        order.remove_prefix(place + 1);
        text.remove_prefix(1);
        any = true;
        switch (designator) {
            case 'Y':
                duration.months += number * 12;
                break;
            case 'M':
                (in_time ? duration.seconds : duration.months) += number * (in_time ? 60 : 1);
                break;
            case 'D':
                duration.days += number;
                break;
            case 'H':
                duration.seconds += number * 3600;
                break;
            default:
                duration.seconds += number;
        }
    }
    if (!any) return refuse();
    return duration;
}

std::string to_string(const Duration& duration) {
    std::string text = duration.negative ? "-P" : "P";
    if (duration.months / 12 != 0) text += std::to_string(duration.months / 12) + "Y";
    if (duration.months % 12 != 0) text += std::to_string(duration.months % 12) + "M";
    if (duration.days != 0) text += std::to_string(duration.days) + "D";
    if (duration.seconds != 0) {
        text += "T";
        if (duration.seconds / 3600 != 0) text += std::to_string(duration.seconds / 3600) + "H";
        if (duration.seconds / 60 % 60 != 0) text += std::to_string(duration.seconds / 60 % 60) + "M";
        if (duration.seconds % 60 != 0) text += std::to_string(duration.seconds % 60) + "S";
    }
    return text.ends_with('P') ? text + "T0S" : text;
}

Result<Duration> duration_of_day_part(double part) {
    if (!(part >= 0) || part > 365)
        return Error{ErrorKind::invalid, std::to_string(part) + " is no time of a day"};
    return Duration{false, 0, 0, std::llround(part * static_cast<double>(seconds_of_day))};
}

std::optional<bool> parse_truth(std::string_view text) {
    for (const std::string_view word : {"yes", "y", "true", "t", "1"})
        if (equals_ignoring_case(text, word)) return true;
    for (const std::string_view word : {"no", "n", "false", "f", "0"})
        if (equals_ignoring_case(text, word)) return false;
    return {};
}

std::vector<std::string_view> list_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const size_t end = std::min(text.find_first_of(",;|"), text.size());
        if (const std::string_view part = trim(text.substr(0, end)); !part.empty()) parts.push_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

Result<LanguageUse> parse_language_use(std::string_view text) {
    const size_t colon = text.find(':');
    std::string asset = colon == std::string_view::npos ? "" : to_lower(trim(text.substr(colon + 1)));
    if (colon != std::string_view::npos && asset != "audio" && asset != "subtitle" && asset != "subdub")
        return unreadable("language: behind the ':' stands audio, subtitle or subdub", text);
    return LanguageUse{TRY(world::LanguageTag::parse(trim(text.substr(0, colon)))), std::move(asset)};
}

Result<world::TerritorySet> parse_territory_code(std::string_view code) {
    constexpr size_t code_bytes_max = 8;
    if (equals_ignoring_case(code, "ZZ") || equals_ignoring_case(code, "WW"))
        return world::TerritorySet::all();
    // One code and no expression: '+' and '-' with blanks mean nothing in Avails.
    if (code.empty() || code.size() > code_bytes_max ||
        code.find_first_of(" +,()@") != std::string_view::npos)
        return unreadable("territory code", code);
    return world::parse_territories(code);
}

char eidr_check_character(std::string_view digits) {
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int product = 36;
    for (const char c : digits) {
        const size_t value = alphabet.find(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
        if (value == std::string_view::npos) return '?';
        const int sum = (product + static_cast<int>(value)) % 36;
        product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return alphabet[static_cast<size_t>((37 - product) % 36)];
}

namespace {

/// The part of an id that should be five groups and a check character; empty where no EIDR is claimed.
std::string_view eidr_digits(std::string_view id) {
    for (const std::string_view prefix : {"10.5240/", "urn:eidr:10.5240:", "10.5240:", "eidr:10.5240/"})
        if (id.size() >= prefix.size() && equals_ignoring_case(id.substr(0, prefix.size()), prefix))
            return id.substr(prefix.size());
    if (!id.starts_with("md:") && !id.starts_with("urn:dece:")) return {};
    for (const std::string_view scheme :
         {":eidr-s:", ":eidr-x:", ":eidr-urn:urn:eidr:10.5240:", ":eidr:10.5240/", ":eidr:"}) {
        const size_t at = id.find(scheme);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = id.substr(at + scheme.size());
        return scheme == ":eidr-x:" ? rest.substr(0, rest.find(':')) : rest;
    }
    return {};
}

}  // namespace

EidrForm eidr_form(std::string_view id) {
    const std::string_view groups = eidr_digits(id);
    if (groups.empty()) return EidrForm::none;
    if (groups.size() != 26) return EidrForm::malformed;
    std::string digits;
    for (size_t i = 0; i < 24; ++i) {
        const char c = groups[i];
        const bool hexadecimal = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
        if (i % 5 == 4 ? c != '-' : !hexadecimal) return EidrForm::malformed;
        if (i % 5 != 4) digits += c;
    }
    const char check = to_upper(groups.substr(25))[0];
    if (groups[24] != '-' || !((check >= '0' && check <= '9') || (check >= 'A' && check <= 'Z')))
        return EidrForm::malformed;
    return eidr_check_character(digits) == check ? EidrForm::right : EidrForm::wrong_check_character;
}

std::optional<std::string> eidr_of(std::string_view id) {
    const EidrForm form = eidr_form(id);
    if (form != EidrForm::right && form != EidrForm::wrong_check_character) return {};
    return "10.5240/" + to_upper(eidr_digits(id));
}

}  // namespace nuri::avails
