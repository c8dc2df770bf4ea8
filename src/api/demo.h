#pragma once

#include <string>
#include <vector>

namespace nuri::api {

/// Somebody of the demo whom a visitor may sign in as without a password.
struct DemoPersona {
    enum class Kind { viewer, kids, operator_ };

    std::string id;  ///< "mexico", in the order to offer them
    Kind kind = Kind::viewer;
    std::string name;
    std::string territory;  ///< ISO 3166-1 alpha-2: where they live, and watch from
    std::string email;      ///< of their account or, for an operator, in the operators' register
};

/// What only `nuri demo` offers: personas, and a switch of the place one watches from. Both are holes
/// anywhere else, so a service has none of it unless whoever starts it hands it a Demo; no file can switch it
/// on.
struct Demo {
    std::vector<DemoPersona> personas;
    std::vector<std::string> territories;  ///< worth watching from
};

/// Holds the territory that a visitor of the demo has chosen; nobody else's service reads it.
inline constexpr const char* demo_place_cookie = "nuri_demo_from";

}  // namespace nuri::api
