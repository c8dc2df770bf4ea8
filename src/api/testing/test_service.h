#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/api.h"
#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "catalogue/catalogue.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "desk/rights_desk.h"
#include "events/audit.h"
#include "events/event_log.h"
#include "events/progress.h"
#include "events/viewers.h"
#include "exchange/exchange.h"
#include "http/message.h"
#include "http/router.h"
#include "ingest/ingest.h"
#include "ingest/pictures.h"
#include "ingest/uploads.h"
#include "licensing/footprint_register.h"
#include "licensing/licensing.h"
#include "members/accounts.h"
#include "members/my_list.h"
#include "members/operators.h"
#include "members/password.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/session.h"
#include "members/subscriptions.h"
#include "members/test_payment.h"
#include "members/token.h"
#include "playback/place.h"
#include "playback/popular.h"
#include "playback/sessions.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/objects.h"

namespace nuri::api {

/// A whole service on temporary records, asked through its router and without a network. Viewers come from
/// where the header `Nuri-Territory` says. For tests only.
class TestService {
  public:
    /// `audiences` are those whose routes it has besides the frame's own.
    explicit TestService(std::initializer_list<Api::AddRoutes> audiences = {});
    ~TestService();

    using Headers = std::map<std::string, std::string>;
    http::Response ask(http::Method method, std::string_view target, std::string body = {},
                       const Headers& headers = {});
    http::Response get(std::string_view target, const Headers& headers = {}) {
        return ask(http::Method::get, target, {}, headers);
    }
    http::Response post(std::string_view target, std::string body, const Headers& headers = {}) {
        return ask(http::Method::post, target, std::move(body), headers);
    }

    /// `Authorization` of a new member, and of a new operator with this role.
    Headers member(std::string_view email = "ana@example.com", unsigned scopes = members::scope::of_members);
    Headers staff(members::Role role, unsigned scopes = members::scope::of_operators);
    /// Cookie and CSRF token of a new member who has logged in by the API.
    Headers browser(std::string_view email = "ana@example.com");

    /// A film that is licensed for these territories and, with `ready`, has an asset.
    TitleId film(std::string_view slug, std::string_view territories, bool ready = true);

    const http::Router& router() const { return router_; }
    const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 15};

  private:
    std::filesystem::path folder_;
    ManualClock clock_{now};
    std::unique_ptr<store::Database> database_;
    store::Objects objects_;
    members::PasswordHasher hasher_{members::PasswordHasher::Cost::least()};
    catalogue::Catalogue catalogue_{*database_};
    licensing::Licensing licensing_{*database_};
    licensing::FootprintRegister footprint_{*database_};
    members::Accounts accounts_{*database_, hasher_};
    members::Sessions log_ins_{*database_};
    members::Tokens tokens_{*database_};
    members::Operators operators_{*database_, hasher_};
    members::Profiles profiles_{*database_, hasher_};
    members::Plans plans_{*database_};
    members::TestPayments payments_{*database_, "key"};
    members::Subscriptions subscriptions_{*database_, {&payments_, 0}};
    members::MyLists lists_{*database_};
    events::AuditLog audit_{*database_};
    events::ProgressRegister progress_{*database_};
    events::Spool spool_;
    events::EventLog events_{spool_, *database_};
    assets::AssetRegister assets_;
    assets::AssetLibrary library_;
    store::Jobs jobs_{*database_};
    exchange::Exchange exchange_{*database_, objects_};
    events::TitleViewers viewers_{*database_};
    playback::Popular popular_{viewers_};
    decision::DecisionPlane plane_{*database_, assets_, library_};
    desk::RightsDesk rights_desk_{*database_};
    playback::Sessions playback_;
    playback::Locator locator_{nullptr, std::nullopt};
    desk::Desk desk_{library_};
    ingest::MediaWorker worker_{"no-such-program", {}};
    ingest::Pipeline pipeline_{worker_, {folder_ / "intake", folder_ / "work"}, {}};
    ingest::Ingest ingest_{pipeline_, jobs_, assets_, clock_};
    ingest::Uploads uploads_{*database_, folder_ / "uploads"};
    ingest::Pictures pictures_{worker_, objects_, folder_ / "work"};
    std::unique_ptr<Api> api_;
    http::Router router_;
};

/// The text of an answer that is held in memory.
std::string body_of(const http::Response& response);

}  // namespace nuri::api
