#include <boost/json.hpp>

#include "api/call.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "api/views.h"
#include "decision/decision_plane.h"
#include "licensing/law.h"
#include "members/plan.h"
#include "members/subscriptions.h"

namespace nuri::api {
namespace {

namespace json = boost::json;

/// What only the demo offers, and where its visitor has chosen to watch from.
json::value demo_of(const Call& call) {
    const auto& demo = call.options.demo;
    if (!demo) return nullptr;
    json::array personas;
    for (const DemoPersona& persona : demo->personas) personas.push_back(json_of(persona));
    const auto chosen = world::Territory::parse(call.request.cookie(demo_place_cookie).value_or(""));
    return json::object{{"personas", std::move(personas)},
                        {"territories", json_of(demo->territories)},
                        {"watching_from", chosen ? json::value(chosen->code()) : json::value()}};
}

Result<http::Response> service(Call& call) {
    const auto& place = call.place.territory;
    world::ServiceState state;  // where we cannot tell where the viewer is, the service is not
    if (place) state = call.services.plane.current()->law->footprint.state_at(*place, call.now);
    json::array plans;
    for (const members::Plan& plan : TRY(call.services.plans.list())) {
        json::object object = json_of(plan);
        object["price"] = nullptr;
        if (place) {
            if (const auto price = TRY(call.services.plans.price_in(plan.slug, place->leaf().code()))) {
                object["price"] =
                    json::object{{"amount_minor", price->amount_minor}, {"currency", price->currency}};
            }
        }
        plans.push_back(std::move(object));
    }
    json::value payments;
    if (const members::PaymentProvider* provider = call.services.subscriptions.provider())
        payments = json::object{{"provider", provider->name()},
                                {"trial_days", call.services.subscriptions.trial_days()}};
    return answer({{"name", call.options.service_name},
                   {"payments", std::move(payments)},
                   {"territory", place ? json::value(place->code()) : json::value()},
                   {"presence", world::to_string(state.presence)},
                   {"announced_on", json_of(state.on)},
                   {"languages", json_of(call.options.languages)},
                   {"plans", std::move(plans)},
                   {"demo", demo_of(call)}});
}

Result<http::Response> description(Call&) {
    http::Response response = http::text_response(200, std::string(openapi_yaml), "application/yaml");
    response.headers.set("Cache-Control", "public, max-age=300");
    return response;
}

}  // namespace

void add_service_routes(Routes& routes) {
    routes.add(http::Method::get, "/service", for_anybody(), service);
    routes.add(http::Method::get, "/openapi.yaml", for_anybody(), description);
}

}  // namespace nuri::api
