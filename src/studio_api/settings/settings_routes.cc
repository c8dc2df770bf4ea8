// How the service is set up, for owners: read only, for the file decides (docs/reference/configuration.md).
#include <boost/json.hpp>
#include <filesystem>
#include <system_error>

#include "api/call.h"
#include "api/views.h"
#include "assets/asset_index.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "members/payment.h"
#include "members/subscriptions.h"
#include "store/revision.h"
#include "studio_api/routes.h"

namespace nuri::studio_api {
using api::json_of;
namespace {

namespace json = boost::json;

/// The numbers of the registers that what is in force was made of, beside those that the registers have now:
/// where they differ, a change is on its way, or did not get through.
Result<json::object> in_force(const api::Call& call) {
    const auto snapshot = call.services.plane.current();
    const auto now = TRY(store::revisions(call.services.database));
    json::object registers;
    bool current = true;
    for (const auto& [name, revision] : snapshot->revisions) {
        const auto found = now.find(name);
        const int64_t latest = found == now.end() ? 0 : found->second;
        registers[name] = json::object{{"in_force", revision}, {"latest", latest}};
        current = current && revision == latest;
    }
    return json::object{{"current", current}, {"registers", std::move(registers)}};
}

/// Null where the file system does not tell.
json::value storage(const std::filesystem::path& folder) {
    std::error_code failed;
    const std::filesystem::space_info room = std::filesystem::space(folder, failed);
    if (failed) return nullptr;
    return json::object{
        {"folder", folder.string()}, {"size_bytes", room.capacity}, {"free_bytes", room.available}};
}

Result<http::Response> show(api::Call& call) {
    const api::Options& options = call.options;
    json::array settings;
    for (const api::Setting& setting : options.settings)
        settings.push_back(json::object{{"key", setting.key},
                                        {"value", setting.value},
                                        {"usual", setting.usual},
                                        {"changed", setting.value != setting.usual}});
    const members::PaymentProvider* payments = call.services.subscriptions.provider();
    return api::answer({{"name", options.service_name},
                        {"version", options.version},
                        {"languages", json_of(options.languages)},
                        {"payments", payments != nullptr ? json::value(payments->name()) : json::value()},
                        {"in_force", TRY(in_force(call))},
                        {"storage", storage(options.data_folder)},
                        {"settings", std::move(settings)}});
}

}  // namespace

void add_settings_routes(api::Routes& routes) {
    routes.add(http::Method::get, "/operator/settings",
               api::for_staff(members::Area::service, members::Access::read), show);
}

}  // namespace nuri::studio_api
