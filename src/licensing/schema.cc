#include "licensing/footprint_register.h"
#include "licensing/licensing.h"

namespace nuri::licensing {

const store::Schema& Licensing::schema() {
    // `title` names a row of the catalogue, whose tables are not this register's: no foreign key crosses the
    // border between two registers, and the catalogue never removes a title.
    static const store::Schema schema{
        "licensing",
        {{1,
          "partners, contracts with their territory groups, and grants that are ended and never deleted",
          {"CREATE TABLE partners (id {identity}, name TEXT NOT NULL UNIQUE, created BIGINT NOT NULL)",
           "CREATE TABLE contracts (id {identity}, partner BIGINT NOT NULL REFERENCES partners (id), "
           "reference TEXT NOT NULL, "
           "direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), status TEXT NOT NULL CHECK (status "
           "IN ('draft', 'active', 'ended')), "
           "starts BIGINT, ends BIGINT, note TEXT NOT NULL, created BIGINT NOT NULL, UNIQUE (partner, "
           "reference))",
           "CREATE TABLE territory_sets (id {identity}, members TEXT NOT NULL UNIQUE)",
           "CREATE TABLE territory_groups (id {identity}, contract BIGINT NOT NULL REFERENCES contracts "
           "(id), name TEXT NOT NULL, "
           "version BIGINT NOT NULL, expression TEXT NOT NULL, territory_set BIGINT NOT NULL REFERENCES "
           "territory_sets (id), "
           "created BIGINT NOT NULL, created_by TEXT NOT NULL, UNIQUE (contract, name, version))",
           "CREATE TABLE grants (id {identity}, title BIGINT NOT NULL, sign TEXT NOT NULL, territories TEXT "
           "NOT NULL, "
           "territory_set BIGINT NOT NULL REFERENCES territory_sets (id), starts BIGINT NOT NULL, ends "
           "BIGINT, license_types TEXT NOT NULL, "
           "audio TEXT, subtitles TEXT, max_height BIGINT, hdr BIGINT NOT NULL, exclusive BIGINT NOT NULL, "
           "priority BIGINT NOT NULL, "
           "partner BIGINT REFERENCES partners (id), contract BIGINT REFERENCES contracts (id), note TEXT "
           "NOT NULL, "
           "created BIGINT NOT NULL, created_by TEXT NOT NULL, ended BIGINT, ended_by TEXT, ended_recorded "
           "BIGINT, "
           "CHECK (ends IS NULL OR starts < ends))",
           "CREATE INDEX grants_by_title ON grants (title, id)"}},
         {2,
          "grants say all that a contract says; events that time counts from; plays and downloads are "
          "counted",
          {"ALTER TABLE grants ADD COLUMN edit TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN timing_start TEXT", "ALTER TABLE grants ADD COLUMN timing_end TEXT",
           "ALTER TABLE grants ADD COLUMN timing_length TEXT", "ALTER TABLE grants ADD COLUMN dubs TEXT",
           "ALTER TABLE grants ADD COLUMN forced TEXT",
           "ALTER TABLE grants ADD COLUMN audio_held_back TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN subtitles_held_back TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN dubs_held_back TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN forced_held_back TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN audio_format TEXT NOT NULL DEFAULT 'immersive'",
           "ALTER TABLE grants ADD COLUMN devices TEXT NOT NULL DEFAULT 'all'",
           "ALTER TABLE grants ADD COLUMN platforms TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE grants ADD COLUMN download BIGINT NOT NULL DEFAULT 0",
           "ALTER TABLE grants ADD COLUMN download_keep_s BIGINT",
           "ALTER TABLE grants ADD COLUMN download_watch_s BIGINT",
           "ALTER TABLE grants ADD COLUMN downloads_per_account_max BIGINT",
           "ALTER TABLE grants ADD COLUMN runs_max BIGINT",
           "ALTER TABLE grants ADD COLUMN plays_per_account_max BIGINT",
           "ALTER TABLE grants ADD COLUMN turn TEXT NOT NULL DEFAULT 'unstated'",
           "CREATE TABLE release_events (id {identity}, title BIGINT NOT NULL, event TEXT NOT NULL, "
           "territory "
           "TEXT NOT NULL, happens BIGINT, created BIGINT NOT NULL, created_by TEXT NOT NULL)",
           "CREATE INDEX release_events_by_title ON release_events (title, event, territory, id)",
           // `account` 0 is all of them together. `uses` of the same account, title and grant within a time
           // are one; `transaction_id` keeps a use that is told twice from counting twice.
           "CREATE TABLE grant_counters (grant_id BIGINT NOT NULL REFERENCES grants (id), kind TEXT NOT "
           "NULL, "
           "account BIGINT NOT NULL, used BIGINT NOT NULL, PRIMARY KEY (grant_id, kind, account))",
           "CREATE TABLE grant_uses (kind TEXT NOT NULL, transaction_id TEXT NOT NULL, grant_id BIGINT NOT "
           "NULL "
           "REFERENCES grants (id), title BIGINT NOT NULL, account BIGINT NOT NULL, counted BIGINT NOT NULL, "
           "taken BIGINT NOT NULL, PRIMARY KEY (kind, transaction_id))",
           "CREATE INDEX grant_uses_by_account ON grant_uses (grant_id, kind, account, title, taken)"}}}};
    return schema;
}

const store::Schema& FootprintRegister::schema() {
    static const store::Schema schema{
        "footprint",
        {{1,
          "what was said of each territory, entry after entry",
          {"CREATE TABLE footprint (id {identity}, territory TEXT NOT NULL, presence TEXT NOT NULL, since "
           "BIGINT, announced_for BIGINT, "
           "reason TEXT NOT NULL, created BIGINT NOT NULL, created_by TEXT NOT NULL)",
           "CREATE INDEX footprint_by_territory ON footprint (territory, id)"}}}};
    return schema;
}

}  // namespace nuri::licensing
