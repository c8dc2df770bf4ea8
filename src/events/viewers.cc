#include "events/viewers.h"

#include <string>

#include "events/playback_event.h"
#include "store/database.h"

namespace nuri::events {
namespace {

int64_t day_number(Instant moment) {
    return std::chrono::floor<std::chrono::days>(moment).time_since_epoch().count();
}

}  // namespace

Result<> TitleViewers::note(store::Writer& writer, const PlaybackEvent& event) {
    if (event.kind != PlaybackEventKind::start || event.account == 0 || event.title == 0 ||
        event.territory.size() < 2)
        return {};
    TRY(writer.execute(
        "INSERT INTO title_viewers (day, territory, account, title) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (day, territory, account, title) DO NOTHING",
        {day_number(event.received), event.territory.substr(0, 2), event.account, event.title}));
    return {};
}

Result<> TitleViewers::each(Instant since, const std::function<void(const Viewer&)>& viewer) {
    return database_.read([&](store::Reader& reader) {
        return reader.each(
            "SELECT territory, account, title, MAX(day) AS day FROM title_viewers WHERE day >= ?"
            " GROUP BY territory, account, title ORDER BY territory, account, title",
            {day_number(since)}, [&](const store::Row& row) -> Result<> {
                const std::string territory = row.text("territory");
                viewer({territory, row.integer("account"), row.integer("title"),
                        Instant(std::chrono::days(row.integer("day")))});
                return {};
            });
    });
}

Result<> TitleViewers::sweep(Instant now) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM title_viewers WHERE day < ?", {day_number(now - kept)});
    }));
    return {};
}

Result<> TitleViewers::forget(int64_t account) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM title_viewers WHERE account = ?", {account});
    }));
    return {};
}

}  // namespace nuri::events
