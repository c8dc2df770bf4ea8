#include "store/database.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "io/file.h"

namespace nuri::store {
namespace {

std::unique_ptr<Database> temporary() {
    return *Database::open_temporary();
}

Result<> run(Database& database, std::string_view sql, const Parameters& parameters = {}) {
    return database.write([&](Writer& writer) -> Result<> {
        TRY(writer.execute(sql, parameters));
        return {};
    });
}

Rows ask(Database& database, std::string_view sql, const Parameters& parameters = {}) {
    auto rows = database.read([&](Reader& reader) { return reader.query(sql, parameters); });
    EXPECT_TRUE(rows) << rows.error().message;
    return rows ? *rows : Rows{};
}

int64_t count(Database& database, std::string_view table) {
    return ask(database, "SELECT COUNT(*) AS n FROM " + std::string(table)).at(0).integer("n");
}

TEST(DatabaseTest, ReturnsEachKindOfValueAsItWasGiven) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (i BIGINT, d DOUBLE PRECISION, s TEXT, n TEXT)"));
    const std::string with_zero("a\0b", 3);
    const struct {
        const char* name;
        int64_t i;
        double d;
        std::string s;
    } cases[] = {
        {"zero", 0, 0.0, ""},
        {"beyond 32 bits", 1'750'000'000'000, 0.1, "Dawn Over Hanok"},
        {"the largest", INT64_MAX, 1e300, "한옥의 새벽"},
        {"the smallest", INT64_MIN, -1e-300, with_zero},
    };
    for (const auto& [name, i, d, s] : cases) {
        ASSERT_TRUE(run(*database, "DELETE FROM t"));
        ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (?, ?, ?, ?)", {i, d, s, nullptr})) << name;
        const Rows rows =
            ask(*database, "SELECT i, d, s, n, i AS again, MAX(i) AS m FROM t GROUP BY i, d, s, n");
        ASSERT_EQ(rows.size(), 1u) << name;
        EXPECT_EQ(rows[0].integer("i"), i) << name;
        EXPECT_EQ(rows[0].real("d"), d) << name;
        EXPECT_EQ(rows[0].text("s"), s) << name;
        EXPECT_TRUE(rows[0].is_null("n")) << name;
        EXPECT_EQ(rows[0].integer(size_t{5}), i) << name << ": an aggregate is as wide as its column";
        EXPECT_EQ(rows[0].optional_text("n"), std::nullopt) << name;
    }
}

TEST(DatabaseTest, BindsParametersSoThatNoNameIsTakenForSql) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (id BIGINT, name TEXT)"));
    const std::string names[] = {"'; DROP TABLE t; --",     "\" OR 1=1", "a?b:p1", "%_\\", "\xF0\x9F\x98\x80",
                                 std::string(100'000, '\'')};
    for (const std::string& name : names) {
        ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (1, ?)", {name}));
        const Rows rows = ask(*database, "SELECT name FROM t WHERE name = ?", {name});
        ASSERT_EQ(rows.size(), 1u) << name.substr(0, 30);
        EXPECT_EQ(rows[0].text("name"), name);
    }
    EXPECT_EQ(count(*database, "t"), 6);
}

TEST(DatabaseTest, GivesBackTheKeyOfARowAndNeverThatKeyAgain) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)"));
    const auto insert = [&] {
        return *database->write([](Writer& writer) {
            return writer.insert_returning_id("INSERT INTO t (name) VALUES (?)", {"x"});
        });
    };
    EXPECT_EQ(insert(), 1);
    EXPECT_EQ(insert(), 2);
    ASSERT_TRUE(run(*database, "DELETE FROM t"));
    EXPECT_EQ(insert(), 3);
}

TEST(DatabaseTest, TakesBackAllOfAWriteThatFails) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (i BIGINT)"));
    const auto result = database->write([](Writer& writer) -> Result<> {
        TRY(writer.execute("INSERT INTO t VALUES (1)"));
        return Error{ErrorKind::invalid, "changed our mind"};
    });
    EXPECT_EQ(result.error(), (Error{ErrorKind::invalid, "changed our mind"}));
    EXPECT_EQ(count(*database, "t"), 0);
    ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (2)")) << "the writer is fit for the next";
    EXPECT_EQ(count(*database, "t"), 1);
}

TEST(DatabaseTest, SaysWhatTheCallerCanDoAboutAFailure) {
    const auto database = temporary();
    ASSERT_TRUE(
        run(*database, "CREATE TABLE p (id BIGINT PRIMARY KEY, slug TEXT UNIQUE CHECK (slug <> ''))"));
    ASSERT_TRUE(run(*database, "CREATE TABLE c (p BIGINT NOT NULL REFERENCES p (id))"));
    ASSERT_TRUE(run(*database, "INSERT INTO p VALUES (1, 'a')"));
    const struct {
        const char* sql;
        ErrorKind kind;
    } cases[] = {
        {"INSERT INTO p VALUES (1, 'b')", ErrorKind::conflict},
        {"INSERT INTO p VALUES (2, 'a')", ErrorKind::conflict},
        {"INSERT INTO p VALUES (2, '')", ErrorKind::conflict},
        {"INSERT INTO c VALUES (7)", ErrorKind::conflict},
        {"INSERT INTO c VALUES (NULL)", ErrorKind::conflict},
        {"SELEKT", ErrorKind::io},
    };
    for (const auto& [sql, kind] : cases) {
        const auto result = run(*database, sql);
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().kind, kind) << sql << ": " << result.error().message;
    }
}

TEST(DatabaseTest, KeepsParametersOutOfItsMessages) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (secret TEXT PRIMARY KEY)"));
    ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (?)", {"hunter2"}));
    const auto again = run(*database, "INSERT INTO t VALUES (?)", {"hunter2"});
    EXPECT_EQ(again.error().message.find("hunter2"), std::string::npos) << again.error().message;
}

TEST(DatabaseTest, AsksForRoomWhenTheDiskIsFullAndLosesNothing) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (s TEXT)"));
    ASSERT_TRUE(run(*database, "INSERT INTO t VALUES ('kept')"));
    const auto full = database->write([](Writer& writer) -> Result<> {
        TRY(writer.query("PRAGMA max_page_count = 20"));
        for (int i = 0; i < 100; ++i)
            TRY(writer.execute("INSERT INTO t VALUES (?)", {std::string(10'000, 'x')}));
        return {};
    });
    ASSERT_FALSE(full);
    // `exhausted` was answered as "429 Too Many Requests", which blames the viewer.
    EXPECT_EQ(full.error().kind, ErrorKind::unavailable);
    EXPECT_NE(full.error().message.find("make room"), std::string::npos) << full.error().message;
    EXPECT_EQ(count(*database, "t"), 1);
    ASSERT_TRUE(run(*database, "INSERT INTO t VALUES ('more')"));
}

TEST(DatabaseTest, ReadsOneStateHoweverOthersWriteMeanwhile) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (i BIGINT)"));
    const auto seen = database->read([&](Reader& reader) -> Result<std::pair<size_t, size_t>> {
        const size_t before = TRY(reader.query("SELECT i FROM t")).size();
        TRY(run(*database, "INSERT INTO t VALUES (1)"));
        const size_t after = TRY(reader.query("SELECT i FROM t")).size();
        return std::pair(before, after);
    });
    ASSERT_TRUE(seen);
    EXPECT_EQ(*seen, std::pair(size_t{0}, size_t{0}));
    EXPECT_EQ(count(*database, "t"), 1);
}

TEST(DatabaseTest, StopsAtTheFirstErrorOfWhoeverReadsRowByRow) {
    const auto database = temporary();
    int seen = 0;
    const auto result = database->read([&](Reader& reader) {
        return reader.each("SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3", {},
                           [&](const Row& row) -> Result<> {
                               ++seen;
                               if (row.integer("n") == 2) return Error{ErrorKind::cancelled, "enough"};
                               return {};
                           });
    });
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(seen, 2);
}

TEST(DatabaseTest, ServesManyThreadsWithFewConnections) {
    const auto database = temporary();
    ASSERT_TRUE(run(*database, "CREATE TABLE t (i BIGINT)"));
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                if (!run(*database, "INSERT INTO t VALUES (?)", {i})) ++failures;
                if (!database->read([](Reader& reader) { return reader.query("SELECT COUNT(*) FROM t"); }))
                    ++failures;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(count(*database, "t"), 200);
}

TEST(DatabaseTest, RefusesAConnectionItDoesNotKnow) {
    for (const char* connection : {"", "nuri.db", "mysql:db=nuri", "sqlite:", "sqlite:a\"b"})
        EXPECT_EQ(Database::open(DatabaseOptions{.connection = connection}).error().kind, ErrorKind::invalid)
            << connection;
}

TEST(DatabaseTest, RefusesAFileThatIsNoDatabase) {
    const auto folder = *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "store-test-");
    ASSERT_TRUE(io::write_file_atomically(folder.path() / "nuri.db", std::string(8192, 'x')));
    EXPECT_EQ(Database::open(folder.path()).error().kind, ErrorKind::corrupt);
}

/// Two processes on one folder, as a server and a command-line tool are.
class ProcessTest : public testing::Test {
  protected:
    io::TemporaryFolder folder_ =
        *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "store test ");

    std::unique_ptr<Database> open() {
        return *Database::open(
            DatabaseOptions{.connection = "sqlite:" + (folder_.path() / "nuri.db").string(),
                            .durability = DatabaseOptions::Durability::process_loss});
    }

    /// Forks before this process has a database open: SQLite must not be carried over a fork.
    template<typename F>
    pid_t child(F&& f) {
        const pid_t pid = fork();
        if (pid == 0) _exit(f() ? 0 : 1);
        return pid;
    }

    static int status(pid_t pid) {
        int status = 0;
        EXPECT_EQ(waitpid(pid, &status, 0), pid);
        return status;
    }
};

TEST_F(ProcessTest, WaitForEachOtherAndLoseNothing) {
    ASSERT_TRUE(run(*open(), "CREATE TABLE t (i BIGINT)"));
    const auto insert = [this] {
        const auto database = open();
        for (int i = 0; i < 100; ++i)
            if (!run(*database, "INSERT INTO t VALUES (?)", {i})) return false;
        return true;
    };
    const pid_t one = child(insert);
    const pid_t two = child(insert);
    EXPECT_EQ(status(one), 0);
    EXPECT_EQ(status(two), 0);
    EXPECT_EQ(count(*open(), "t"), 200);
}

TEST_F(ProcessTest, OpenANewDirectoryAtTheSameTime) {
    pid_t children[6];
    for (pid_t& pid : children) pid = child([this] { return open() != nullptr; });
    for (const pid_t pid : children) EXPECT_EQ(status(pid), 0);
}

TEST_F(ProcessTest, KilledWithinATransactionLeavesTheOldStateOrTheNew) {
    ASSERT_TRUE(run(*open(), "CREATE TABLE t (i BIGINT)"));
    const pid_t pid = child([this] {
        const auto database = open();
        return static_cast<bool>(run(*database, "INSERT INTO t VALUES (1)")) &&
               static_cast<bool>(database->write([](Writer& writer) -> Result<> {
                   for (int i = 0; i < 5000; ++i) TRY(writer.execute("INSERT INTO t VALUES (2)"));
                   raise(SIGKILL);
                   return {};
               }));
    });
    EXPECT_TRUE(WIFSIGNALED(status(pid)));
    const auto database = open();
    EXPECT_EQ(count(*database, "t"), 1) << "the acknowledged row, and none of the rest";
    ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (3)"));
}

TEST_F(ProcessTest, GivesUpOnAWriterThatDoesNotFinish) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    ASSERT_TRUE(run(*open(), "CREATE TABLE t (i BIGINT)"));
    const pid_t pid = child([&] {
        return static_cast<bool>(open()->write([&](Writer&) -> Result<> {
            if (::write(ready[1], "x", 1) != 1) return Error{ErrorKind::io, "pipe"};
            pause();
            return {};
        }));
    });
    char byte;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    const auto impatient =
        *Database::open(DatabaseOptions{.connection = "sqlite:" + (folder_.path() / "nuri.db").string(),
                                        .busy_timeout = std::chrono::milliseconds(20)});
    const auto result = run(*impatient, "INSERT INTO t VALUES (1)");
    kill(pid, SIGKILL);
    status(pid);
    close(ready[0]);
    close(ready[1]);
    EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(impatient->health().unwritten_since);
    EXPECT_EQ(count(*impatient, "t"), 0) << "they can be read meanwhile";
    // The dead writer's lock went with it, which is found out a moment later.
    while (!run(*impatient, "INSERT INTO t VALUES (1)")) std::this_thread::yield();
    EXPECT_TRUE(impatient->health().is_whole());
}

TEST_F(ProcessTest, RecordsThatCannotBeReadSayNoAtOnceUntilTheyAreBack) {
    const auto path = folder_.path() / "nuri.db";
    const auto database = open();  // its first reader comes with the first question
    std::filesystem::rename(path, folder_.path() / "elsewhere");
    std::filesystem::create_directory(path);
    const auto look = [&] { return database->read([](Reader& reader) { return reader.query("SELECT 1"); }); };
    EXPECT_TRUE(database->health().is_whole());
    EXPECT_FALSE(look());
    EXPECT_TRUE(database->health().is_away());
    EXPECT_EQ(look().error().kind, ErrorKind::unavailable) << "without looking";
    EXPECT_EQ(run(*database, "CREATE TABLE t (i BIGINT)").error().kind, ErrorKind::unavailable);
    std::filesystem::remove(path);
    std::filesystem::rename(folder_.path() / "elsewhere", path);
    while (!look()) std::this_thread::yield();
    EXPECT_TRUE(database->health().is_whole());
    EXPECT_TRUE(run(*database, "CREATE TABLE t (i BIGINT)"));
}

/// Two registers that know nothing of each other, each with a transaction of its own.
class JoinedWriteTest : public testing::Test {
  protected:
    JoinedWriteTest() { EXPECT_TRUE(run(*database, "CREATE TABLE t (i BIGINT)")); }
    std::unique_ptr<Database> database = *Database::open_temporary();
};

TEST_F(JoinedWriteTest, IsSeenFromWithinAndKeptAsAWhole) {
    ASSERT_TRUE(database->write([&](Writer&) -> Result<> {
        TRY(run(*database, "INSERT INTO t VALUES (1)"));
        EXPECT_EQ(count(*database, "t"), 1);
        return run(*database, "INSERT INTO t VALUES (2)");
    }));
    EXPECT_EQ(count(*database, "t"), 2);
}

TEST_F(JoinedWriteTest, IsGoneAsAWholeWhenTheOuterFails) {
    EXPECT_FALSE(database->write([&](Writer&) -> Result<> {
        TRY(run(*database, "INSERT INTO t VALUES (1)"));
        return Error{ErrorKind::conflict, "no"};
    }));
    EXPECT_EQ(count(*database, "t"), 0);
    EXPECT_TRUE(run(*database, "INSERT INTO t VALUES (1)")) << "the next transaction is one of its own";
    EXPECT_EQ(count(*database, "t"), 1);
}

TEST_F(JoinedWriteTest, IsGoneAsAWholeWhenAPartFailsAndNobodyListens) {
    const auto fails = [](Writer&) -> Result<> { return Error{ErrorKind::conflict, "no"}; };
    EXPECT_EQ(database
                  ->write([&](Writer&) -> Result<> {
                      TRY(run(*database, "INSERT INTO t VALUES (1)"));
                      (void)database->write(fails);
                      return {};
                  })
                  .error()
                  .kind,
              ErrorKind::conflict);
    EXPECT_EQ(count(*database, "t"), 0);
}

}  // namespace
}  // namespace nuri::store
