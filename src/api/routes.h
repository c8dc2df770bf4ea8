#pragma once

namespace nuri::api {

class Routes;

/// The routes of the frame itself; docs/api/openapi.yaml describes them.
void add_service_routes(Routes& routes);  // service_routes.cc
void add_demo_routes(Routes& routes);     // demo_routes.cc

}  // namespace nuri::api
