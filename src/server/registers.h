#pragma once

#include <memory>

#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "decision/decision_plane.h"
#include "desk/desk.h"
#include "desk/rights_desk.h"
#include "events/audit.h"
#include "events/progress.h"
#include "events/viewers.h"
#include "exchange/exchange.h"
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
#include "members/token.h"
#include "server/data_directory.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/objects.h"

namespace nuri::server {

/// Every register of a data directory, opened and brought up to date: what the service and the command-line
/// tools work on alike, whether or not the other runs.
class Registers {
  public:
    /// Opens `nuri.db`, makes or migrates its tables. `unsupported` when a newer nuri wrote them.
    static Result<std::unique_ptr<Registers>> open(const DataDirectory& directory, Instant now);

  private:
    std::unique_ptr<store::Database> database_;

  public:
    store::Database& database;
    catalogue::Catalogue catalogue;
    licensing::Licensing licensing;
    licensing::FootprintRegister footprint;
    members::PasswordHasher hasher;
    members::Accounts accounts;
    members::Sessions sessions;
    members::Tokens tokens;
    members::Operators operators;
    members::Profiles profiles;
    members::Plans plans;
    members::MyLists lists;
    events::AuditLog audit;
    events::ProgressRegister progress;
    events::TitleViewers viewers;
    assets::AssetRegister assets;
    assets::AssetLibrary library;
    store::Jobs jobs;
    exchange::Exchange exchange;
    decision::DecisionPlane plane;
    desk::Desk desk;
    desk::RightsDesk rights_desk;
    ingest::Uploads uploads;

    Registers(std::unique_ptr<store::Database> opened, store::Objects objects,
              const DataDirectory& directory);
};

}  // namespace nuri::server
