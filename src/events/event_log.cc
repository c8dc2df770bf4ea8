#include "events/event_log.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "events/viewers.h"
#include "store/database.h"

namespace nuri::events {
namespace {

constexpr size_t text_bytes_max = 200;
constexpr size_t detail_bytes_max = 1000;

constexpr std::string_view columns =
    "id, kind, at, received, playback_session, account, profile, title, grant_number, asset, territory, "
    "device,"
    " position_ms, watched_ms, stalled_ms, height, bitrate_bps, detail";

Result<> check(const PlaybackEvent& event) {
    if (!is_event_id(event.id)) return Error{ErrorKind::invalid, "an event's id has 32 hexadecimal digits"};
    const struct {
        std::string_view name;
        std::string_view text;
        size_t bytes_max;
    } texts[] = {{"playback session", event.playback_session, text_bytes_max},
                 {"asset", event.asset, text_bytes_max},
                 {"territory", event.territory, text_bytes_max},
                 {"device", event.device, text_bytes_max},
                 {"detail", event.detail, detail_bytes_max}};
    for (const auto& [name, text, bytes_max] : texts) {
        if (text.size() > bytes_max || !is_utf8(text) || text.find('\0') != std::string_view::npos) {
            return Error{ErrorKind::invalid,
                         fmt::format("an event's {} has at most {} bytes of UTF-8", name, bytes_max)};
        }
    }
    return {};
}

Result<> insert(store::Writer& writer, const PlaybackEvent& event) {
    TRY(writer.execute(
        fmt::format(
            "INSERT INTO playback_events ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            columns),
        {event.id, to_string(event.kind), event.at, event.received, event.playback_session, event.account,
         event.profile, event.title, event.grant, event.asset, event.territory, event.device,
         event.position_ms, event.watched_ms, event.stalled_ms, event.height, event.bitrate_bps,
         event.detail}));
    return TitleViewers::note(writer, event);
}

Result<PlaybackEvent> to_event(const store::Row& row) {
    PlaybackEvent event;
    event.id = row.text("id");
    event.kind = TRY(parse_event_kind(row.text("kind")));
    event.at = row.instant("at");
    event.received = row.instant("received");
    event.playback_session = row.text("playback_session");
    event.account = row.integer("account");
    event.profile = row.integer("profile");
    event.title = row.integer("title");
    event.grant = row.integer("grant_number");
    event.asset = row.text("asset");
    event.territory = row.text("territory");
    event.device = row.text("device");
    event.position_ms = row.integer("position_ms");
    event.watched_ms = row.integer("watched_ms");
    event.stalled_ms = row.integer("stalled_ms");
    event.height = static_cast<int32_t>(row.integer("height"));
    event.bitrate_bps = row.integer("bitrate_bps");
    event.detail = row.text("detail");
    return event;
}

Result<std::vector<PlaybackEvent>> select(store::Database& database, std::string_view where_and_order,
                                          const store::Parameters& parameters) {
    return database.read([&](store::Reader& reader) -> Result<std::vector<PlaybackEvent>> {
        std::vector<PlaybackEvent> events;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("SELECT {} FROM playback_events {}", columns, where_and_order), parameters))) {
            events.push_back(TRY(to_event(row)));
        }
        return events;
    });
}

}  // namespace

Result<uint64_t> EventLog::record(const PlaybackEvent& event) {
    TRY(check(event));
    return spool_.append(to_record(event));
}

Result<int64_t> EventLog::drain(int batches_max) {
    int64_t taken = 0;
    for (int n = 0; n < batches_max; ++n) {
        const Spool::Batch batch = TRY(spool_.oldest());
        if (batch.path.empty()) break;
        // Short transactions: a segment may hold twenty thousand events, and others want to write too.
        constexpr size_t at_once = 2000;
        for (size_t from = 0; from < batch.records.size(); from += at_once) {
            const auto part =
                std::span(batch.records).subspan(from, std::min(at_once, batch.records.size() - from));
            TRY(database_.write([&](store::Writer& writer) -> Result<> {
                for (const std::string_view record : part) {
                    const auto event = parse_record(record);
                    if (event) {
                        TRY(insert(writer, *event));
                    } else {
                        log::error("passed over a record of the event spool",
                                   {{"error", event.error().message}});
                    }
                }
                return {};
            }));
        }
        TRY(spool_.done(batch));
        taken += static_cast<int64_t>(batch.records.size());
    }
    return taken;
}

Result<std::vector<PlaybackEvent>> EventLog::of_session(std::string_view playback_session, int count_max) {
    return select(database_, "WHERE playback_session = ? ORDER BY number LIMIT ?",
                  {playback_session, count_max});
}

Result<std::vector<PlaybackEvent>> EventLog::latest(int count_max) {
    return select(database_, "ORDER BY number DESC LIMIT ?", {count_max});
}

}  // namespace nuri::events
