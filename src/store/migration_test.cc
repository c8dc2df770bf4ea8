#include "store/migration.h"

#include <gtest/gtest.h>

#include "store/revision.h"

namespace nuri::store {
namespace {

constexpr Instant noon = from_unix_ms(1'750'000'000'000);

Schema fruit() {
    return {"fruit",
            {{1, "fruit has names", {"CREATE TABLE fruit (id {identity}, name TEXT NOT NULL)"}},
             {2,
              "and weights",
              {"ALTER TABLE fruit ADD COLUMN grams BIGINT NOT NULL DEFAULT 100",
               "UPDATE fruit SET grams = 7 WHERE name = 'plum'"}}}};
}

Rows ask(Database& database, std::string_view sql) {
    return *database.read([&](Reader& reader) { return reader.query(sql); });
}

Result<> run(Database& database, std::string_view sql) {
    return database.write([&](Writer& writer) -> Result<> {
        TRY(writer.execute(sql));
        return {};
    });
}

TEST(MigrationTest, StepsOverRecordsOfTheSchemaBefore) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate_up_to(*database, fruit(), 1, noon));
    ASSERT_TRUE(run(*database, "INSERT INTO fruit (name) VALUES ('pear'), ('plum')"));
    ASSERT_TRUE(migrate(*database, fruit(), noon));
    const Rows rows = ask(*database, "SELECT id, grams FROM fruit ORDER BY id");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].integer("id"), 1);
    EXPECT_EQ(rows[0].integer("grams"), 100);
    EXPECT_EQ(rows[1].integer("grams"), 7);
}

TEST(MigrationTest, NotesEachStepOnceAndDoesNothingTheSecondTime) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, fruit(), noon));
    ASSERT_TRUE(migrate(*database, fruit(), noon + std::chrono::hours(1)));
    const Rows rows = ask(
        *database,
        "SELECT number, name, applied_at FROM schema_migrations WHERE register = 'fruit' ORDER BY number");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].text("name"), "and weights");
    EXPECT_EQ(rows[1].instant("applied_at"), noon);
}

TEST(MigrationTest, LeavesTheOldSchemaWhenAStepFails) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate_up_to(*database, fruit(), 1, noon));
    Schema broken = fruit();
    broken.migrations[1].statements.emplace_back("ALTER TABLE nothing ADD COLUMN x BIGINT");
    const auto result = migrate(*database, broken, noon);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("migration fruit 2 (and weights)"), std::string::npos)
        << result.error().message;
    EXPECT_FALSE(run(*database, "UPDATE fruit SET grams = 1"))
        << "the column of the first statement went with the rest";
    EXPECT_TRUE(migrate(*database, fruit(), noon));
}

TEST(MigrationTest, RefusesTheRecordsOfANewerNuriAndSaysToUpgrade) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, fruit(), noon));
    Schema older = fruit();
    older.migrations.pop_back();
    const auto result = migrate(*database, older, noon);
    EXPECT_EQ(result.error().kind, ErrorKind::unsupported);
    EXPECT_NE(result.error().message.find("upgrade nuri"), std::string::npos);
}

TEST(MigrationTest, RefusesAStepThatWasEditedAfterItWasApplied) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, fruit(), noon));
    Schema edited = fruit();
    edited.migrations[0].statements[0] += " ";
    EXPECT_EQ(migrate(*database, edited, noon).error().kind, ErrorKind::corrupt);
}

TEST(MigrationTest, KeepsTheRegistersApart) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, fruit(), noon));
    ASSERT_TRUE(migrate(*database, {"trees", {{1, "trees", {"CREATE TABLE trees (id {identity})"}}}}, noon));
    EXPECT_EQ(ask(*database, "SELECT 1 FROM schema_migrations").size(), 3u);
}

TEST(RevisionTest, CountsTheChangesOfEachRegister) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, revision_schema(), noon));
    EXPECT_TRUE(revisions(*database)->empty());
    for (const char* name : {"catalogue", "licensing", "catalogue"})
        ASSERT_TRUE(database->write([&](Writer& writer) { return bump_revision(writer, name); }));
    EXPECT_EQ(*revisions(*database), (std::map<std::string, int64_t>{{"catalogue", 2}, {"licensing", 1}}));
    EXPECT_EQ(*database->read([](Reader& reader) { return revision(reader, "catalogue"); }), 2);
    EXPECT_EQ(*database->read([](Reader& reader) { return revision(reader, "footprint"); }), 0);
}

TEST(RevisionTest, IsNotCountedForAChangeThatWasTakenBack) {
    const auto database = *Database::open_temporary();
    ASSERT_TRUE(migrate(*database, revision_schema(), noon));
    EXPECT_FALSE(database->write([](Writer& writer) -> Result<> {
        TRY(bump_revision(writer, "catalogue"));
        return Error{ErrorKind::invalid, "no"};
    }));
    EXPECT_TRUE(revisions(*database)->empty());
}

}  // namespace
}  // namespace nuri::store
