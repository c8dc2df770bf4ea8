#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::store {

/// The table `revisions(name, number)`, and so the migration that comes before every register's own.
const Schema& revision_schema();

/// Says, within the transaction that changes a register, that it has changed. A snapshot compiled from
/// revision n of "catalogue" is out of date as soon as the number is not n.
Result<> bump_revision(Writer& writer, std::string_view name);

/// The number of one register's revision; 0 before its first change.
Result<int64_t> revision(Reader& reader, std::string_view name);

/// All numbers at once: one small query, cheap enough to ask each second.
Result<std::map<std::string, int64_t>> revisions(Database& database);

}  // namespace nuri::store
