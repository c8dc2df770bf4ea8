#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "avails/document.h"
#include "avails/profile.h"
#include "avails/values.h"
#include "base/result.h"

namespace nuri::avails {

/// The start or end of a window as its row states it.
struct Bound {
    std::optional<CivilTime> time;  ///< or
    std::optional<Condition> condition;
};

/// Reads Start or End: a date, a workbook's day number, or a condition. `invalid` for anything else.
Result<Bound> read_bound(const Document& document, const Cell& cell);

/// Reads a date from a text or a workbook's day number.
Result<CivilTime> read_civil_time(const Document& document, const Cell& cell);

/// Reads a duration: of `run_time`, a workbook's number is a part of a day; else hours.
Result<Duration> read_duration(const Document& document, const Cell& cell, FieldKind kind);

/// The window of a row in seconds since 1970 of its own clock, [start, end): enough to compare the windows of
/// one territory. An end at the last second of a minute means the next one, and a bare date at the end the
/// day after, unless the profile says otherwise. A zone that is named is taken off.
struct Span {
    static constexpr int64_t open_start = std::numeric_limits<int64_t>::min(),
                             open_end = std::numeric_limits<int64_t>::max();
    int64_t start = open_start, end = open_end;
    bool intersects(const Span& other) const { return start < other.end && other.start < end; }
};

/// None where a bound is missing, cannot be read, or waits for an event.
std::optional<Span> span_of(const RowView& row, const Profile& profile);

/// The same of one bound.
int64_t seconds_of(const CivilTime& time);
CivilTime end_moment(CivilTime end, const Profile& profile);

/// "2025-06-01T00:00:00", or ".." of an open side.
std::string to_string(const Span& span);

}  // namespace nuri::avails
