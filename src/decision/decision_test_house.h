#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "assets/asset_library.h"
#include "assets/asset_register.h"
#include "assets/assets_test_house.h"
#include "assets/schema.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "decision/decision_plane.h"
#include "decision/watchable.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "store/migration.h"
#include "store/revision.h"
#include "world/ratings.h"

namespace nuri::decision {

/// The registers of a small service on temporary records: launched in MX, KR, FR and DE, announced in JP,
/// with one film and a series of two episodes, all licensed for MX and ready to play.
class TestRegisters {
  public:
    static constexpr Instant now = from_unix_ms(1'748'779'200'000);  // 1 June 2025, noon

    explicit TestRegisters(std::vector<const store::Schema*> more = {}) : database(new_database(more)) {
        CHECK(io::make_folder(folder_.path() / "assets"));
        for (const char* code : {"MX", "KR", "FR", "DE"}) launch(code);
        CHECK(footprint.set(*world::Territory::parse("JP"), world::ServiceState::announced(), "test", now));
        film = add("tide-line", catalogue::Kind::film);
        series = add("dawn-over-hanok", catalogue::Kind::series);
        first = add("hanok-1", catalogue::Kind::episode, series, 1);
        second = add("hanok-2", catalogue::Kind::episode, series, 2);
        licence(film, "MX");
        licence(series, "MX");
        for (const TitleId title : {film, first, second}) make_ready(title);
        CHECK(plane.refresh());
    }

    void launch(const char* code) {
        CHECK(footprint.set(*world::Territory::parse(code), world::ServiceState::launched(), "test", now));
    }

    TitleId add(const char* slug, catalogue::Kind kind, std::optional<TitleId> parent = {},
                std::optional<int> number = {}, std::vector<catalogue::Rating> ratings = {}) {
        catalogue::Catalogue::NewTitle title{slug, kind, parent, number, {}};
        title.facts.texts = {{*world::LanguageTag::parse("en"), slug, {}}};
        title.facts.ratings = std::move(ratings);
        auto added = catalogue.add(title, now);
        EXPECT_TRUE(added) << added.error().message;
        return added->id;
    }

    GrantId licence(TitleId title, const char* territories, Instant from = now,
                    std::optional<Instant> to = {}) {
        licensing::NewGrant grant;
        grant.title = title;
        grant.territories = territories;
        grant.from = from;
        grant.to = to;
        return add_licence(std::move(grant));
    }
    GrantId add_licence(licensing::NewGrant grant) {
        grant.by = "test";
        const auto loaded = *catalogue::Snapshot::load(*database);
        auto added = licensing.add(grant, loaded->tree(), now);
        EXPECT_TRUE(added) << added.error().message;
        return added->id;
    }

    assets::AssetId make_ready(TitleId title, assets::AssetPurpose purpose = assets::AssetPurpose::main) {
        const auto id = assets::AssetId::random();
        const auto made = folder_.path() / id.text();
        assets::fill_and_seal(made, id, title, purpose);
        CHECK(assets.publish(id, made, now));
        return id;
    }

  private:
    static std::unique_ptr<store::Database> new_database(std::vector<const store::Schema*> schemas) {
        auto made = *store::Database::open_temporary();
        schemas.insert(schemas.begin(), {&store::revision_schema(), &catalogue::Catalogue::schema(),
                                         &licensing::Licensing::schema(),
                                         &licensing::FootprintRegister::schema(), &assets::schema()});
        for (const store::Schema* schema : schemas) {
            CHECK(store::migrate(*made, *schema, now));
        }
        return made;
    }

  protected:
    io::TemporaryFolder folder_ =
        *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "nuri-decision-test-");

  public:
    std::unique_ptr<store::Database> database;
    catalogue::Catalogue catalogue{*database};
    licensing::Licensing licensing{*database};
    licensing::FootprintRegister footprint{*database};
    assets::AssetRegister assets{*database, folder_.path() / "assets"};
    assets::AssetLibrary library{folder_.path() / "assets"};
    DecisionPlane plane{*database, assets, library};
    TitleId film, series, first, second;
};

}  // namespace nuri::decision
