#include "exchange/exchange.h"

namespace nuri::exchange {

const store::Schema& Exchange::schema() {
    // Titles and grants are rows of other registers, which remove none: no foreign key crosses that border.
    static const store::Schema schema{
        "exchange",
        {{1,
          "files, imports and the statements they brought",
          {"CREATE TABLE avails_files (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size_bytes BIGINT NOT "
           "NULL, "
           "received BIGINT NOT NULL, received_by TEXT NOT NULL)",
           "CREATE TABLE avails_profiles (partner TEXT PRIMARY KEY, toml TEXT NOT NULL, changed BIGINT NOT "
           "NULL, "
           "changed_by TEXT NOT NULL)",
           "CREATE TABLE avails_imports (id {identity}, file TEXT NOT NULL REFERENCES avails_files (sha256), "
           "partner TEXT NOT NULL, scope TEXT NOT NULL, create_titles BIGINT NOT NULL, profile TEXT NOT "
           "NULL, "
           "format TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('applied', "
           "'refused', 'undone')), counts TEXT NOT NULL, findings TEXT NOT NULL, root TEXT NOT NULL, "
           "created BIGINT NOT NULL, created_by TEXT NOT NULL, undone BIGINT, undone_by TEXT)",
           // What the rows of one sheet share: its columns and marks.
           "CREATE TABLE avails_sheets (id {identity}, import BIGINT NOT NULL REFERENCES avails_imports "
           "(id), "
           "name TEXT NOT NULL, layout TEXT NOT NULL)",
           // An Avail of an XML file, verbatim.
           "CREATE TABLE avails_elements (id {identity}, import BIGINT NOT NULL REFERENCES avails_imports "
           "(id), "
           "xml TEXT NOT NULL)",
           "CREATE TABLE avails_statements (id {identity}, import BIGINT NOT NULL REFERENCES avails_imports "
           "(id), "
           "sheet BIGINT NOT NULL REFERENCES avails_sheets (id), line BIGINT NOT NULL, partner TEXT NOT "
           "NULL, "
           "work TEXT NOT NULL, alid TEXT NOT NULL, avail_id TEXT NOT NULL, subject TEXT NOT NULL, cells "
           "TEXT NOT "
           "NULL, element BIGINT REFERENCES avails_elements (id), asset BIGINT NOT NULL, transaction_at "
           "BIGINT "
           "NOT NULL, title BIGINT, offer TEXT NOT NULL, said TEXT NOT NULL, reason TEXT NOT NULL, retired "
           "BIGINT REFERENCES "
           "avails_imports (id), retired_at BIGINT, created BIGINT NOT NULL)",
           "CREATE INDEX avails_statements_held ON avails_statements (partner, retired)",
           "CREATE INDEX avails_statements_by_import ON avails_statements (import, id)",
           "CREATE INDEX avails_statements_by_retirement ON avails_statements (retired)",
           "CREATE INDEX avails_statements_by_work ON avails_statements (partner, work)",
           "CREATE TABLE avails_grants (statement BIGINT NOT NULL REFERENCES avails_statements (id), "
           "grant_id BIGINT "
           "NOT NULL, PRIMARY KEY (statement, grant_id))",
           "CREATE INDEX avails_grants_by_grant ON avails_grants (grant_id)",
           // What a licensor calls our titles: learnt from what was matched.
           "CREATE TABLE avails_names (partner TEXT NOT NULL, id TEXT NOT NULL, title BIGINT NOT NULL, "
           "PRIMARY KEY "
           "(partner, id))"}}}};
    return schema;
}

}  // namespace nuri::exchange
