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
        }};
    return schema;
}

}  // namespace nuri::assets
