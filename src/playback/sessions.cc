#include "playback/sessions.h"

#include <fmt/core.h>

#include <algorithm>

#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "base/text.h"
#include "events/event_log.h"
#include "events/progress.h"
#include "io/random.h"
#include "licensing/counters.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/subscriptions.h"
#include "playback/playable.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::playback {
namespace {

using rights::Reason;

constexpr size_t device_bytes_max = 100;
/// How long the rows of sessions that are over are kept here; the event log keeps what happened in them.
constexpr std::chrono::hours over_kept{30 * 24};

std::string shortened(std::string_view text) {
    if (text.size() <= device_bytes_max) return std::string(text);
    size_t end = device_bytes_max;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
    return std::string(text.substr(0, end));
}

/// A session's row.
struct Record {
    std::string id;
    members::AccountId account;
    members::ProfileId profile;
    TitleId title;
    std::string asset;
    int64_t grant = 0;
    std::string territory;
    std::string device_id;
    std::string device;
    Instant started;
    Instant lease_until;
    bool over = false;
    std::optional<rights::DeviceClass> device_class;  ///< none: begun before it was written down
    std::string platform;
};

constexpr std::string_view record_columns =
    "id, account, profile, title, asset, rights_grant, territory, device_id, device, started, lease_until, "
    "ended, device_class, platform";

Record record_of(const store::Row& row) {
    Record record;
    record.id = row.text("id");
    record.account = members::AccountId(row.integer("account"));
    record.profile = members::ProfileId(row.integer("profile"));
    record.title = TitleId(row.integer("title"));
    record.asset = row.text("asset");
    record.grant = row.integer("rights_grant");
    record.territory = row.text("territory");
    record.device_id = row.text("device_id");
    record.device = row.text("device");
    record.started = row.instant("started");
    record.lease_until = row.instant("lease_until");
    record.over = !row.is_null("ended");
    record.device_class = rights::parse_device_class(row.text("device_class"));
    record.platform = row.text("platform");
    return record;
}

Stream stream_of(const Record& record) {
    return {record.id, record.title, record.device, record.territory, record.started, record.lease_until};
}

/// The account's sessions whose lease holds, oldest first; `except` and those of `device_id` do not count.
Result<std::vector<Stream>> streams_in_use(store::Reader& reader, members::AccountId account, Instant now,
                                           std::string_view except = {}, std::string_view device_id = {}) {
    const auto rows = TRY(reader.query(
        fmt::format(
            "SELECT {} FROM playback_sessions WHERE account = ? AND ended IS NULL AND lease_until > ? "
            "ORDER BY started, id",
            record_columns),
        {account, now}));
    std::vector<Stream> streams;
    for (const store::Row& row : rows) {
        const Record record = record_of(row);
        if (record.id == except || (!device_id.empty() && record.device_id == device_id)) continue;
        streams.push_back(stream_of(record));
    }
    return streams;
}

Refusal streams_refusal(std::vector<Stream> streams, int streams_max) {
    Refusal refusal{Reason::streams,
                    fmt::format("all {} of the plan's streams are in use", streams_max),
                    {},
                    std::move(streams)};
    return refusal;
}

Refusal refusal_of(const rights::Decision& decision) {
    Refusal refusal{decision.reason, {}, decision.opens_at, {}};
    switch (decision.reason) {
        case Reason::service_unavailable:
            refusal.detail = "the service is not offered where you are";
            break;
        case Reason::service_not_launched:
            refusal.detail = "the service has not been launched where you are";
            break;
        case Reason::anonymiser:
            refusal.detail = "your address hides where you are; turn the VPN or proxy off";
            break;
        case Reason::device:
            refusal.detail = "the licence for this title does not cover this device";
            break;
        case Reason::used_up:
            refusal.detail = "the plays that the licence for this title permits have all been had";
            break;
        case Reason::denied:
            refusal.detail = "this title is held back where you are for now";
            break;
        case Reason::not_open_yet:
            refusal.detail = "the licence for this title opens later where you are";
            break;
        case Reason::closed:
            refusal.detail = "the licence for this title has ended where you are";
            break;
        case Reason::no_licence:
            refusal.detail = "there is no licence for this title where you are";
            break;
        default:
            refusal.detail = "this title cannot be played";
            break;
    }
    return refusal;
}

std::string_view place_code(const std::optional<world::Territory>& place, std::string& storage) {
    if (!place) return {};
    storage = place->code();
    return storage;
}

grants::Bytes16 bytes_of(std::string_view hex) {
    grants::Bytes16 bytes{};
    const auto parsed = from_hex(hex);
    CHECK(parsed && parsed->size() == bytes.size());
    std::copy(parsed->begin(), parsed->end(), bytes.begin());
    return bytes;
}

/// Notes where the viewer is and what was seen since.
Result<> keep(const Sessions::Registers& registers, const Record& record, const Report& report,
              events::PlaybackEventKind kind, Instant now) {
    const auto asset = assets::AssetId::parse(record.asset);
    int64_t duration_ms = 0;
    if (asset) {
        if (const auto loaded = registers.library.open(*asset))
            duration_ms = (*loaded)->document.duration.count();
    }
    // A player's clock may run a little past the end.
    int64_t position_ms = std::max<int64_t>(report.position.count(), 0);
    if (duration_ms > 0) position_ms = std::min(position_ms, duration_ms);
    if (duration_ms > 0) {
        const events::Progress progress{record.profile.number(),
                                        record.title.number(),
                                        position_ms,
                                        duration_ms,
                                        now,
                                        report.state == Report::State::ended};
        TRY(registers.progress.put({&progress, 1}, now));
    }
    events::PlaybackEvent event;
    event.id = io::random_hex(16);
    event.kind = kind;
    event.at = event.received = now;
    event.playback_session = record.id;
    event.account = record.account.number();
    event.profile = record.profile.number();
    event.title = record.title.number();
    event.grant = record.grant;
    event.asset = record.asset;
    event.territory = record.territory;
    event.device = record.device;
    event.position_ms = position_ms;
    event.watched_ms = std::max<int64_t>(report.watched.count(), 0);
    event.stalled_ms = std::max<int64_t>(report.stalled.count(), 0);
    event.height = report.height;
    event.bitrate_bps = report.bitrate_bps;
    TRY(registers.events.record(event));
    return {};
}

}  // namespace

Sessions::Sessions(const Registers& registers, const decision::DecisionPlane& plane, grants::GrantKeys keys,
                   Options options)
    : registers_(registers), plane_(plane), keys_(std::move(keys)), options_(options) {}

const store::Schema& Sessions::schema() {
    static const store::Schema schema{
        "playback",
        {{1,
          "playback sessions and their leases",
          {"CREATE TABLE playback_sessions (id TEXT PRIMARY KEY, account BIGINT NOT NULL, profile BIGINT NOT "
           "NULL, title BIGINT NOT NULL, "
           "asset TEXT NOT NULL, rights_grant BIGINT NOT NULL, territory TEXT NOT NULL, device_id TEXT NOT "
           "NULL, device TEXT NOT NULL, "
           "started BIGINT NOT NULL, lease_until BIGINT NOT NULL, ended BIGINT)",
           "CREATE INDEX playback_sessions_of_account ON playback_sessions (account, lease_until)",
           "CREATE INDEX playback_sessions_by_lease ON playback_sessions (lease_until)"}},
         {2,
          "a session knows what it is watched on",
          {"ALTER TABLE playback_sessions ADD COLUMN device_class TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE playback_sessions ADD COLUMN platform TEXT NOT NULL DEFAULT ''"}}}};
    return schema;
}

Result<Outcome> Sessions::start(const Ask& ask, Instant now) {
    const auto snapshot = plane_.current();
    const members::Account account = TRY(registers_.accounts.get(ask.account));
    decision::Audience audience{ask.place, {}, now, rights::LicenseType::svod, {}};
    if (const auto home = world::Territory::parse(account.country)) audience.home = *home;
    audience.device = ask.device.device_class;
    audience.platform = ask.device.platform;
    audience.anonymiser = ask.anonymiser;

    // Where the service is not, nothing is told of any title, not even whether there is one.
    const rights::Decision anywhere = snapshot->decide(audience, TitleId());
    const bool service_closed = anywhere.reason == Reason::service_unavailable ||
                                anywhere.reason == Reason::service_not_launched ||
                                anywhere.reason == Reason::anonymiser;

    TitleId title;
    Refusal refusal;
    const auto refuse = [&]() -> Result<Outcome> {
        events::PlaybackEvent event;
        event.id = io::random_hex(16);
        event.kind = events::PlaybackEventKind::refused;
        event.at = event.received = now;
        event.account = ask.account.number();
        event.title = title.number();
        if (ask.place) event.territory = ask.place->code();
        event.device = shortened(ask.device.name);
        event.detail = rights::to_string(refusal.reason);
        TRY(registers_.events.record(event));
        return Outcome(std::move(refusal));
    };
    if (service_closed) {
        refusal = refusal_of(anywhere);
        return refuse();
    }

    const std::vector<members::Profile> profiles = TRY(registers_.profiles.list(ask.account));
    const auto profile = std::find_if(profiles.begin(), profiles.end(), [&](const members::Profile& p) {
        return !ask.profile || p.id == *ask.profile;
    });
    if (profile == profiles.end()) return Error{ErrorKind::not_found, "no such profile in this account"};
    audience.maturity_age = profile->settings.maturity_age;

    title = TRY(playable_title(*snapshot, audience, ask.title, profile->id.number(), registers_.progress));
    const rights::Decision decision = snapshot->decide(audience, title);
    if (!decision.allowed) {
        refusal = refusal_of(decision);
        return refuse();
    }

    // The member: a plan that is paid for, and a stream that is free.
    if (account.status != members::AccountStatus::active) {
        refusal = {Reason::plan, "the membership is not active", {}, {}};
        return refuse();
    }
    if (!TRY(registers_.subscriptions.entitled(ask.account, now))) {
        refusal = {Reason::plan, "the membership is not paid for now", {}, {}};
        return refuse();
    }
    const auto plan = registers_.plans.find(account.plan);
    if (!plan) {
        if (plan.error().kind != ErrorKind::not_found) return plan.error();
        refusal = {Reason::plan, "the account has no plan", {}, {}};
        return refuse();
    }
    const auto in_use = TRY(registers_.database.read(
        [&](store::Reader& reader) { return streams_in_use(reader, ask.account, now, {}, ask.device.id); }));
    if (static_cast<int>(in_use.size()) >= plan->streams_max) {
        refusal = streams_refusal(in_use, plan->streams_max);
        return refuse();
    }

    if (audience.maturity_age && snapshot->maturity_of(title, ask.place) > *audience.maturity_age) {
        refusal = {Reason::maturity, "this title is above the profile's maturity limit", {}, {}};
        return refuse();
    }

    const auto current = snapshot->assets->current_of(title);
    if (!current) {
        refusal = {
            Reason::not_ready, "this title is licensed here, but there is no asset to play yet", {}, {}};
        return refuse();
    }
    const auto asset = TRY(registers_.library.open(*current).context("opening the asset"));
    if (ask.device.max_height && !allowed_tracks(*asset, decision, *ask.device.max_height)) {
        refusal = {Reason::device, "this device cannot show any picture there is of this title", {}, {}};
        return refuse();
    }
    const int height_max = std::min(
        {decision.max_height.value_or(1 << 14), plan->height_max, ask.device.max_height.value_or(1 << 14)});
    const auto tracks = allowed_tracks(*asset, decision, height_max);
    if (!tracks) {
        refusal = {Reason::not_ready,
                   "there is no picture or sound of this title that its licence and the plan allow",
                   {},
                   {}};
        return refuse();
    }

    Started started;
    started.id = io::random_hex(16);
    started.asset = asset;
    const std::vector<assets::Marker>* set = snapshot->assets->marks_of(*current);
    started.markers = set != nullptr ? *set : asset->document.markers;
    started.title = title;
    started.rights_grant = *decision.grant;
    started.heartbeat = std::max(options_.lease / 3, std::chrono::seconds(1));
    started.lease_until = now + options_.lease;
    // A grant outlives neither its bound nor the licence; whole seconds, and never a second too long.
    started.expires = std::chrono::floor<std::chrono::seconds>(
        std::min(now + asset->document.duration + options_.grant_life, now + 2 * options_.grant_life));
    if (decision.valid_until)
        started.expires = std::min(started.expires,
                                   Instant(std::chrono::floor<std::chrono::seconds>(*decision.valid_until)));
    for (size_t n = 0; n < asset->document.tracks.size(); ++n) {
        if (tracks->contains(n))
            started.max_height = std::max(started.max_height, asset->document.tracks[n].rung_height);
    }
    if (const auto progress = TRY(registers_.progress.get(profile->id.number(), title.number()));
        progress && !progress->finished) {
        started.resume = std::chrono::milliseconds(progress->position_ms);
    }

    std::string territory;
    auto taken = registers_.database.write([&](store::Writer& writer) -> Result<bool> {
        // Asked again where nobody can come between: two devices cannot both take the last stream.
        if (!ask.device.id.empty()) {
            TRY(
                writer.execute("UPDATE playback_sessions SET ended = ? WHERE account = ? AND device_id = ? "
                               "AND ended IS NULL",
                               {now, ask.account, ask.device.id}));
        }
        auto others = TRY(streams_in_use(writer, ask.account, now));
        if (static_cast<int>(others.size()) >= plan->streams_max) {
            refusal = streams_refusal(std::move(others), plan->streams_max);
            return false;
        }
        // Last, so that nothing is counted for a session that does not begin.
        if (!TRY(licensing::Counters::take(writer,
                                           {*decision.grant,
                                            title,
                                            ask.account.number(),
                                            licensing::Counters::Use::play,
                                            started.id,
                                            decision.plays,
                                            {}},
                                           now))) {
            rights::Decision used_up = decision;
            used_up.reason = Reason::used_up;
            refusal = refusal_of(used_up);
            return false;
        }
        TRY(writer.execute(
            fmt::format(
                "INSERT INTO playback_sessions ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
                record_columns),
            {started.id, ask.account, profile->id, title, current->text(), *decision.grant,
             place_code(ask.place, territory), shortened(ask.device.id), shortened(ask.device.name), now,
             started.lease_until, rights::to_string(ask.device.device_class), ask.device.platform}));
        TRY(writer.execute("DELETE FROM playback_sessions WHERE lease_until < ?",
                           {Instant(now - over_kept)}));
        return true;
    });
    if (!TRY(std::move(taken))) return refuse();

    started.token =
        grants::to_token({bytes_of(started.id), bytes_of(current->text()), *tracks, started.expires}, keys_);
    events::PlaybackEvent event;
    event.id = io::random_hex(16);
    event.kind = events::PlaybackEventKind::start;
    event.at = event.received = now;
    event.playback_session = started.id;
    event.account = ask.account.number();
    event.profile = profile->id.number();
    event.title = title.number();
    event.grant = decision.grant->number();
    event.asset = current->text();
    event.territory = territory;
    event.device = shortened(ask.device.name);
    event.position_ms = started.resume.count();
    TRY(registers_.events.record(event));
    return Outcome(std::move(started));
}

Result<std::optional<Refusal>> Sessions::report(members::AccountId account, std::string_view session,
                                                const Report& report,
                                                const std::optional<world::Territory>& place,
                                                rights::Anonymiser anonymiser, Instant now) {
    const auto row = TRY(registers_.database.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {} FROM playback_sessions WHERE id = ? AND account = ?", record_columns),
            {session, account});
    }));
    if (!row || record_of(*row).over)
        return Error{ErrorKind::not_found, "no such playback session, or it is over; start a new one"};
    const Record record = record_of(*row);

    const auto snapshot = plane_.current();
    const members::Account owner = TRY(registers_.accounts.get(account));
    decision::Audience audience{place, {}, now, rights::LicenseType::svod, {}};
    if (const auto home = world::Territory::parse(owner.country)) audience.home = *home;
    audience.device = record.device_class;
    audience.platform = record.platform;
    audience.anonymiser = anonymiser;
    const rights::Decision decision = snapshot->decide(audience, record.title);

    std::optional<Refusal> refusal;
    if (!decision.allowed) {
        refusal = refusal_of(decision);
    } else if (owner.status != members::AccountStatus::active) {
        refusal = Refusal{Reason::plan, "the membership is not active", {}, {}};
    } else if (!TRY(registers_.subscriptions.entitled(account, now))) {
        refusal = Refusal{Reason::plan, "the membership is not paid for now", {}, {}};
    }
    TRY(keep(registers_, record, report,
             report.state == Report::State::ended ? events::PlaybackEventKind::stop
                                                  : events::PlaybackEventKind::progress,
             now));
    if (refusal) {
        TRY(registers_.database.write([&](store::Writer& writer) {
            return writer.execute("UPDATE playback_sessions SET ended = ? WHERE id = ? AND ended IS NULL",
                                  {now, record.id});
        }));
        return refusal;
    }

    const auto plan = registers_.plans.find(owner.plan);
    const int streams_max = plan ? plan->streams_max : 0;
    TRY(registers_.database.write([&](store::Writer& writer) -> Result<> {
        if (record.lease_until <= now) {  // it had lapsed: somebody else may have taken the stream meanwhile
            auto others = TRY(streams_in_use(writer, account, now, record.id));
            if (static_cast<int>(others.size()) >= streams_max) {
                refusal = streams_refusal(std::move(others), streams_max);
                return {};
            }
        }
        TRY(writer.execute("UPDATE playback_sessions SET lease_until = ? WHERE id = ? AND ended IS NULL",
                           {Instant(now + options_.lease), record.id}));
        return {};
    }));
    return refusal;
}

Result<> Sessions::stop(members::AccountId account, std::string_view session,
                        const std::optional<Report>& last, Instant now) {
    const auto row = TRY(registers_.database.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {} FROM playback_sessions WHERE id = ? AND account = ?", record_columns),
            {session, account});
    }));
    if (!row) return Error{ErrorKind::not_found, "no such playback session"};
    const Record record = record_of(*row);
    if (record.over) return {};
    TRY(registers_.database.write([&](store::Writer& writer) {
        return writer.execute("UPDATE playback_sessions SET ended = ? WHERE id = ? AND ended IS NULL",
                              {now, record.id});
    }));
    if (last) TRY(keep(registers_, record, *last, events::PlaybackEventKind::stop, now));
    return {};
}

Result<std::optional<PreviewGrant>> Sessions::preview(const decision::Snapshot& snapshot, TitleId title,
                                                      Instant now) const {
    const auto id = snapshot.assets->preview_of(title);
    if (!id) return std::optional<PreviewGrant>();
    PreviewGrant grant;
    grant.asset = TRY(registers_.library.open(*id).context("opening the preview"));
    grant.expires = std::chrono::floor<std::chrono::seconds>(now + PreviewGrant::life);
    rights::Decision everything;
    everything.allowed = true;
    auto tracks = allowed_tracks(*grant.asset, everything, PreviewGrant::height_max);
    if (!tracks) tracks = allowed_tracks(*grant.asset, everything, INT32_MAX);
    if (!tracks) return std::optional<PreviewGrant>();
    grant.token =
        grants::to_token({bytes_of(io::random_hex(16)), bytes_of(id->text()), *tracks, grant.expires}, keys_);
    return std::optional(std::move(grant));
}

Result<std::vector<Stream>> Sessions::streams(members::AccountId account, Instant now) {
    return registers_.database.read(
        [&](store::Reader& reader) { return streams_in_use(reader, account, now); });
}

Result<int64_t> Sessions::active_count(Instant now) {
    const auto row = TRY(registers_.database.read([&](store::Reader& reader) {
        return reader.query_one(
            "SELECT COUNT(*) AS n FROM playback_sessions WHERE ended IS NULL AND lease_until > ?", {now});
    }));
    return row ? row->integer("n") : 0;
}

Result<std::vector<Watching>> Sessions::watching(Instant now) {
    return registers_.database.read([&](store::Reader& reader) -> Result<std::vector<Watching>> {
        std::vector<Watching> all;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT title, territory, COUNT(*) AS n FROM playback_sessions WHERE ended IS NULL AND "
                 "lease_until > ? GROUP BY title, territory ORDER BY title, territory",
                 {now})))
            all.push_back({row.id<TitleId>("title"), row.text("territory"), row.integer("n")});
        return all;
    });
}

std::string Sessions::preview(const assets::LoadedAsset& asset, Instant expires) const {
    return grants::to_token(
        {{}, asset.document.id.bytes(), grants::TrackMask::first(track_count(asset)), expires}, keys_);
}

}  // namespace nuri::playback
