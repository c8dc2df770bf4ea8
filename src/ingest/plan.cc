#include "ingest/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "ingest/timeline.h"

namespace nuri::ingest {
namespace {

constexpr double segment_max_s = 6;
constexpr double shot_segment_min_s = 2;  ///< a shot that ends sooner is joined by the next
constexpr double segment_min_s = 1;
constexpr double chunk_max_s = 24;
constexpr double chunk_min_s = 6;
constexpr int usual_ladder[] = {1080, 720, 540, 360, 234};
constexpr double rung_step_min =
    1.15;                         ///< a source this much above the next rung is kept at its own size too
constexpr double forgiven_s = 1;  ///< of a film that ends before its container says
constexpr double forgiven_part = 0.005;
constexpr double size_tolerance = 1.01;

/// The height of the smallest 16:9 or 9:16 frame that holds the picture.
int nominal_height(int width, int height) {
    const int longer = std::max(width, height);
    const int shorter = std::min(width, height);
    return std::max(shorter, static_cast<int>(std::lround(longer * 9.0 / 16.0)));
}

int even_near(double length) {
    return std::max(2, static_cast<int>(std::lround(length / 2)) * 2);
}

/// About what H.264 needs at most for a hard scene: 6.5 Mbit/s at 1920x1080 and 30 frames a second, and less
/// than proportionally less for smaller pictures.
int bitrate_max(int width, int height, double frames_per_second) {
    const double share = static_cast<double>(width) * height / (1920.0 * 1080.0);
    const double kbps = 6500 * std::pow(share, 0.75) * std::sqrt(std::max(1.0, frames_per_second / 30));
    return std::max(150, static_cast<int>(std::lround(kbps / 10)) * 10);
}

Rung rung_of(int nominal, int source_nominal, int width, int height, double frames_per_second) {
    Rung rung;
    rung.height = nominal;
    if (nominal * size_tolerance >= source_nominal) {
        rung.picture_width = std::max(2, width / 2 * 2);
        rung.picture_height = std::max(2, height / 2 * 2);
    } else {
        const double scale = static_cast<double>(nominal) / source_nominal;
        rung.picture_width = even_near(width * scale);
        rung.picture_height = even_near(height * scale);
    }
    rung.bitrate_max_kbps = bitrate_max(rung.picture_width, rung.picture_height, frames_per_second);
    return rung;
}

/// The end of the segment that starts at frame `first`.
int segment_end(const Plan& plan, const std::vector<int>& cuts, int first) {
    const auto ticks = [&](double seconds) { return static_cast<int64_t>(seconds * plan.timescale_hz); };
    const int count = static_cast<int>(plan.frames.size());
    const int64_t start = plan.time_of(first);
    if (plan.duration - start <= ticks(segment_max_s)) return count;
    const int64_t latest = std::min(start + ticks(segment_max_s), plan.duration - ticks(segment_min_s));
    const auto after = [&](int64_t time, int frame) { return time < plan.time_of(frame); };
    auto cut = std::upper_bound(cuts.begin(), cuts.end(), latest, after);
    if (cut != cuts.begin() && plan.time_of(*std::prev(cut)) >= start + ticks(shot_segment_min_s))
        return *std::prev(cut);
    const auto frame =
        std::upper_bound(plan.frames.begin() + first + 1, plan.frames.end(), latest,
                         [](int64_t time, const PlannedFrame& planned) { return time < planned.time; });
    return std::max(first + 1, static_cast<int>(frame - plan.frames.begin()) - 1);
}

void cut_segments(Plan& plan, const std::vector<int>& cuts) {
    const int count = static_cast<int>(plan.frames.size());
    for (int first = 0; first < count;) {
        const int end = segment_end(plan, cuts, first);
        plan.segments.push_back({first, end});
        first = end;
    }
}

/// Chunks of about a quarter of a short film, so that there is work for several workers, and of 24 s of a
/// long one: enough frames for the encoder's look-ahead to pay.
void cut_chunks(Plan& plan) {
    const double target = std::clamp(plan.seconds() / 4, chunk_min_s, chunk_max_s);
    const int count = static_cast<int>(plan.segments.size());
    const auto time_of_segment = [&](int n) {
        return n < count ? plan.time_of(plan.segments[static_cast<size_t>(n)].first) : plan.duration;
    };
    for (int first = 0; first < count;) {
        int end = first + 1;
        while (end < count && static_cast<double>(time_of_segment(end) - time_of_segment(first)) <
                                  target * plan.timescale_hz)
            ++end;
        plan.chunks.push_back({first, end});
        first = end;
    }
}

}  // namespace

int64_t Plan::time_of(int index) const {
    return index < static_cast<int>(frames.size()) ? frames[static_cast<size_t>(index)].time : duration;
}

Result<std::vector<int>> check_ladder(std::vector<int> heights) {
    if (heights.empty() || heights.size() > 8)
        return Error{ErrorKind::invalid, fmt::format("a ladder has 1 to 8 heights, not {}", heights.size())};
    std::sort(heights.begin(), heights.end(), std::greater<>());
    for (const int height : heights) {
        if (height < 144 || height > 2160)
            return Error{ErrorKind::invalid,
                         fmt::format("a rung of {} lines: heights go from 144 to 2160", height)};
    }
    const auto twice = std::adjacent_find(heights.begin(), heights.end());
    if (twice != heights.end())
        return Error{ErrorKind::invalid, fmt::format("height {} is in the ladder twice", *twice)};
    return heights;
}

std::vector<Rung> choose_rungs(int width, int height, double frames_per_second,
                               const std::vector<int>& ladder) {
    const int source = nominal_height(width, height);
    std::vector<int> nominals;
    const auto consider = [&](int nominal) {
        if (nominal <= source * size_tolerance) nominals.push_back(nominal);
    };
    if (ladder.empty()) {
        for (const int nominal : usual_ladder) consider(nominal);
        const bool between = nominals.empty() || source > nominals.front() * rung_step_min;
        if (between && source < usual_ladder[0]) nominals.insert(nominals.begin(), source);
    } else {
        for (const int nominal : ladder) consider(nominal);
        if (nominals.empty()) nominals.push_back(source);
    }
    std::vector<Rung> rungs;
    for (const int nominal : nominals) {
        const Rung rung = rung_of(nominal, source, width, height, frames_per_second);
        const bool again = std::any_of(rungs.begin(), rungs.end(), [&](const Rung& other) {
            return other.picture_width == rung.picture_width && other.picture_height == rung.picture_height;
        });
        if (!again) rungs.push_back(rung);
    }
    return rungs;
}

Result<> check_complete(const ProbeFacts& facts, const Analysis& analysis) {
    if (analysis.pts.empty()) return {};
    const double tick_s = analysis.time_base.value();
    double start_s = static_cast<double>(analysis.pts.front()) * tick_s;
    double end_s = static_cast<double>(analysis.end_pts) * tick_s;
    for (const Analysis::Sound& sound : analysis.audio) {
        if (sound.end_us <= sound.start_us) continue;
        start_s = std::min(start_s, static_cast<double>(sound.start_us) / 1e6);
        end_s = std::max(end_s, static_cast<double>(sound.end_us) / 1e6);
    }
    const double promised_s = std::chrono::duration<double>(facts.duration).count();
    const double held_s = end_s - start_s;
    if (promised_s - held_s <= forgiven_s + forgiven_part * promised_s) return {};
    return Error{ErrorKind::corrupt,
                 fmt::format("the film ends after {:.1f} s, and its file promises {:.1f} s: it was cut short",
                             held_s, promised_s)};
}

Result<Plan> make_plan(const VideoFacts& video, const Analysis& analysis, const PlanOptions& options) {
    std::vector<int> ladder;
    if (!options.ladder.empty()) ladder = TRY(check_ladder(options.ladder));
    if (video.width <= 0 || video.height <= 0) return Error{ErrorKind::corrupt, "the picture has no size"};
    Timeline timeline = TRY(make_timeline(analysis));

    Plan plan;
    plan.timescale_hz = timeline.timescale_hz;
    plan.frames = std::move(timeline.frames);
    plan.duration = timeline.duration;
    plan.origin_us = timeline.origin_us;
    plan.frame_rate = timeline.frame_rate;
    plan.constant_rate = timeline.constant_rate;
    // A progressive film has a few stray marks; one that is interlaced has them throughout.
    plan.deinterlace = static_cast<size_t>(analysis.interlaced_frames) * 2 > analysis.pts.size();
    if (plan.deinterlace)
        plan.findings.push_back({"deinterlaced", "the picture is interlaced and is made progressive"});
    if (!plan.constant_rate)
        plan.findings.push_back(
            {"variable_rate",
             fmt::format("the frame rate varies, {:.2f} a second on the average; every frame keeps its time",
                         plan.frame_rate.value())});

    std::vector<int> cuts;
    for (const int cut : analysis.cuts) cuts.push_back(timeline.planned_of[static_cast<size_t>(cut)]);
    cut_segments(plan, cuts);
    cut_chunks(plan);

    double width = video.width, height = video.height;
    const double aspect = std::clamp(video.sample_aspect.value(), 0.01, 100.0);  // no picture is that odd
    (aspect >= 1 ? width : height) *= aspect >= 1 ? aspect : 1 / aspect;
    if (video.rotation % 180 != 0) std::swap(width, height);
    plan.rungs = choose_rungs(static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height)),
                              plan.frame_rate.value(), ladder);
    for (const int wanted : ladder) {
        const bool made = std::any_of(plan.rungs.begin(), plan.rungs.end(),
                                      [&](const Rung& rung) { return rung.height == wanted; });
        if (!made)
            plan.findings.push_back(
                {"rung_left_out",
                 fmt::format("no rung of {}: the source is only {:.0f}x{:.0f}", wanted, width, height)});
    }
    return plan;
}

}  // namespace nuri::ingest
