#include "events/playback_report.h"

#include "store/database.h"

namespace nuri::events {

Result<std::vector<HourCount>> count_by_hour(store::Database& database, Instant from, Instant to) {
    constexpr int64_t hour_ms = 3'600'000;
    return database.read([&](store::Reader& reader) -> Result<std::vector<HourCount>> {
        std::vector<HourCount> counts;
        for (const store::Row& row :
             TRY(reader.query("SELECT received / 3600000 AS hour, kind, CASE WHEN kind = 'start' THEN '' "
                              "ELSE detail END AS why,"
                              " COUNT(*) AS n FROM playback_events WHERE received >= ? AND received < ?"
                              " AND kind IN ('start', 'refused', 'error') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
                              {from, to}))) {
            counts.push_back({from_unix_ms(row.integer("hour") * hour_ms),
                              TRY(parse_event_kind(row.text("kind"))), row.text("why"), row.integer("n")});
        }
        return counts;
    });
}

Result<std::vector<PlaybackEvent>> failures_of(store::Database& database, int64_t account, Instant since,
                                               int count_max) {
    return database.read([&](store::Reader& reader) -> Result<std::vector<PlaybackEvent>> {
        std::vector<PlaybackEvent> events;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT at, received, kind, title, territory, device, detail FROM playback_events WHERE "
                 "account = ?"
                 " AND received >= ? AND kind IN ('refused', 'error') ORDER BY number DESC LIMIT ?",
                 {account, since, count_max}))) {
            PlaybackEvent event;
            event.kind = TRY(parse_event_kind(row.text("kind")));
            event.at = row.instant("at");
            event.received = row.instant("received");
            event.account = account;
            event.title = row.integer("title");
            event.territory = row.text("territory");
            event.device = row.text("device");
            event.detail = row.text("detail");
            events.push_back(std::move(event));
        }
        return events;
    });
}

}  // namespace nuri::events
