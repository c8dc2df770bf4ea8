#include "events/schema.h"

#include "store/migration.h"

namespace nuri::events {

const store::Schema& schema() {
    static const store::Schema schema = {
        "events",
        {
            {1,
             "the log of playback",
             {
                 "CREATE TABLE playback_events (number {identity}, id TEXT NOT NULL UNIQUE, kind TEXT NOT "
                 "NULL,"
                 " at BIGINT NOT NULL, received BIGINT NOT NULL, playback_session TEXT NOT NULL,"
                 " account BIGINT NOT NULL, profile BIGINT NOT NULL, title BIGINT NOT NULL,"
                 " grant_number BIGINT NOT NULL, asset TEXT NOT NULL, territory TEXT NOT NULL, device TEXT "
                 "NOT NULL,"
                 " position_ms BIGINT NOT NULL, watched_ms BIGINT NOT NULL, stalled_ms BIGINT NOT NULL,"
                 " height BIGINT NOT NULL, bitrate_bps BIGINT NOT NULL, detail TEXT NOT NULL)",
                 "CREATE INDEX playback_events_by_session ON playback_events (playback_session, number)",
                 "CREATE INDEX playback_events_by_time ON playback_events (received)",
             }},
            {2,
             "the audit of administration",
             {
                 "CREATE TABLE audit (id {identity}, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT "
                 "NULL,"
                 " subject TEXT NOT NULL, before_json TEXT NOT NULL, after_json TEXT NOT NULL)",
                 "CREATE INDEX audit_by_subject ON audit (subject, id)",
             }},
            {3,
             "progress",
             {
                 "CREATE TABLE progress (profile BIGINT NOT NULL, title BIGINT NOT NULL, position_ms BIGINT "
                 "NOT NULL,"
                 " duration_ms BIGINT NOT NULL, updated BIGINT NOT NULL, finished BIGINT NOT NULL,"
                 " PRIMARY KEY (profile, title))",
                 "CREATE INDEX progress_by_time ON progress (profile, finished, updated)",
             }},
            {4,
             "changes that take others back",
             {
                 "ALTER TABLE audit ADD COLUMN undoes BIGINT REFERENCES audit (id)",
                 "CREATE UNIQUE INDEX audit_by_undone ON audit (undoes)",
                 "CREATE INDEX audit_by_time ON audit (at)",
                 "CREATE INDEX playback_events_by_account ON playback_events (account, received)",
             }},
            {5,
             "what a profile no longer goes on with, and who watched what where",
             {
                 "CREATE TABLE progress_left (profile BIGINT NOT NULL, title BIGINT NOT NULL, at BIGINT NOT"
                 " NULL, PRIMARY KEY (profile, title))",
                 // One row for each viewer, place and day, however often they begin: what is popular is
                 // counted in viewers. Kept for four weeks.
                 "CREATE TABLE title_viewers (day BIGINT NOT NULL, territory TEXT NOT NULL, account BIGINT"
                 " NOT NULL, title BIGINT NOT NULL, PRIMARY KEY (day, territory, account, title))",
             }},
        }};
    return schema;
}

}  // namespace nuri::events
