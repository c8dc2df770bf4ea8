#include "ingest/ingest.h"

#include <fmt/core.h>

#include <optional>
#include <system_error>

#include "base/log.h"

namespace nuri::ingest {
namespace {

using namespace std::chrono_literals;

/// A worker that dies is missed after this long; renewed at a fifth of it.
constexpr std::chrono::milliseconds lease = 30s;
constexpr std::chrono::milliseconds renew_every = 6s;
constexpr std::chrono::milliseconds report_every = 500ms;
/// A crash or a silence of the media worker may be the machine's fault; twice more is tried before a person
/// is asked.
constexpr std::chrono::milliseconds retry_after = 5s;
constexpr int attempts_max = 3;

std::string folder_name(store::JobId id) {
    return fmt::format("ingest-{}", id.number());
}

/// Shows the queue how far a job is, and learns from it whether to go on.
class Heartbeat {
  public:
    Heartbeat(store::Jobs& jobs, const Clock& clock, store::JobId id, std::string_view owner,
              const Ingest::Watch& watch)
        : jobs_(jobs), clock_(clock), id_(id), owner_(owner), watch_(watch) {}

    bool beat(const Progress& progress) {
        const auto now = std::chrono::steady_clock::now();
        if (progress.step != step_) {
            step_ = progress.step;
            const auto begun = jobs_.begin_step(id_, owner_, to_string(progress.step), clock_.now());
            lost_ = !begun && begun.error().kind == ErrorKind::conflict;
            if (lost_ || (!begun && begun.error().kind == ErrorKind::cancelled)) return false;
        }
        if (!renewed_ || now - *renewed_ >= renew_every) {
            renewed_ = now;
            const auto state = jobs_.renew(id_, owner_, lease, clock_.now());
            // A queue that cannot be asked now is asked again; the lease lasts for several misses.
            if (state && *state != store::Lease::held) {
                lost_ = *state == store::Lease::lost;
                return false;
            }
        }
        if (!reported_ || now - *reported_ >= report_every) {
            reported_ = now;
            (void)jobs_.report_progress(id_, owner_, static_cast<int>(progress.fraction * 1000),
                                        to_detail(progress), clock_.now());
        }
        left_ = watch_ && !watch_(id_, progress);
        return !left_;
    }

    /// Another has the job: nothing more may be written about it.
    bool lost() const { return lost_; }
    /// Not the job was cancelled, but we were asked to stop.
    bool left() const { return left_; }

  private:
    store::Jobs& jobs_;
    const Clock& clock_;
    store::JobId id_;
    std::string owner_;
    const Ingest::Watch& watch_;
    std::optional<Step> step_;
    std::optional<std::chrono::steady_clock::time_point> renewed_, reported_;
    bool lost_ = false;
    bool left_ = false;
};

}  // namespace

Result<store::JobId> Ingest::submit(const Delivery& delivery, std::string_view subject) {
    const Delivery checked = TRY(check(delivery));
    std::error_code failure;
    if (!std::filesystem::exists(checked.file, failure))
        return Error{ErrorKind::not_found, fmt::format("there is no file {}", checked.file.string())};
    for (const SubtitleFile& subtitle : checked.subtitles) {
        if (!std::filesystem::exists(subtitle.file, failure))
            return Error{ErrorKind::not_found, fmt::format("there is no file {}", subtitle.file.string())};
    }
    store::NewJob job;
    job.kind = job_kind;
    job.subject = subject;
    job.input = to_json(checked);
    job.attempts_max = attempts_max;
    return jobs_.enqueue(job, clock_.now());
}

Result<std::optional<store::Job>> Ingest::run_next(std::string_view owner, const Watch& watch) {
    const std::optional<store::Job> job =
        TRY(jobs_.claim({std::string(job_kind)}, owner, lease, clock_.now()));
    if (!job) return std::optional<store::Job>();
    TRY(work(*job, owner, watch));
    return std::optional<store::Job>(TRY(jobs_.get(job->id)));
}

Result<> Ingest::work(const store::Job& job, std::string_view owner, const Watch& watch) {
    Step step = Step::receive;
    const auto delivery = parse_delivery(job.input);
    if (!delivery) return end(job, owner, step, delivery.error());
    Heartbeat heartbeat(jobs_, clock_, job.id, owner, watch);
    const auto made = pipeline_.make(
        folder_name(job.id), *delivery, [&](const Progress& progress) { return heartbeat.beat(progress); },
        step);
    if (heartbeat.lost()) return {};
    // Handed back at once, and the attempt does not count: the job did nothing wrong.
    if (heartbeat.left()) return jobs_.release(owner, clock_.now());
    if (!made) return end(job, owner, step, made.error());

    step = Step::publish;
    (void)heartbeat.beat({step, 0.995, 0, 0s});
    if (auto published = assets_.publish(made->id, made->folder, clock_.now()); !published)
        return end(job, owner, step, published.error());
    TRY(jobs_.finish(job.id, owner,
                     fmt::format(R"({{"asset":"{}","duration_ms":{},"findings":{}}})", made->id.text(),
                                 made->duration.count(), to_json(made->findings)),
                     clock_.now()));
    log::info("asset published",
              {{"job", job.id.number()}, {"title", job.subject}, {"asset", made->id.text()}});
    return pipeline_.forget(folder_name(job.id));
}

Result<> Ingest::end(const store::Job& job, std::string_view owner, Step step, const Error& error) {
    // Told to stop by the queue itself, which has noted it.
    if (error.kind == ErrorKind::cancelled) return {};
    const bool passing = error.kind == ErrorKind::unavailable;
    log::warning("ingest failed", {{"job", job.id.number()},
                                   {"title", job.subject},
                                   {"step", to_string(step)},
                                   {"why", error.message}});
    const auto failed = jobs_.fail(
        job.id, owner, {std::string(to_string(step)), error.message, advice(step, error.kind)},
        passing ? std::optional<std::chrono::milliseconds>(retry_after) : std::nullopt, clock_.now());
    // Cancelled, or taken by another, in the very moment in which it failed: that is noted already.
    if (!failed &&
        (failed.error().kind == ErrorKind::cancelled || failed.error().kind == ErrorKind::conflict))
        return {};
    return failed;
}

Result<> Ingest::tidy() {
    for (const store::JobState over : {store::JobState::done, store::JobState::cancelled}) {
        store::Jobs::Filter filter;
        filter.kind = std::string(job_kind);
        filter.state = over;
        filter.limit = 1000;
        for (const store::Job& job : TRY(jobs_.list(filter))) TRY(pipeline_.forget(folder_name(job.id)));
    }
    return {};
}

}  // namespace nuri::ingest
