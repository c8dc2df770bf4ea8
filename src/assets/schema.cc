#include "assets/schema.h"

#include "store/migration.h"

namespace nuri::assets {

const store::Schema& schema() {
    static const store::Schema schema = {
        "assets",
        {
            {1,
             "assets",
             {
                 // `published` orders the ready assets of a title; `number` settles two of one millisecond.
                 "CREATE TABLE assets (number {identity}, id TEXT NOT NULL UNIQUE, title BIGINT NOT NULL,"
                 " state TEXT NOT NULL, source TEXT NOT NULL, summary TEXT NOT NULL, failure TEXT NOT NULL,"
                 " duration_ms BIGINT NOT NULL, size_bytes BIGINT NOT NULL, created BIGINT NOT NULL,"
                 " published BIGINT, CHECK (state IN ('preparing', 'ready', 'failed', 'withdrawn')))",
                 "CREATE INDEX assets_by_title ON assets (title, state, published)",
             }},
            {2,
             "previews, and marks that an operator sets",
             {
                 "ALTER TABLE assets ADD COLUMN purpose TEXT NOT NULL DEFAULT 'main'",
                 "ALTER TABLE assets ADD COLUMN marks_set BIGINT NOT NULL DEFAULT 0",
                 "CREATE TABLE asset_marks (asset TEXT NOT NULL REFERENCES assets (id), position BIGINT NOT"
                 " NULL, kind TEXT NOT NULL, start_ms BIGINT NOT NULL, end_ms BIGINT NOT NULL,"
                 " PRIMARY KEY (asset, position))",
             }},
        }};
    return schema;
}

}  // namespace nuri::assets
