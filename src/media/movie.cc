#include "media/movie.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "media/file_walk.h"
#include "media/movie_header.h"
#include "media/sample_table.h"

namespace nuri::media {
namespace {

constexpr uint64_t tables_bytes_max = 256 << 20;
constexpr uint64_t fragment_bytes_max = 16 << 20;

/// A track as its boxes tell it; times not yet as `MovieTrack` has them.
struct RawTrack {
    TrackHeader header;
    SampleList list;
    std::optional<uint64_t> first_decode_time;
    uint64_t decoded = 0;  ///< sum of the durations in `list`
};

/// Puts a fragment behind what is already there. A gap is filled by showing the sample before it longer; an
/// overlap of up to that sample's length shortens it. Anything else cannot be played.
Result<> append_fragment(RawTrack& track, TrackFragment&& fragment) {
    if (fragment.list.samples.empty()) return {};
    if (!track.first_decode_time) track.first_decode_time = fragment.decode_time.value_or(0);
    const uint64_t expected = *track.first_decode_time + track.decoded;
    const uint64_t start = fragment.decode_time.value_or(expected);
    if (start != expected) {
        Sample* last = track.list.samples.empty() ? nullptr : &track.list.samples.back();
        const int64_t off = static_cast<int64_t>(start) - static_cast<int64_t>(expected);
        if (last == nullptr || off + last->duration < 0 || off + last->duration > UINT32_MAX) {
            return Error{ErrorKind::corrupt, fmt::format("track {}: a fragment starts at {} where {} is due",
                                                         track.header.number, start, expected)};
        }
        last->duration = static_cast<uint32_t>(off + last->duration);
        track.decoded = static_cast<uint64_t>(static_cast<int64_t>(track.decoded) + off);
    }
    for (const auto& sample : fragment.list.samples) track.decoded += sample.duration;
    track.list.samples.insert(track.list.samples.end(), fragment.list.samples.begin(),
                              fragment.list.samples.end());
    track.list.offsets.insert(track.list.offsets.end(), fragment.list.offsets.begin(),
                              fragment.list.offsets.end());
    return {};
}

/// Takes away what the edit list leaves off the end, sample by sample in decode order.
void trim_end(RawTrack& track) {
    if (track.header.shown == 0) return;
    const uint64_t end = track.header.info.media_time + track.header.shown;
    auto& [samples, offsets] = track.list;
    while (samples.size() > 1) {
        const Sample& last = samples.back();
        const int64_t shown_at =
            static_cast<int64_t>(track.decoded - last.duration) + last.composition_offset;
        if (shown_at < static_cast<int64_t>(end)) return;
        track.decoded -= last.duration;
        samples.pop_back();
        offsets.pop_back();
    }
}

/// Frames a second when the durations are alike but for rounding and the odd one in a hundred: then the true
/// rate is that of all of them together, snapped to the rates that exist (33, 33, 34 ms are 30 a second).
void set_frame_rate(TrackInfo& info, std::span<const Sample> samples, uint64_t total) {
    if (samples.size() < 2 || total == 0) return;
    const uint64_t body = total - samples.back().duration;
    const double mean = static_cast<double>(body) / static_cast<double>(samples.size() - 1);
    const double slack = std::max(1.0, mean * 0.02);
    const auto body_samples = samples.first(samples.size() - 1);
    const auto odd = std::count_if(body_samples.begin(), body_samples.end(), [&](const Sample& sample) {
        return std::abs(sample.duration - mean) > slack;
    });
    if (static_cast<size_t>(odd) > body_samples.size() / 100) return;
    const double rate = info.timescale / mean;
    constexpr uint32_t known[][2] = {{24000, 1001}, {24, 1}, {25, 1},       {30000, 1001}, {30, 1},  {48, 1},
                                     {50, 1},       {60, 1}, {60000, 1001}, {120, 1},      {100, 1}, {15, 1}};
    for (const auto& [units, base] : known) {
        if (std::abs(rate * base / units - 1) > 0.0004) continue;
        info.frame_rate_units = units;
        info.frame_rate_base = base;
        return;
    }
    const auto duration = static_cast<uint32_t>(std::max(1.0, mean + 0.5));
    const uint32_t divisor = std::gcd(info.timescale, duration);
    info.frame_rate_units = info.timescale / divisor;
    info.frame_rate_base = duration / divisor;
}

/// From the file's times to ours: `MovieTrack` says what holds of them.
Result<MovieTrack> settle(RawTrack&& raw, std::vector<std::string>& findings) {
    trim_end(raw);
    MovieTrack track;
    track.number = raw.header.number;
    track.info = std::move(raw.header.info);
    track.samples = std::move(raw.list.samples);
    track.offsets = std::move(raw.list.offsets);

    int64_t decode_time = 0, first_shown = INT64_MAX;
    for (auto& sample : track.samples) {
        if (track.info.kind == TrackKind::audio) {
            sample.sync = true;
            sample.composition_offset = 0;
        }
        first_shown = std::min(first_shown, decode_time + sample.composition_offset);
        decode_time += sample.duration;
    }
    // Readers built on FFmpeg take a negative offset in a fragment for a delay of the whole track; so offsets
    // are lifted by what the least of them wants, and the edit list takes that back.
    int64_t least = INT64_MAX;
    for (const auto& sample : track.samples) least = std::min<int64_t>(least, sample.composition_offset);
    const int64_t lift = std::max<int64_t>(0, first_shown - least);
    track.start = raw.header.delay + raw.first_decode_time.value_or(0);
    const auto media_time = static_cast<int64_t>(track.info.media_time);
    if (first_shown >= media_time) {
        track.start += static_cast<uint64_t>(first_shown - media_time);
    } else if (media_time - first_shown > INT32_MAX) {
        return Error{ErrorKind::corrupt,
                     fmt::format("track {}: an edit list that starts at {}", track.number, media_time)};
    }
    const int64_t hidden = std::max<int64_t>(0, media_time - first_shown);
    track.info.media_time = static_cast<uint32_t>(hidden + lift);
    if (track.start > INT64_MAX / 4)
        return Error{ErrorKind::corrupt, fmt::format("track {} starts at {}", track.number, track.start)};
    for (auto& sample : track.samples) {
        const int64_t offset = sample.composition_offset - first_shown + lift;
        if (offset > INT32_MAX || lift > INT32_MAX) {
            return Error{ErrorKind::corrupt,
                         fmt::format("track {}: a composition offset of {}", track.number, offset)};
        }
        sample.composition_offset = static_cast<int32_t>(offset);
    }
    if (track.info.kind == TrackKind::video) {
        set_frame_rate(track.info, track.samples, static_cast<uint64_t>(decode_time));
        if (hidden > 0) {
            findings.push_back(fmt::format(
                "track {}: the first {:.3f} s are decoded but not shown; a player may start at the next key "
                "frame",
                track.number, static_cast<double>(hidden) / track.info.timescale));
        }
    }
    return track;
}

}  // namespace

Result<Movie> read_movie(ByteSource& source) {
    FileWalk walk(source);
    std::vector<uint8_t> moov;
    std::optional<MovieHeader> header;
    std::vector<RawTrack> raw;
    size_t left = samples_max;
    uint64_t tables_left = tables_bytes_max;
    bool known = false;
    while (true) {
        auto next = walk.next();
        // A file of something else fails in its first box; say what it is not, rather than where it is
        // broken.
        if (!next && !known) return Error{ErrorKind::unsupported, "not an MP4 file"};
        const auto box = TRY(std::move(next));
        if (!box) break;
        known = known || box->type == fourcc("ftyp") || box->type == fourcc("moov") ||
                box->type == fourcc("styp");
        if (box->type == fourcc("moov") && !header) {
            moov = TRY(load_payload(source, *box, tables_left));
            tables_left -= moov.size();
            header = TRY(read_movie_header(moov));
            for (auto& track : header->tracks) {
                raw.emplace_back();
                raw.back().header = track;
            }
        } else if (box->type == fourcc("moof") && header) {
            const auto moof = TRY(load_payload(source, *box, std::min(tables_left, fragment_bytes_max)));
            tables_left -= moof.size();
            for (auto& fragment :
                 TRY(read_fragment(moof, box->offset, header->tracks, source.size(), left))) {
                left -= std::min(left, fragment.list.samples.size());
                const auto track = std::find_if(raw.begin(), raw.end(), [&](const auto& t) {
                    return t.header.number == fragment.number;
                });
                TRY(append_fragment(*track, std::move(fragment)));
            }
        }
    }
    if (!known) return Error{ErrorKind::unsupported, "not an MP4 file"};
    if (!header) return Error{ErrorKind::corrupt, "an MP4 file without a moov box"};

    Movie movie;
    movie.findings = std::move(header->findings);
    for (auto& track : raw) {
        if (track.list.samples.empty()) {
            track.list = TRY(read_sample_table(track.header.sample_table, source.size(), left)
                                 .context(fmt::format("track {}", track.header.number)));
            left -= track.list.samples.size();
            for (const auto& sample : track.list.samples) track.decoded += sample.duration;
        }
        if (track.list.samples.empty()) {
            movie.findings.push_back(
                fmt::format("track {} is left out: it has no samples", track.header.number));
            continue;
        }
        movie.tracks.push_back(TRY(settle(std::move(track), movie.findings)));
    }
    return movie;
}

}  // namespace nuri::media
