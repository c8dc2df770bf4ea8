#include "store/revision.h"

namespace nuri::store {

const Schema& revision_schema() {
    static const Schema schema{
        "revisions",
        {{1,
          "each register counts its changes",
          {"CREATE TABLE revisions (name TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL)"}}}};
    return schema;
}

Result<> bump_revision(Writer& writer, std::string_view name) {
    TRY(
        writer.execute("INSERT INTO revisions (name, number) VALUES (?, 1) "
                       "ON CONFLICT (name) DO UPDATE SET number = revisions.number + 1",
                       {name}));
    return {};
}

Result<int64_t> revision(Reader& reader, std::string_view name) {
    const auto row = TRY(reader.query_one("SELECT number FROM revisions WHERE name = ?", {name}));
    return row ? row->integer("number") : 0;
}

Result<std::map<std::string, int64_t>> revisions(Database& database) {
    return database.read([](Reader& reader) -> Result<std::map<std::string, int64_t>> {
        std::map<std::string, int64_t> numbers;
        for (const Row& row : TRY(reader.query("SELECT name, number FROM revisions")))
            numbers.emplace(row.text("name"), row.integer("number"));
        return numbers;
    });
}

}  // namespace nuri::store
