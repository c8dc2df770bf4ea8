#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::store {

using JobId = Id<struct JobTag>;

enum class JobState {
    queued,     ///< waiting for a worker, perhaps until `run_after`
    running,    ///< leased to an owner; to be had again once the lease has run out
    done,       ///< finished, with its result
    failed,     ///< gave up; `error` says where, why and what to do. May be retried by hand
    cancelled,  ///< somebody asked us to stop
};
std::string_view to_string(JobState state);

/// Why a job stopped, in words for the person who must mend it.
struct JobError {
    std::string step;    ///< the step that failed: "probe"
    std::string why;     ///< "the file ends after 12 of 90 segments"
    std::string remedy;  ///< "deliver the file again, and compare its size"
    friend bool operator==(const JobError&, const JobError&) = default;
};

/// Work to be done, as the queue keeps it. `input` and `result` are JSON texts whose shape is the kind's own
/// affair; the queue never looks into them.
struct Job {
    JobId id;
    std::string kind;     ///< "ingest"
    std::string subject;  ///< what it is about, for lists: a title's slug, an asset
    std::string input;
    JobState state = JobState::queued;
    std::string step;         ///< the step under way or last tried; "" before the first
    std::string step_detail;  ///< "chunk 12 of 90"
    int progress_permille = 0;
    int attempts = 0;  ///< how often it was claimed since it was queued or retried
    int attempts_max = 5;
    std::string lease_owner;
    std::optional<Instant> lease_until;
    std::optional<Instant> run_after;
    std::optional<JobError> error;  ///< of the last attempt; also while queued for another
    std::string result;
    Instant created;
    Instant updated;
};

/// One step that was begun. A step with `finished` set is done for good and `output` is what it left behind.
struct JobStep {
    std::string name;
    std::string output;
    Instant started;
    std::optional<Instant> finished;
};

struct NewJob {
    std::string kind;
    std::string subject;
    std::string input = "{}";
    int attempts_max = 5;

    /// Asking twice with one key gives the same job: a request repeated after a lost answer does no work
    /// twice.
    /// "" for none. At most 200 bytes.
    std::string idempotency_key = {};
};

/// What the owner of a lease learns when it shows that it lives.
enum class Lease {
    held,       ///< carry on
    cancelled,  ///< stop: somebody cancelled the job
    lost,       ///< stop and write nothing: the lease had run out and another has taken the job
};

/// The queue of jobs: a table with leases, so that what was acknowledged survives `kill -9` of anybody. A
/// worker claims a job for a while, renews the lease while it works, and completes step after step; when it
/// dies, the lease runs out, another claims the job and begins at the first step that was not completed.
///
/// No clock within: the moment is an argument. An owner's name must be one process's own ("worker-8f3a…"),
/// for it is what tells a lease that was lost from one that is held. Calls by an owner that no longer holds
/// the job fail with `cancelled` when it was cancelled and with `conflict` when another has it, and change
/// nothing.
///
/// Borrows the Database, which outlives it.
class Jobs {
  public:
    explicit Jobs(Database& database) : database_(database) {}

    static const Schema& schema();

    Result<JobId> enqueue(const NewJob& job, Instant now);

    /// The same within a caller's transaction, so that a record and the work it calls for appear together.
    static Result<JobId> enqueue(Writer& writer, const NewJob& job, Instant now);

    /// Takes the oldest job of these kinds that waits, or whose owner let the lease run out; none if there is
    /// none. A job that was claimed `attempts_max` times and never reported back is failed instead: it kills
    /// its workers.
    Result<std::optional<Job>> claim(const std::vector<std::string>& kinds, std::string_view owner,
                                     std::chrono::milliseconds lease, Instant now);

    /// Heartbeat: prolongs the lease to `now + lease`.
    Result<Lease> renew(JobId id, std::string_view owner, std::chrono::milliseconds lease, Instant now);

    /// Who holds leases at the moment: for whoever can tell which of them are gone.
    Result<std::vector<std::string>> owners();

    /// Ends the leases of an owner that is known to be gone, so that its jobs need not wait for them to run
    /// out. The attempt does not count: foreign files are touched by a program of its own, so what killed the
    /// owner was not the job.
    Result<> release(std::string_view owner, Instant now);

    /// Notes that a step is under way; a step that was cut short is begun anew.
    Result<> begin_step(JobId id, std::string_view owner, std::string_view step, Instant now);

    /// Closes a step for good. `output` is for those that follow: JSON of the step's own shape.
    Result<> complete_step(JobId id, std::string_view owner, std::string_view step, std::string_view output,
                           Instant now);

    /// The steps of a job in the order they were begun.
    Result<std::vector<JobStep>> steps(JobId id);

    /// For people who watch; 0 to 1000 for the whole job. Worth calling a few times a second at most.
    Result<> report_progress(JobId id, std::string_view owner, int permille, std::string_view detail,
                             Instant now);

    Result<> finish(JobId id, std::string_view owner, std::string_view result, Instant now);

    /// Ends the attempt. With `retry_after`, and attempts left, the job is queued again after that time; else
    /// it is failed until somebody retries it.
    Result<> fail(JobId id, std::string_view owner, const JobError& error,
                  std::optional<std::chrono::milliseconds> retry_after, Instant now);

    /// Queues a failed or cancelled job again; steps completed stay so. `conflict` in any other state.
    Result<> retry(JobId id, Instant now);

    /// Stops a job that is not over; the owner of a running one learns at its next call. `conflict` if it is
    /// over.
    Result<> cancel(JobId id, Instant now);

    /// `not_found` if there is no such job.
    Result<Job> get(JobId id);

    struct Filter {
        std::optional<std::string> kind = {};
        std::optional<JobState> state = {};
        std::optional<std::string> subject = {};
        size_t limit = 100;  ///< at most 1000
    };
    /// The newest first.
    Result<std::vector<Job>> list(const Filter& filter);

    /// How many there are in each state, by its word.
    Result<std::map<std::string, int64_t>> count_by_state();

  private:
    Database& database_;
};

}  // namespace nuri::store
