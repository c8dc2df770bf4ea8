#include "avails/span.h"

#include <charconv>

#include "base/text.h"

namespace nuri::avails {
namespace {

using namespace std::chrono_literals;

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

}  // namespace

Result<CivilTime> read_civil_time(const Document& document, const Cell& cell) {
    const std::string_view text = trim(document.text(cell));
    if (cell.kind == CellKind::number)
        if (const auto serial = number_of(text)) return civil_time_of_serial(*serial, document.dates_1904);
    return parse_civil_time(text);
}

Result<Bound> read_bound(const Document& document, const Cell& cell) {
    if (const auto condition = parse_condition(trim(document.text(cell)))) return Bound{{}, condition};
    return Bound{TRY(read_civil_time(document, cell)), {}};
}

Result<Duration> read_duration(const Document& document, const Cell& cell, FieldKind kind) {
    const std::string_view text = trim(document.text(cell));
    if (cell.kind == CellKind::number && kind == FieldKind::run_time)
        if (const auto part = number_of(text)) return duration_of_day_part(*part);
    return parse_duration(text);
}

int64_t seconds_of(const CivilTime& time) {
    return (time.wall - time.offset.value_or(0min)).time_since_epoch().count();
}

CivilTime end_moment(CivilTime end, const Profile& profile) {
    if (end.date_only) {
        if (profile.end_closes_day) end.wall += 24h;
        end.date_only = false;
    } else if (end.wall.time_since_epoch() % 60s == 59s) {
        end.wall += 1s;
    }
    return end;
}

std::optional<Span> span_of(const RowView& row, const Profile& profile) {
    const Cell *start = row.cell(Field::start), *end = row.cell(Field::end);
    if (start == nullptr || end == nullptr) return {};
    const auto from = read_bound(row.document(), *start), to = read_bound(row.document(), *end);
    if (!from || !to) return {};
    Span span;
    if (from->time)
        span.start = seconds_of(*from->time);
    else if (from->condition != Condition::immediate)
        return {};
    if (to->time)
        span.end = seconds_of(end_moment(*to->time, profile));
    else if (to->condition != Condition::open)
        return {};
    return span;
}

std::string to_string(const Span& span) {
    const auto side = [](int64_t seconds, int64_t open) {
        if (seconds == open) return std::string("..");
        return to_string(CivilTime{std::chrono::sys_seconds(std::chrono::seconds(seconds)), {}, false});
    };
    return side(span.start, Span::open_start) + "/" + side(span.end, Span::open_end);
}

}  // namespace nuri::avails
