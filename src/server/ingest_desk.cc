#include "server/ingest_desk.h"

#include "base/log.h"
#include "io/process.h"

namespace nuri::server {
namespace {

using namespace std::chrono_literals;

/// How often the queue is asked while there is nothing to do.
constexpr auto ask_every = 500ms;

ingest::PipelineOptions options_of(const Config& config) {
    ingest::PipelineOptions options;
    options.preset = config.encode_preset;
    options.processes_max = config.encode_processes;
    return options;
}

}  // namespace

IngestDesk::IngestDesk(Registers& registers, const DataDirectory& directory, const Config& config)
    : registers_(registers),
      worker_(ingest::MediaWorker::beside_this_program(), ingest::MediaWorker::Limits()),
      pipeline_(worker_, {directory.intake(), directory.work()}, options_of(config)),
      ingest_(pipeline_, registers.jobs, registers.assets, clock_),
      owner_(io::own_identity()) {}

Result<> IngestDesk::free_abandoned() {
    for (const std::string& owner : TRY(registers_.jobs.owners())) {
        if (io::is_gone(owner)) TRY(registers_.jobs.release(owner, clock_.now()));
    }
    return {};
}

IngestRunner::IngestRunner(Registers& registers, const DataDirectory& directory, const Config& config)
    : registers_(registers), desk_(registers, directory, config), thread_([this] { run(); }) {}

IngestRunner::~IngestRunner() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

bool IngestRunner::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void IngestRunner::run() {
    // A process that was killed between publishing and tidying up left its folder behind.
    if (const auto tidied = desk_.ingest().tidy(); !tidied)
        log::warning("the work folder could not be tidied", {{"why", tidied.error().message}});
    while (!stopping()) {
        if (const auto freed = desk_.free_abandoned(); !freed)
            log::warning("the queue cannot be asked", {{"why", freed.error().message}});
        const auto job = desk_.ingest().run_next(
            desk_.owner(), [this](store::JobId, const ingest::Progress&) { return !stopping(); });
        if (!job) {
            log::error("an ingest job could not be done", {{"why", job.error().message}});
        } else if (*job) {
            if ((*job)->state == store::JobState::failed) {
                log::warning("an ingest job failed", {{"job", (*job)->id.number()},
                                                      {"step", (*job)->error->step},
                                                      {"why", (*job)->error->why}});
            }
            // A new asset plays from here on, not from the next time we look.
            if (const auto refreshed = registers_.plane.refresh(); !refreshed)
                log::error("the snapshot could not be compiled", {{"why", refreshed.error().message}});
            continue;
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, ask_every, [this] { return stopping_; });
    }
}

}  // namespace nuri::server
