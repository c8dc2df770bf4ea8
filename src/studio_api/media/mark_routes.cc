// The parts of an asset that viewers may skip.
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/views.h"
#include "assets/asset_register.h"
#include "studio_api/media/asset_marks.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

Result<assets::AssetId> asset_of(const api::Call& call) {
    const auto id = assets::AssetId::parse(call.request.capture("asset"));
    if (!id) return Error{ErrorKind::not_found, "there is no such asset"};
    return *id;
}

Result<http::Response> show(api::Call& call) {
    return api::answer(marks_json(TRY(call.services.assets.marks(TRY(asset_of(call))))));
}

Result<http::Response> set(api::Call& call) {
    const assets::AssetId id = TRY(asset_of(call));
    const std::vector<assets::Marker> wanted = TRY(read_marks(TRY(api::Input::of(call.request))));
    return api::answer(TRY(call.change([&] { return write_marks(call, id, wanted, 0); })));
}

}  // namespace

json::object marks_json(const std::vector<assets::Marker>& marks) {
    json::array list;
    for (const assets::Marker& mark : marks) list.push_back(json_of(mark));
    return {{"marks", std::move(list)}};
}

Result<std::vector<assets::Marker>> read_marks(api::Input input) {
    constexpr int64_t ms_max = std::chrono::milliseconds(assets::AssetDocument::duration_max).count();
    std::vector<assets::Marker> marks;
    auto items = input.optional_objects("marks", assets::AssetRegister::marks_max);
    if (!items) input.fault("marks", "is missing; [] for none");
    TRY(input.finish());
    for (api::Input& item : *items) {
        const auto kind = assets::parse_marker_kind(item.text("kind", 16));
        if (!kind) item.fault("kind", kind.error().message);
        const auto start = item.optional_integer("start_ms", 0, ms_max);
        const auto end = item.optional_integer("end_ms", 1, ms_max);
        if (!start || !end) item.fault(start ? "end_ms" : "start_ms", "is missing");
        TRY(item.finish());
        marks.push_back({*kind, std::chrono::milliseconds(*start), std::chrono::milliseconds(*end)});
    }
    return marks;
}

Result<json::object> write_marks(api::Call& call, assets::AssetId id,
                                 const std::vector<assets::Marker>& marks, int64_t undoes) {
    const json::object before = marks_json(TRY(call.services.assets.marks(id)));
    TRY(call.services.assets.set_marks(id, marks));
    json::object after = marks_json(TRY(call.services.assets.marks(id)));
    TRY(call.audit("asset.mark", "asset " + id.text(), json::serialize(before), json::serialize(after),
                   undoes));
    return after;
}

void add_mark_routes(api::Routes& routes) {
    using enum http::Method;
    routes.add(get, "/operator/assets/{asset}/marks",
               api::for_staff(members::Area::media, members::Access::read), show);
    routes.add(put, "/operator/assets/{asset}/marks",
               api::for_staff(members::Area::media, members::Access::write), set);
}

}  // namespace nuri::studio_api
