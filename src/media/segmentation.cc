#include "media/segmentation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"

namespace nuri::media {
namespace {

constexpr double same_time_seconds = 0.0005;

/// A sample that a segment may start with.
struct KeyFrame {
    size_t sample = 0;
    double seconds = 0;  ///< when it is shown
};

/// On the presentation's clock, in the track's units; below 0 for what an edit list hides.
int64_t presentation_base(const TimedTrack& track) {
    return static_cast<int64_t>(track.start) - static_cast<int64_t>(track.media_time);
}

double seconds(const TimedTrack& track, int64_t units) {
    return static_cast<double>(units) / track.timescale;
}

/// The sync samples after which nothing is shown that comes before them (SAP types 1 and 2).
std::vector<KeyFrame> closed_key_frames(const TimedTrack& track) {
    std::vector<KeyFrame> frames;
    int64_t decode_time = presentation_base(track);
    for (const auto& sample : track.samples) decode_time += sample.duration;
    int64_t earliest_after = INT64_MAX;
    for (size_t i = track.samples.size(); i-- > 0;) {
        const Sample& sample = track.samples[i];
        decode_time -= sample.duration;
        const int64_t shown = decode_time + sample.composition_offset;
        if (sample.sync && shown <= earliest_after) frames.push_back({i, seconds(track, shown)});
        earliest_after = std::min(earliest_after, shown);
    }
    std::reverse(frames.begin(), frames.end());
    return frames;
}

double end_of(const TimedTrack& track) {
    int64_t end = presentation_base(track);
    for (const auto& sample : track.samples) end += sample.duration;
    return seconds(track, end);
}

/// The key frames of each track that all the tracks have: `common[track][n]` are one moment for all tracks.
std::vector<std::vector<KeyFrame>> common_key_frames(const std::vector<std::vector<KeyFrame>>& all) {
    std::vector<std::vector<KeyFrame>> common(all.size());
    std::vector<size_t> at(all.size(), 0);
    for (const KeyFrame& frame : all.front()) {
        bool shared = true;
        for (size_t t = 0; t < all.size() && shared; ++t) {
            while (at[t] < all[t].size() && all[t][at[t]].seconds < frame.seconds - same_time_seconds)
                ++at[t];
            shared = at[t] < all[t].size() && all[t][at[t]].seconds <= frame.seconds + same_time_seconds;
        }
        for (size_t t = 0; t < all.size() && shared; ++t) common[t].push_back(all[t][at[t]]);
    }
    return common;
}

/// Of the candidates, those nearest to `wanted` seconds after the one before; as positions in `candidates`.
/// The first is where the film starts, the end is no candidate but bounds the last segment.
std::vector<size_t> choose(const std::vector<KeyFrame>& candidates, double end, double wanted) {
    std::vector<size_t> chosen{0};
    for (size_t i = 1; i <= candidates.size(); ++i) {
        const bool at_end = i == candidates.size();
        const double time = at_end ? end : candidates[i].seconds;
        double elapsed = time - candidates[chosen.back()].seconds;
        if (elapsed < wanted) continue;
        const size_t before = i - 1;
        if (before > chosen.back()) {
            const double short_by = wanted - (candidates[before].seconds - candidates[chosen.back()].seconds);
            if (short_by <= elapsed - wanted) {
                chosen.push_back(before);
                elapsed = time - candidates[before].seconds;
            }
        }
        if (!at_end && elapsed >= wanted) chosen.push_back(i);
    }
    return chosen;
}

}  // namespace

Result<std::vector<Cuts>> cut_video(std::span<const TimedTrack> tracks, double segment_seconds) {
    CHECK(!tracks.empty() && segment_seconds > 0);
    std::vector<std::vector<KeyFrame>> all;
    double end = 0;
    for (const auto& track : tracks) {
        CHECK(!track.samples.empty() && track.timescale > 0);
        all.push_back(closed_key_frames(track));
        if (all.back().empty() || all.back().front().sample != 0) {
            return Error{ErrorKind::unsupported, "a video track does not open with a closed key frame"};
        }
        end = std::max(end, end_of(track));
    }
    const auto common = common_key_frames(all);
    if (common.front().empty() ||
        std::any_of(common.begin(), common.end(), [](const auto& c) { return c.front().sample != 0; })) {
        return Error{ErrorKind::invalid, "the video tracks do not start together"};
    }
    const auto chosen = choose(common.front(), end, segment_seconds);

    for (size_t n = 0; n < chosen.size() && tracks.size() > 1; ++n) {
        const double from = common.front()[chosen[n]].seconds;
        const double to = n + 1 < chosen.size() ? common.front()[chosen[n + 1]].seconds : end;
        if (to - from <= 2 * segment_seconds) continue;
        for (const auto& frames : all) {
            const auto inside =
                std::upper_bound(frames.begin(), frames.end(), from + same_time_seconds,
                                 [](double time, const KeyFrame& frame) { return time < frame.seconds; });
            if (inside == frames.end() || inside->seconds >= to - same_time_seconds) continue;
            return Error{
                ErrorKind::invalid,
                fmt::format(
                    "the video tracks share no key frame between {:.3f} s and {:.3f} s; encode them with key "
                    "frames at the same times",
                    from, to)};
        }
    }

    std::vector<Cuts> cuts(tracks.size());
    for (size_t t = 0; t < tracks.size(); ++t) {
        for (const size_t n : chosen) cuts[t].push_back(common[t][n].sample);
    }
    return cuts;
}

Cuts cut_audio(const TimedTrack& track, std::span<const MediaTime> boundaries) {
    Cuts cuts{0};
    int64_t time = presentation_base(track);
    size_t sample = 0;
    for (const auto& boundary : boundaries) {
        const double wanted = boundary.seconds() * track.timescale;
        while (sample < track.samples.size() &&
               std::abs(static_cast<double>(time + track.samples[sample].duration) - wanted) <=
                   std::abs(static_cast<double>(time) - wanted)) {
            time += track.samples[sample++].duration;
        }
        if (sample >= track.samples.size()) break;
        if (sample > cuts.back()) cuts.push_back(sample);
    }
    return cuts;
}

std::vector<MediaTime> boundaries_of(const TimedTrack& track, const Cuts& cuts) {
    std::vector<MediaTime> boundaries;
    int64_t decode_time = presentation_base(track);
    size_t next = 1;
    for (size_t i = 0; i < track.samples.size() && next < cuts.size(); ++i) {
        if (i == cuts[next]) {
            boundaries.push_back({decode_time + track.samples[i].composition_offset, track.timescale});
            ++next;
        }
        decode_time += track.samples[i].duration;
    }
    return boundaries;
}

}  // namespace nuri::media
