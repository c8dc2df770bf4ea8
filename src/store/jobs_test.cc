#include "store/jobs.h"

#include <gtest/gtest.h>

namespace nuri::store {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = from_unix_ms(1'750'000'000'000);

class JobsTest : public testing::Test {
  protected:
    JobsTest() { EXPECT_TRUE(migrate(*database_, Jobs::schema(), noon)); }

    std::optional<Job> claim(std::string_view owner, Instant now) {
        return *jobs_.claim({"ingest"}, owner, 30s, now);
    }
    JobState state(JobId id) { return jobs_.get(id)->state; }

    std::unique_ptr<Database> database_ = *Database::open_temporary();
    Jobs jobs_{*database_};
};

TEST_F(JobsTest, AreClaimedOldestFirstAndByOneOwnerEach) {
    const JobId first =
        *jobs_.enqueue({.kind = "ingest", .subject = "dawn-over-hanok", .input = R"({"file":1})"}, noon);
    const JobId second = *jobs_.enqueue({.kind = "ingest", .subject = "tide-line"}, noon);
    ASSERT_TRUE(jobs_.enqueue({.kind = "mail"}, noon));
    const auto a = claim("a", noon);
    ASSERT_TRUE(a);
    EXPECT_EQ(a->id, first);
    EXPECT_EQ(a->subject, "dawn-over-hanok");
    EXPECT_EQ(a->input, R"({"file":1})");
    EXPECT_EQ(a->state, JobState::running);
    EXPECT_EQ(a->attempts, 1);
    EXPECT_EQ(a->lease_until, noon + 30s);
    EXPECT_EQ(claim("b", noon)->id, second);
    EXPECT_FALSE(claim("c", noon)) << "the mail is another worker's";
}

TEST_F(JobsTest, GoToAnotherWhenTheLeaseRanOutAndNotAMillisecondBefore) {
    const JobId id = *jobs_.enqueue({.kind = "ingest"}, noon);
    ASSERT_TRUE(claim("a", noon));
    EXPECT_FALSE(claim("b", noon + 30s - 1ms));
    EXPECT_EQ(*jobs_.renew(id, "a", 30s, noon + 20s), Lease::held);
    EXPECT_FALSE(claim("b", noon + 30s));
    EXPECT_FALSE(claim("b", noon + 50s - 1ms));
    ASSERT_TRUE(claim("b", noon + 50s));
    EXPECT_EQ(*jobs_.renew(id, "a", 30s, noon + 51s), Lease::lost);
    EXPECT_EQ(jobs_.finish(id, "a", "{}", noon + 51s).error().kind, ErrorKind::conflict);
    EXPECT_EQ(jobs_.complete_step(id, "a", "probe", "", noon + 51s).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(jobs_.finish(id, "b", "{}", noon + 52s));
}

TEST_F(JobsTest, OfAnOwnerThatIsGoneAreFreeAtOnceAndTheAttemptDoesNotCount) {
    const JobId id = *jobs_.enqueue({.kind = "ingest", .attempts_max = 1}, noon);
    ASSERT_TRUE(claim("a", noon));
    EXPECT_EQ(*jobs_.owners(), std::vector<std::string>{"a"});
    ASSERT_TRUE(jobs_.release("b", noon + 1s));
    EXPECT_FALSE(claim("b", noon + 1s));
    ASSERT_TRUE(jobs_.release("a", noon + 1s));
    const auto again = claim("b", noon + 1s);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, id);
    EXPECT_EQ(again->attempts, 1);
    EXPECT_EQ(*jobs_.renew(id, "a", 30s, noon + 2s), Lease::lost);
}

TEST_F(JobsTest, KeepTheStepsThatWereCompletedAndBeginTheRestAnew) {
    const JobId id = *jobs_.enqueue({.kind = "ingest"}, noon);
    ASSERT_TRUE(claim("a", noon));
    ASSERT_TRUE(jobs_.begin_step(id, "a", "probe", noon));
    ASSERT_TRUE(jobs_.complete_step(id, "a", "probe", R"({"frames":9})", noon + 1s));
    ASSERT_TRUE(jobs_.begin_step(id, "a", "encode", noon + 1s));
    ASSERT_TRUE(jobs_.report_progress(id, "a", 250, "chunk 3 of 12", noon + 2s));
    // "a" is killed here.
    const auto job = claim("b", noon + 31s);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->step, "encode");
    EXPECT_EQ(job->step_detail, "chunk 3 of 12");
    EXPECT_EQ(job->progress_permille, 250);
    EXPECT_EQ(jobs_.begin_step(id, "b", "probe", noon + 31s).error().kind, ErrorKind::conflict)
        << "done for good";
    ASSERT_TRUE(jobs_.begin_step(id, "b", "encode", noon + 31s));
    const auto steps = *jobs_.steps(id);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].output, R"({"frames":9})");
    EXPECT_EQ(steps[0].finished, noon + 1s);
    EXPECT_EQ(steps[1].started, noon + 31s);
    EXPECT_FALSE(steps[1].finished);
}

TEST_F(JobsTest, TellTheirOwnerThatTheyWereCancelled) {
    const JobId running = *jobs_.enqueue({.kind = "ingest"}, noon);
    const JobId waiting = *jobs_.enqueue({.kind = "ingest"}, noon);
    ASSERT_TRUE(claim("a", noon));
    ASSERT_TRUE(jobs_.cancel(running, noon));
    ASSERT_TRUE(jobs_.cancel(waiting, noon));
    EXPECT_EQ(*jobs_.renew(running, "a", 30s, noon), Lease::cancelled);
    EXPECT_EQ(jobs_.report_progress(running, "a", 1, "", noon).error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(claim("b", noon + 1h));
    EXPECT_EQ(jobs_.cancel(running, noon).error().kind, ErrorKind::conflict);
    ASSERT_TRUE(jobs_.retry(running, noon + 1h));
    EXPECT_EQ(*jobs_.renew(running, "a", 30s, noon + 1h), Lease::lost);
    EXPECT_TRUE(claim("b", noon + 1h));
}

TEST_F(JobsTest, AreTriedAgainAfterAWhileAsOftenAsTheyMay) {
    const JobId id = *jobs_.enqueue({.kind = "ingest", .attempts_max = 2}, noon);
    const JobError error{"encode", "the disk is full", "make room and retry"};
    ASSERT_TRUE(claim("a", noon));
    ASSERT_TRUE(jobs_.fail(id, "a", error, 60s, noon));
    EXPECT_EQ(state(id), JobState::queued);
    EXPECT_EQ(jobs_.get(id)->error, error);
    EXPECT_FALSE(claim("a", noon + 60s - 1ms));
    ASSERT_TRUE(claim("a", noon + 60s));
    ASSERT_TRUE(jobs_.fail(id, "a", error, 60s, noon + 61s));
    EXPECT_EQ(state(id), JobState::failed) << "two attempts were all";
    EXPECT_FALSE(claim("a", noon + 1h));

    ASSERT_TRUE(jobs_.retry(id, noon + 1h));
    ASSERT_TRUE(claim("a", noon + 1h));
    ASSERT_TRUE(jobs_.finish(id, "a", R"({"asset":"x"})", noon + 1h));
    const Job done = *jobs_.get(id);
    EXPECT_EQ(done.state, JobState::done);
    EXPECT_EQ(done.result, R"({"asset":"x"})");
    EXPECT_EQ(done.progress_permille, 1000);
    EXPECT_FALSE(done.error);
    EXPECT_EQ(jobs_.retry(id, noon).error().kind, ErrorKind::conflict);
}

TEST_F(JobsTest, FailAtOnceWhereAnotherTryIsNoUse) {
    const JobId id = *jobs_.enqueue({.kind = "ingest"}, noon);
    ASSERT_TRUE(claim("a", noon));
    ASSERT_TRUE(jobs_.fail(id, "a", {"probe", "not a film", "deliver a film"}, std::nullopt, noon));
    EXPECT_EQ(state(id), JobState::failed);
}

TEST_F(JobsTest, FailWhenTheyKillWorkerAfterWorker) {
    const JobId id = *jobs_.enqueue({.kind = "ingest", .attempts_max = 3}, noon);
    const JobId next = *jobs_.enqueue({.kind = "ingest"}, noon);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(claim("w" + std::to_string(i), noon + i * 30s)->id, id);
    EXPECT_EQ(claim("w3", noon + 90s)->id, next);
    EXPECT_EQ(state(id), JobState::failed);
    EXPECT_NE(jobs_.get(id)->error->why.find("3 times"), std::string::npos);
}

TEST_F(JobsTest, AreEnqueuedOnceHoweverOftenTheRequestComes) {
    const NewJob job{.kind = "ingest", .subject = "x", .idempotency_key = "request-1"};
    const JobId id = *jobs_.enqueue(job, noon);
    EXPECT_EQ(*jobs_.enqueue(job, noon + 1s), id);
    EXPECT_NE(*jobs_.enqueue({.kind = "ingest"}, noon), *jobs_.enqueue({.kind = "ingest"}, noon))
        << "no key, no bond";
}

TEST_F(JobsTest, AreListedNewestFirstAsAsked) {
    const JobId one = *jobs_.enqueue({.kind = "ingest", .subject = "a"}, noon);
    const JobId two = *jobs_.enqueue({.kind = "ingest", .subject = "'; DROP TABLE jobs; --"}, noon);
    ASSERT_TRUE(jobs_.enqueue({.kind = "mail"}, noon));
    EXPECT_EQ(jobs_.list({})->size(), 3u);
    const auto ingests = *jobs_.list({.kind = "ingest"});
    ASSERT_EQ(ingests.size(), 2u);
    EXPECT_EQ(ingests[0].id, two);
    EXPECT_EQ(jobs_.list({.subject = "'; DROP TABLE jobs; --"})->at(0).id, two);
    ASSERT_TRUE(jobs_.cancel(one, noon));
    EXPECT_EQ(jobs_.list({.state = JobState::cancelled})->at(0).id, one);
    EXPECT_EQ(jobs_.list({.limit = 1})->size(), 1u);
}

TEST_F(JobsTest, RefuseWhatMakesNoSense) {
    EXPECT_EQ(jobs_.enqueue({}, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(jobs_.enqueue({.kind = "ingest", .attempts_max = 0}, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(jobs_.enqueue({.kind = "ingest", .input = std::string((1 << 20) + 1, 'x')}, noon).error().kind,
              ErrorKind::too_large);
    EXPECT_EQ(jobs_.enqueue({.kind = "ingest", .idempotency_key = std::string(201, 'x')}, noon).error().kind,
              ErrorKind::too_large);
    EXPECT_EQ(jobs_.get(JobId(7)).error().kind, ErrorKind::not_found);
    EXPECT_EQ(jobs_.renew(JobId(7), "a", 30s, noon).error().kind, ErrorKind::not_found);
    EXPECT_EQ(jobs_.claim({"ingest"}, "", 30s, noon).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nuri::store
