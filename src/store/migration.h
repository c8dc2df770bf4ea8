#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/database.h"

namespace nuri::store {

/// One step of a register's schema. What was released is never edited: a mended mistake is the next number.
///
/// The statements are in the SQL that SQLite and PostgreSQL share; columns are BIGINT, DOUBLE PRECISION or
/// TEXT. The one thing they cannot agree on, a key that numbers itself and never gives a number twice, is
/// written
/// `{identity}`: `id {identity}, name TEXT NOT NULL`.
struct Migration {
    int number;        ///< from 1, without gaps
    std::string name;  ///< "episodes know their director's cut"
    std::vector<std::string> statements;
};

/// What one register (or the jobs queue) keeps in the database: its name in `schema_migrations` and its
/// steps.
struct Schema {
    std::string name;
    std::vector<Migration> migrations;
};

/// Brings one register's tables up to date within one transaction: each missing step in turn, noted in
/// `schema_migrations(register, number, name, checksum, applied_at)`. Doing it again does nothing, also when
/// several processes do it at once.
///
/// Fails with `unsupported` when the records were written by a newer nuri (the message says to upgrade), and
/// with `corrupt` when a step that was applied is not the one we know by its number.
Result<> migrate(Database& database, const Schema& schema, Instant now);

/// The same, as far as step `number`: each step is tested on records of the schema before it.
Result<> migrate_up_to(Database& database, const Schema& schema, int number, Instant now);

}  // namespace nuri::store
