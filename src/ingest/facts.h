#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::ingest {

/// A fraction as containers write frame rates and time bases: 30000/1001. Never with a zero below.
struct Ratio {
    int64_t num = 0;
    int64_t den = 1;

    double value() const { return static_cast<double>(num) / static_cast<double>(den); }
    friend bool operator==(const Ratio&, const Ratio&) = default;
};

/// Something about a delivery that its partner should hear of, though the work goes on: "bit_rot", "frames repeated".
struct Finding {
    std::string code;     ///< a word for programs: `bit_rot`, `audio_cut`, `frames_at_one_instant`
    std::string message;  ///< for people, with the values

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// How the picture's numbers become light. `hdr` ones are tone-mapped, since every rung is SDR BT.709.
enum class Dynamics { sdr, pq, hlg };

struct VideoFacts {
    int stream = 0;  ///< its number in the container
    std::string codec;
    int width = 0;   ///< as coded, before rotation
    int height = 0;
    Ratio sample_aspect{1, 1};
    int rotation = 0;  ///< clockwise degrees by which the player turns it: 0, 90, 180 or 270
    Ratio average_rate;
    Dynamics dynamics = Dynamics::sdr;
    bool interlaced = false;  ///< as the container says; the analysis counts
};

struct AudioFacts {
    int stream = 0;
    std::string codec;
    int channels = 0;
    int sample_rate_hz = 0;
    std::string language;  ///< as the container says, ISO 639; empty if it does not
};

/// What a container says of itself, before a frame is decoded.
struct ProbeFacts {
    std::string container;
    std::chrono::milliseconds duration{0};  ///< zero if it does not say
    std::optional<VideoFacts> video;        ///< the picture that is shown; cover art does not count
    std::vector<AudioFacts> audio;
    std::vector<Finding> findings;
};

struct Span {
    std::chrono::milliseconds start{0};
    std::chrono::milliseconds end{0};

    friend bool operator==(const Span&, const Span&) = default;
};

/// What one decode of the whole delivery tells. Frames are in the order in which they are shown; those that come
/// at one instant with the one before are left out, so `pts` strictly rises.
struct Analysis {
    Ratio time_base;            ///< the unit of `pts` and `end_pts`, in seconds
    std::vector<int64_t> pts;   ///< when each frame is shown, on the source's own clock
    int64_t end_pts = 0;        ///< when the last frame goes
    std::vector<int> keys;      ///< frames at which decoding can start, rising
    std::vector<int> cuts;      ///< frames that open a new shot, rising; frame 0 is not among them
    int interlaced_frames = 0;
    int64_t decode_errors = 0;
    /// For each audio stream of the probe, in its order: when its first sample sounds, on the clock of `pts` but in
    /// microseconds, and its integrated loudness (ITU-R BS.1770-4); none if it is silent.
    struct Sound {
        int stream = 0;
        int64_t start_us = 0;
        int64_t end_us = 0;
        std::optional<double> loudness_lufs;
        std::vector<Span> silences;

        friend bool operator==(const Sound&, const Sound&) = default;
    };
    std::vector<Sound> audio;
    std::vector<Span> black;
    std::vector<Finding> findings;
};

/// Both read the worker's answers, which are as little to be trusted as the media: `corrupt` for anything that is
/// not as docs/formats/media-worker.md says, `too_large` over its bounds.
Result<ProbeFacts> parse_probe(std::string_view json);
Result<Analysis> parse_analysis(std::string_view json);

/// A list of `{"code":…,"message":…}`.
std::string to_json(const std::vector<Finding>& findings);

}  // namespace nuri::ingest
