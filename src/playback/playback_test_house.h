#pragma once

#include <string>

#include "decision/decision_test_house.h"
#include "events/event_log.h"
#include "events/progress.h"
#include "events/schema.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/profile.h"
#include "members/schema.h"
#include "members/subscriptions.h"
#include "members/test_payment.h"
#include "playback/sessions.h"

namespace nuri::playback {

/// The same, with a member in Mexico whose playback sessions can be started.
class House : public decision::TestRegisters {
  public:
    House() : TestRegisters({&members::schema(), &events::schema(), &Sessions::schema()}) {
        ana = *accounts.add({"ana@example.com", "a long and quiet password", "MX", "es-MX", "standard"}, now);
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

    members::PasswordHasher hasher{members::PasswordHasher::Cost::least()};
    members::Accounts accounts{*database, hasher};
    members::Plans plans{*database};
    members::Profiles profiles{*database, hasher};
    members::TestPayments payments{*database, "key"};
    members::Subscriptions subscriptions{*database, {&payments, 0}};
    events::ProgressRegister progress{*database};
    events::Spool spool = *events::Spool::open(folder_.path() / "spool");
    events::EventLog events{spool, *database};
    grants::GrantKeys keys = *grants::GrantKeys::make(grants::GrantKeys::generate(1));
    Sessions sessions{
        {*database, accounts, plans, profiles, subscriptions, progress, events, library}, plane, keys, {}};
    members::AccountId ana;
};

}  // namespace nuri::playback
