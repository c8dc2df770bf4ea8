#include "playback/sessions.h"

#include <gtest/gtest.h>

#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "assets/assets_test_house.h"
#include "assets/schema.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "events/event_log.h"
#include "events/progress.h"
#include "events/schema.h"
#include "licensing/footprint_register.h"
#include "licensing/licensing.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/schema.h"
#include "store/database.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::playback {
namespace {

using namespace std::chrono_literals;

constexpr Instant june = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};

std::unique_ptr<store::Database> empty_records() {
    auto database = *store::Database::open_temporary();
    for (const store::Schema* schema : {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
                                        &licensing::FootprintRegister::schema(), &members::schema(), &events::schema(), &assets::schema(),
                                        &Sessions::schema()}) {
        EXPECT_TRUE(store::migrate(*database, *schema, june));
    }
    return database;
}

/// A member in Mexico with one stream of 720 lines, and a film of 8 s and 360 lines that is licensed there from June to September.
class SessionsTest : public testing::Test {
  protected:
    SessionsTest() {
        EXPECT_TRUE(footprint.set(mexico, world::ServiceState::launched(), "test", june));
        catalogue::Catalogue::NewTitle title;
        title.slug = "tide-line";
        title.facts.texts = {{*world::LanguageTag::parse("en"), "Tide Line", ""}};
        film = titles.add(title, june)->id;
        EXPECT_TRUE(plane.refresh());
        licensing::NewGrant grant;
        grant.title = film;
        grant.territories = "MX";
        grant.from = june;
        grant.to = september;
        EXPECT_TRUE(licences.add(grant, plane.current()->catalogue->tree(), june));
        const auto id = assets::AssetId::random();
        assets::fill_and_seal(folder.path() / "work", id, film);
        EXPECT_TRUE(asset_register.publish(id, folder.path() / "work", june));
        EXPECT_TRUE(plane.refresh());
        account = *accounts.add({"ana@example.com", "a long and quiet password", "MX", "es-MX", "basic"}, june);
    }

    Ask ask(std::string device) const { return {account, {}, "tide-line", mexico, {std::move(device), "Firefox", {}}}; }

    /// The reason of the refusal, or `licensed`.
    rights::Reason start(const Ask& question, Instant now) {
        const Outcome outcome = *sessions.start(question, now);
        if (const auto* refusal = std::get_if<Refusal>(&outcome)) return refusal->reason;
        started = std::get<Started>(outcome);
        return rights::Reason::licensed;
    }

    const Instant september = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1};
    const world::Territory mexico = *world::Territory::parse("MX");
    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "nuri-sessions-");
    std::unique_ptr<store::Database> database = empty_records();
    members::PasswordHasher hasher{members::PasswordHasher::Cost::least()};
    members::Accounts accounts{*database, hasher};
    members::Plans plans{*database};
    members::Profiles profiles{*database, hasher};
    catalogue::Catalogue titles{*database};
    licensing::Licensing licences{*database};
    licensing::FootprintRegister footprint{*database};
    events::ProgressRegister progress{*database};
    events::Spool spool = *events::Spool::open(folder.path() / "spool");
    events::EventLog event_log{spool, *database};
    assets::AssetRegister asset_register{*database, folder.path() / "assets"};
    assets::AssetLibrary library{folder.path() / "assets"};
    DecisionPlane plane{*database, asset_register, library};
    GrantKeys keys = *GrantKeys::make(GrantKeys::generate(1));
    Sessions sessions{{*database, accounts, plans, profiles, progress, event_log, library}, plane, keys, {}};
    TitleId film;
    members::AccountId account;
    Started started;
};

TEST_F(SessionsTest, AStreamIsTakenUntilItsLeaseEnds) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    EXPECT_EQ(started.lease_until, june + 60s);
    EXPECT_EQ(start(ask("phone"), june + 60s - 1ms), rights::Reason::streams);
    EXPECT_EQ(start(ask("phone"), june + 60s), rights::Reason::licensed);
}

TEST_F(SessionsTest, AReportRenewsTheLease) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    ASSERT_FALSE(*sessions.report(account, started.id, {}, mexico, june + 30s));
    EXPECT_EQ(start(ask("phone"), june + 90s - 1ms), rights::Reason::streams);
    EXPECT_EQ(start(ask("phone"), june + 90s), rights::Reason::licensed);
}

TEST_F(SessionsTest, ALapsedLeaseIsTakenAgainOnlyIfTheStreamIsFree) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    const std::string tv = started.id;
    EXPECT_FALSE(*sessions.report(account, tv, {}, mexico, june + 10min)) << "nobody else wanted it";
    ASSERT_EQ(start(ask("phone"), june + 20min), rights::Reason::licensed);
    const auto refusal = *sessions.report(account, tv, {}, mexico, june + 20min + 1s);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->reason, rights::Reason::streams);
    ASSERT_EQ(refusal->streams.size(), 1u);
    EXPECT_EQ(refusal->streams[0].session, started.id);
}

TEST_F(SessionsTest, AStreamIsFreeOnceItIsStopped) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    EXPECT_EQ(sessions.streams(account, june + 1s)->size(), 1u);
    ASSERT_TRUE(sessions.stop(account, started.id, {}, june + 1s));
    EXPECT_TRUE(sessions.stop(account, started.id, {}, june + 2s)) << "twice does nothing";
    EXPECT_EQ(sessions.streams(account, june + 1s)->size(), 0u);
    EXPECT_EQ(start(ask("phone"), june + 2s), rights::Reason::licensed);
}

TEST_F(SessionsTest, ADeviceTakesItsOwnStreamOver) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    const std::string before = started.id;
    EXPECT_EQ(start(ask("tv"), june + 1s), rights::Reason::licensed);
    EXPECT_EQ(sessions.report(account, before, {}, mexico, june + 2s).error().kind, ErrorKind::not_found);
    EXPECT_EQ(start(ask(""), june + 3s), rights::Reason::streams) << "a device without a name is nobody's";
}

TEST_F(SessionsTest, AnothersSessionIsNotThere) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    const auto other = *accounts.add({"ben@example.com", "a long and quiet password", "MX", "es-MX", "basic"}, june);
    EXPECT_EQ(sessions.report(other, started.id, {}, mexico, june).error().kind, ErrorKind::not_found);
    EXPECT_EQ(sessions.stop(other, started.id, {}, june).error().kind, ErrorKind::not_found);
}

TEST_F(SessionsTest, AGrantOutlivesNeitherItsBoundNorTheLicence) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    EXPECT_EQ(started.expires, june + 8s + 6h);
    ASSERT_EQ(start(ask("tv"), september - 1h), rights::Reason::licensed);
    EXPECT_EQ(started.expires, september);
    EXPECT_EQ(start(ask("tv"), september), rights::Reason::closed);
    EXPECT_EQ(start(ask("tv"), june - 1s), rights::Reason::not_open_yet);
}

TEST_F(SessionsTest, TheLawIsAskedAgainWithEveryReport) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    const auto refusal = *sessions.report(account, started.id, {}, *world::Territory::parse("KR"), june + 1s);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->reason, rights::Reason::service_unavailable);
    EXPECT_EQ(sessions.report(account, started.id, {}, mexico, june + 2s).error().kind, ErrorKind::not_found) << "it ended then";
}

TEST_F(SessionsTest, TheDeviceAndTheProfileHaveTheirLimits) {
    Ask small = ask("watch");
    small.device.max_height = 359;
    EXPECT_EQ(start(small, june), rights::Reason::device);
    small.device.max_height = 360;
    EXPECT_EQ(start(small, june), rights::Reason::licensed);
    EXPECT_EQ(started.max_height, 360);

    Ask child = ask("watch");
    child.profile = *profiles.add(account, {.name = "Leo", .maturity_age = 12, .kids = true}, june);
    EXPECT_EQ(start(child, june), rights::Reason::maturity) << "a film without a rating is for grown-ups";
}

// A position before the start was kept as it came, and the log took it for a time.
TEST_F(SessionsTest, APositionLiesWithinTheFilm) {
    ASSERT_EQ(start(ask("tv"), june), rights::Reason::licensed);
    for (const auto& [reported, kept] : {std::pair{-5ms, 0}, {7000ms, 7000}, {9000ms, 8000}}) {
        Report report;
        report.position = reported;
        ASSERT_FALSE(*sessions.report(account, started.id, report, mexico, june + reported + 1s));
        EXPECT_EQ((*progress.get(profiles.list(account)->front().id.number(), film.number()))->position_ms, kept);
    }
}

}  // namespace
}  // namespace nuri::playback
