#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/refusal.h"
#include "api/views.h"
#include "assets/asset_library.h"
#include "member_api/routes.h"
#include "member_api/title_view.h"
#include "members/plan.h"
#include "members/token.h"
#include "playback/continuing.h"
#include "playback/sessions.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;

constexpr size_t device_bytes_max = 100;
constexpr int64_t ms_max = int64_t{366} * 24 * 3600 * 1000;

/// A title that can be watched here no more is not named in the list of streams either.
json::array streams_json(const api::Viewer& viewer, const std::vector<playback::Stream>& streams) {
    json::array list;
    for (const playback::Stream& stream : streams) {
        const bool visible = viewer.watchable().contains(stream.title);
        list.push_back(
            json::object{{"id", stream.session},
                         {"title", visible ? json::value(title_names(viewer, stream.title)) : json::value()},
                         {"device", stream.device},
                         {"territory", stream.territory},
                         {"started", to_string(stream.started)},
                         {"lease_until", to_string(stream.lease_until)}});
    }
    return list;
}

Result<http::Response> refused(api::Call& call, const playback::Refusal& refusal) {
    if (refusal.reason != rights::Reason::streams)
        return api::refuse(refusal.reason, refusal.detail, refusal.opens_at);
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const json::array streams = streams_json(viewer, refusal.streams);
    return api::refuse(refusal.reason, refusal.detail, refusal.opens_at, &streams);
}

Result<playback::Ask> read_ask(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    playback::Ask ask;
    ask.account = call.member().account.id;
    ask.place = call.place.territory;
    ask.anonymiser = call.place.anonymiser;
    ask.title = input.text("title", 300);
    if (const auto profile = input.optional_integer("profile", 1, INT64_MAX))
        ask.profile = members::ProfileId(*profile);
    if (auto device = input.optional_object("device")) {
        ask.device.id = device->optional_text("id", device_bytes_max).value_or("");
        ask.device.name = device->optional_text("name", 4 * device_bytes_max).value_or("");
        if (const auto height = device->optional_integer("max_height", 1, 16384))
            ask.device.max_height = static_cast<int>(*height);
        if (const auto word = device->optional_text("class", 16)) {
            const auto device_class = rights::parse_device_class(*word);
            if (!device_class) device->fault("class", "must be web, phone, tablet, tv, box, console or cast");
            ask.device.device_class = device_class.value_or(rights::DeviceClass::web);
        }
        ask.device.platform = device->optional_text("platform", 64).value_or("");
        TRY(device->finish());
    }
    TRY(input.finish());
    return ask;
}

Result<http::Response> start(api::Call& call) {
    playback::Ask ask = TRY(read_ask(call));
    const auto profile = TRY(api::profile_of(call, ask.profile));
    if (!profile) return api::refuse_locked();
    ask.profile = profile->id;
    const std::string base = TRY(call.base_url());
    playback::Outcome outcome = TRY(call.services.playback.start(ask, call.now));
    if (const auto* refusal = std::get_if<playback::Refusal>(&outcome)) return refused(call, *refusal);
    const auto& started = std::get<playback::Started>(outcome);
    const assets::AssetDocument& asset = started.asset->document;
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const std::string media = base + "/m/" + started.token + "/" + asset.id.text();
    json::array markers;
    for (const assets::Marker& marker : started.markers) markers.push_back(json_of(marker));
    const auto next = playback::next_episode(viewer.watchable(), started.title);
    http::Response response =
        api::answer({{"id", started.id},
                     {"hls", media + "/master.m3u8"},
                     {"dash", media + "/manifest.mpd"},
                     {"expires_at", to_string(started.expires)},
                     {"lease_until", to_string(started.lease_until)},
                     {"heartbeat_seconds", started.heartbeat.count()},
                     {"resume_ms", started.resume.count()},
                     {"duration_ms", asset.duration.count()},
                     {"max_height", started.max_height},
                     {"title", title_names(viewer, started.title)},
                     {"markers", std::move(markers)},
                     {"next", next ? json::value(title_card(viewer, *next)) : json::value()}},
                    201);
    response.headers.set("Location", "/api/v1/playback-sessions/" + started.id);
    return response;
}

Result<http::Response> preview(api::Call& call) {
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    api::Viewer::Found found = TRY(viewer.find(call.request.capture("ref")));
    if (found.refusal) return *std::move(found.refusal);
    const std::string base = TRY(call.base_url());
    const auto grant = TRY(call.services.playback.preview(viewer.snapshot(), found.title, call.now));
    if (!grant) return Error{ErrorKind::not_found, "this title has no preview"};
    const assets::AssetDocument& asset = grant->asset->document;
    const std::string media = base + "/m/" + grant->token + "/" + asset.id.text();
    return api::answer({{"hls", media + "/master.m3u8"},
                        {"dash", media + "/manifest.mpd"},
                        {"expires_at", to_string(grant->expires)},
                        {"duration_ms", asset.duration.count()}});
}

playback::Report::State read_state(api::Input& input) {
    using State = playback::Report::State;
    const std::string word = input.optional_text("state", 16).value_or("playing");
    if (word == "paused") return State::paused;
    if (word == "buffering") return State::buffering;
    if (word == "ended") return State::ended;
    if (word != "playing") input.fault("state", "must be playing, paused, buffering or ended");
    return State::playing;
}

Result<playback::Report> read_report(const http::Request& request) {
    api::Input input = TRY(api::Input::of(request));
    playback::Report report;
    const auto position = input.optional_integer("position_ms", 0, ms_max);
    if (!position) input.fault("position_ms", "is missing; give the place in the title in milliseconds");
    report.position = std::chrono::milliseconds(position.value_or(0));
    report.state = read_state(input);
    report.watched = std::chrono::milliseconds(input.optional_integer("watched_ms", 0, ms_max).value_or(0));
    report.stalled = std::chrono::milliseconds(input.optional_integer("stalled_ms", 0, ms_max).value_or(0));
    report.height = static_cast<int>(input.optional_integer("height", 0, 16384).value_or(0));
    report.bitrate_bps = input.optional_integer("bitrate_bps", 0, int64_t{1} << 40).value_or(0);
    TRY(input.finish());
    return report;
}

Result<http::Response> heartbeat(api::Call& call) {
    const playback::Report report = TRY(read_report(call.request));
    const auto refusal =
        TRY(call.services.playback.report(call.member().account.id, call.request.capture("session"), report,
                                          call.place.territory, call.place.anonymiser, call.now));
    if (refusal) return refused(call, *refusal);
    return api::done();
}

Result<http::Response> stop(api::Call& call) {
    std::optional<playback::Report> last;
    if (!call.request.body.empty()) last = TRY(read_report(call.request));
    TRY(call.services.playback.stop(call.member().account.id, call.request.capture("session"), last,
                                    call.now));
    return api::done();
}

Result<http::Response> list(api::Call& call) {
    const members::Account& account = call.member().account;
    const api::Viewer viewer = TRY(api::Viewer::of(call));
    const members::Plan plan = TRY(call.services.plans.find(account.plan));
    const auto streams = TRY(call.services.playback.streams(account.id, call.now));
    return api::answer(
        {{"streams_max", plan.streams_max}, {"playback_sessions", streams_json(viewer, streams)}});
}

}  // namespace

void add_playback_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule play = api::for_members(members::scope::play);
    routes.add(get, "/playback-sessions", play, list);
    routes.add(post, "/playback-sessions", play, start);
    routes.add(get, "/previews/{ref...}", api::for_anybody(), preview);
    routes.add(post, "/playback-sessions/{session}/heartbeat", play, heartbeat);
    routes.add(post, "/playback-sessions/{session}/stop", play, stop);
}

}  // namespace nuri::member_api
