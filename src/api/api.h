#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/demo.h"
#include "base/result.h"
#include "base/time.h"
#include "http/address.h"

namespace nuri::http {
class Router;
}
namespace nuri::store {
class Database;
class Jobs;
class Objects;
}  // namespace nuri::store
namespace nuri::catalogue {
class Catalogue;
}
namespace nuri::licensing {
class FootprintRegister;
class Licensing;
}  // namespace nuri::licensing
namespace nuri::members {
class Accounts;
class MyLists;
class Operators;
class Plans;
class Profiles;
class Sessions;
class Subscriptions;
class TestPayments;
class Tokens;
}  // namespace nuri::members
namespace nuri::assets {
class AssetLibrary;
class AssetRegister;
}  // namespace nuri::assets
namespace nuri::events {
class AuditLog;
class ProgressRegister;
}  // namespace nuri::events
namespace nuri::desk {
class Desk;
class RightsDesk;
}  // namespace nuri::desk
namespace nuri::ingest {
class Ingest;
class Pictures;
class Uploads;
}  // namespace nuri::ingest
namespace nuri::exchange {
class Exchange;
}
namespace nuri::decision {
class DecisionPlane;
}
namespace nuri::playback {
class Locator;
class Popular;
class Sessions;
}  // namespace nuri::playback

namespace nuri::api {

class LastKnown;
class Routes;

/// Whom the API asks. It decides nothing itself; all of these are borrowed and outlive the Api.
struct Services {
    store::Database& database;  ///< for what two registers write together
    catalogue::Catalogue& catalogue;
    licensing::Licensing& licensing;
    licensing::FootprintRegister& footprint;
    members::Accounts& accounts;
    members::Sessions& log_ins;
    members::Tokens& tokens;
    members::Operators& operators;
    members::Profiles& profiles;
    members::Plans& plans;
    members::Subscriptions& subscriptions;
    members::TestPayments* test_payments;  ///< null unless it is the provider
    members::MyLists& lists;
    events::AuditLog& audit;
    events::ProgressRegister& progress;
    assets::AssetRegister& assets;
    assets::AssetLibrary& library;
    store::Jobs& jobs;
    exchange::Exchange& exchange;
    store::Objects& objects;  ///< where artwork and contracts' documents lie
    const decision::DecisionPlane& plane;
    playback::Sessions& playback;
    const playback::Popular& popular;
    const playback::Locator& locator;
    desk::RightsDesk& rights_desk;
    const Clock& clock;
    /// Puts into force what a route has just written, and returns when viewers see it.
    std::function<Result<>()> refresh;
    desk::Desk& desk;
    ingest::Ingest& ingest;
    ingest::Uploads& uploads;
    ingest::Pictures& pictures;
    LastKnown* last_known = nullptr;  ///< the Api's own, which it sets
};

/// What the configuration settles, for owners to read: by the key that the file has for it.
struct Setting {
    std::string key;    ///< "payments.provider"
    std::string value;  ///< as text; lists with commas between; empty for nothing
    std::string usual;  ///< what it is where the file says nothing
};

struct Options {
    std::string service_name = "nuri";
    std::string
        public_url;  ///< "https://watch.example", without a slash at the end; empty: as the request says
    std::string territory_header;  ///< believed from a trusted proxy only; empty: there is none
    std::vector<http::Network> trusted_proxies = http::loopback_networks();
    /// Cookies are for https alone, also where a request comes in plainly from a proxy that does not say how
    /// it came.
    bool secure_cookies = false;
    /// Signs the tokens with which operators look at the service as somebody else; the same on every node.
    std::string view_as_key;
    std::vector<std::string> languages = {"en", "ko"};  ///< in which the pages speak, BCP 47
    /// Holds the built applications, `watch` and `studio`. Empty: no pages, only the API.
    std::filesystem::path web_folder;
    std::string version;            ///< of the program
    std::vector<Setting> settings;  ///< in the order of the documentation
    std::filesystem::path data_folder;
    std::optional<Demo> demo = {};  ///< only of `nuri demo`
};

/// The JSON API under /api/v1/ (docs/api/openapi.yaml) and the pages' files.
///
/// Every answer carries the security headers. A caller is known by a cookie session or by a bearer token;
/// what comes with a cookie and changes something must also bring the session's CSRF token and come from our
/// own pages.
class Api {
  public:
    /// Reads the web folder; fails with what reading one of its files fails with.
    static Result<std::unique_ptr<Api>> make(const Services& services, Options options);
    ~Api();

    /// Adds the routes of one audience: member_api::add_routes, studio_api::add_routes.
    using AddRoutes = void (*)(Routes& routes);

    /// Adds the frame's own routes, those of each audience, and the pages' files. The Api outlives the
    /// router's use.
    void mount(http::Router& router, std::initializer_list<AddRoutes> audiences) const;

  private:
    struct State;
    explicit Api(std::unique_ptr<const State> state);
    std::unique_ptr<const State> state_;
};

}  // namespace nuri::api
