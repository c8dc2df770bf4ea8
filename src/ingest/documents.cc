// Everything that ingest reads and writes as JSON: the worker's lines and answers, and its own plans and
// deliveries.
#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>

#include "base/text.h"
#include "ingest/answers.h"
#include "ingest/delivery.h"
#include "ingest/facts.h"
#include "ingest/plan.h"
#include "ingest/worker.h"

namespace nuri::ingest {
namespace {

namespace json = boost::json;

constexpr size_t items_max = 4'000'000;
constexpr size_t text_max = 4096;

/// Reads members and remembers the first that is not what it should be, so that a parser asks once, at its
/// end.
class Reader {
  public:
    static Result<json::object> object(std::string_view text, std::string_view what) {
        json::error_code failure;
        json::value value = json::parse({text.data(), text.size()}, failure);
        if (failure || !value.is_object())
            return Error{ErrorKind::corrupt, fmt::format("{} is not a JSON object", what)};
        return std::move(value.get_object());
    }

    explicit Reader(std::string_view what) : what_(what) {}

    Result<> verdict() const {
        if (fault_.empty()) return {};
        return Error{ErrorKind::corrupt,
                     fmt::format("{}: \"{}\" is missing or not what it should be", what_, fault_)};
    }

    int64_t integer(const json::object& from, std::string_view name, int64_t least, int64_t most) {
        const json::value* value = find(from, name);
        return value != nullptr ? integer_of(*value, name, least, most) : least;
    }
    int number(const json::object& from, std::string_view name, int least, int most) {
        return static_cast<int>(integer(from, name, least, most));
    }

    bool flag(const json::object& from, std::string_view name) {
        const json::value* value = find(from, name);
        if (value == nullptr || !value->is_bool()) return fail(name), false;
        return value->get_bool();
    }

    std::string text(const json::object& from, std::string_view name) {
        const json::value* value = find(from, name);
        if (value == nullptr || !value->is_string() || value->get_string().size() > text_max)
            return fail(name), std::string();
        return std::string(value->get_string().data(), value->get_string().size());
    }

    const json::array& list(const json::object& from, std::string_view name) {
        static const json::array none;
        const json::value* value = find(from, name);
        if (value == nullptr || !value->is_array() || value->get_array().size() > items_max)
            return fail(name), none;
        return value->get_array();
    }

    std::vector<int64_t> integers(const json::object& from, std::string_view name, int64_t least,
                                  int64_t most) {
        std::vector<int64_t> numbers;
        for (const json::value& item : list(from, name))
            numbers.push_back(integer_of(item, name, least, most));
        return numbers;
    }

    /// "[a, b]" pairs.
    std::vector<std::pair<int64_t, int64_t>> pairs(const json::object& from, std::string_view name,
                                                   int64_t least, int64_t most) {
        std::vector<std::pair<int64_t, int64_t>> found;
        for (const json::value& item : list(from, name)) {
            if (!item.is_array() || item.get_array().size() != 2) return fail(name), found;
            found.emplace_back(integer_of(item.get_array()[0], name, least, most),
                               integer_of(item.get_array()[1], name, least, most));
        }
        return found;
    }

    Ratio ratio(const json::object& from, std::string_view name) {
        const std::vector<int64_t> parts = integers(from, name, 0, INT32_MAX);  // as libav has them
        if (parts.size() != 2 || parts[1] == 0) return fail(name), Ratio{};
        return {parts[0], parts[1]};
    }

    std::vector<json::object> objects(const json::object& from, std::string_view name, size_t most) {
        std::vector<json::object> found;
        const json::array& items = list(from, name);
        if (items.size() > most) return fail(name), found;
        for (const json::value& item : items) {
            if (!item.is_object()) return fail(name), found;
            found.push_back(item.get_object());
        }
        return found;
    }

    std::vector<Finding> findings(const json::object& from) {
        std::vector<Finding> found;
        for (const json::object& one : objects(from, "findings", 1000))
            found.push_back({text(one, "code"), text(one, "message")});
        return found;
    }

    void fail(std::string_view name) {
        if (fault_.empty()) fault_ = name;
    }

  private:
    static const json::value* find(const json::object& from, std::string_view name) {
        return from.if_contains({name.data(), name.size()});
    }

    int64_t integer_of(const json::value& value, std::string_view name, int64_t least, int64_t most) {
        if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most)
            return fail(name), least;
        return value.get_int64();
    }

    std::string what_;
    std::string fault_;
};

std::vector<Span> spans(Reader& reader, const json::object& from, std::string_view name) {
    std::vector<Span> found;
    for (const auto& [start, end] : reader.pairs(from, name, INT32_MIN, INT64_MAX / 1'000'000)) {
        found.push_back({std::chrono::milliseconds(start), std::chrono::milliseconds(end)});
    }
    return found;
}

/// Frame numbers that rise, below `count`.
std::vector<int> frame_numbers(Reader& reader, const json::object& from, std::string_view name,
                               size_t count) {
    std::vector<int> numbers;
    for (const int64_t number : reader.integers(from, name, 0, static_cast<int64_t>(count) - 1)) {
        if (!numbers.empty() && number <= numbers.back()) reader.fail(name);
        numbers.push_back(static_cast<int>(number));
    }
    return numbers;
}

MadeTrack made_track(Reader& reader, const json::object& from) {
    MadeTrack track;
    auto configuration = from_hex(reader.text(from, "configuration"));
    if (!configuration || configuration->empty()) reader.fail("configuration");
    if (configuration) track.configuration = *std::move(configuration);
    for (const json::object& one : reader.objects(from, "segments", 100'000)) {
        MadeSegment segment;
        segment.bytes = static_cast<uint64_t>(reader.integer(one, "bytes", 1, INT64_MAX));
        segment.duration = static_cast<uint64_t>(reader.integer(one, "duration", 1, INT64_MAX));
        segment.samples = reader.number(one, "samples", 1, INT32_MAX);
        segment.sha256 = reader.text(one, "sha256");
        track.segments.push_back(std::move(segment));
    }
    if (track.segments.empty()) reader.fail("segments");
    return track;
}

json::array ranges_json(const std::vector<FrameRange>& ranges) {
    json::array all;
    for (const FrameRange& range : ranges) all.push_back(json::array{range.first, range.end});
    return all;
}

/// Ranges that cover [0, count) without a gap.
std::vector<FrameRange> ranges_of(Reader& reader, const json::object& from, std::string_view name,
                                  size_t count) {
    std::vector<FrameRange> ranges;
    int64_t next = 0;
    for (const auto& [first, end] : reader.pairs(from, name, 0, INT32_MAX)) {
        if (first != next || end <= first) reader.fail(name);
        next = end;
        ranges.push_back({static_cast<int>(first), static_cast<int>(end)});
    }
    if (next != static_cast<int64_t>(count)) reader.fail(name);
    return ranges;
}

json::array findings_json(const std::vector<Finding>& findings) {
    json::array all;
    for (const Finding& finding : findings)
        all.push_back(json::object{{"code", finding.code}, {"message", finding.message}});
    return all;
}

std::string text_of(const json::value& value) {
    return json::serialize(value);
}

/// What cannot be made absolute (an empty path, a working folder that is gone) stays as it is, and is found
/// missing later.
std::string absolute_text(const std::filesystem::path& path) {
    std::error_code failure;
    const std::filesystem::path whole = std::filesystem::absolute(path, failure);
    return failure ? path.string() : whole.string();
}

}  // namespace

Result<ProbeFacts> parse_probe(std::string_view text) {
    const json::object from = TRY(Reader::object(text, "the probe"));
    Reader reader("the probe");
    ProbeFacts facts;
    facts.container = reader.text(from, "container");
    facts.duration = std::chrono::milliseconds(reader.integer(from, "duration_ms", 0, INT64_MAX / 1'000'000));
    if (const json::value* video = from.if_contains("video"); video != nullptr && video->is_object()) {
        const json::object& one = video->get_object();
        VideoFacts& picture = facts.video.emplace();
        picture.stream = reader.number(one, "stream", 0, 1000);
        picture.codec = reader.text(one, "codec");
        picture.width = reader.number(one, "width", 1, 16'384);
        picture.height = reader.number(one, "height", 1, 16'384);
        picture.sample_aspect = reader.ratio(one, "sample_aspect");
        if (picture.sample_aspect.num == 0) reader.fail("sample_aspect");
        picture.rotation = reader.number(one, "rotation", 0, 270);
        picture.average_rate = reader.ratio(one, "average_rate");
        const std::string dynamics = reader.text(one, "dynamics");
        picture.dynamics = dynamics == "pq"    ? Dynamics::pq
                           : dynamics == "hlg" ? Dynamics::hlg
                                               : Dynamics::sdr;
        picture.interlaced = reader.flag(one, "interlaced");
    }
    for (const json::object& one : reader.objects(from, "audio", 64)) {
        AudioFacts sound;
        sound.stream = reader.number(one, "stream", 0, 1000);
        sound.codec = reader.text(one, "codec");
        sound.channels = reader.number(one, "channels", 0, 1024);
        sound.sample_rate_hz = reader.number(one, "sample_rate_hz", 0, 10'000'000);
        sound.language = reader.text(one, "language");
        facts.audio.push_back(std::move(sound));
    }
    facts.findings = reader.findings(from);
    TRY(reader.verdict());
    return facts;
}

Result<Analysis> parse_analysis(std::string_view text) {
    constexpr int64_t time_max = INT64_MAX / 4;
    const json::object from = TRY(Reader::object(text, "the analysis"));
    Reader reader("the analysis");
    Analysis analysis;
    if (from.contains("time_base")) {
        analysis.time_base = reader.ratio(from, "time_base");
        if (analysis.time_base.num == 0) reader.fail("time_base");
        int64_t pts = reader.integer(from, "first_pts", -time_max, time_max);
        analysis.pts.push_back(pts);
        for (const auto& [step, times] : reader.pairs(from, "steps", 1, time_max)) {
            if (times > static_cast<int64_t>(items_max - analysis.pts.size()) ||
                step > (time_max - pts) / times) {
                reader.fail("steps");
                break;
            }
            for (int64_t i = 0; i < times; ++i) analysis.pts.push_back(pts += step);
        }
        analysis.end_pts = reader.integer(from, "end_pts", pts + 1, time_max);
        analysis.keys = frame_numbers(reader, from, "keys", analysis.pts.size());
        analysis.cuts = frame_numbers(reader, from, "cuts", analysis.pts.size());
        analysis.interlaced_frames = reader.number(from, "interlaced_frames", 0, INT32_MAX);
        analysis.decode_errors = reader.integer(from, "decode_errors", 0, INT64_MAX);
        analysis.black = spans(reader, from, "black");
    }
    for (const json::object& one : reader.objects(from, "audio", 64)) {
        Analysis::Sound sound;
        sound.stream = reader.number(one, "stream", 0, 1000);
        sound.start_us = reader.integer(one, "start_us", -time_max, time_max);
        sound.end_us = reader.integer(one, "end_us", -time_max, time_max);
        if (const json::value* loudness = one.if_contains("loudness_lufs");
            loudness != nullptr && loudness->is_double()) {
            sound.loudness_lufs = loudness->get_double();
        }
        sound.silences = spans(reader, one, "silences");
        analysis.audio.push_back(std::move(sound));
    }
    analysis.findings = reader.findings(from);
    TRY(reader.verdict());
    return analysis;
}

Result<MadeChunk> parse_chunk(std::string_view text) {
    const json::object from = TRY(Reader::object(text, "the chunk"));
    Reader reader("the chunk");
    MadeChunk chunk;
    for (const json::object& one : reader.objects(from, "rungs", 8)) {
        MadeTrack track = made_track(reader, one);
        track.width = reader.number(one, "width", 2, 16'384);
        track.height = reader.number(one, "height", 2, 16'384);
        chunk.rungs.push_back(std::move(track));
    }
    chunk.frames_missing = reader.integer(from, "frames_missing", 0, INT64_MAX);
    TRY(reader.verdict());
    return chunk;
}

Result<MadeTrack> parse_audio(std::string_view text) {
    const json::object from = TRY(Reader::object(text, "the sound"));
    Reader reader("the sound");
    MadeTrack track = made_track(reader, from);
    track.channels = reader.number(from, "channels", 1, 64);
    track.sample_rate_hz = reader.number(from, "sample_rate_hz", 8000, 192'000);
    track.priming = reader.number(from, "priming", 0, 100'000);
    TRY(reader.verdict());
    return track;
}

Result<WorkerLine> parse_line(std::string_view text) {
    const json::object from = TRY(Reader::object(text, "the worker's line"));
    Reader reader("the worker's line");
    WorkerLine line;
    const std::string event = reader.text(from, "event");
    if (event == "progress") {
        const json::value* fraction = from.if_contains("fraction");
        if (fraction == nullptr || !fraction->is_number()) reader.fail("fraction");
        if (reader.verdict()) line.fraction = std::clamp(fraction->to_number<double>(), 0.0, 1.0);
    } else if (event == "done") {
        line.event = WorkerLine::Event::done;
        const json::value* answer = from.if_contains("answer");
        if (answer == nullptr || !answer->is_object()) reader.fail("answer");
        if (reader.verdict()) line.answer = text_of(*answer);
    } else if (event == "failed") {
        line.event = WorkerLine::Event::failed;
        line.error.message = reader.text(from, "message");
        const std::string kind = reader.text(from, "kind");
        line.error.kind = ErrorKind::io;
        for (const ErrorKind known : {ErrorKind::invalid, ErrorKind::corrupt, ErrorKind::unsupported,
                                      ErrorKind::exhausted, ErrorKind::too_large}) {
            if (kind == to_string(known)) line.error.kind = known;
        }
    } else {
        reader.fail("event");
    }
    TRY(reader.verdict());
    return line;
}

std::string to_json(const std::vector<Finding>& findings) {
    return text_of(findings_json(findings));
}

std::string to_json(const Plan& plan) {
    json::array source_pts, times, rungs;
    for (const PlannedFrame& frame : plan.frames) {
        source_pts.push_back(frame.source_pts);
        times.push_back(frame.time);
    }
    for (const Rung& rung : plan.rungs) {
        rungs.push_back(json::object{{"height", rung.height},
                                     {"picture_width", rung.picture_width},
                                     {"picture_height", rung.picture_height},
                                     {"bitrate_max_kbps", rung.bitrate_max_kbps}});
    }
    return text_of(json::object{{"timescale_hz", plan.timescale_hz},
                                {"source_pts", std::move(source_pts)},
                                {"times", std::move(times)},
                                {"duration", plan.duration},
                                {"origin_us", plan.origin_us},
                                {"segments", ranges_json(plan.segments)},
                                {"chunks", ranges_json(plan.chunks)},
                                {"rungs", std::move(rungs)},
                                {"frame_rate", json::array{plan.frame_rate.num, plan.frame_rate.den}},
                                {"constant_rate", plan.constant_rate},
                                {"deinterlace", plan.deinterlace},
                                {"findings", findings_json(plan.findings)}});
}

Result<Plan> parse_plan(std::string_view text) {
    constexpr int64_t time_max = INT64_MAX / 4;
    const json::object from = TRY(Reader::object(text, "the plan"));
    Reader reader("the plan");
    Plan plan;
    plan.timescale_hz = static_cast<uint32_t>(reader.integer(from, "timescale_hz", 1, UINT32_MAX));
    const std::vector<int64_t> source_pts = reader.integers(from, "source_pts", -time_max, time_max);
    const std::vector<int64_t> times = reader.integers(from, "times", 0, time_max);
    if (source_pts.size() != times.size() || times.empty()) reader.fail("times");
    TRY(reader.verdict());
    for (size_t i = 0; i < times.size(); ++i) plan.frames.push_back({source_pts[i], times[i]});
    plan.duration = reader.integer(from, "duration", times.back() + 1, time_max);
    plan.origin_us = reader.integer(from, "origin_us", -time_max, time_max);
    plan.segments = ranges_of(reader, from, "segments", plan.frames.size());
    plan.chunks = ranges_of(reader, from, "chunks", plan.segments.size());
    for (const json::object& one : reader.objects(from, "rungs", 8)) {
        plan.rungs.push_back({reader.number(one, "height", 1, 16'384),
                              reader.number(one, "picture_width", 2, 16'384),
                              reader.number(one, "picture_height", 2, 16'384),
                              reader.number(one, "bitrate_max_kbps", 1, 1'000'000)});
    }
    if (plan.rungs.empty()) reader.fail("rungs");
    plan.frame_rate = reader.ratio(from, "frame_rate");
    plan.constant_rate = reader.flag(from, "constant_rate");
    plan.deinterlace = reader.flag(from, "deinterlace");
    plan.findings = reader.findings(from);
    TRY(reader.verdict());
    return plan;
}

std::string to_json(const Delivery& delivery) {
    json::array subtitles;
    for (const SubtitleFile& subtitle : delivery.subtitles) {
        subtitles.push_back(
            json::object{{"language", subtitle.language}, {"file", absolute_text(subtitle.file)}});
    }
    return text_of(json::object{{"title", delivery.title.number()},
                                {"file", absolute_text(delivery.file)},
                                {"purpose", assets::to_string(delivery.purpose)},
                                {"audio_language", delivery.audio_language},
                                {"subtitles", std::move(subtitles)},
                                {"ladder", json::array(delivery.ladder.begin(), delivery.ladder.end())}});
}

Result<Delivery> parse_delivery(std::string_view text) {
    const json::object from = TRY(Reader::object(text, "the delivery"));
    Reader reader("the delivery");
    Delivery delivery;
    delivery.title = TitleId(reader.integer(from, "title", 0, INT64_MAX));
    delivery.file = reader.text(from, "file");
    // A job that was queued before there were previews says nothing of it.
    if (from.contains("purpose"))
        delivery.purpose = TRY(assets::parse_asset_purpose(reader.text(from, "purpose")));
    delivery.audio_language = reader.text(from, "audio_language");
    for (const json::object& one : reader.objects(from, "subtitles", Delivery::subtitles_max))
        delivery.subtitles.push_back({reader.text(one, "language"), reader.text(one, "file")});
    for (const int64_t height : reader.integers(from, "ladder", 1, 10'000))
        delivery.ladder.push_back(static_cast<int>(height));
    TRY(reader.verdict());
    return delivery;
}

}  // namespace nuri::ingest
