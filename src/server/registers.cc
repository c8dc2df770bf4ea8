#include "server/registers.h"

#include "assets/schema.h"
#include "desk/assignments.h"
#include "events/schema.h"
#include "ingest/uploads.h"
#include "licensing/contracts.h"
#include "members/schema.h"
#include "members/support.h"
#include "playback/sessions.h"
#include "store/migration.h"
#include "store/revision.h"

namespace nuri::server {

Result<std::unique_ptr<Registers>> Registers::open(const DataDirectory& directory, Instant now) {
    auto database = TRY(store::Database::open(directory.root()).context("opening the registers"));
    for (const store::Schema* schema :
         {&store::revision_schema(), &store::Jobs::schema(), &catalogue::Catalogue::schema(),
          &licensing::Licensing::schema(), &licensing::FootprintRegister::schema(),
          &licensing::Contracts::schema(), &members::schema(), &members::Operators::access_schema(),
          &events::schema(), &assets::schema(), &playback::Sessions::schema(), &members::Support::schema(),
          &ingest::Uploads::schema(), &desk::Assignments::schema()}) {
        TRY(store::migrate(*database, *schema, now).context("bringing the registers up to date"));
    }
    return std::make_unique<Registers>(std::move(database), directory);
}

Registers::Registers(std::unique_ptr<store::Database> opened, const DataDirectory& directory)
    : database_(std::move(opened)),
      database(*database_),
      catalogue(database),
      licensing(database),
      footprint(database),
      accounts(database, hasher),
      sessions(database),
      tokens(database),
      operators(database, hasher),
      profiles(database, hasher),
      plans(database),
      lists(database),
      audit(database),
      progress(database),
      viewers(database),
      assets(database, directory.assets()),
      library(directory.assets()),
      jobs(database),
      plane(database, assets, library),
      desk(library),
      uploads(database, directory.uploads()),
      rights_desk(database) {}

}  // namespace nuri::server
