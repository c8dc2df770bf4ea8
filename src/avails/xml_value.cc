#include "avails/xml_value.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What is still to be read of a value; each step takes its part away, or fails.
class Rest {
  public:
    explicit Rest(std::string_view text) : text_(text) {}

    bool is_empty() const { return text_.empty(); }
    bool take(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    /// How many digits there are, all of which are taken.
    size_t digits() {
        const size_t count =
            static_cast<size_t>(std::find_if_not(text_.begin(), text_.end(), is_digit) - text_.begin());
        last_ = text_.substr(0, count);
        text_.remove_prefix(count);
        return count;
    }
    /// The digits that were taken last, as a number; those of a year or a part of a time fit.
    int number() const {
        int value = 0;
        std::from_chars(last_.data(), last_.data() + last_.size(), value);
        return value;
    }
    bool two(int min, int max) {
        return text_.size() >= 2 && is_digit(text_[0]) && is_digit(text_[1]) && number_of_two(min, max);
    }

  private:
    bool number_of_two(int min, int max) {
        last_ = text_.substr(0, 2);
        text_.remove_prefix(2);
        return number() >= min && number() <= max;
    }

    std::string_view text_, last_;
};

/// A year has four digits or more, and none is 0000.
bool year(Rest& rest, int& value) {
    rest.take('-');
    const size_t digits = rest.digits();
    value = digits <= 9 ? rest.number() : 0;
    return digits >= 4 && (digits > 9 || value != 0);
}

bool month(Rest& rest, int& value) {
    if (!rest.take('-') || !rest.two(1, 12)) return false;
    value = rest.number();
    return true;
}

bool day(Rest& rest, int year, int month) {
    if (!rest.take('-') || !rest.two(1, 31)) return false;
    const std::chrono::year_month_day_last last{
        std::chrono::year{year % 400},
        std::chrono::month_day_last{std::chrono::month{static_cast<unsigned>(month)}}};
    return rest.number() <= static_cast<int>(static_cast<unsigned>(last.day()));
}

bool time_of_day(Rest& rest) {
    if (!rest.two(0, 24)) return false;
    const bool midnight = rest.number() == 24;
    if (!rest.take(':') || !rest.two(0, midnight ? 0 : 59)) return false;
    if (!rest.take(':') || !rest.two(0, midnight ? 0 : 59)) return false;
    return !rest.take('.') || rest.digits() > 0;
}

/// A zone, if any, and nothing else.
bool zone_and_end(Rest& rest) {
    if (rest.take('Z')) return rest.is_empty();
    if (!rest.take('+') && !rest.take('-')) return rest.is_empty();
    if (!rest.two(0, 14)) return false;
    const bool furthest = rest.number() == 14;
    return rest.take(':') && rest.two(0, furthest ? 0 : 59) && rest.is_empty();
}

bool is_date(std::string_view text, bool with_time) {
    Rest rest(text);
    int y = 0, m = 0;
    if (!year(rest, y) || !month(rest, m) || !day(rest, y, m)) return false;
    if (with_time && (!rest.take('T') || !time_of_day(rest))) return false;
    return zone_and_end(rest);
}

bool is_duration(std::string_view text) {
    Rest rest(text);
    rest.take('-');
    if (!rest.take('P')) return false;
    bool any = false, time = false;
    std::string_view units = "YMD";
    while (!rest.is_empty()) {
        if (!time && rest.take('T')) {
            time = true;
            units = "HMS";
            if (rest.is_empty()) return false;
        }
        if (rest.digits() == 0) return false;
        const bool fraction = rest.take('.');
        if (fraction && (!time || rest.digits() == 0)) return false;
        size_t unit = 0;
        while (unit < units.size() && !rest.take(units[unit])) ++unit;
        if (unit == units.size() || (fraction && units[unit] != 'S')) return false;
        units.remove_prefix(unit + 1);
        any = true;
    }
    return any;
}

bool is_integer(std::string_view text) {
    Rest rest(text);
    if (!rest.take('-')) rest.take('+');
    return rest.digits() > 0 && rest.is_empty();
}

bool is_decimal(std::string_view text) {
    Rest rest(text);
    if (!rest.take('-')) rest.take('+');
    size_t digits = rest.digits();
    if (rest.take('.')) digits += rest.digits();
    return digits > 0 && rest.is_empty();
}

bool is_double(std::string_view text) {
    if (text == "INF" || text == "-INF" || text == "NaN") return true;
    const size_t exponent = text.find_first_of("eE");
    return is_decimal(text.substr(0, exponent)) &&
           (exponent == std::string_view::npos || is_integer(text.substr(exponent + 1)));
}

bool is_language(std::string_view text) {
    constexpr size_t part_letters_max = 8;
    bool first = true;
    for (const std::string_view part : split(text, '-')) {
        const bool fits = !part.empty() && part.size() <= part_letters_max &&
                          std::all_of(part.begin(), part.end(),
                                      [&](char c) { return is_letter(c) || (!first && is_digit(c)); });
        if (!fits) return false;
        first = false;
    }
    return true;
}

bool is_capitals(std::string_view text, size_t count) {
    return text.size() == count &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_subdivision(std::string_view text) {
    return text.size() > 3 && is_capitals(text.substr(0, 2), 2) && text[2] == '-' &&
           std::all_of(text.begin() + 3, text.end(),
                       [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
}

/// Seconds with a fraction, or hours, minutes, seconds and frames of two digits each.
bool is_timecode(std::string_view text) {
    const auto parts = split(text, ':');
    if (parts.size() == 4)
        return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
            return part.size() == 2 && is_digit(part[0]) && is_digit(part[1]);
        });
    Rest rest(text);
    return rest.digits() > 0 && rest.take('.') && rest.digits() > 0 && rest.is_empty();
}

/// "decimal<-90..90>".
bool is_within(std::string_view text, std::string_view kind) {
    const size_t open = kind.find('<'), dots = kind.find("..");
    double value = 0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    if (!is_xml_value(text, kind.substr(0, open)) ||
        std::from_chars(begin, text.data() + text.size(), value).ec != std::errc())
        return false;
    const auto bound = [](std::string_view digits) {
        return static_cast<double>(parse_integer(digits).value_or(0));
    };
    return value >= bound(kind.substr(open + 1, dots - open - 1)) &&
           value <= bound(kind.substr(dots + 2, kind.size() - dots - 3));
}

bool is_of_one_kind(std::string_view text, std::string_view kind) {
    if (kind == "string") return true;
    if (kind.starts_with('\'')) return text == kind.substr(1, kind.size() - 2);
    text = trim(text);
    if (kind.ends_with('>')) return is_within(text, kind);
    if (kind == "uri") return true;
    if (kind == "boolean") return text == "true" || text == "false" || text == "1" || text == "0";
    if (kind == "integer") return is_integer(text);
    if (kind == "nonNegativeInteger")
        return is_integer(text) && (text[0] != '-' || text.find_first_not_of("-0") == std::string_view::npos);
    if (kind == "positiveInteger")
        return is_integer(text) && text[0] != '-' && text.find_first_not_of("+0") != std::string_view::npos;
    if (kind == "decimal") return is_decimal(text);
    if (kind == "double") return is_double(text);
    if (kind == "date") return is_date(text, false);
    if (kind == "dateTime") return is_date(text, true);
    if (kind == "duration") return is_duration(text);
    if (kind == "language") return is_language(text);
    if (kind == "country") return is_capitals(text, 2);
    if (kind == "subdivision") return is_subdivision(text);
    if (kind == "m49") return text.size() == 3 && std::all_of(text.begin(), text.end(), is_digit);
    if (kind == "timecode") return is_timecode(text);
    if (kind == "base64Binary")
        return std::all_of(text.begin(), text.end(), [](char c) {
            return is_letter(c) || is_digit(c) || c == '+' || c == '/' || c == '=' || c == ' ' || c == '\n' ||
                   c == '\r' || c == '\t';
        });
    Rest rest(text);
    int y = 0, m = 0;
    if (kind == "time") return time_of_day(rest) && zone_and_end(rest);
    if (kind == "gYear") return year(rest, y) && zone_and_end(rest);
    if (kind == "gYearMonth") return year(rest, y) && month(rest, m) && zone_and_end(rest);
    CHECK(false);
}

}  // namespace

bool is_xml_value(std::string_view text, std::string_view kind) {
    const auto kinds = split(kind, '|');
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](std::string_view one) { return is_of_one_kind(text, one); });
}

std::string describe_kind(std::string_view kind) {
    std::vector<std::string_view> names;
    for (std::string_view one : split(kind, '|'))
        names.push_back(one.starts_with('\'') ? one.substr(1, one.size() - 2) : one);
    if (kind.starts_with('\'')) return "one of " + join(names, ", ");
    return join(names, " or ");
}

}  // namespace nuri::avails
