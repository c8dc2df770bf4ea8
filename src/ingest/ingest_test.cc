#include "ingest/ingest.h"

#include <fstream>

#include <gtest/gtest.h>

#include "assets/schema.h"
#include "io/file.h"
#include "store/database.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::ingest {
namespace {

namespace fs = std::filesystem;

/// A data directory whose media worker is not there: what comes before it, and what becomes of a job that fails.
class IngestTest : public testing::Test {
  protected:
    IngestTest()
        : folder_(*io::TemporaryFolder::make(fs::temp_directory_path(), "nuri-ingest-test")),
          database_(*store::Database::open(folder_.path())),
          jobs_(*database_),
          assets_(*database_, folder_.path() / "assets"),
          worker_(folder_.path() / "no-such-worker", MediaWorker::Limits()),
          pipeline_(worker_, {folder_.path() / "intake", folder_.path() / "work"}, {}),
          clock_(std::chrono::sys_days{std::chrono::year{2025} / 6 / 1}),
          ingest_(pipeline_, jobs_, assets_, clock_) {
        for (const store::Schema* schema : {&store::revision_schema(), &store::Jobs::schema(), &assets::schema()}) {
            EXPECT_TRUE(store::migrate(*database_, *schema, clock_.now()));
        }
    }

    Delivery delivery() const {
        Delivery made;
        made.title = TitleId(1);
        made.file = folder_.path() / "film.mp4";
        std::ofstream(made.file) << "bytes";
        return made;
    }

    io::TemporaryFolder folder_;
    std::unique_ptr<store::Database> database_;
    store::Jobs jobs_;
    assets::AssetRegister assets_;
    MediaWorker worker_;
    Pipeline pipeline_;
    ManualClock clock_;
    Ingest ingest_;
};

TEST_F(IngestTest, AFileThatIsNotThereIsNotQueued) {
    Delivery missing;
    missing.file = folder_.path() / "nowhere.mp4";
    EXPECT_EQ(ingest_.submit(missing, "tide-line").error().kind, ErrorKind::not_found);
    EXPECT_FALSE(*ingest_.run_next("me", {}));
}

TEST_F(IngestTest, AFailedJobSaysWhichStepWhyAndWhatToDoAndCanBeRetried) {
    const auto id = ingest_.submit(delivery(), "tide-line");
    ASSERT_TRUE(id) << id.error().message;
    const auto ran = ingest_.run_next("me", {});
    ASSERT_TRUE(ran) << ran.error().message;
    ASSERT_TRUE(*ran);
    EXPECT_EQ((*ran)->state, store::JobState::failed);
    EXPECT_EQ((*ran)->error->step, "probe");
    EXPECT_FALSE((*ran)->error->why.empty());
    EXPECT_FALSE((*ran)->error->remedy.empty());
    // What was received stays so: the original may go.
    fs::remove(delivery().file);
    EXPECT_TRUE(jobs_.retry(*id, clock_.now()));
    EXPECT_EQ((*ingest_.run_next("me", {}))->error->step, "probe");
}

TEST_F(IngestTest, AJobThatIsStoppedWaitsForTheNextWorker) {
    ASSERT_TRUE(ingest_.submit(delivery(), "tide-line"));
    const auto stopped = ingest_.run_next("me", [](store::JobId, const Progress&) { return false; });
    ASSERT_TRUE(stopped) << stopped.error().message;
    // At once, and not only when the lease has run out.
    const auto again = jobs_.claim({std::string(Ingest::job_kind)}, "another", std::chrono::seconds(30), clock_.now());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(*again);
}

TEST_F(IngestTest, ACancelledJobStaysCancelled) {
    const auto id = ingest_.submit(delivery(), "tide-line");
    const auto ran = ingest_.run_next("me", [&](store::JobId job, const Progress&) {
        (void)jobs_.cancel(job, clock_.now());
        return true;
    });
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_EQ(jobs_.get(*id)->state, store::JobState::cancelled);
    EXPECT_FALSE(*ingest_.run_next("me", {}));
}

}  // namespace
}  // namespace nuri::ingest
