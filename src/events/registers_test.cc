// The log of playback, the audit and progress, over records of their own.
#include <gmock/gmock.h>

#include "events/audit.h"
#include "events/event_log.h"
#include "events/progress.h"
#include "events/schema.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::events {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1} + 12h;

PlaybackEvent event(int number) {
    PlaybackEvent made;
    made.id = std::string(31, 'a') + std::to_string(number % 10);
    made.kind = PlaybackEventKind::quality;
    made.at = noon;
    made.received = noon + 5ms;
    made.playback_session = "s1";
    made.account = 1;
    made.profile = 2;
    made.title = 3;
    made.grant = 4;
    made.asset = std::string(32, 'b');
    made.territory = "MX";
    made.device = "텔레비전";
    made.position_ms = 1000;
    made.watched_ms = 900;
    made.stalled_ms = 100;
    made.height = 1080;
    made.bitrate_bps = 5'000'000'000;
    made.detail = "it said \"no\"\n";
    return made;
}

class EventsTest : public testing::Test {
  protected:
    EventsTest() { EXPECT_TRUE(store::migrate(*database, schema(), noon)); }

    io::TemporaryFolder folder = *io::TemporaryFolder::make("/tmp", "events");
    std::unique_ptr<store::Database> database = *store::Database::open_temporary();
};

class EventLogTest : public EventsTest {};
class AuditLogTest : public EventsTest {};
class ProgressTest : public EventsTest {
  protected:
    ProgressRegister progress{*database};

    void put(int64_t position_ms, Instant updated) {
        const Progress at[] = {{1, 7, position_ms, 100'000, updated, false}};
        ASSERT_TRUE(progress.put(at, noon));
    }
    int64_t position() { return (*progress.get(1, 7))->position_ms; }
};

TEST(PlaybackEventTest, IsTheSameAfterItsRecord) {
    EXPECT_EQ(*parse_record(to_record(event(1))), event(1));
    PlaybackEvent bare;
    bare.id = std::string(32, '0');
    EXPECT_EQ(*parse_record(to_record(bare)), bare);
    EXPECT_EQ(to_record(bare),
              R"({"id":"00000000000000000000000000000000","kind":"progress","at":0,"received":0})");
}

TEST(PlaybackEventTest, IsNotMadeOfWhatWeCouldNotHaveWritten) {
    const std::string id = R"("id":"00000000000000000000000000000000",)";
    const struct {
        const char* name;
        std::string record;
    } cases[] = {
        {"nothing", ""},
        {"no object", "[]"},
        {"no time", "{" + id + R"("kind":"stop","at":0})"},
        {"a short id", R"({"id":"00","kind":"stop","at":0,"received":0})"},
        {"an unknown kind", "{" + id + R"("kind":"pause","at":0,"received":0})"},
        {"a number as text", "{" + id + R"("kind":"stop","at":"0","received":0})"},
        {"a height past its type", "{" + id + R"("kind":"stop","at":0,"received":0,"height":2147483648})"},
        {"an unknown member", "{" + id + R"("kind":"stop","at":0,"received":0,"colour":1})"},
        {"more behind it", "{" + id + R"("kind":"stop","at":0,"received":0}x)"},
    };
    for (const auto& [name, record] : cases)
        EXPECT_EQ(parse_record(record).error().kind, ErrorKind::corrupt) << name;
}

TEST_F(EventLogTest, MovesEventsFromTheSpoolIntoTheRecords) {
    Spool spool = *Spool::open(folder.path() / "spool");
    EventLog log(spool, *database);
    ASSERT_TRUE(log.record(event(1)));
    ASSERT_TRUE(log.sync(*log.record(event(2))));
    EXPECT_TRUE(log.of_session("s1")->empty());
    EXPECT_EQ(*log.drain(), 2);
    EXPECT_THAT(*log.of_session("s1"), ElementsAre(event(1), event(2)));
    EXPECT_THAT(*log.latest(1), ElementsAre(event(2)));
    EXPECT_EQ(*log.drain(), 0);
}

TEST_F(EventLogTest, CountsAnEventOnceHoweverOftenItComes) {
    Spool spool = *Spool::open(folder.path() / "spool");
    EventLog log(spool, *database);
    ASSERT_TRUE(log.record(event(1)));
    EXPECT_EQ(*log.drain(), 1);
    PlaybackEvent altered = event(1);
    altered.position_ms = 9;
    ASSERT_TRUE(log.record(altered));
    EXPECT_EQ(*log.drain(), 1);
    EXPECT_THAT(*log.of_session("s1"), ElementsAre(event(1))) << "the first stays as it is";
}

TEST_F(EventLogTest, PassesOverARecordItCannotRead) {
    Spool spool = *Spool::open(folder.path() / "spool");
    EventLog log(spool, *database);
    ASSERT_TRUE(spool.append("no event"));
    ASSERT_TRUE(log.record(event(1)));
    EXPECT_EQ(*log.drain(), 2);
    EXPECT_THAT(*log.of_session("s1"), ElementsAre(event(1)));
}

TEST_F(EventLogTest, RefusesWhatIsTooLongOrHasNoId) {
    Spool spool = *Spool::open(folder.path() / "spool");
    EventLog log(spool, *database);
    PlaybackEvent wrong = event(1);
    wrong.detail = std::string(1001, 'x');
    EXPECT_EQ(log.record(wrong).error().kind, ErrorKind::invalid);
    wrong.detail = std::string(1000, 'x');
    EXPECT_TRUE(log.record(wrong));
    wrong.id = "1";
    EXPECT_EQ(log.record(wrong).error().kind, ErrorKind::invalid);
}

TEST_F(AuditLogTest, TellsWhoDidWhatNewestFirst) {
    AuditLog log(*database);
    AuditEntry first{0, noon, "operator 1", "licence.add", "title tide-line", "", "{\"to\":null}"};
    AuditEntry second{0, noon + 1s, "command line", "member.suspend", "account 7", "{}", "{}"};
    first.number = *log.record(first);
    second.number = *log.record(second);
    EXPECT_LT(first.number, second.number);
    EXPECT_THAT(*log.read({}), ElementsAre(second, first));
    EXPECT_THAT(*log.read({.who = "operator 1"}), ElementsAre(first));
    EXPECT_THAT(*log.read({.what = "member.suspend", .subject = "account 7"}), ElementsAre(second));
    EXPECT_THAT(*log.read({.before_number = second.number}), ElementsAre(first));
    EXPECT_THAT(*log.read({.count_max = 1}), ElementsAre(second));
    EXPECT_EQ(log.record({0, noon, "", "licence.add", "", "", ""}).error().kind, ErrorKind::invalid);
}

TEST_F(ProgressTest, LaterWordWinsInWhateverOrderItArrives) {
    put(10'000, noon - 10s);
    put(5'000, noon - 20s);
    EXPECT_EQ(position(), 10'000) << "an older word arrived late";
    put(4'000, noon - 9999ms);
    EXPECT_EQ(position(), 4'000) << "the viewer went back";
    put(3'000, noon - 9999ms);
    EXPECT_EQ(position(), 4'000) << "no later than the one before";
}

TEST_F(ProgressTest, ClockThatRunsAheadDoesNotWinForEver) {
    put(10'000, noon + 24h);
    EXPECT_EQ((*progress.get(1, 7))->updated, noon);
    const Progress next[] = {{1, 7, 20'000, 100'000, noon + 1s, false}};
    ASSERT_TRUE(progress.put(next, noon + 1s));
    EXPECT_EQ(position(), 20'000);
}

TEST_F(ProgressTest, TellsWhatWasSeenLastFirstAndForgets) {
    const Progress all[] = {
        {1, 3, 94'999, 100'000, noon - 2s, false},
        {1, 4, 95'000, 100'000, noon - 1s, false},
        {1, 5, 50'000, 100'000, noon, true},
        {2, 6, 50'000, 100'000, noon, false},
    };
    ASSERT_TRUE(progress.put(all, noon));
    const auto latest = *progress.latest(1, 2);
    ASSERT_EQ(latest.size(), 2u);
    EXPECT_EQ(latest[0].title, 5);
    EXPECT_EQ(latest[1].title, 4);
    EXPECT_TRUE(latest[1].finished) << "from 95 per cent on";
    EXPECT_FALSE((*progress.get(1, 3))->finished);
    ASSERT_TRUE(progress.forget(1, 3));
    EXPECT_EQ(progress.of_profile(1)->size(), 2u);
    ASSERT_TRUE(progress.forget_profile(1));
    EXPECT_TRUE(progress.of_profile(1)->empty());
    EXPECT_EQ(progress.of_profile(2)->size(), 1u);
}

TEST_F(ProgressTest, KeepsWhatAProfileHasLeftUntilTheProfileGoes) {
    ASSERT_TRUE(progress.leave(1, 7, noon));
    ASSERT_TRUE(progress.leave(1, 7, noon + 1h));
    EXPECT_EQ(progress.left(1)->at(7), noon + 1h);
    EXPECT_TRUE(progress.left(2)->empty());
    ASSERT_TRUE(progress.forget_profile(1));
    EXPECT_TRUE(progress.left(1)->empty());
}

TEST_F(ProgressTest, AMarkIsAsGoodAsHavingSeenIt) {
    ASSERT_TRUE(progress.mark_finished(1, 7, 0, noon - 1s));
    EXPECT_TRUE((*progress.get(1, 7))->finished);
    put(10'000, noon);
    EXPECT_FALSE((*progress.get(1, 7))->finished) << "it is watched again";
}

TEST_F(ProgressTest, TakesAllPositionsOrNone) {
    const Progress mixed[] = {{1, 1, 10, 100, noon, false}, {1, 2, 1101, 100, noon, false}};
    EXPECT_EQ(progress.put(mixed, noon).error().kind, ErrorKind::invalid);
    EXPECT_FALSE(*progress.get(1, 1));
    const Progress edge[] = {{1, 2, 1100, 100, noon, false}};
    EXPECT_TRUE(progress.put(edge, noon)) << "a second past the end is the player's rounding";
    const Progress before[] = {{1, 2, -1, 100, noon, false}};
    EXPECT_FALSE(progress.put(before, noon));
}

TEST(EventsSchemaTest, EveryStepKeepsWhatWasThereBefore) {
    const auto database = *store::Database::open_temporary();
    const char* const records[] = {
        "INSERT INTO playback_events VALUES (1, 'i', 'stop', 0, 0, 's', 1, 1, 1, 1, 'a', 'MX', 'd', 0, 0, 0, "
        "0, 0, '')",
        "INSERT INTO audit (at, who, what, subject, before_json, after_json) VALUES (0, 'w', 'x', '', '', "
        "'')",
        "INSERT INTO progress VALUES (1, 1, 0, 0, 0, 0)",
        "UPDATE audit SET undoes = 1",
        "INSERT INTO title_viewers (day, territory, account, title) VALUES (1, 'MX', 1, 1)",
    };
    const char* const tables[] = {"playback_events", "audit", "progress", "audit", "title_viewers"};
    ASSERT_EQ(schema().migrations.size(), std::size(records));
    for (size_t step = 0; step < std::size(records); ++step) {
        ASSERT_TRUE(store::migrate_up_to(*database, schema(), static_cast<int>(step) + 1, noon));
        ASSERT_TRUE(database->write([&](store::Writer& writer) { return writer.execute(records[step]); }))
            << step;
        for (size_t table = 0; table <= step; ++table) {
            const auto count = *database->read([&](store::Reader& reader) {
                return reader.query_one("SELECT COUNT(*) FROM " + std::string(tables[table]));
            });
            EXPECT_EQ(count->integer(0), 1) << tables[table];
        }
    }
}

}  // namespace
}  // namespace nuri::events
