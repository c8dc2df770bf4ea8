#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "base/text.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "http/problem.h"
#include "ingest/ingest.h"
#include "ingest/uploads.h"
#include "store/jobs.h"
#include "studio_api/media/job_view.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;
using ingest::Upload;
using ingest::UploadState;
using store::Writer;

constexpr uint64_t piece_bytes_max = 16u << 20;
constexpr int list_max = 1000;

Result<json::object> upload_json(api::Call& call, const Upload& upload) {
    json::array sidecars;
    if (upload.state != UploadState::receiving) {
        for (const ingest::Sidecar& sidecar : TRY(call.services.uploads.sidecars_of(upload)))
            sidecars.push_back(json::object{{"upload", sidecar.upload.id},
                                            {"name", sidecar.upload.name},
                                            {"language", sidecar.language}});
    }
    std::optional<Instant> expires;
    if (upload.state != UploadState::ingested) expires = upload.updated + ingest::Uploads::unfinished_life;
    return json::object{{"id", upload.id},
                        {"name", upload.name},
                        {"folder", upload.folder},
                        {"size_bytes", upload.size_bytes},
                        {"offset_bytes", upload.offset_bytes},
                        {"state", ingest::to_string(upload.state)},
                        {"sha256", upload.sha256.empty() ? json::value() : json::value(upload.sha256)},
                        {"by", upload.by},
                        {"created", to_string(upload.created)},
                        {"updated", to_string(upload.updated)},
                        {"expires_at", json_of(expires)},
                        {"job", upload.job ? json::value(upload.job->number()) : json::value()},
                        {"sidecars", std::move(sidecars)}};
}

Result<http::Response> upload_answer(api::Call& call, const Upload& upload, int status = 200) {
    http::Response response = api::answer(TRY(upload_json(call, upload)), status);
    response.headers.set("Upload-Offset", std::to_string(upload.offset_bytes));
    response.headers.set("Upload-Length", std::to_string(upload.size_bytes));
    return response;
}

std::string subject_of(const Upload& upload) {
    return "upload " + upload.id;
}

Result<http::Response> list(api::Call& call) {
    json::array uploads;
    for (const Upload& upload : TRY(call.services.uploads.list(call.request.query_value("folder"), list_max)))
        uploads.push_back(TRY(upload_json(call, upload)));
    return api::answer({{"uploads", std::move(uploads)}});
}

Result<http::Response> begin(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    ingest::Uploads::New wanted;
    wanted.name = input.text("name", 255);
    wanted.folder = input.optional_text("folder", 100).value_or("");
    const auto size = input.optional_integer("size_bytes", 1, ingest::Uploads::size_max_bytes);
    if (!size) input.fault("size_bytes", "is missing; give a number");
    wanted.sha256 = input.optional_text("sha256", 64).value_or("");
    if (!wanted.sha256.empty() && (wanted.sha256.size() != 64 || !from_hex(wanted.sha256)))
        input.fault("sha256", "must be 64 hexadecimal digits");
    TRY(input.finish());
    wanted.size_bytes = static_cast<uint64_t>(*size);
    wanted.by = call.staff().who.email;
    const Upload upload = TRY(call.change([&](Writer&) -> Result<Upload> {
        Upload begun = TRY(call.services.uploads.begin(wanted, call.now));
        if (begun.offset_bytes == 0 && begun.created == call.now)
            TRY(call.audit(
                "upload.begin", subject_of(begun), "",
                json::serialize(json::object{{"name", begun.name}, {"size_bytes", begun.size_bytes}})));
        return begun;
    }));
    return upload_answer(call, upload, 201);
}

Result<http::Response> show(api::Call& call) {
    return upload_answer(call, TRY(call.services.uploads.get(call.request.capture("id"))));
}

Result<http::Response> send(api::Call& call) {
    const std::string id(call.request.capture("id"));
    if (call.request.headers.get("Content-Type") != "application/offset+octet-stream")
        return Error{ErrorKind::unsupported, "send the bytes as application/offset+octet-stream"};
    const auto offset = parse_integer(call.request.headers.get("Upload-Offset").value_or(""));
    if (!offset || *offset < 0)
        return Error{ErrorKind::invalid, "the header Upload-Offset must say from which byte on these are"};
    const auto sent =
        call.services.uploads.append(id, static_cast<uint64_t>(*offset), call.request.body, call.now);
    if (!sent && sent.error().kind == ErrorKind::conflict) {
        http::Response response = http::to_response(sent.error());
        const Upload upload = TRY(call.services.uploads.get(id));
        response.headers.set("Upload-Offset", std::to_string(upload.offset_bytes));
        return response;
    }
    return upload_answer(call, TRY(sent));
}

Result<http::Response> remove(api::Call& call) {
    const std::string id(call.request.capture("id"));
    TRY(call.change([&](Writer&) -> Result<> {
        const Upload upload = TRY(call.services.uploads.get(id));
        TRY(call.services.uploads.remove(id));
        TRY(call.audit("upload.remove", subject_of(upload),
                       json::serialize(json::object{{"name", upload.name}}), ""));
        return {};
    }));
    return api::done();
}

/// The subtitle files of a delivery: those that are named, else those that lie beside it.
Result<std::vector<ingest::SubtitleFile>> subtitles_of(api::Call& call, api::Input& input,
                                                       const Upload& film) {
    std::vector<ingest::SubtitleFile> files;
    auto named = input.optional_objects("subtitles", ingest::Delivery::subtitles_max);
    if (!named) {
        for (const ingest::Sidecar& sidecar : TRY(call.services.uploads.sidecars_of(film)))
            files.push_back({sidecar.language, call.services.uploads.file_of(sidecar.upload)});
        return files;
    }
    for (api::Input& item : *named) {
        const std::string id = item.text("upload", 32);
        const std::string language = item.text("language", 64);
        TRY(item.finish());
        const Upload upload = TRY(call.services.uploads.get(id));
        if (upload.state == UploadState::receiving)
            return Error{ErrorKind::conflict, "the subtitles " + upload.name + " are not all there yet"};
        files.push_back({language, call.services.uploads.file_of(upload)});
    }
    return files;
}

Result<http::Response> make_asset(api::Call& call) {
    const Upload upload = TRY(call.services.uploads.get(call.request.capture("id")));
    api::Input input = TRY(api::Input::of(call.request));
    const std::string ref = input.text("title", 300);
    ingest::Delivery delivery;
    delivery.audio_language = input.optional_text("audio_language", 64).value_or("");
    delivery.subtitles = TRY(subtitles_of(call, input, upload));
    if (const auto ladder = input.optional_integers("ladder", 12))
        delivery.ladder.assign(ladder->begin(), ladder->end());
    TRY(input.finish());
    if (upload.state == UploadState::receiving)
        return Error{ErrorKind::conflict, "the upload is not all there yet"};
    const auto catalogue = call.services.plane.current()->catalogue;
    delivery.title = TRY(catalogue->resolve(ref));
    const catalogue::Title& title = *catalogue->find(delivery.title);
    if (title.kind != catalogue::Kind::film && title.kind != catalogue::Kind::episode)
        return Error{ErrorKind::invalid, "`title` must be a film or an episode"};
    delivery.file = call.services.uploads.file_of(upload);
    const store::JobId job = TRY(call.change([&](Writer&) -> Result<store::JobId> {
        const store::JobId id = TRY(call.services.ingest.submit(delivery, title.slug));
        TRY(call.services.uploads.note_job(upload.id, id, call.now));
        TRY(call.audit("upload.ingest", "title " + title.slug, "",
                       json::serialize(json::object{
                           {"upload", upload.id}, {"name", upload.name}, {"job", id.number()}})));
        return id;
    }));
    return api::answer(TRY(job_document(call, job)), 201);
}

}  // namespace

void add_upload_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule read = api::for_staff(members::Area::media, members::Access::read);
    const api::Rule write = api::for_staff(members::Area::media, members::Access::write);
    routes.add(get, "/operator/uploads", read, list);
    routes.add(post, "/operator/uploads", write, begin);
    routes.add(get, "/operator/uploads/{id}", read, show);
    routes.add(patch, "/operator/uploads/{id}", write, send, piece_bytes_max);
    routes.add(delete_, "/operator/uploads/{id}", write, remove);
    routes.add(post, "/operator/uploads/{id}/ingest", write, make_asset);
}

}  // namespace nuri::studio_api
