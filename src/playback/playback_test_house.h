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
#include "events/event_log.h"
#include "events/progress.h"
#include "events/schema.h"
#include "licensing/footprint_register.h"
#include "licensing/law.h"
#include "licensing/licensing.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/schema.h"
#include "members/subscriptions.h"
#include "members/test_payment.h"
#include "playback/decision_plane.h"
#include "playback/sessions.h"
#include "store/migration.h"
#include "store/revision.h"
#include "world/ratings.h"

namespace nuri::playback {

/// A small service over temporary registers: launched in MX and KR, announced in JP, with one film and a
/// series of two episodes, all licensed for MX and ready to play.
class House {
  public:
    static constexpr Instant now = from_unix_ms(1'748'779'200'000);  // 1 June 2025, noon

    House() {
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
        ana = *accounts.add({"ana@example.com", "a long and quiet password", "MX", "es-MX", "standard"}, now);
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

    Ask ask(std::string title, const char* place = "MX", std::string device = {}) const {
        return {
            ana, {}, std::move(title), *world::Territory::parse(place), {std::move(device), "a test", {}}};
    }
    Result<Outcome> start(const Ask& asked, Instant at = now) { return sessions.start(asked, at); }

    /// What a refusal says; fails the test if there was none.
    Refusal refused(const Ask& asked, Instant at = now) {
        auto outcome = start(asked, at);
        EXPECT_TRUE(outcome) << outcome.error().message;
        const auto* refusal = std::get_if<Refusal>(&*outcome);
        EXPECT_NE(refusal, nullptr) << "it was allowed";
        return refusal ? *refusal : Refusal();
    }
    Started started(const Ask& asked, Instant at = now) {
        auto outcome = start(asked, at);
        EXPECT_TRUE(outcome) << outcome.error().message;
        const auto* yes = std::get_if<Started>(&*outcome);
        EXPECT_NE(yes, nullptr) << "refused: " << rights::to_string(std::get<Refusal>(*outcome).reason);
        return yes ? *yes : Started();
    }

    /// What the player of one of ana's sessions reports.
    Result<std::optional<Refusal>> report(std::string_view session, Instant at, const Report& report = {},
                                          const char* place = "MX",
                                          rights::Anonymiser anonymiser = rights::Anonymiser::none) {
        return sessions.report(ana, session, report, *world::Territory::parse(place), anonymiser, at);
    }

  private:
    static std::unique_ptr<store::Database> new_database() {
        auto made = *store::Database::open_temporary();
        for (const store::Schema* schema :
             {&store::revision_schema(), &catalogue::Catalogue::schema(), &licensing::Licensing::schema(),
              &licensing::FootprintRegister::schema(), &members::schema(), &events::schema(),
              &assets::schema(), &Sessions::schema()}) {
            CHECK(store::migrate(*made, *schema, now));
        }
        return made;
    }

    io::TemporaryFolder folder_ =
        *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "nuri-playback-test-");

  public:
    std::unique_ptr<store::Database> database = new_database();
    catalogue::Catalogue catalogue{*database};
    licensing::Licensing licensing{*database};
    licensing::FootprintRegister footprint{*database};
    members::PasswordHasher hasher{members::PasswordHasher::Cost::least()};
    members::Accounts accounts{*database, hasher};
    members::Plans plans{*database};
    members::Profiles profiles{*database, hasher};
    members::TestPayments payments{*database, "key"};
    members::Subscriptions subscriptions{*database, {&payments, 0}};
    events::ProgressRegister progress{*database};
    events::Spool spool = *events::Spool::open(folder_.path() / "spool");
    events::EventLog events{spool, *database};
    assets::AssetRegister assets{*database, folder_.path() / "assets"};
    assets::AssetLibrary library{folder_.path() / "assets"};
    DecisionPlane plane{*database, assets, library};
    GrantKeys keys = *GrantKeys::make(GrantKeys::generate(1));
    Sessions sessions{
        {*database, accounts, plans, profiles, subscriptions, progress, events, library}, plane, keys, {}};
    TitleId film, series, first, second;
    members::AccountId ana;
};

}  // namespace nuri::playback
