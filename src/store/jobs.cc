#include "store/jobs.h"

#include <algorithm>

#include "base/check.h"

namespace nuri::store {

namespace {

constexpr size_t text_size_max = 1 << 20;  // of an input, an output or a result
constexpr size_t key_size_max = 200;
constexpr size_t list_max = 1000;

constexpr std::string_view columns =
    "id, kind, subject, input, state, step, step_detail, progress_permille, attempts, attempts_max, "
    "lease_owner, "
    "lease_until, run_after, error_step, error_why, error_remedy, result, created, updated";

constexpr JobState states[] = {JobState::queued, JobState::running, JobState::done, JobState::failed,
                               JobState::cancelled};

JobState state_of(std::string_view word) {
    const auto* found =
        std::find_if(std::begin(states), std::end(states), [&](JobState s) { return to_string(s) == word; });
    CHECK(found != std::end(states));
    return *found;
}

Job job_of(const Row& row) {
    Job job;
    job.id = row.id<JobId>("id");
    job.kind = row.text("kind");
    job.subject = row.text("subject");
    job.input = row.text("input");
    job.state = state_of(row.text("state"));
    job.step = row.text("step");
    job.step_detail = row.text("step_detail");
    job.progress_permille = static_cast<int>(row.integer("progress_permille"));
    job.attempts = static_cast<int>(row.integer("attempts"));
    job.attempts_max = static_cast<int>(row.integer("attempts_max"));
    job.lease_owner = row.text("lease_owner");
    job.lease_until = row.optional_instant("lease_until");
    job.run_after = row.optional_instant("run_after");
    if (!row.is_null("error_why"))
        job.error = JobError{row.text("error_step"), row.text("error_why"), row.text("error_remedy")};
    job.result = row.text("result");
    job.created = row.instant("created");
    job.updated = row.instant("updated");
    return job;
}

Error no_such_job(JobId id) {
    return {ErrorKind::not_found, "there is no job " + std::to_string(id.number())};
}

Result<Job> job_by_id(Reader& reader, JobId id) {
    const auto row =
        TRY(reader.query_one("SELECT " + std::string(columns) + " FROM jobs WHERE id = ?", {id}));
    if (!row) return no_such_job(id);
    return job_of(*row);
}

Result<> check_size(std::string_view what, std::string_view text) {
    if (text.size() <= text_size_max) return {};
    return Error{ErrorKind::too_large, "the " + std::string(what) + " of a job has " +
                                           std::to_string(text.size()) + " bytes, more than " +
                                           std::to_string(text_size_max)};
}

/// Whether `owner` still has the job. A lease that ran out is still its owner's until another has claimed the
/// job.
Result<> check_held(Writer& writer, JobId id, std::string_view owner) {
    const Job job = TRY(job_by_id(writer, id));
    if (job.lease_owner == owner && job.state == JobState::running) return {};
    if (job.lease_owner == owner && job.state == JobState::cancelled)
        return Error{ErrorKind::cancelled, "job " + std::to_string(id.number()) + " was cancelled"};
    return Error{ErrorKind::conflict, "job " + std::to_string(id.number()) + " is " +
                                          std::string(to_string(job.state)) + " and no longer held by " +
                                          std::string(owner)};
}

struct Where {
    std::string sql;
    Parameters parameters;
};

/// What may be claimed now: jobs that wait and jobs whose owner let the lease run out.
Where claimable(const std::vector<std::string>& kinds, Instant now) {
    Where where;
    for (const std::string& kind : kinds) {
        where.sql += where.sql.empty() ? "kind IN (?" : ", ?";
        where.parameters.emplace_back(kind);
    }
    where.sql +=
        ") AND ((state = 'queued' AND (run_after IS NULL OR run_after <= ?)) OR (state = 'running' AND "
        "lease_until <= ?))";
    where.parameters.emplace_back(now);
    where.parameters.emplace_back(now);
    return where;
}

Result<std::optional<Job>> next_claimable(Reader& reader, const Where& where) {
    const auto row = TRY(reader.query_one(
        "SELECT " + std::string(columns) + " FROM jobs WHERE " + where.sql + " ORDER BY id LIMIT 1",
        where.parameters));
    return row ? std::optional(job_of(*row)) : std::nullopt;
}

Result<> store_failure(Writer& writer, JobId id, const JobError& error, Instant now) {
    TRY(writer.execute(
        "UPDATE jobs SET state = 'failed', lease_owner = '', lease_until = NULL, error_step = ?, "
        "error_why = ?, error_remedy = ?, updated = ? WHERE id = ?",
        {error.step, error.why, error.remedy, now, id}));
    return {};
}

}  // namespace

std::string_view to_string(JobState state) {
    switch (state) {
        case JobState::queued:
            return "queued";
        case JobState::running:
            return "running";
        case JobState::done:
            return "done";
        case JobState::failed:
            return "failed";
        case JobState::cancelled:
            return "cancelled";
    }
    CHECK(false);
}

const Schema& Jobs::schema() {
    static const Schema schema{
        "jobs",
        {{1,
          "a queue with leases and steps",
          {"CREATE TABLE jobs (id {identity}, kind TEXT NOT NULL, subject TEXT NOT NULL, input TEXT NOT "
           "NULL, "
           "idempotency_key TEXT UNIQUE, state TEXT NOT NULL, step TEXT NOT NULL DEFAULT '', step_detail "
           "TEXT NOT NULL DEFAULT '', "
           "progress_permille BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0, attempts_max "
           "BIGINT NOT NULL, "
           "lease_owner TEXT NOT NULL DEFAULT '', lease_until BIGINT, run_after BIGINT, "
           "error_step TEXT, error_why TEXT, error_remedy TEXT, result TEXT NOT NULL DEFAULT '', "
           "created BIGINT NOT NULL, updated BIGINT NOT NULL, "
           "CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')))",
           "CREATE INDEX jobs_by_state ON jobs (state, kind, id)",
           "CREATE TABLE job_steps (id {identity}, job BIGINT NOT NULL REFERENCES jobs (id) ON DELETE "
           "CASCADE, name TEXT NOT NULL, "
           "output TEXT NOT NULL DEFAULT '', started BIGINT NOT NULL, finished BIGINT, UNIQUE (job, "
           "name))"}}}};
    return schema;
}

Result<JobId> Jobs::enqueue(Writer& writer, const NewJob& job, Instant now) {
    if (job.kind.empty()) return Error{ErrorKind::invalid, "a job needs a kind"};
    if (job.attempts_max < 1) return Error{ErrorKind::invalid, "a job needs at least one attempt"};
    if (job.idempotency_key.size() > key_size_max)
        return Error{ErrorKind::too_large,
                     "the idempotency key is longer than " + std::to_string(key_size_max) + " bytes"};
    TRY(check_size("input", job.input));
    Value key;
    if (!job.idempotency_key.empty()) {
        key = job.idempotency_key;
        const auto row = TRY(writer.query_one("SELECT id FROM jobs WHERE idempotency_key = ?", {key}));
        if (row) return row->id<JobId>("id");
    }
    return JobId(TRY(writer.insert_returning_id(
        "INSERT INTO jobs (kind, subject, input, idempotency_key, state, attempts_max, created, updated) "
        "VALUES (?, ?, ?, ?, 'queued', ?, ?, ?)",
        {job.kind, job.subject, job.input, key, job.attempts_max, now, now})));
}

Result<JobId> Jobs::enqueue(const NewJob& job, Instant now) {
    return database_.write([&](Writer& writer) { return enqueue(writer, job, now); });
}

Result<std::optional<Job>> Jobs::claim(const std::vector<std::string>& kinds, std::string_view owner,
                                       std::chrono::milliseconds lease, Instant now) {
    if (kinds.empty()) return std::optional<Job>();
    if (owner.empty()) return Error{ErrorKind::invalid, "a lease needs an owner"};
    const Where where = claimable(kinds, now);
    // Most looks find nothing; those must not queue up behind whoever writes.
    const auto glimpse = TRY(database_.read([&](Reader& reader) { return next_claimable(reader, where); }));
    if (!glimpse) return std::optional<Job>();

    return database_.write([&](Writer& writer) -> Result<std::optional<Job>> {
        for (;;) {
            auto job = TRY(next_claimable(writer, where));
            if (!job) return job;
            if (job->state == JobState::running && job->attempts >= job->attempts_max) {
                TRY(store_failure(
                    writer, job->id,
                    {job->step,
                     "the worker stopped without a word, " + std::to_string(job->attempts) + " times",
                     "look for its last lines in the log, mend what they tell, and retry the job"},
                    now));
                continue;
            }
            TRY(writer.execute(
                "UPDATE jobs SET state = 'running', lease_owner = ?, lease_until = ?, run_after = NULL, "
                "attempts = attempts + 1, updated = ? WHERE id = ?",
                {owner, now + lease, now, job->id}));
            return std::optional(TRY(job_by_id(writer, job->id)));
        }
    });
}

Result<Lease> Jobs::renew(JobId id, std::string_view owner, std::chrono::milliseconds lease, Instant now) {
    return database_.write([&](Writer& writer) -> Result<Lease> {
        if (auto held = check_held(writer, id, owner); !held) {
            if (held.error().kind == ErrorKind::cancelled) return Lease::cancelled;
            if (held.error().kind == ErrorKind::conflict) return Lease::lost;
            return std::move(held).error();
        }
        TRY(writer.execute("UPDATE jobs SET lease_until = ? WHERE id = ?", {now + lease, id}));
        return Lease::held;
    });
}

Result<std::vector<std::string>> Jobs::owners() {
    return database_.read([](Reader& reader) -> Result<std::vector<std::string>> {
        std::vector<std::string> owners;
        for (const Row& row :
             TRY(reader.query("SELECT DISTINCT lease_owner FROM jobs WHERE state = 'running'"))) {
            owners.push_back(row.text("lease_owner"));
        }
        return owners;
    });
}

Result<> Jobs::release(std::string_view owner, Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(
            writer.execute("UPDATE jobs SET lease_until = ?, attempts = attempts - 1, updated = ? "
                           "WHERE state = 'running' AND lease_owner = ? AND lease_until > ?",
                           {now, now, owner, now}));
        return {};
    });
}

Result<> Jobs::begin_step(JobId id, std::string_view owner, std::string_view step, Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(check_held(writer, id, owner));
        const auto changed = TRY(
            writer.execute("UPDATE job_steps SET started = ? WHERE job = ? AND name = ? AND finished IS NULL",
                           {now, id, step}));
        if (changed == 0)
            TRY(writer.execute("INSERT INTO job_steps (job, name, started) VALUES (?, ?, ?)", {id, step, now})
                    .context("step '" + std::string(step) + "' of job " + std::to_string(id.number())));
        TRY(writer.execute("UPDATE jobs SET step = ?, step_detail = '', updated = ? WHERE id = ?",
                           {step, now, id}));
        return {};
    });
}

Result<> Jobs::complete_step(JobId id, std::string_view owner, std::string_view step, std::string_view output,
                             Instant now) {
    TRY(check_size("step's output", output));
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(check_held(writer, id, owner));
        const auto changed = TRY(writer.execute(
            "UPDATE job_steps SET output = ?, finished = ? WHERE job = ? AND name = ? AND finished IS NULL",
            {output, now, id, step}));
        if (changed == 0)
            return Error{ErrorKind::conflict, "step '" + std::string(step) + "' of job " +
                                                  std::to_string(id.number()) + " is not under way"};
        TRY(writer.execute("UPDATE jobs SET updated = ? WHERE id = ?", {now, id}));
        return {};
    });
}

Result<std::vector<JobStep>> Jobs::steps(JobId id) {
    return database_.read([&](Reader& reader) -> Result<std::vector<JobStep>> {
        std::vector<JobStep> steps;
        for (const Row& row : TRY(reader.query(
                 "SELECT name, output, started, finished FROM job_steps WHERE job = ? ORDER BY id", {id})))
            steps.push_back({row.text("name"), row.text("output"), row.instant("started"),
                             row.optional_instant("finished")});
        return steps;
    });
}

Result<> Jobs::report_progress(JobId id, std::string_view owner, int permille, std::string_view detail,
                               Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(check_held(writer, id, owner));
        TRY(writer.execute("UPDATE jobs SET progress_permille = ?, step_detail = ?, updated = ? WHERE id = ?",
                           {std::clamp(permille, 0, 1000), detail, now, id}));
        return {};
    });
}

Result<> Jobs::finish(JobId id, std::string_view owner, std::string_view result, Instant now) {
    TRY(check_size("result", result));
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(check_held(writer, id, owner));
        TRY(writer.execute(
            "UPDATE jobs SET state = 'done', result = ?, progress_permille = 1000, lease_owner = '', "
            "lease_until = NULL, "
            "error_step = NULL, error_why = NULL, error_remedy = NULL, updated = ? WHERE id = ?",
            {result, now, id}));
        return {};
    });
}

Result<> Jobs::fail(JobId id, std::string_view owner, const JobError& error,
                    std::optional<std::chrono::milliseconds> retry_after, Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(check_held(writer, id, owner));
        const Job job = TRY(job_by_id(writer, id));
        TRY(store_failure(writer, id, error, now));
        if (retry_after && job.attempts < job.attempts_max)
            TRY(writer.execute("UPDATE jobs SET state = 'queued', run_after = ? WHERE id = ?",
                               {now + *retry_after, id}));
        return {};
    });
}

Result<> Jobs::retry(JobId id, Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        const Job job = TRY(job_by_id(writer, id));
        if (job.state != JobState::failed && job.state != JobState::cancelled)
            return Error{ErrorKind::conflict, "job " + std::to_string(id.number()) + " is " +
                                                  std::string(to_string(job.state)) +
                                                  ": only a failed or cancelled job can be retried"};
        TRY(
            writer.execute("UPDATE jobs SET state = 'queued', attempts = 0, lease_owner = '', lease_until = "
                           "NULL, run_after = NULL, "
                           "updated = ? WHERE id = ?",
                           {now, id}));
        return {};
    });
}

Result<> Jobs::cancel(JobId id, Instant now) {
    return database_.write([&](Writer& writer) -> Result<> {
        const Job job = TRY(job_by_id(writer, id));
        if (job.state != JobState::queued && job.state != JobState::running)
            return Error{ErrorKind::conflict, "job " + std::to_string(id.number()) + " is already " +
                                                  std::string(to_string(job.state))};
        TRY(writer.execute(
            "UPDATE jobs SET state = 'cancelled', lease_until = NULL, updated = ? WHERE id = ?", {now, id}));
        return {};
    });
}

Result<Job> Jobs::get(JobId id) {
    return database_.read([&](Reader& reader) { return job_by_id(reader, id); });
}

Result<std::vector<Job>> Jobs::list(const Filter& filter) {
    std::string sql = "SELECT " + std::string(columns) + " FROM jobs WHERE 1 = 1";
    Parameters parameters;
    const auto only = [&](std::string_view column, std::string_view value) {
        sql += " AND " + std::string(column) + " = ?";
        parameters.emplace_back(value);
    };
    if (filter.kind) only("kind", *filter.kind);
    if (filter.state) only("state", to_string(*filter.state));
    if (filter.subject) only("subject", *filter.subject);
    sql += " ORDER BY id DESC LIMIT ?";
    parameters.emplace_back(std::min(filter.limit, list_max));
    return database_.read([&](Reader& reader) -> Result<std::vector<Job>> {
        std::vector<Job> jobs;
        for (const Row& row : TRY(reader.query(sql, parameters))) jobs.push_back(job_of(row));
        return jobs;
    });
}

Result<std::map<std::string, int64_t>> Jobs::count_by_state() {
    return database_.read([](Reader& reader) -> Result<std::map<std::string, int64_t>> {
        std::map<std::string, int64_t> counts;
        for (const Row& row : TRY(reader.query("SELECT state, COUNT(*) AS n FROM jobs GROUP BY state")))
            counts[row.text("state")] = row.integer("n");
        return counts;
    });
}

}  // namespace nuri::store
