#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "api/call.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "http/conditional.h"
#include "ingest/ingest.h"
#include "playback/sessions.h"
#include "studio_api/routes.h"
#include "studio_api/titles/title_rows.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using assets::AssetId;
using assets::LoadedAsset;

constexpr std::chrono::hours preview_life{1};

json::value parsed(const std::string& text) {
    json::error_code fault;
    json::value value = json::parse(text, fault);
    return fault ? json::value() : value;
}

uint64_t size_of(const assets::AssetDocument& document) {
    uint64_t size = 0;
    for (const assets::AssetFile& file : document.files) size += file.size_bytes;
    return size;
}

uint64_t size_of(const assets::AssetDocument& document, std::string_view file_name) {
    for (const assets::AssetFile& file : document.files)
        if (file.name == file_name) return file.size_bytes;
    return 0;
}

/// What rows and pages of an asset have in common: id, title, title_name, current, created, duration, size.
json::object facts_json(const decision::Snapshot& snapshot, const assets::AssetDocument& document,
                        const std::vector<world::LanguageTag>& readers) {
    const catalogue::Title* title = snapshot.catalogue->find(document.title);
    return {
        {"id", document.id.text()},
        {"title", title != nullptr ? json::value(snapshot.catalogue->reference_of(*title)) : json::value()},
        {"title_name",
         title != nullptr ? snapshot.catalogue->view(*title, readers).name : std::string_view()},
        {"current", snapshot.assets->current_of(document.title) == document.id},
        {"created", to_string(document.created)},
        {"duration_ms", document.duration.count()},
        {"size_bytes", size_of(document)}};
}

json::object row_json(const decision::Snapshot& snapshot, const LoadedAsset& asset,
                      const std::vector<world::LanguageTag>& readers) {
    std::set<int, std::greater<>> heights;
    std::set<std::string> audio, subtitles;
    for (const assets::AssetTrack& track : asset.document.tracks) {
        if (track.info.kind == media::TrackKind::video) heights.insert(track.rung_height);
        if (track.info.kind == media::TrackKind::audio) audio.insert(track.info.language);
    }
    for (const media::TextTrack& text : asset.document.texts) subtitles.insert(text.language);
    json::object row = facts_json(snapshot, asset.document, readers);
    row["heights"] = json::array(heights.begin(), heights.end());
    row["audio"] = json_of(std::vector<std::string>(audio.begin(), audio.end()));
    row["subtitles"] = json_of(std::vector<std::string>(subtitles.begin(), subtitles.end()));
    return row;
}

/// Frames a second; null for sound, and where they last too differently to name one.
json::value frame_rate_of(const media::TrackInfo& info) {
    if (info.frame_rate_units == 0 || info.frame_rate_base == 0) return nullptr;
    return static_cast<double>(info.frame_rate_units) / info.frame_rate_base;
}

json::object track_json(const LoadedAsset& asset, const assets::AssetTrack& track) {
    const media::TrackInfo& info = track.info;
    const bool video = info.kind == media::TrackKind::video;
    const auto of_video = [&](auto value) { return video ? json::value(value) : json::value(); };
    const auto of_audio = [&](auto value) { return video ? json::value() : json::value(value); };
    const media::MediaTrack* playing = asset.presentation.find_track(track.id);
    return {{"id", track.id},
            {"kind", video ? "video" : "audio"},
            {"codec", info.codec},
            {"language", info.language},
            {"role", media::to_string(info.role)},
            {"width", of_video(info.width)},
            {"height", of_video(info.height)},
            {"rung_height", of_video(track.rung_height)},
            {"frame_rate", frame_rate_of(info)},
            {"channels", of_audio(info.channels)},
            {"sample_rate_hz", of_audio(info.sample_rate_hz)},
            {"average_bps", track.average_bps},
            {"peak_bps", track.peak_bps},
            {"size_bytes", size_of(asset.document, track.file)},
            {"segments", playing != nullptr ? playing->index->segments.size() : 0}};
}

json::value thumbnails_json(const LoadedAsset& asset) {
    if (asset.document.images.empty()) return nullptr;
    const media::ImageTrack& images = asset.document.images.front();
    json::array sheets;
    for (uint32_t n = 0; n < images.images; ++n)
        sheets.emplace_back("/api/v1/operator/assets/" + asset.document.id.text() + "/thumbnails/" +
                            std::to_string(n));
    return json::object{{"columns", images.columns},
                        {"rows", images.rows},
                        {"width", images.width},
                        {"height", images.height},
                        {"interval_ms", static_cast<int64_t>(images.interval.seconds() * 1000)},
                        {"sheets", std::move(sheets)}};
}

/// The job that made an asset, where the queue still knows it.
Result<std::optional<store::Job>> job_of(api::Call& call, const LoadedAsset& asset) {
    const catalogue::Title* title = call.services.plane.current()->catalogue->find(asset.document.title);
    store::Jobs::Filter filter;
    filter.kind = std::string(ingest::Ingest::job_kind);
    if (title != nullptr) filter.subject = title->slug;
    for (store::Job& job : TRY(call.services.jobs.list(filter)))
        if (job.result.find(asset.document.id.text()) != std::string::npos)
            return std::optional(std::move(job));
    return std::optional<store::Job>();
}

Result<std::shared_ptr<const LoadedAsset>> asset_in_path(const api::Call& call) {
    const auto id = AssetId::parse(call.request.capture("id"));
    if (!id) return Error{ErrorKind::not_found, "there is no such asset"};
    return call.services.library.open(*id);
}

Result<http::Response> list(api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const auto readers = TRY(readers_of(call));
    const auto limit = static_cast<size_t>(TRY(call.query_number("limit", 1, 1000)).value_or(100));
    TitleId title;
    if (const auto ref = call.request.query_value("title")) title = TRY(snapshot->catalogue->resolve(*ref));
    const auto before = call.request.query_value("cursor");
    // Newest first, and none but those that are whole: what is being made is a job.
    constexpr int assets_max = 100'000;
    bool passed = !before;
    json::array rows;
    json::value next;
    for (const assets::Asset& one : TRY(call.services.assets.list(title, assets_max))) {
        if (one.state != assets::AssetState::ready) continue;
        if (!passed) {
            passed = one.id.text() == *before;
            continue;
        }
        if (rows.size() == limit) {
            next = rows.back().at("id");
            break;
        }
        const auto asset = call.services.library.open(one.id);
        if (asset) rows.push_back(row_json(*snapshot, **asset, readers));
    }
    return api::answer({{"assets", std::move(rows)}, {"next_cursor", std::move(next)}});
}

Result<http::Response> show(api::Call& call) {
    const auto asset = TRY(asset_in_path(call));
    const assets::AssetDocument& document = asset->document;
    const auto job = TRY(job_of(call, *asset));
    json::array tracks, texts, markers;
    for (const assets::AssetTrack& track : document.tracks) tracks.push_back(track_json(*asset, track));
    for (const media::TextTrack& text : document.texts)
        texts.push_back(json::object{{"id", text.id},
                                     {"language", text.language},
                                     {"role", media::to_string(text.role)},
                                     {"size_bytes", size_of(document, text.file)}});
    for (const assets::Marker& marker : TRY(call.services.assets.marks(document.id)))
        markers.push_back(json_of(marker));
    json::value findings = json::array();
    if (job) {
        const json::value result = parsed(job->result);
        const json::object* object = result.if_object();
        if (object != nullptr && object->contains("findings")) findings = object->at("findings");
    }
    json::object told = facts_json(*call.services.plane.current(), document, TRY(readers_of(call)));
    told["job"] = job ? json::value(job->id.number()) : json::value();
    told["tracks"] = std::move(tracks);
    told["texts"] = std::move(texts);
    told["thumbnails"] = thumbnails_json(*asset);
    told["markers"] = std::move(markers);
    told["findings"] = std::move(findings);
    told["source"] = parsed(document.source);
    told["files"] = document.files.size();
    return api::answer(told);
}

Result<http::Response> thumbnails(api::Call& call) {
    const auto asset = TRY(asset_in_path(call));
    const auto n = parse_integer(call.request.capture("n"));
    if (asset->document.images.empty() || !n || *n < 0 || *n >= asset->document.images.front().images)
        return Error{ErrorKind::not_found, "there is no such sheet"};
    const std::string name =
        assets::image_file_name(asset->document.images.front().id, static_cast<uint32_t>(*n));
    auto file = TRY(call.services.library.open_file(*asset, name));
    const uint64_t size = TRY(io::size_of(*file));
    http::Response response;
    response.headers.set("Content-Type", assets::content_type_of(name));
    response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
    const std::string etag = "\"" + asset->document.id.text() + "-" + name + "\"";
    http::serve(call.request, response, {.etag = etag, .last_modified = {}},
                http::FileRange{std::move(file), 0, size}, call.now);
    return response;
}

Result<http::Response> preview(api::Call& call) {
    const members::Role role = call.staff().who.role;
    if (!members::may(role, members::Area::media, members::Access::write) &&
        !members::may(role, members::Area::catalogue, members::Access::write))
        return Error{ErrorKind::forbidden,
                     "the role " + std::string(members::to_string(role)) + " may not look at assets"};
    const auto asset = TRY(asset_in_path(call));
    const Instant expires = std::chrono::floor<std::chrono::seconds>(call.now + preview_life);
    const std::string token = call.services.playback.preview(*asset, expires);
    TRY(call.audit("asset.preview", "asset " + asset->document.id.text(), "", ""));
    const std::string base = TRY(call.base_url()) + "/m/" + token + "/" + asset->document.id.text();
    return api::answer({{"hls", base + "/master.m3u8"},
                        {"dash", base + "/manifest.mpd"},
                        {"expires_at", to_string(expires)}},
                       201);
}

}  // namespace

void add_asset_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::media, members::Access::read);
    routes.add(get, "/operator/assets", read, list);
    routes.add(get, "/operator/assets/{id}", read, show);
    routes.add(get, "/operator/assets/{id}/thumbnails/{n}", read, thumbnails);
    routes.add(post, "/operator/assets/{id}/preview", api::for_staff({}, members::Access::write), preview);
}

}  // namespace nuri::studio_api
