#include "ingest/encoding.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "base/text.h"

namespace nuri::ingest {
namespace {

std::string list_json(const std::vector<int64_t>& numbers) {
    std::string list = "[";
    for (const int64_t number : numbers) list += (list.size() > 1 ? "," : "") + std::to_string(number);
    return list + "]";
}

FrameRange frames_of(const Plan& plan, const FrameRange& segments) {
    return {plan.segments[static_cast<size_t>(segments.first)].first,
            plan.segments[static_cast<size_t>(segments.end - 1)].end};
}

/// Where decoding starts for a chunk: the last key frame at or before its first picture. None at the film's
/// start.
std::optional<int64_t> seek_place(const Analysis& analysis, int64_t source_pts) {
    const auto after =
        std::upper_bound(analysis.keys.begin(), analysis.keys.end(), source_pts,
                         [&](int64_t pts, int key) { return pts < analysis.pts[static_cast<size_t>(key)]; });
    if (after == analysis.keys.begin() || after - analysis.keys.begin() == 1) return std::nullopt;
    return analysis.pts[static_cast<size_t>(*std::prev(after))];
}

std::string chunk_request(const EncodingInput& input, const FrameRange& segments,
                          const PipelineOptions& options, int threads) {
    const Plan& plan = input.plan;
    const FrameRange frames = frames_of(plan, segments);
    std::vector<int64_t> source_pts, times, starts;
    for (int i = frames.first; i < frames.end; ++i) {
        source_pts.push_back(plan.frames[static_cast<size_t>(i)].source_pts);
        times.push_back(plan.frames[static_cast<size_t>(i)].time);
    }
    for (int i = segments.first; i < segments.end; ++i)
        starts.push_back(plan.segments[static_cast<size_t>(i)].first - frames.first);
    std::string rungs;
    for (const Rung& rung : plan.rungs) {
        rungs +=
            fmt::format(R"({}{{"width":{},"height":{},"bitrate_max_kbps":{}}})", rungs.empty() ? "" : ",",
                        rung.picture_width, rung.picture_height, rung.bitrate_max_kbps);
    }
    const auto seek = seek_place(input.analysis, source_pts.front());
    return fmt::format(
        R"({{"stream":{},{}"source_pts":{},"times":{},"end_time":{},"segment_starts":{},"frame_rate_num":{},"frame_rate_den":{},)"
        R"("rungs":[{}],"preset":"{}","crf":{},"threads":{},"deinterlace":{}}})",
        input.video.stream, seek ? fmt::format("\"seek_pts\":{},", *seek) : "", list_json(source_pts),
        list_json(times), plan.time_of(frames.end), list_json(starts), plan.frame_rate.num,
        plan.frame_rate.den, rungs, options.preset, options.crf, threads, plan.deinterlace);
}

/// Hands chunks to threads, gathers how far each is, and keeps the first failure, which stops the rest.
class Crew {
  public:
    Crew(const EncodingInput& input, const JobFolder& folder, const MediaWorker& worker,
         const PipelineOptions& options, const std::function<bool(double)>& progress)
        : input_(input),
          folder_(folder),
          worker_(worker),
          options_(options),
          progress_(progress),
          fractions_(input.plan.chunks.size(), 0) {
        for (size_t i = 0; i < input.plan.chunks.size(); ++i) {
            if (folder.has(chunk_document_name(i))) {
                fractions_[i] = 1;
            } else {
                waiting_.push_back(i);
            }
        }
    }

    Result<> run() {
        const size_t side_by_side =
            std::min(waiting_.size(), static_cast<size_t>(std::max(options_.processes_max, 1)));
        // A film of fewer chunks than processes may run gives each the cores that would idle. By the film's
        // chunks and not by those still waiting: x264's bytes depend on its threads, and a job taken up again
        // makes the bytes that it would have made.
        threads_ = std::max(
            1, options_.processes_max / static_cast<int>(std::clamp<size_t>(fractions_.size(), 1, 64)));
        std::vector<std::thread> crew;
        for (size_t i = 0; i < side_by_side; ++i) crew.emplace_back([this] { work(); });
        for (std::thread& one : crew) one.join();
        if (failure_) return *std::move(failure_);
        if (stopped_) return Error{ErrorKind::cancelled, "the job was cancelled"};
        return {};
    }

  private:
    void work() {
        while (!stopped_) {
            const size_t next = next_++;
            if (next >= waiting_.size()) return;
            if (auto done = encode(waiting_[next]); !done) {
                const std::lock_guard lock(mutex_);
                if (!failure_)
                    failure_ = std::move(done).error().context(
                        fmt::format("chunk {} of {}", waiting_[next] + 1, fractions_.size()));
                stopped_ = true;
            }
        }
    }

    Result<> encode(size_t chunk) {
        const FrameRange segments = input_.plan.chunks[chunk];
        MediaWorker::Call call{.command = "encode",
                               .request = chunk_request(input_, segments, options_, threads_),
                               .inputs = {input_.source},
                               .outputs = {}};
        for (size_t rung = 0; rung < input_.plan.rungs.size(); ++rung)
            call.outputs.push_back(folder_.unfinished(chunk_rung_name(chunk, rung)));
        const std::string answer =
            TRY(worker_.run(call, [&](double fraction) { return tell(chunk, fraction); }));
        TRY(check_chunk(TRY(parse_chunk(answer)), input_.plan, segments));
        for (size_t rung = 0; rung < input_.plan.rungs.size(); ++rung)
            TRY(folder_.finish(chunk_rung_name(chunk, rung)));
        TRY(folder_.write(chunk_document_name(chunk), answer));
        (void)tell(chunk, 1);
        return {};
    }

    bool tell(size_t chunk, double fraction) {
        const std::lock_guard lock(mutex_);
        fractions_[chunk] = fraction;
        int64_t done = 0;
        for (size_t i = 0; i < fractions_.size(); ++i)
            done +=
                static_cast<int64_t>(fractions_[i] * frames_of(input_.plan, input_.plan.chunks[i]).size());
        if (!progress_(static_cast<double>(done) / static_cast<double>(input_.plan.frames.size())))
            stopped_ = true;
        return !stopped_;
    }

    const EncodingInput& input_;
    const JobFolder& folder_;
    const MediaWorker& worker_;
    const PipelineOptions& options_;
    const std::function<bool(double)>& progress_;
    std::vector<size_t> waiting_;
    int threads_ = 1;
    std::atomic<size_t> next_ = 0;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::vector<double> fractions_;  ///< guarded by mutex_ while the crew works
    std::optional<Error> failure_;   ///< likewise
};

}  // namespace

std::string chunk_document_name(size_t chunk) {
    return fmt::format("chunk-{:04}.json", chunk);
}
std::string chunk_rung_name(size_t chunk, size_t rung) {
    return fmt::format("chunk-{:04}-{}.m4s", chunk, rung);
}

Result<> encode_chunks(const EncodingInput& input, const JobFolder& folder, const MediaWorker& worker,
                       const PipelineOptions& options, const std::function<bool(double)>& progress) {
    return Crew(input, folder, worker, options, progress).run();
}

Result<> check_chunk(const MadeChunk& chunk, const Plan& plan, const FrameRange& segments) {
    if (chunk.rungs.size() != plan.rungs.size()) {
        return Error{ErrorKind::corrupt,
                     fmt::format("{} rungs were encoded, not {}", chunk.rungs.size(), plan.rungs.size())};
    }
    for (size_t r = 0; r < plan.rungs.size(); ++r) {
        const MadeTrack& made = chunk.rungs[r];
        const Rung& rung = plan.rungs[r];
        if (made.width != rung.picture_width || made.height != rung.picture_height ||
            made.segments.size() != static_cast<size_t>(segments.size())) {
            return Error{ErrorKind::corrupt,
                         fmt::format("rung {} has {} segments of {}x{}, not {} of {}x{}", rung.height,
                                     made.segments.size(), made.width, made.height, segments.size(),
                                     rung.picture_width, rung.picture_height)};
        }
        for (int i = 0; i < segments.size(); ++i) {
            const FrameRange& frames = plan.segments[static_cast<size_t>(segments.first + i)];
            const MadeSegment& segment = made.segments[static_cast<size_t>(i)];
            const int64_t ticks = plan.time_of(frames.end) - plan.time_of(frames.first);
            if (segment.samples != frames.size() || segment.duration != static_cast<uint64_t>(ticks)) {
                return Error{ErrorKind::corrupt,
                             fmt::format("segment {} of rung {} has {} frames of {} ticks, not {} of {}",
                                         segments.first + i, rung.height, segment.samples, segment.duration,
                                         frames.size(), ticks)};
            }
        }
    }
    return {};
}

}  // namespace nuri::ingest
