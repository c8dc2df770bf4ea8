#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "base/result.h"
#include "base/time.h"
#include "world/language.h"
#include "world/territory_set.h"

namespace nuri::avails {

/// A date, or a date and time of day, as a document writes it: by a clock on a wall, unless it names a zone.
struct CivilTime {
    std::chrono::sys_seconds wall;                    ///< what the clock shows, counted as if it were UTC
    std::optional<std::chrono::minutes> offset = {};  ///< of the clock from UTC, where the document says it
    bool date_only = false;
    friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

/// "2025-06-01", "2025-06-01T09:00:00", with "Z" or "+09:00" behind; seconds may be left out, and a fraction
/// of a second is dropped. `invalid` otherwise.
Result<CivilTime> parse_civil_time(std::string_view text);

/// A workbook's day number: 45809.375 is 2025-06-01T09:00 where day 1 is 1900-01-01, or 1904-01-02 in a
/// workbook of the 1904 system. The day 1900-02-29, which never was, is day 60, and is refused. `invalid`
/// outside 1900 to 9999. Spec: ECMA-376 part 1, 18.17.4.
Result<CivilTime> civil_time_of_serial(double serial, bool dates_1904);

/// Back: the number a workbook holds for it.
double serial_of_civil_time(const CivilTime& time, bool dates_1904);

/// "2025-06-01", "2025-06-01T09:00:00Z": as the specification writes it.
std::string to_string(const CivilTime& time);

/// What a window starts or ends on when it is not a date.
enum class Condition { open, immediate, est_start, est, broadcast, completed, theatrical, tbd };
/// In any case; none for another word.
std::optional<Condition> parse_condition(std::string_view word);
std::string_view to_string(Condition condition);

/// xs:duration, with its calendar parts kept apart: a month is no number of days.
struct Duration {
    bool negative = false;
    int64_t months = 0, days = 0, seconds = 0;
    friend bool operator==(const Duration&, const Duration&) = default;
};
/// "P180D", "-PT12H", "P1Y2M"; or hours ("720", "48.5"); or "hh:mm:ss". `invalid` otherwise, and for parts
/// beyond 10^9. Spec: XML Schema 1.1 part 2, 3.3.6.
Result<Duration> parse_duration(std::string_view text);
/// As xs:duration: "P180D".
std::string to_string(const Duration& duration);
/// A part of a day ("0.0807"), as a workbook holds hh:mm:ss.
Result<Duration> duration_of_day_part(double part);

/// Yes, No, Y, N, True, False, T, F, 1, 0, in any case.
std::optional<bool> parse_truth(std::string_view text);

/// The parts of a list: at ',', ';' or '|', without blanks and without empty ones.
std::vector<std::string_view> list_parts(std::string_view text);

/// A language of a list, and which asset it is about: "es-419:subtitle".
struct LanguageUse {
    world::LanguageTag tag;
    std::string asset;  ///< "audio", "subtitle", "subdub", or empty for both
};
Result<LanguageUse> parse_language_use(std::string_view text);

/// The territory of a code: ISO 3166-1 or 3166-2, a M49 group, "EU", and MovieLabs' "ZZ" and "WW" for the
/// world.
Result<world::TerritorySet> parse_territory_code(std::string_view code);

enum class EidrForm { none, malformed, wrong_check_character, right };
/// Of "10.5240/7EC7-…", "urn:eidr:10.5240:7EC7-…", "md:alid:eidr-s:7EC7-…" and "md:cid:eidr-x:…:suffix";
/// `none` for an id that does not claim to be one.
EidrForm eidr_form(std::string_view id);
/// The canonical "10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C"; none unless `eidr_form` finds the syntax right.
std::optional<std::string> eidr_of(std::string_view id);
/// ISO 7064, Mod 37,36, over the 20 hexadecimal digits. '?' for other characters.
char eidr_check_character(std::string_view digits);

}  // namespace nuri::avails
