#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>

#include "commands.h"
#include "decoder.h"
#include "descriptor_sink.h"
#include "loudness.h"
#include "shots.h"
#include "source.h"

namespace nuri::media_worker {
namespace {

constexpr size_t frames_max = 2'000'000;
constexpr int64_t black_ms_min = 1000;
/// Of a film's frames this share may be damaged before it is sent back; below it is bit-rot, and told.
constexpr double damage_max = 0.05;

struct SeenFrame {
    int64_t pts = 0;
    int64_t duration = 0;
    bool key = false;
    bool cut = false;
    bool black = false;
};

struct Sound {
    explicit Sound(Decoder opened) : decoder(std::move(opened)) {}
    Decoder decoder;
    Loudness loudness;
    std::optional<int64_t> start_us;
    int64_t end_us = 0;
};

/// Frames that come almost at one instant with the one before (less than a quarter of the usual distance) would be
/// decoded and never seen: exporters leave such tails behind a last cut. Drops them and says how many.
size_t drop_crowded(std::vector<SeenFrame>& frames) {
    std::vector<int64_t> steps;
    for (size_t i = 1; i < frames.size(); ++i) steps.push_back(frames[i].pts - frames[i - 1].pts);
    if (steps.empty()) return 0;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    const int64_t usual = std::max<int64_t>(steps[steps.size() / 2], 1);
    std::vector<SeenFrame> kept;
    bool cut_owed = false;
    for (const SeenFrame& frame : frames) {
        if (!kept.empty() && (frame.pts - kept.back().pts) * 4 < usual) {
            cut_owed = cut_owed || frame.cut;
            continue;
        }
        kept.push_back(frame);
        kept.back().cut = frame.cut || cut_owed;
        cut_owed = false;
    }
    const size_t dropped = frames.size() - kept.size();
    if (kept.back().duration <= 0 || dropped > 0) kept.back().duration = usual;
    frames = std::move(kept);
    return dropped;
}

class Analyser {
  public:
    Analyser(Source& source, int threads) : source_(source), threads_(threads) {}

    Result<> run(Reply& reply) {
        std::vector<int> wanted;
        if (source_.video() >= 0) {
            video_.emplace(TRY(Decoder::open(source_.stream(source_.video()), threads_)));
            wanted.push_back(source_.video());
        }
        for (const int index : source_.audio()) {
            auto opened = Decoder::open(source_.stream(index), 1);
            if (!opened) continue;  // the probe has told
            sounds_.try_emplace(index, *std::move(opened));
            wanted.push_back(index);
        }
        source_.keep_only(wanted);
        const Owned<AVPacket> packet = new_packet();
        while (source_.read(*packet)) {
            reply.progress(source_.position());
            if (packet->stream_index == source_.video()) {
                TRY(video_->feed(*packet, [&](AVFrame& frame) { return see(frame); }));
            } else if (const auto sound = sounds_.find(packet->stream_index); sound != sounds_.end()) {
                TRY(sound->second.decoder.feed(*packet, [&](AVFrame& frame) { return hear(sound->first, sound->second, frame); }));
            }
        }
        if (video_) TRY(video_->finish([&](AVFrame& frame) { return see(frame); }));
        for (auto& [index, sound] : sounds_) {
            TRY(sound.decoder.finish([&, stream = index](AVFrame& frame) { return hear(stream, sounds_.at(stream), frame); }));
        }
        return settle();
    }

    std::string json() const;

  private:
    Result<> see(AVFrame& frame) {
        if (frames_.size() >= frames_max) return Error{ErrorKind::too_large, fmt::format("more than {} frames", frames_max)};
        if (frame.best_effort_timestamp == AV_NOPTS_VALUE) {
            ++without_time_;
            return {};
        }
        if (!frames_.empty() && frame.best_effort_timestamp <= frames_.back().pts) {
            ++crowded_;
            return {};
        }
        if (frames_.empty()) {
            width_ = frame.width;
            height_ = frame.height;
        } else if (frame.width != width_ || frame.height != height_) {
            size_changes_ = true;
        }
        if (frame.interlaced_frame != 0) ++interlaced_;
        const Shots::Look look = TRY(shots_.look(frame));
        frames_.push_back({frame.best_effort_timestamp, frame.pkt_duration, frame.key_frame != 0, look.cut, look.black});
        return {};
    }

    Result<> hear(int index, Sound& sound, const AVFrame& frame) {
        const AVRational base = source_.stream(index).time_base;
        if (frame.sample_rate <= 0) return {};
        if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
            const int64_t at = av_rescale_q(frame.best_effort_timestamp, base, AV_TIME_BASE_Q);
            if (!sound.start_us) sound.start_us = at;
            sound.end_us = std::max(sound.end_us, at + av_rescale(frame.nb_samples, AV_TIME_BASE, frame.sample_rate));
        }
        return sound.loudness.add(frame);
    }

    Result<> settle() {
        if (!video_) return {};
        if (frames_.empty()) return Error{ErrorKind::corrupt, "no frame of the picture can be decoded"};
        crowded_ += static_cast<int64_t>(drop_crowded(frames_));
        const int64_t errors = video_->errors();
        if (static_cast<double>(errors) > std::max(10.0, damage_max * static_cast<double>(frames_.size()))) {
            return Error{ErrorKind::corrupt, fmt::format("{} errors in {} frames: the picture is damaged too much to be shown", errors, frames_.size())};
        }
        return {};
    }

    std::string findings() const;
    std::string black_json() const;

    Source& source_;
    int threads_;
    std::optional<Decoder> video_;
    std::map<int, Sound> sounds_;
    Shots shots_;
    std::vector<SeenFrame> frames_;
    int64_t crowded_ = 0;
    int64_t without_time_ = 0;
    int64_t interlaced_ = 0;
    int width_ = 0, height_ = 0;
    bool size_changes_ = false;
};

std::string Analyser::findings() const {
    JsonArray findings;
    const auto find = [&](std::string_view code, std::string message) {
        findings.add(JsonObject().text("code", code).text("message", message).str());
    };
    if (video_ && video_->errors() > 0) find("bit_rot", fmt::format("{} errors while decoding the picture", video_->errors()));
    for (const auto& [index, sound] : sounds_) {
        if (sound.decoder.errors() > 0) find("bit_rot", fmt::format("{} errors while decoding sound stream {}", sound.decoder.errors(), index));
    }
    if (crowded_ > 0) find("frames_at_one_instant", fmt::format("{} frames left out that would never be seen: the next comes at the same instant", crowded_));
    if (without_time_ > 0) find("frames_without_time", fmt::format("{} frames left out that do not say when they are shown", without_time_));
    if (size_changes_) find("size_changes", fmt::format("the picture does not stay {}x{}: later sizes are scaled to it", width_, height_));
    return findings.str();
}

std::string Analyser::black_json() const {
    JsonArray black;
    const AVRational base = source_.stream(source_.video()).time_base;
    const auto ms = [&](int64_t pts) { return av_rescale_q(pts - frames_.front().pts, base, {1, 1000}); };
    size_t start = 0;
    for (size_t i = 0; i <= frames_.size(); ++i) {
        if (i < frames_.size() && frames_[i].black) continue;
        if (i > start) {
            const int64_t from = ms(frames_[start].pts);
            const int64_t to = i < frames_.size() ? ms(frames_[i].pts) : ms(frames_.back().pts + frames_.back().duration);
            if (to - from >= black_ms_min) black.add(fmt::format("[{},{}]", from, to));
        }
        start = i + 1;
    }
    return black.str();
}

std::string Analyser::json() const {
    JsonObject answer;
    if (video_) {
        const AVRational base = source_.stream(source_.video()).time_base;
        answer.raw("time_base", fmt::format("[{},{}]", base.num, base.den));
        answer.number("first_pts", frames_.front().pts);
        JsonArray steps, keys, cuts;
        int64_t step = 0;
        int64_t times = 0;
        for (size_t i = 0; i < frames_.size(); ++i) {
            if (frames_[i].key) keys.add(static_cast<int64_t>(i));
            if (frames_[i].cut && i > 0) cuts.add(static_cast<int64_t>(i));
            if (i == 0) continue;
            const int64_t next = frames_[i].pts - frames_[i - 1].pts;
            if (next != step && times > 0) {
                steps.add(fmt::format("[{},{}]", step, times));
                times = 0;
            }
            step = next;
            ++times;
        }
        if (times > 0) steps.add(fmt::format("[{},{}]", step, times));
        answer.raw("steps", steps.str());
        answer.number("end_pts", frames_.back().pts + frames_.back().duration);
        answer.raw("keys", keys.str());
        answer.raw("cuts", cuts.str());
        answer.number("interlaced_frames", interlaced_);
        answer.number("decode_errors", video_->errors());
        answer.raw("black", black_json());
    }
    JsonArray audio;
    for (const auto& [index, sound] : sounds_) {
        JsonArray silences;
        // Samples behind the end that the container tells (an edit list's tail) are heard by nobody.
        const int64_t heard_ms = (sound.end_us - sound.start_us.value_or(0)) / 1000;
        for (const auto& [from, to] : sound.loudness.silences()) {
            if (from * 100 < heard_ms) silences.add(fmt::format("[{},{}]", from * 100, std::min(to * 100, heard_ms)));
        }
        JsonObject one;
        one.number("stream", static_cast<int64_t>(index));
        one.number("start_us", sound.start_us.value_or(0));
        one.number("end_us", sound.end_us);
        if (const auto loudness = sound.loudness.integrated()) one.number("loudness_lufs", *loudness);
        one.raw("silences", silences.str());
        audio.add(one.str());
    }
    answer.raw("audio", audio.str());
    answer.raw("findings", findings());
    return answer.str();
}

}  // namespace

Result<std::string> analyse(const Request& request, Reply& reply) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    const std::vector<int64_t> outputs = TRY(request.outputs());
    const int64_t threads = TRY(request.integer("threads", 1, 64));
    if (inputs.size() != 1 || outputs.size() != 1) return Error{ErrorKind::invalid, "analyse takes one input and one output"};
    Source source = TRY(Source::open(static_cast<int>(inputs[0])));
    Analyser analyser(source, static_cast<int>(threads));
    TRY(analyser.run(reply));
    DescriptorSink sink(static_cast<int>(outputs[0]));
    TRY(sink.append(as_bytes(analyser.json())));
    return std::string("{}");
}

}  // namespace nuri::media_worker
