#include "ingest/timeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

namespace nuri::ingest {
namespace {

constexpr uint32_t free_timescale_hz = 90'000;
constexpr double regular_share = 0.9;        ///< of the steps that must be one frame long for a constant rate
constexpr double rounding_seconds = 0.0011;  ///< Matroska and others round to a millisecond
constexpr double start_seconds_max = 1e9;  ///< a clock may have run for years; further out no sum would hold
constexpr int64_t lead_kept_us = 100'000;  ///< sound that is earlier than the picture by less is cut
constexpr double seconds_max = 24 * 3600;
constexpr Ratio usual_rates[] = {{24'000, 1001}, {24, 1},        {25, 1}, {30'000, 1001}, {30, 1},
                                 {50, 1},        {60'000, 1001}, {60, 1}, {48, 1},        {120, 1},
                                 {15, 1},        {12, 1},        {10, 1}, {100, 1}};

Ratio reduced(int64_t num, int64_t den) {
    const int64_t divisor = std::max<int64_t>(std::gcd(num, den), 1);
    return {num / divisor, den / divisor};
}

/// The slots of a grid of this rate in which the frames lie, from 0; none if they do not.
std::optional<std::vector<int64_t>> slots_on(const Analysis& analysis, Ratio rate) {
    const double tick = analysis.time_base.value();
    const double slot = 1 / rate.value();
    const double tolerance = std::min(slot / 4, std::max(tick, rounding_seconds));
    std::vector<int64_t> slots;
    slots.reserve(analysis.pts.size());
    int64_t regular = 0;
    for (const int64_t pts : analysis.pts) {
        const double seconds = static_cast<double>(pts - analysis.pts.front()) * tick;
        const int64_t nearest = std::llround(seconds * rate.value());
        if (std::abs(seconds - static_cast<double>(nearest) * slot) > tolerance) return std::nullopt;
        if (!slots.empty() && nearest <= slots.back()) return std::nullopt;
        if (!slots.empty() && nearest == slots.back() + 1) ++regular;
        slots.push_back(nearest);
    }
    const auto steps = static_cast<double>(slots.size() - 1);
    if (static_cast<double>(regular) < regular_share * steps) return std::nullopt;
    return slots;
}

/// The rate of the step that most frames have, which is exact where the container counts in frames.
std::optional<Ratio> rate_of_commonest_step(const Analysis& analysis) {
    std::map<int64_t, int64_t> counts;
    for (size_t i = 1; i < analysis.pts.size(); ++i) ++counts[analysis.pts[i] - analysis.pts[i - 1]];
    if (counts.empty()) counts[std::max<int64_t>(analysis.end_pts - analysis.pts.front(), 1)] = 1;
    const auto commonest = std::max_element(counts.begin(), counts.end(),
                                            [](const auto& a, const auto& b) { return a.second < b.second; });
    const Ratio rate = reduced(analysis.time_base.den, analysis.time_base.num * commonest->first);
    if (rate.num > 1'000'000 || rate.den > 1'000'000 || rate.value() < 1 || rate.value() > 300)
        return std::nullopt;
    return rate;
}

struct Grid {
    Ratio rate;
    std::vector<int64_t> slots;
};

std::optional<Grid> find_grid(const Analysis& analysis) {
    std::vector<Ratio> rates;
    if (const auto exact = rate_of_commonest_step(analysis)) rates.push_back(*exact);
    rates.insert(rates.end(), std::begin(usual_rates), std::end(usual_rates));
    for (const Ratio& rate : rates) {
        if (auto slots = slots_on(analysis, rate)) return Grid{rate, std::move(*slots)};
    }
    return std::nullopt;
}

/// Appends a frame at `time`, after repeats of the one before for every whole second that it would stand
/// still.
void append(Timeline& timeline, int64_t source_pts, int64_t time, int64_t second) {
    if (!timeline.frames.empty()) {
        const PlannedFrame last = timeline.frames.back();
        for (int64_t at = last.time + second; at < time; at += second)
            timeline.frames.push_back({last.source_pts, at});
    }
    timeline.planned_of.push_back(static_cast<int>(timeline.frames.size()));
    timeline.frames.push_back({source_pts, time});
}

}  // namespace

Result<Timeline> make_timeline(const Analysis& analysis) {
    if (analysis.pts.empty()) return Error{ErrorKind::invalid, "there is no picture"};
    const double tick = analysis.time_base.value();
    const double seconds = static_cast<double>(analysis.end_pts - analysis.pts.front()) * tick;
    const double first_seconds = static_cast<double>(analysis.pts.front()) * tick;
    if (std::abs(first_seconds) > start_seconds_max)
        return Error{ErrorKind::corrupt, fmt::format("the picture's times start at {:.0f} s", first_seconds)};
    const auto first_us = static_cast<int64_t>(std::llround(first_seconds * 1e6));
    int64_t lead_us = 0;
    for (const Analysis::Sound& sound : analysis.audio)
        lead_us = std::max(lead_us, first_us - sound.start_us);
    if (lead_us < lead_kept_us) lead_us = 0;
    if (seconds > seconds_max || static_cast<double>(lead_us) > seconds_max * 1e6) {
        return Error{ErrorKind::corrupt, fmt::format("the picture's times span {:.0f} s, more than a day",
                                                     seconds + static_cast<double>(lead_us) / 1e6)};
    }

    Timeline timeline;
    std::vector<int64_t> times;
    int64_t frame_ticks = 1;
    if (auto grid = find_grid(analysis)) {
        const int64_t multiple = grid->rate.num < 1000 ? 1000 : 1;
        timeline.constant_rate = true;
        timeline.frame_rate = grid->rate;
        timeline.timescale_hz = static_cast<uint32_t>(grid->rate.num * multiple);
        frame_ticks = grid->rate.den * multiple;
        for (const int64_t slot : grid->slots) times.push_back(slot * frame_ticks);
    } else {
        timeline.timescale_hz = free_timescale_hz;
        for (const int64_t pts : analysis.pts) {
            int64_t time =
                std::llround(static_cast<double>(pts - analysis.pts.front()) * tick * free_timescale_hz);
            if (!times.empty()) time = std::max(time, times.back() + 1);
            times.push_back(time);
        }
    }

    const auto in_ticks = [&](double length) -> int64_t {
        return std::llround(length * timeline.timescale_hz / static_cast<double>(frame_ticks)) * frame_ticks;
    };
    const int64_t lead = static_cast<int64_t>(static_cast<double>(lead_us) / 1e6 * timeline.timescale_hz /
                                              static_cast<double>(frame_ticks)) *
                         frame_ticks;
    timeline.origin_us =
        first_us -
        static_cast<int64_t>(std::llround(static_cast<double>(lead) * 1e6 / timeline.timescale_hz));
    const int64_t second = std::max(in_ticks(1.0), frame_ticks);
    const int64_t last_length =
        std::max(in_ticks(static_cast<double>(analysis.end_pts - analysis.pts.back()) * tick), frame_ticks);
    timeline.duration = times.back() + lead + last_length;
    for (size_t i = 0; i < times.size(); ++i)
        append(timeline, analysis.pts[i], i == 0 ? 0 : times[i] + lead, second);
    const PlannedFrame last = timeline.frames.back();
    for (int64_t at = last.time + second; at < timeline.duration; at += second)
        timeline.frames.push_back({last.source_pts, at});
    if (!timeline.constant_rate) {
        const double average = static_cast<double>(timeline.frames.size()) * timeline.timescale_hz /
                               static_cast<double>(timeline.duration);
        timeline.frame_rate = {std::max<int64_t>(std::llround(average * 1000), 1), 1000};
    }
    return timeline;
}

}  // namespace nuri::ingest
