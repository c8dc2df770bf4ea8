#include <fmt/core.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <boost/json.hpp>

#include "apps/nuri/commands.h"
#include "apps/nuri/progress_bar.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "server/config.h"
#include "server/ingest_desk.h"

namespace nuri::apps {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

std::atomic<bool> interrupted{false};
void note_interrupt(int) {
    interrupted = true;
}

std::variant<ingest::Delivery, Failure> delivery_of(const Ingest& options, TitleId title) {
    ingest::Delivery delivery;
    delivery.title = title;
    delivery.file = options.file;
    delivery.audio_language = options.audio;
    const auto purpose = assets::parse_asset_purpose(options.purpose);
    if (!purpose) return misuse(purpose.error(), "--as");
    delivery.purpose = *purpose;
    for (const std::string& given : options.subtitles) {
        const auto pair = key_and_value(given, "LANG=FILE");
        if (!pair) return misuse(pair.error(), "--subtitle");
        delivery.subtitles.push_back({pair->first, pair->second});
    }
    if (!options.ladder.empty()) {
        for (const std::string_view part : split(options.ladder, ',')) {
            const auto height = parse_integer(trim(part));
            if (!height || *height < 1 || *height > 100'000) {
                return misuse(
                    {ErrorKind::invalid,
                     fmt::format(
                         "\"{}\" is no height; write heights in lines, separated by commas: 1080,720,480",
                         trim(part))},
                    "--ladder");
            }
            delivery.ladder.push_back(static_cast<int>(*height));
        }
    }
    auto checked = ingest::check(std::move(delivery));
    if (!checked) return Failure{checked.error(), 2};
    return *std::move(checked);
}

bool is_over(const store::Job& job) {
    return job.state == store::JobState::done || job.state == store::JobState::failed ||
           job.state == store::JobState::cancelled;
}

/// The job that an interrupted run of the same command left behind.
Result<std::optional<store::JobId>> left_behind(store::Jobs& jobs, const ingest::Delivery& delivery,
                                                const std::string& subject, Instant now) {
    const std::string input = ingest::to_json(delivery);
    for (const store::Job& job :
         TRY(jobs.list({.kind = std::string(ingest::Ingest::job_kind), .subject = subject, .limit = 1000}))) {
        if (job.input != input || job.state == store::JobState::done) continue;
        if (is_over(job)) TRY(jobs.retry(job.id, now));
        return std::optional(job.id);
    }
    return std::optional<store::JobId>();
}

std::string progress_text(std::string_view step, double speed, std::chrono::seconds left) {
    std::string text(step);
    if (speed > 0) text += fmt::format("  {:.1f}x", speed);
    if (left >= 60s) {
        text += fmt::format("  {} min left", (left.count() + 30) / 60);
    } else if (left >= 0s) {
        text += fmt::format("  {} s left", left.count());
    }
    return text;
}

/// Works the queue, or watches whoever does, until the job is over.
Result<store::Job> follow(const Workspace& workspace, server::IngestDesk& desk, store::JobId id, bool quiet) {
    store::Jobs& jobs = workspace.registers().jobs;
    ProgressBar bar(quiet);
    while (true) {
        TRY(desk.free_abandoned());
        const store::Job job = TRY(jobs.get(id));
        if (is_over(job)) return job;
        if (interrupted)
            return Error{ErrorKind::cancelled, "interrupted; the same command goes on where it was"};
        const auto worked = TRY(
            desk.ingest().run_next(desk.owner(), [&](store::JobId running, const ingest::Progress& progress) {
                const std::string other =
                    running == id ? std::string() : fmt::format("(job {} first) ", running.number());
                bar.show(progress.fraction,
                         other + progress_text(to_string(progress.step), progress.speed, progress.left));
                return !interrupted.load();
            }));
        if (!worked) {
            bar.show(job.progress_permille / 1000.0,
                     fmt::format("{} {}", job.step.empty() ? "waiting" : job.step, job.step_detail));
            std::this_thread::sleep_for(200ms);
        }
    }
}

std::string_view state_word(const store::Job& job) {
    return to_string(job.state);
}

}  // namespace

Outcome ingest(const Workspace& workspace, const Ingest& options, bool quiet) {
    server::Registers& registers = workspace.registers();
    const auto config = server::load_config(workspace.directory().root(), {});
    if (!config) return config.error();
    server::IngestDesk desk(registers, workspace.directory(), *config);
    if (const auto tidied = desk.ingest().tidy(); !tidied) return tidied.error();

    store::JobId id;
    if (options.retry != 0) {
        id = store::JobId(options.retry);
        if (const auto retried = registers.jobs.retry(id, workspace.now()); !retried) return retried.error();
    } else {
        if (options.file.empty() || options.title.empty())
            return Failure{{ErrorKind::invalid, "ingest wants FILE and --title REF, or --retry JOB"}, 2};
        const auto catalogue = catalogue::Snapshot::load(registers.database);
        if (!catalogue) return catalogue.error();
        const auto title = (*catalogue)->resolve(options.title);
        if (!title) return Error(title.error()).context("--title");
        const catalogue::Title& work = *(*catalogue)->find(*title);
        // A preview may be of a whole series: it is what its card plays.
        if (options.purpose == "main" && work.kind != catalogue::Kind::film &&
            work.kind != catalogue::Kind::episode) {
            return Error{ErrorKind::invalid,
                         fmt::format("{} is a {}; a file is of a film or an episode, such as {}/s1e1",
                                     options.title, catalogue::to_string(work.kind), work.slug)};
        }
        auto delivery = delivery_of(options, *title);
        if (auto* failure = std::get_if<Failure>(&delivery)) return std::move(*failure);
        const std::string subject = (*catalogue)->reference_of(work);
        if (const auto freed = desk.free_abandoned(); !freed) return freed.error();
        const auto before =
            left_behind(registers.jobs, std::get<ingest::Delivery>(delivery), subject, workspace.now());
        if (!before) return before.error();
        if (*before) {
            id = **before;
        } else {
            const auto submitted = desk.ingest().submit(std::get<ingest::Delivery>(delivery), subject);
            if (!submitted) return submitted.error();
            id = *submitted;
        }
    }
    std::signal(SIGINT, note_interrupt);
    std::signal(SIGTERM, note_interrupt);
    const auto job = follow(workspace, desk, id, quiet);
    if (!job) return job.error();
    if (job->state != store::JobState::done) {
        if (job->state == store::JobState::cancelled || !job->error)
            return Error{ErrorKind::cancelled, fmt::format("job {} was cancelled", id.number())};
        return Error{ErrorKind::invalid, fmt::format("job {} failed at step {}: {}; {}", id.number(),
                                                     job->error->step, job->error->why, job->error->remedy)};
    }
    if (const auto announced = workspace.announce_change(); !announced) return announced.error();

    json::error_code failure;
    json::value result = json::parse(job->result, failure);
    CHECK(!failure && result.is_object());  // our own words
    json::object& object = result.as_object();
    object["job"] = id.number();
    object["title"] = job->subject;
    Answer answer;
    const std::string asset_id(object.at("asset").as_string());
    answer.text = "asset " + asset_id;
    const auto parsed = assets::AssetId::parse(asset_id);
    if (!parsed) return parsed.error();
    const auto asset = registers.assets.get(*parsed);
    if (!asset) return asset.error();
    answer.text += "  " + asset->summary;
    object["summary"] = asset->summary;
    object["size_bytes"] = asset->size_bytes;
    object["folder"] = (workspace.directory().assets() / asset_id).string();
    for (const json::value& finding : object.at("findings").as_array())
        answer.notes.push_back(json::serialize(finding));
    answer.json = json::serialize(result);
    return answer;
}

Outcome job_list(const Workspace& workspace) {
    const auto jobs = workspace.registers().jobs.list({});
    if (!jobs) return jobs.error();
    Answer answer;
    json::array list;
    for (const store::Job& job : *jobs) {
        answer.text +=
            fmt::format("{}{:>6}  {:<9} {:>3} %  {:<32} {}", answer.text.empty() ? "" : "\n", job.id.number(),
                        state_word(job), job.progress_permille / 10, job.subject, job.step);
        json::object object{{"id", job.id.number()},    {"kind", job.kind},
                            {"subject", job.subject},   {"state", state_word(job)},
                            {"step", job.step},         {"progress", job.progress_permille / 1000.0},
                            {"attempts", job.attempts}, {"created", to_string(job.created)}};
        if (job.error && !is_over(job)) object["last_error"] = job.error->why;
        if (job.error && job.state == store::JobState::failed) {
            answer.text += fmt::format("\n        {}; {}", job.error->why, job.error->remedy);
            object["error"] = json::value{
                {"step", job.error->step}, {"why", job.error->why}, {"remedy", job.error->remedy}};
        }
        list.push_back(std::move(object));
    }
    if (list.empty()) answer.notes.push_back("no jobs");
    answer.json = json::serialize(json::value{{"jobs", std::move(list)}});
    return answer;
}

}  // namespace nuri::apps
