#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "api/call.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "events/audit.h"
#include "events/playback_report.h"
#include "licensing/law.h"
#include "playback/sessions.h"
#include "rights/decision.h"
#include "store/database.h"
#include "store/objects.h"
#include "studio_api/media/job_view.h"
#include "studio_api/routes.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
namespace {

namespace json = boost::json;
using members::Access;
using members::Area;
using store::JobState;

constexpr size_t turns_max = 200;
constexpr size_t reasons_max = 20;
constexpr size_t titles_max = 10;
constexpr size_t jobs_told_max = 200;

template<typename Key>
std::vector<std::pair<Key, int64_t>> commonest(const std::map<Key, int64_t>& counts, size_t count_max) {
    std::vector<std::pair<Key, int64_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    if (sorted.size() > count_max) sorted.resize(count_max);
    return sorted;
}

/// What is counted in the records, or nothing while they are away, of which `health` tells.
template<typename Value>
Result<Value> counted(const api::Call& call, Result<Value> read) {
    if (!read && call.can_do_without(read.error())) return Value{};
    return read;
}

Result<json::object> watching_json(api::Call& call, const std::vector<world::LanguageTag>& readers) {
    const auto catalogue = call.services.plane.current()->catalogue;
    std::map<std::string, int64_t> territories;
    std::map<TitleId, int64_t> titles;
    int64_t total = 0;
    for (const playback::Watching& some : TRY(counted(call, call.services.playback.watching(call.now)))) {
        territories[some.territory] += some.count;
        titles[some.title] += some.count;
        total += some.count;
    }
    json::array by_territory, by_title;
    for (const auto& [territory, count] : commonest(territories, territories.size()))
        by_territory.push_back(json::object{{"territory", territory}, {"count", count}});
    for (const auto& [id, count] : commonest(titles, titles_max)) {
        const catalogue::Title* title = catalogue->find(id);
        if (title == nullptr) continue;
        by_title.push_back(json::object{{"ref", catalogue->reference_of(*title)},
                                        {"name", catalogue->view(*title, readers).name},
                                        {"count", count}});
    }
    return json::object{
        {"total", total}, {"territories", std::move(by_territory)}, {"titles", std::move(by_title)}};
}

/// Refusals that we could mend; the others are the law's, or the member's own.
bool is_failure(const events::HourCount& some) {
    using Kind = events::PlaybackEventKind;
    return some.kind == Kind::error ||
           (some.kind == Kind::refused && (some.detail == "not_ready" || some.detail == "device"));
}

Result<json::object> playback_json(api::Call& call) {
    using Kind = events::PlaybackEventKind;
    constexpr int hours_count = 24;
    const Instant first =
        std::chrono::floor<std::chrono::hours>(call.now) - std::chrono::hours(hours_count - 1);
    struct Hour {
        int64_t starts = 0, refused = 0, errors = 0;
    };
    std::vector<Hour> hours(hours_count);
    std::map<std::pair<std::string, std::string>, int64_t> reasons;
    int64_t starts = 0, failures = 0;
    const Instant end = first + std::chrono::hours(hours_count);
    for (const events::HourCount& some :
         TRY(counted(call, events::count_by_hour(call.services.database, first, end)))) {
        const auto n = static_cast<size_t>((some.hour - first) / std::chrono::hours(1));
        if (n >= hours.size()) continue;
        if (some.kind == Kind::start) {
            hours[n].starts += some.count;
            starts += some.count;
            continue;
        }
        (some.kind == Kind::refused ? hours[n].refused : hours[n].errors) += some.count;
        reasons[{std::string(events::to_string(some.kind)), some.detail}] += some.count;
        if (is_failure(some)) failures += some.count;
    }
    json::array told, why;
    for (int n = 0; n < hours_count; ++n) {
        const Hour& hour = hours[static_cast<size_t>(n)];
        told.push_back(json::object{{"hour", to_string(Instant(first + std::chrono::hours(n)))},
                                    {"starts", hour.starts},
                                    {"refused", hour.refused},
                                    {"errors", hour.errors}});
    }
    for (const auto& [key, count] : commonest(reasons, reasons_max))
        why.push_back(json::object{{"kind", key.first}, {"reason", key.second}, {"count", count}});
    return json::object{
        {"starts", starts}, {"failures", failures}, {"hours", std::move(told)}, {"reasons", std::move(why)}};
}

json::array turns_json(const desk::Holdings& holdings, const std::vector<world::LanguageTag>& readers,
                       const std::vector<desk::Turn>& turns) {
    json::array told;
    for (const desk::Turn& turn : turns) {
        const catalogue::Title& title = *holdings.catalogue->find(turn.title);
        json::array territories;
        for (const world::Territory territory : turn.territories) territories.emplace_back(territory.code());
        told.push_back(json::object{{"ref", holdings.catalogue->reference_of(title)},
                                    {"name", holdings.catalogue->view(title, readers).name},
                                    {"kind", catalogue::to_string(title.kind)},
                                    {"at", to_string(turn.at)},
                                    {"territories", std::move(territories)}});
    }
    return told;
}

json::object health_json(const desk::Holdings& holdings, const std::map<std::string, int64_t>& jobs,
                         const api::Call& call) {
    json::array findings;
    const auto note = [&](std::string_view code, std::string message) {
        findings.push_back(json::object{{"code", code}, {"message", std::move(message)}});
    };
    if (const auto room = call.services.objects.check_room(uint64_t{1} << 30); !room)
        note("disk_low", room.error().message);
    if (const auto failed = jobs.find("failed"); failed != jobs.end() && failed->second > 0)
        note("jobs_failed",
             std::to_string(failed->second) + " jobs have failed and wait for somebody to mend them");
    if (const auto health = call.services.database.health(); !health.is_whole()) {
        const Instant since = health.unread_since ? *health.unread_since : *health.unwritten_since;
        note("records_away", "the records cannot be " + std::string(health.is_away() ? "read" : "written") +
                                 " since " + to_string(since) +
                                 "; the service goes on with what it knew then, and nothing is counted");
    }
    bool launched = false;
    for (const auto& [territory, state] : holdings.law->footprint.states())
        launched = launched || state.presence == world::Presence::launched;
    if (!launched) note("not_launched", "the service is launched nowhere");
    return {{"ok", findings.empty()}, {"findings", std::move(findings)}};
}

Result<http::Response> overview(api::Call& call) {
    const auto days = TRY(call.query_number("days", 1, 60)).value_or(7);
    const auto readers = TRY(readers_of(call));
    const desk::Holdings holdings = holdings_of(call);
    const auto standing = call.services.desk.standing(holdings, call.now);
    const desk::Turns turns =
        desk::turns_between(holdings, call.now, call.now + std::chrono::days(days), turns_max);
    const auto jobs = TRY(counted(call, call.services.jobs.count_by_state()));
    json::value jobs_told;
    if (members::may(call.staff().who.role, Area::media, Access::read)) {
        json::object counts;
        for (const auto& [state, count] : jobs) counts[state] = count;
        jobs_told = std::move(counts);
    }
    json::object by_status;
    for (const auto& [status, count] : standing->counts()) by_status[desk::to_string(status)] = count;
    return api::answer({{"at", to_string(call.now)},
                        {"watching", TRY(watching_json(call, readers))},
                        {"playback", TRY(playback_json(call))},
                        {"jobs", std::move(jobs_told)},
                        {"openings", turns_json(holdings, readers, turns.openings)},
                        {"closings", turns_json(holdings, readers, turns.closings)},
                        {"catalogue", json::object{{"titles", holdings.catalogue->titles().size()},
                                                   {"assets", holdings.assets->size()},
                                                   {"by_status", std::move(by_status)}}},
                        {"health", health_json(holdings, jobs, call)}});
}

/// What a reader of the events has seen: the id of the last one.
struct Seen {
    int64_t jobs_ms = 0;
    uint64_t watching = 0;
    uint64_t snapshot = 0;
    int64_t audit = 0;

    static Seen parse(std::string_view text) {
        const std::vector<std::string_view> parts = split(text, '-');
        Seen seen;
        if (parts.size() != 4) return seen;
        seen.jobs_ms = parse_integer(parts[0]).value_or(0);
        seen.watching = static_cast<uint64_t>(parse_integer(parts[1]).value_or(0));
        seen.snapshot = static_cast<uint64_t>(parse_integer(parts[2]).value_or(0));
        seen.audit = parse_integer(parts[3]).value_or(0);
        return seen;
    }
    std::string text() const {
        return std::to_string(jobs_ms) + "-" + std::to_string(watching) + "-" + std::to_string(snapshot) +
               "-" + std::to_string(audit);
    }
};

/// Tells whether something is another than it was; 63 bits, never 0.
uint64_t mark_of(std::string_view text) {
    return (std::hash<std::string_view>()(text) >> 1) | 1;
}

/// The jobs that have changed since, and until when that is known. A job may be told twice, and none is
/// missed: what is written in the very millisecond of our looking is told again the next time.
Result<json::array> changed_jobs(api::Call& call, Seen& seen) {
    constexpr std::chrono::milliseconds overlap{10};
    json::array changed;
    std::map<int64_t, store::Job> jobs;
    store::Jobs::Filter running;
    running.state = JobState::running;
    for (const auto& filter : {store::Jobs::Filter{.limit = jobs_told_max}, running})
        for (store::Job& job : TRY(call.services.jobs.list(filter)))
            jobs.emplace(job.id.number(), std::move(job));
    int64_t newest = seen.jobs_ms;
    for (auto job = jobs.rbegin(); job != jobs.rend() && changed.size() < jobs_told_max; ++job) {
        const int64_t updated = to_unix_ms(job->second.updated);
        if (updated <= seen.jobs_ms) continue;
        newest = std::max(newest, updated);
        changed.push_back(job_summary(job->second));
    }
    seen.jobs_ms = std::max(seen.jobs_ms, std::min(newest, to_unix_ms(call.now - overlap)));
    return changed;
}

/// Server-Sent Events (WHATWG HTML, 9.2), an answer at a time: what has happened since the last, and then its
/// end, upon which the browser asks again. So no connection and no thread waits for an idle page.
Result<http::Response> stream(api::Call& call) {
    Seen seen = Seen::parse(call.request.headers.get("Last-Event-ID").value_or(""));
    std::string body = "retry: 1000\n";
    const auto tell = [&](std::string_view event, const json::value& data) {
        body += "event: " + std::string(event) + "\ndata: " + json::serialize(data) + "\n\n";
    };
    body += "\n";
    if (members::may(call.staff().who.role, Area::media, Access::read)) {
        json::array jobs = TRY(changed_jobs(call, seen));
        if (!jobs.empty()) tell("jobs", jobs);
    }
    const json::object watching = TRY(watching_json(call, TRY(readers_of(call))));
    if (const uint64_t mark = mark_of(json::serialize(watching)); mark != seen.watching) {
        seen.watching = mark;
        tell("watching", watching);
    }
    json::object revisions;
    for (const auto& [name, number] : call.services.plane.current()->revisions) revisions[name] = number;
    if (const uint64_t mark = mark_of(json::serialize(revisions)); mark != seen.snapshot) {
        seen.snapshot = mark;
        tell("snapshot", json::object{{"revisions", std::move(revisions)}});
    }
    if (const int64_t newest = TRY(call.services.audit.newest()); newest != seen.audit) {
        seen.audit = newest;
        tell("audit", json::object{{"number", newest}});
    }
    body += "id: " + seen.text() + "\n\n";
    http::Response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.headers.set("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

}  // namespace

void add_overview_routes(api::Routes& routes) {
    using enum http::Method;
    routes.add(get, "/operator/overview", api::for_staff({}, Access::read), overview);
    routes.add(get, "/operator/events", api::for_staff({}, Access::read), stream);
}

}  // namespace nuri::studio_api
