#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "commands.h"
#include "decoder.h"
#include "rung_encoder.h"
#include "scaler.h"
#include "source.h"

namespace nuri::media_worker {
namespace {

constexpr size_t chunk_frames_max = 20'000;
constexpr size_t rungs_max = 8;

Result<ChunkPlan> read_plan(const Request& request) {
    ChunkPlan plan;
    plan.source_pts = TRY(request.integers("source_pts", chunk_frames_max));
    plan.times = TRY(request.integers("times", chunk_frames_max));
    plan.end_time = TRY(request.integer("end_time", 1, INT64_MAX));
    plan.segment_starts = TRY(request.integers("segment_starts", chunk_frames_max));
    plan.frame_rate.num = static_cast<int>(TRY(request.integer("frame_rate_num", 1, 1'000'000'000)));
    plan.frame_rate.den = static_cast<int>(TRY(request.integer("frame_rate_den", 1, 1'000'000'000)));
    if (plan.times.empty() || plan.source_pts.size() != plan.times.size() || plan.times[0] < 0 || plan.times.back() >= plan.end_time ||
        !std::is_sorted(plan.source_pts.begin(), plan.source_pts.end()) ||
        std::adjacent_find(plan.times.begin(), plan.times.end(), std::greater_equal<>()) != plan.times.end()) {
        return Error{ErrorKind::invalid, "the frames of the chunk do not rise in time"};
    }
    const auto& starts = plan.segment_starts;
    if (starts.empty() || starts[0] != 0 || starts.back() >= plan.count() ||
        std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) != starts.end()) {
        return Error{ErrorKind::invalid, "the segments of the chunk do not rise from 0"};
    }
    return plan;
}

Result<std::vector<RungSettings>> read_rungs(const Request& request) {
    std::vector<RungSettings> rungs;
    for (const Request& one : TRY(request.objects("rungs", rungs_max))) {
        RungSettings rung;
        rung.width = static_cast<int>(TRY(one.integer("width", 2, 8192)));
        rung.height = static_cast<int>(TRY(one.integer("height", 2, 8192)));
        rung.bitrate_max_kbps = static_cast<int>(TRY(one.integer("bitrate_max_kbps", 50, 200'000)));
        rung.preset = TRY(request.word("preset"));
        rung.crf = static_cast<int>(TRY(request.integer("crf", 0, 51)));
        rung.threads = static_cast<int>(TRY(request.integer("threads", 1, 64)));
        if (rung.width % 2 != 0 || rung.height % 2 != 0) return Error{ErrorKind::invalid, "a rung's sides are even"};
        rungs.push_back(std::move(rung));
    }
    if (rungs.empty()) return Error{ErrorKind::invalid, "no rung to encode"};
    return rungs;
}

/// Carries the chunk's frames from the decoder through the scaler to every rung.
class ChunkEncoder {
  public:
    ChunkEncoder(const ChunkPlan& plan, Scaler scaler, std::vector<RungEncoder> rungs, bool looks_around)
        : plan_(plan), scaler_(std::move(scaler)), rungs_(std::move(rungs)), looks_around_(looks_around) {
        for (size_t i = 0; i < rungs_.size(); ++i) last_.push_back(new_frame());
    }

    /// Before the first frame of the chunk was met.
    bool untouched() const { return taken_ == 0; }
    bool complete() const { return complete_; }

    Result<> take(const AVFrame& frame) {
        const int64_t pts = frame.best_effort_timestamp;
        if (complete_ || pts == AV_NOPTS_VALUE) return {};
        if (pts < plan_.source_pts.front()) {
            // A de-interlacer wants to see the frame before the first one.
            return looks_around_ ? push(frame, before_first + before_++) : Result<>();
        }
        if (pts > plan_.source_pts.back()) {
            complete_ = true;
            return looks_around_ ? push(frame, plan_.count()) : Result<>();
        }
        const auto found = std::lower_bound(plan_.source_pts.begin(), plan_.source_pts.end(), pts);
        if (*found != pts) return {};  // one the plan leaves out
        ++taken_;
        return push(frame, found - plan_.source_pts.begin());
    }

    Result<> finish() {
        TRY(scaler_.finish());
        TRY(pull());
        for (size_t i = 0; i < rungs_.size(); ++i) {
            if (rungs_[i].next() == 0) return Error{ErrorKind::corrupt, "no frame of this part of the film can be decoded"};
            TRY(repeat_until(i, plan_.count()));
            TRY(rungs_[i].finish());
        }
        return {};
    }

    double fraction() const { return static_cast<double>(rungs_.back().next()) / plan_.count(); }
    int64_t missing() const { return missing_; }
    const std::vector<RungEncoder>& rungs() const { return rungs_; }

  private:
    static constexpr int64_t before_first = -1'000'000;

    Result<> push(const AVFrame& frame, int64_t number) {
        if (!TRY(scaler_.push(frame, number))) {
            TRY(pull());
            (void)TRY(scaler_.push(frame, number));
        }
        return pull();
    }

    Result<> pull() {
        const Owned<AVFrame> picture = new_frame();
        for (size_t i = 0; i < rungs_.size(); ++i) {
            int64_t number = 0;
            while (TRY(scaler_.pull(i, *picture, number))) {
                if (number >= rungs_[i].next() && number < plan_.count()) {
                    // What is missing at the very start shows the first picture there is.
                    if (rungs_[i].next() == 0) TRY(keep(i, *picture));
                    TRY(repeat_until(i, static_cast<int>(number)));
                    TRY(keep(i, *picture));
                    TRY(rungs_[i].add(*picture));
                }
                av_frame_unref(picture.get());
            }
        }
        return {};
    }

    Result<> keep(size_t rung, const AVFrame& picture) {
        av_frame_unref(last_[rung].get());
        if (av_frame_ref(last_[rung].get(), &picture) < 0) return Error{ErrorKind::exhausted, "out of memory"};
        return {};
    }

    /// Frames that the plan repeats, or that were there when the film was analysed and cannot be decoded now.
    Result<> repeat_until(size_t rung, int number) {
        while (rungs_[rung].next() < number) {
            const auto at = static_cast<size_t>(rungs_[rung].next());
            const bool planned = at > 0 && plan_.source_pts[at] == plan_.source_pts[at - 1];
            if (rung == 0 && !planned) ++missing_;
            TRY(rungs_[rung].add(*last_[rung]));
        }
        return {};
    }

    const ChunkPlan& plan_;
    Scaler scaler_;
    std::vector<RungEncoder> rungs_;
    std::vector<Owned<AVFrame>> last_;
    bool looks_around_;
    bool complete_ = false;
    int64_t before_ = 0;
    int64_t taken_ = 0;
    int64_t missing_ = 0;
};

/// Places from which to try to reach the chunk's first frame: the key frame that the analysis saw, somewhat before it
/// (an index may go by decode times), and the start of the file. None is "where the file was opened".
std::vector<std::optional<int64_t>> seek_places(const Request& request, const AVStream& stream) {
    const auto key = request.integer("seek_pts", INT64_MIN + 1, INT64_MAX);
    if (!key) return {std::nullopt};
    const int64_t back = av_rescale_q(10, {1, 1}, stream.time_base);
    const int64_t start = stream.start_time != AV_NOPTS_VALUE ? stream.start_time : 0;
    return {*key, std::max(*key - back, start), start};
}

}  // namespace

Result<std::string> encode(const Request& request, Reply& reply) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    const std::vector<int64_t> outputs = TRY(request.outputs());
    const ChunkPlan plan = TRY(read_plan(request));
    const std::vector<RungSettings> settings = TRY(read_rungs(request));
    const bool deinterlace = TRY(request.flag("deinterlace"));
    const auto threads = static_cast<int>(TRY(request.integer("threads", 1, 64)));
    if (inputs.size() != 1 || outputs.size() != settings.size()) return Error{ErrorKind::invalid, "encode takes one input, and an output a rung"};

    Source source = TRY(Source::open(static_cast<int>(inputs[0])));
    const AVStream& stream = *TRY(source.stream_of(TRY(request.integer("stream", 0, 1000)), AVMEDIA_TYPE_VIDEO));
    source.keep_only({stream.index});
    Decoder decoder = TRY(Decoder::open(stream, threads));

    std::vector<RungEncoder> rungs;
    Scaler::Options scaling{orientation_of(stream), deinterlace, {}};
    for (size_t i = 0; i < settings.size(); ++i) {
        scaling.sizes.push_back({settings[i].width, settings[i].height});
        rungs.push_back(TRY(RungEncoder::open(settings[i], plan, static_cast<int>(outputs[i]))));
    }
    ChunkEncoder chunk(plan, Scaler(std::move(scaling)), std::move(rungs), deinterlace);

    const auto places = seek_places(request, stream);
    const Owned<AVPacket> packet = new_packet();
    for (size_t place = 0; place < places.size(); ++place) {
        const bool last_resort = place + 1 == places.size();
        if (places[place] && !source.seek(stream.index, *places[place]) && !last_resort) continue;
        decoder.forget();
        bool landed_late = false;
        bool first = true;
        const auto take = [&](AVFrame& frame) -> Result<> {
            if (first && !last_resort && frame.best_effort_timestamp > plan.source_pts.front()) landed_late = true;
            first = false;
            return landed_late ? Result<>() : chunk.take(frame);
        };
        while (!landed_late && !chunk.complete() && source.read(*packet)) {
            if (packet->stream_index == stream.index) TRY(decoder.feed(*packet, take));
            reply.progress(chunk.fraction());
        }
        if (!landed_late && !chunk.complete()) TRY(decoder.finish(take));
        if (!landed_late && (last_resort || !chunk.untouched())) break;
    }
    TRY(chunk.finish());

    JsonArray answers;
    for (const RungEncoder& rung : chunk.rungs()) answers.add(rung.json());
    return JsonObject().raw("rungs", answers.str()).number("frames_missing", chunk.missing()).str();
}

}  // namespace nuri::media_worker
