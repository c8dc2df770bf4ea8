#include "ingest/pipeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "assets/asset_document.h"
#include "assets/asset_folder.h"
#include "base/text.h"
#include "base/time.h"
#include "ingest/encoding.h"
#include "ingest/file_bytes.h"
#include "ingest/job_folder.h"
#include "ingest/joining.h"
#include "ingest/plan.h"
#include "ingest/receive.h"
#include "ingest/subtitles.h"
#include "media/segment_index.h"

namespace nuri::ingest {
namespace {

using namespace std::chrono_literals;

/// Of the whole job's time, roughly; they sum to 1.
struct Share {
    Step step;
    double share;
};
constexpr Share shares[] = {{Step::receive, 0.02},    {Step::probe, 0.005},  {Step::analyse, 0.12},
                            {Step::plan, 0.005},      {Step::encode, 0.74},  {Step::audio, 0.04},
                            {Step::subtitles, 0.005}, {Step::join, 0.02},    {Step::thumbnails, 0.02},
                            {Step::verify, 0.02},     {Step::publish, 0.005}};

constexpr int audio_bitrate_bps = 160'000;
constexpr int thumbnail_columns = 10;
constexpr int thumbnail_rows = 10;
constexpr int thumbnail_width = 240;
constexpr int thumbnail_sheets_max = 16;
constexpr int64_t thumbnail_interval_ms = 5'000;
constexpr int poster_width_max = 1280;

int even(double length) {
    return std::max(2, static_cast<int>(std::lround(length / 2)) * 2);
}

/// One call of make(): the order of the steps, and what one leaves for the next.
class Run {
  public:
    Run(const MediaWorker& worker, const Folders& folders, const PipelineOptions& options,
        const std::string& job, const Delivery& delivery, const Pipeline::Report& report, Step& step,
        JobFolder folder)
        : worker_(worker),
          folders_(folders),
          options_(options),
          job_(job),
          delivery_(delivery),
          report_(report),
          step_(step),
          folder_(std::move(folder)) {}

    Result<Made> make() {
        TRY(name_asset());
        if (!sealed()) {
            TRY(begin(Step::receive));
            TRY(take_delivery());
            TRY(begin(Step::probe));
            TRY(probe());
            TRY(begin(Step::analyse));
            TRY(analyse());
            TRY(begin(Step::plan));
            TRY(plan());
            TRY(begin(Step::encode));
            const EncodingInput input{source_, *facts_.video, analysis_, plan_};
            TRY(encode_chunks(input, folder_, worker_, options_,
                              [this](double fraction) { return tell(fraction); }));
            TRY(begin(Step::audio));
            TRY(encode_sounds());
            TRY(begin(Step::subtitles));
            TRY(write_subtitles());
            TRY(begin(Step::join));
            document_.tracks = TRY(join_tracks(folder_, plan_, sounds_));
            TRY(begin(Step::thumbnails));
            TRY(make_thumbnails());
            TRY(begin(Step::verify));
            TRY(verify());
            TRY(seal());
        }
        TRY(begin(Step::verify));
        const assets::AssetDocument document = TRY(assets::verify_folder(folder_.asset()));
        return Made{document.id, folder_.asset(), document.duration, findings_};
    }

  private:
    bool sealed() const {
        std::error_code ignored;
        return std::filesystem::exists(folder_.asset() / assets::AssetDocument::file_name, ignored);
    }

    Result<> begin(Step step) {
        step_ = step;
        return tell(0) ? Result<>() : Error{ErrorKind::cancelled, "the job was cancelled"};
    }

    bool tell(double fraction) {
        Progress progress{step_, 0, 0, -1s};
        for (const Share& share : shares) {
            if (share.step == step_) {
                progress.fraction += share.share * fraction;
                break;
            }
            progress.fraction += share.share;
        }
        const auto now = std::chrono::steady_clock::now();
        if (!first_) first_ = {now, progress.fraction};
        const double passed = std::chrono::duration<double>(now - first_->when).count();
        const double made = progress.fraction - first_->fraction;
        if (passed > 2 && made > 0.01)
            progress.left =
                std::chrono::seconds(static_cast<int64_t>(passed * (1 - progress.fraction) / made));
        if (step_ == Step::encode) {
            if (!encoding_) encoding_ = {now, fraction};
            const double encoding = std::chrono::duration<double>(now - encoding_->when).count();
            if (encoding > 1) progress.speed = (fraction - encoding_->fraction) * plan_.seconds() / encoding;
        }
        return report_(progress);
    }

    MediaWorker::Progress teller() {
        return [this](double fraction) { return tell(fraction); };
    }

    /// The asset's name is chosen once for a job, so that publishing twice is publishing once.
    Result<> name_asset() {
        if (!folder_.has("asset.txt"))
            TRY(folder_.write(
                "asset.txt", assets::AssetId::random().text() + "\n" + nuri::to_string(SystemClock().now())));
        const std::string text = TRY(folder_.read("asset.txt"));
        const std::vector<std::string_view> lines = split(text, '\n');
        if (lines.size() != 2) return Error{ErrorKind::corrupt, "the job's asset.txt is damaged"};
        document_.id = TRY(assets::AssetId::parse(lines[0]));
        document_.created = TRY(parse_instant(lines[1]));
        document_.title = delivery_.title;
        document_.purpose = delivery_.purpose;
        return {};
    }

    Result<> take_delivery() {
        if (!folder_.has("received.txt")) {
            const Received received = TRY(receive(delivery_.file, folders_.intake, job_, teller()));
            TRY(folder_.write("received.txt", received.sha256));
        }
        const std::string sha256 = TRY(folder_.read("received.txt"));
        source_ = folders_.intake / sha256;
        document_.source = fmt::format(R"({{"sha256":"{}"}})", sha256);
        return {};
    }

    /// A worker's answer to a call without outputs, kept as a document.
    Result<> probe() {
        if (!folder_.has("probe.json")) {
            const std::string answer = TRY(worker_.run(
                {.command = "probe", .request = "{}", .inputs = {source_}, .outputs = {}}, teller()));
            TRY(parse_probe(answer));
            TRY(folder_.write("probe.json", answer));
        }
        facts_ = TRY(parse_probe(TRY(folder_.read("probe.json"))));
        note(facts_.findings);
        if (!facts_.video)
            return Error{ErrorKind::unsupported, "there is no picture in the file, only sound"};
        if (facts_.audio.empty())
            findings_.push_back({"no_sound", "there is no sound in the file: it will play without"});
        return {};
    }

    Result<> analyse() {
        if (!folder_.has("analysis.json")) {
            const std::string request =
                fmt::format(R"({{"threads":{}}})", std::max(options_.processes_max, 1));
            TRY(worker_.run({.command = "analyse",
                             .request = request,
                             .inputs = {source_},
                             .outputs = {folder_.unfinished("analysis.json")}},
                            teller()));
            TRY(folder_.finish("analysis.json"));
        }
        analysis_ = TRY(parse_analysis(TRY(folder_.read("analysis.json"))));
        note(analysis_.findings);
        return check_complete(facts_, analysis_);
    }

    Result<> plan() {
        if (!folder_.has("plan.json"))
            TRY(folder_.write("plan.json",
                              to_json(TRY(make_plan(*facts_.video, analysis_, {delivery_.ladder})))));
        plan_ = TRY(parse_plan(TRY(folder_.read("plan.json"))));
        sounds_ = plan_sounds(facts_, delivery_);
        note(plan_.findings);
        return {};
    }

    Result<> encode_sounds() {
        const auto samples_at = [&](int64_t time) {
            return std::llround(static_cast<double>(time) * 48'000.0 / plan_.timescale_hz);
        };
        std::string boundaries;
        for (const FrameRange& segment : plan_.segments) {
            if (segment.first > 0)
                boundaries += fmt::format("{}{}", boundaries.empty() ? "" : ",",
                                          samples_at(plan_.time_of(segment.first)));
        }
        for (size_t i = 0; i < sounds_.size(); ++i) {
            if (folder_.has(sound_document_name(i))) continue;
            const std::string request = fmt::format(
                R"({{"stream":{},"origin_us":{},"samples":{},"boundaries":[{}],"bitrate_bps":{}}})",
                sounds_[i].stream, plan_.origin_us, std::max<int64_t>(samples_at(plan_.duration), 1),
                boundaries, audio_bitrate_bps);
            const auto progress = [&](double fraction) {
                return tell((static_cast<double>(i) + fraction) / static_cast<double>(sounds_.size()));
            };
            const std::string answer = TRY(worker_.run({.command = "audio",
                                                        .request = request,
                                                        .inputs = {source_},
                                                        .outputs = {folder_.unfinished(sound_file_name(i))}},
                                                       progress));
            TRY(parse_audio(answer));
            TRY(folder_.finish(sound_file_name(i)));
            TRY(folder_.write(sound_document_name(i), answer));
        }
        return {};
    }

    Result<> write_subtitles() {
        for (const SubtitleFile& subtitle : delivery_.subtitles) {
            MadeSubtitles made = TRY(read_subtitles(subtitle));
            TRY(io::write_file_atomically(folder_.asset() / made.track.file, made.text));
            document_.texts.push_back(std::move(made.track));
            note(made.findings);
        }
        return {};
    }

    /// Of our own tracks, not of the delivery: the smallest rung for the sheets, the largest for the poster.
    Result<> make_thumbnails() {
        const auto duration_ms = static_cast<int64_t>(plan_.seconds() * 1000);
        constexpr int cells = thumbnail_columns * thumbnail_rows;
        const int64_t interval =
            std::max(thumbnail_interval_ms, duration_ms / (cells * thumbnail_sheets_max) + 1);
        const Rung& smallest = plan_.rungs.back();
        media::ImageTrack images{.id = "thumbnails", .columns = thumbnail_columns, .rows = thumbnail_rows};
        images.interval = {interval, 1000};
        const double scale = std::min(1.0, static_cast<double>(thumbnail_width) / smallest.picture_width);
        images.width = static_cast<uint32_t>(even(smallest.picture_width * scale));
        images.height = static_cast<uint32_t>(even(smallest.picture_height * scale));

        std::string times;
        int64_t count = 0;
        for (int64_t at = 0; at < std::max<int64_t>(duration_ms, 1); at += interval, ++count)
            times += fmt::format("{}{}", count == 0 ? "" : ",", at);
        images.images = static_cast<uint32_t>((count + cells - 1) / cells);
        std::vector<std::string> names;
        for (uint32_t i = 0; i < images.images; ++i) names.push_back(assets::image_file_name(images.id, i));
        TRY(draw(plan_.rungs.size() - 1, times, thumbnail_columns, thumbnail_rows,
                 static_cast<int>(images.width), static_cast<int>(images.height), names));
        for (const std::string& name : names) {
            images.largest_bytes =
                std::max(images.largest_bytes, TRY(io::size_of(TRY(io::open_read(folder_.asset() / name)))));
        }
        document_.images.push_back(std::move(images));

        const Rung& largest = plan_.rungs.front();
        const double shrink = std::min(1.0, static_cast<double>(poster_width_max) / largest.picture_width);
        return draw(0, std::to_string(poster_ms(duration_ms)), 1, 1, even(largest.picture_width * shrink),
                    even(largest.picture_height * shrink), {"poster.jpg"});
    }

    /// A fifth into the film, or behind the black that is there.
    int64_t poster_ms(int64_t duration_ms) const {
        int64_t at = duration_ms / 5;
        for (const Span& black : analysis_.black) {
            if (at >= black.start.count() && at < black.end.count() && black.end.count() + 500 < duration_ms)
                at = black.end.count() + 500;
        }
        return at;
    }

    Result<> draw(size_t rung, const std::string& times, int columns, int rows, int width, int height,
                  const std::vector<std::string>& names) {
        MediaWorker::Call call{.command = "thumbnails",
                               .request = {},
                               .inputs = {folder_.asset() / document_.tracks[rung].file},
                               .outputs = {}};
        call.request =
            fmt::format(R"({{"times_ms":[{}],"columns":{},"rows":{},"width":{},"height":{},"quality":5}})",
                        times, columns, rows, width, height);
        for (const std::string& name : names) call.outputs.push_back(folder_.unfinished(name));
        TRY(worker_.run(call, teller()));
        for (const std::string& name : names)
            TRY(io::rename_durably(folder_.unfinished(name), folder_.asset() / name));
        return {};
    }

    /// Reads back what was made: every index against its file, the picture's segments against the plan, sound
    /// against picture, and the smallest rung frame by frame.
    Result<> verify() {
        for (size_t i = 0; i < document_.tracks.size(); ++i) {
            const assets::AssetTrack& track = document_.tracks[i];
            FileSource file = TRY(FileSource::open(folder_.asset() / track.file));
            const media::SegmentIndex index = TRY(media::build_segment_index(file).context(track.file));
            if (i < plan_.rungs.size()) {
                TRY(verify_rung(track, index));
            } else if (std::abs(index.presentation_end().seconds() - plan_.seconds()) > 0.1) {
                return Error{ErrorKind::corrupt,
                             fmt::format("{} lasts {:.3f} s and the picture {:.3f} s", track.file,
                                         index.presentation_end().seconds(), plan_.seconds())};
            }
        }
        const std::string name = "verified.json";
        TRY(worker_.run({.command = "analyse",
                         .request = R"({"threads":1})",
                         .inputs = {folder_.asset() / document_.tracks[plan_.rungs.size() - 1].file},
                         .outputs = {folder_.unfinished(name)}},
                        teller()));
        TRY(folder_.finish(name));
        const Analysis seen = TRY(parse_analysis(TRY(folder_.read(name))));
        if (seen.pts.size() != plan_.frames.size() || seen.pts.front() != 0 || seen.decode_errors != 0) {
            return Error{ErrorKind::corrupt,
                         fmt::format("{} shows {} frames from {} with {} errors, not {} from 0",
                                     document_.tracks[plan_.rungs.size() - 1].file, seen.pts.size(),
                                     seen.pts.front(), seen.decode_errors, plan_.frames.size())};
        }
        return {};
    }

    Result<> verify_rung(const assets::AssetTrack& track, const media::SegmentIndex& index) const {
        bool as_planned = index.segments.size() == plan_.segments.size();
        for (size_t i = 0; as_planned && i < index.segments.size(); ++i) {
            const auto start = static_cast<uint64_t>(plan_.time_of(plan_.segments[i].first));
            as_planned = index.presentation_start(i) == start && index.segments[i].starts_with_sap;
        }
        if (!as_planned)
            return Error{ErrorKind::corrupt,
                         fmt::format("{}: its segments are not those of the plan", track.file)};
        return {};
    }

    Result<> seal() {
        document_.duration = std::chrono::milliseconds(static_cast<int64_t>(plan_.seconds() * 1000));
        return assets::seal_folder(folder_.asset(), document_);
    }

    void note(const std::vector<Finding>& findings) {
        findings_.insert(findings_.end(), findings.begin(), findings.end());
    }

    struct Mark {
        std::chrono::steady_clock::time_point when;
        double fraction = 0;
    };

    const MediaWorker& worker_;
    const Folders& folders_;
    const PipelineOptions& options_;
    const std::string& job_;
    const Delivery& delivery_;
    const Pipeline::Report& report_;
    Step& step_;
    JobFolder folder_;
    std::filesystem::path source_;
    ProbeFacts facts_;
    Analysis analysis_;
    Plan plan_;
    std::vector<PlannedSound> sounds_;
    assets::AssetDocument document_;
    std::vector<Finding> findings_;
    std::optional<Mark> first_;
    std::optional<Mark> encoding_;
};

}  // namespace

std::string_view to_string(Step step) {
    switch (step) {
        case Step::receive:
            return "receive";
        case Step::probe:
            return "probe";
        case Step::analyse:
            return "analyse";
        case Step::plan:
            return "plan";
        case Step::encode:
            return "encode";
        case Step::audio:
            return "audio";
        case Step::subtitles:
            return "subtitles";
        case Step::join:
            return "join";
        case Step::thumbnails:
            return "thumbnails";
        case Step::verify:
            return "verify";
        case Step::publish:
            return "publish";
    }
    CHECK(false);
}

std::string to_detail(const Progress& progress) {
    if (progress.speed <= 0) return {};
    std::string detail = fmt::format("{:.1f}x", progress.speed);
    if (progress.left.count() >= 0) detail += fmt::format(", {} s left", progress.left.count());
    return detail;
}

Pace parse_detail(std::string_view detail) {
    Pace pace;
    const size_t x = detail.find('x');
    const size_t dot = detail.find('.');
    if (x == std::string_view::npos || dot >= x) return pace;
    const auto whole = parse_integer(detail.substr(0, dot));
    const auto tenth = parse_integer(detail.substr(dot + 1, x - dot - 1));
    if (!whole || !tenth) return pace;
    pace.speed = static_cast<double>(*whole) + static_cast<double>(*tenth) / 10;
    const std::string_view rest = detail.substr(x + 1);
    if (rest.starts_with(", ") && rest.ends_with(" s left")) {
        if (const auto left = parse_integer(rest.substr(2, rest.size() - 9)))
            pace.left = std::chrono::seconds(*left);
    }
    return pace;
}

std::string advice(Step step, ErrorKind kind) {
    const bool of_the_delivery =
        step == Step::receive || step == Step::probe || step == Step::analyse || step == Step::plan;
    switch (kind) {
        case ErrorKind::exhausted:
            return "make room on the disk of the data directory, then retry the job: what is done is kept";
        case ErrorKind::not_found:
        case ErrorKind::forbidden:
            return "check that the file is there and that nuri may read it, then retry the job";
        case ErrorKind::cancelled:
            return "retry the job to go on where it stopped";
        case ErrorKind::unsupported:
            return "deliver the film as MP4, QuickTime, Matroska, WebM, MPEG-TS or MXF with picture, in the "
                   "clear";
        case ErrorKind::invalid:
            if (step == Step::subtitles)
                return "give a WebVTT or SubRip file for this language, or leave it out";
            return "mend what the message names and hand the film in again";
        case ErrorKind::too_large:
            return "deliver the film in parts, or with fewer frames";
        case ErrorKind::corrupt:
            if (of_the_delivery || step == Step::encode || step == Step::audio)
                return "the file is damaged: compare its size and checksum with the partner's, and have it "
                       "delivered again";
            return "retry the job; if it fails again, report it with the delivery";
        case ErrorKind::unavailable:
        case ErrorKind::conflict:
        case ErrorKind::unauthenticated:
        case ErrorKind::io:
            return "retry the job; if it fails again, report it with the delivery";
    }
    CHECK(false);
}

Result<Made> Pipeline::make(const std::string& job, const Delivery& delivery, const Report& report,
                            Step& failed) const {
    failed = Step::receive;
    if (!is_slug(job)) return Error{ErrorKind::invalid, fmt::format("\"{}\" is no name for a job", job)};
    const Delivery checked = TRY(check(delivery));
    JobFolder folder = TRY(JobFolder::open(folders_.work / job));
    return Run(worker_, folders_, options_, job, checked, report, failed, std::move(folder)).make();
}

Result<> Pipeline::forget(const std::string& job) const {
    if (!is_slug(job)) return Error{ErrorKind::invalid, fmt::format("\"{}\" is no name for a job", job)};
    return io::remove_all(folders_.work / job);
}

}  // namespace nuri::ingest
