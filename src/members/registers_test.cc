// Sessions, tokens, profiles, operators and plans: the registers that hang on an account.
#include <gmock/gmock.h>

#include "members/members_test_house.h"
#include "members/operators.h"
#include "members/plan.h"
#include "members/token.h"

namespace nuri::members {
namespace {

using namespace std::chrono_literals;

class SessionsTest : public MembersTest {};
class TokensTest : public MembersTest {};
class ProfilesTest : public MembersTest {};
class OperatorsTest : public MembersTest {};
class PlansTest : public MembersTest {};
class SchemaTest : public MembersTest {};

TEST_F(SessionsTest, LastsThirtyDaysFromItsLastUseToTheMillisecond) {
    const AccountId id = add_ana();
    const auto opened = *sessions.open(id, {"203.0.113.9", "Firefox on Linux", "MX"}, noon);
    EXPECT_EQ(std::get<AccountId>((*sessions.find(opened.secret, noon))->subject), id);
    EXPECT_TRUE(*sessions.find(opened.secret, noon + 30 * 24h - 1ms));
    EXPECT_TRUE(*sessions.find(opened.secret, noon + 60 * 24h - 2ms)) << "slid by the use before";
    EXPECT_FALSE(*sessions.find(opened.secret, noon + 90 * 24h - 2ms));
}

TEST_F(SessionsTest, NotesItsUseOnceInFiveMinutes) {
    const auto opened = *sessions.open(add_ana(), {}, noon);
    EXPECT_EQ((*sessions.find(opened.secret, noon + Sessions::touch_every - 1ms))->last_seen, noon);
    EXPECT_EQ((*sessions.find(opened.secret, noon + Sessions::touch_every))->last_seen,
              noon + Sessions::touch_every);
}

TEST_F(SessionsTest, KnowsNoSecretThatIsNotWhole) {
    const auto opened = *sessions.open(add_ana(), {}, noon);
    EXPECT_FALSE(*sessions.find("", noon));
    EXPECT_FALSE(*sessions.find(opened.secret.substr(1), noon));
    EXPECT_FALSE(*sessions.find(opened.secret + "A", noon));
    EXPECT_FALSE(*sessions.find(opened.csrf, noon));
}

TEST_F(SessionsTest, KeepsNoSecretInTheRecords) {
    const auto opened = *sessions.open(add_ana(), {}, noon);
    const auto rows =
        *database->read([](store::Reader& reader) { return reader.query("SELECT digest FROM sessions"); });
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].text(0).size(), 64u);
    EXPECT_EQ(rows[0].text(0).find(opened.secret), std::string::npos);
}

TEST_F(SessionsTest, IsRevokedByItsOwnerAlone) {
    const AccountId id = add_ana();
    const AccountId other = *accounts.add({"eve@example.com", "tide line 1", "US", "", ""}, noon);
    const auto opened = *sessions.open(id, {}, noon);
    EXPECT_EQ(sessions.revoke(other, opened.session.id).error().kind, ErrorKind::not_found);
    EXPECT_TRUE(*sessions.find(opened.secret, noon));
    EXPECT_TRUE(sessions.revoke(id, opened.session.id));
    EXPECT_FALSE(*sessions.find(opened.secret, noon));
}

TEST_F(SessionsTest, EndWithSuspension) {
    const AccountId id = add_ana();
    const auto before = *sessions.open(id, {}, noon);
    ASSERT_TRUE(accounts.suspend(id, noon));
    const auto raced = *sessions.open(id, {}, noon);
    EXPECT_FALSE(*sessions.find(before.secret, noon));
    EXPECT_FALSE(*sessions.find(raced.secret, noon)) << "opened by a log-in that was under way";
}

TEST_F(SessionsTest, AreFiftyAtMost) {
    const AccountId id = add_ana();
    const auto oldest = *sessions.open(id, {}, noon);
    for (int n = 1; n <= Sessions::per_subject_max; ++n) {
        ASSERT_TRUE(sessions.open(id, {}, noon + n * 1ms));
    }
    EXPECT_EQ(sessions.list(id, noon)->size(), 50u);
    EXPECT_FALSE(*sessions.find(oldest.secret, noon));
    EXPECT_EQ(*sessions.revoke_all(id, sessions.list(id, noon)->front().id), 49);
}

TEST_F(SessionsTest, CsrfTokenHoldsForItsOwnSessionOnly) {
    const AccountId id = add_ana();
    const auto a = *sessions.open(id, {}, noon);
    const auto b = *sessions.open(id, {}, noon);
    EXPECT_TRUE(csrf_matches(a.secret, a.csrf));
    EXPECT_FALSE(csrf_matches(a.secret, b.csrf));
    EXPECT_FALSE(csrf_matches(a.secret, ""));
    EXPECT_FALSE(csrf_matches(a.secret, a.csrf.substr(1)));
}

TEST_F(TokensTest, OpensWithItsScopesUntilItExpiresOrIsWithdrawn) {
    Tokens tokens(*database);
    const AccountId id = add_ana();
    const auto issued = *tokens.create(id, "television", scope::play, noon + 1h, noon);
    EXPECT_TRUE(issued.secret.starts_with("nuri_"));
    const auto found = *tokens.find(issued.secret, noon + 1h - 1ms);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->scopes, scope::play);
    EXPECT_FALSE(*tokens.find(issued.secret, noon + 1h));
    EXPECT_FALSE(*tokens.find(issued.secret.substr(5), noon));
    EXPECT_FALSE(*tokens.find("nuri_", noon));
    ASSERT_TRUE(tokens.revoke(id, issued.token.id));
    EXPECT_FALSE(*tokens.find(issued.secret, noon));
    EXPECT_EQ(tokens.revoke(id, issued.token.id).error().kind, ErrorKind::not_found);
}

TEST_F(TokensTest, RestsWhileItsOwnerIsSuspended) {
    Tokens tokens(*database);
    const AccountId id = add_ana();
    const auto issued = *tokens.create(id, "television", scope::play, {}, noon);
    ASSERT_TRUE(accounts.suspend(id, noon));
    EXPECT_FALSE(*tokens.find(issued.secret, noon));
    ASSERT_TRUE(accounts.resume(id, noon));
    EXPECT_TRUE(*tokens.find(issued.secret, noon));
}

TEST_F(TokensTest, HasNoScopeOfAnotherKindOfSubject) {
    Tokens tokens(*database);
    const AccountId id = add_ana();
    EXPECT_EQ(tokens.create(id, "x", scope::play | scope::write, {}, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(tokens.create(id, "x", 0, {}, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(tokens.create(id, " ", scope::play, {}, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(tokens.create(id, "x", scope::play, noon, noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(*parse_scopes("play, account"), scope::of_members);
    EXPECT_EQ(scopes_to_string(scope::of_operators), "read,write");
    EXPECT_FALSE(parse_scopes("play,everything"));
    EXPECT_FALSE(parse_scopes(""));
}

TEST_F(ProfilesTest, AreOneToFiveWithNamesOfTheirOwn) {
    const AccountId id = add_ana();
    for (int n = 2; n <= Profiles::per_account_max; ++n) {
        ProfileSettings settings;
        settings.name = "profile " + std::to_string(n);
        ASSERT_TRUE(profiles.add(id, settings, noon));
    }
    ProfileSettings sixth;
    sixth.name = "sixth";
    EXPECT_EQ(profiles.add(id, sixth, noon).error().kind, ErrorKind::exhausted);
    const auto household = *profiles.list(id);
    ASSERT_EQ(household.size(), 5u);
    for (size_t n = 1; n < household.size(); ++n) EXPECT_TRUE(profiles.remove(id, household[n].id));
    EXPECT_EQ(profiles.remove(id, household[0].id).error().kind, ErrorKind::conflict) << "the last stays";
    ProfileSettings twin;
    twin.name = "ana";
    EXPECT_EQ(profiles.add(id, twin, noon).error().kind, ErrorKind::conflict);
}

TEST_F(ProfilesTest, KeepWhatTheirOwnerChose) {
    const AccountId id = add_ana();
    ProfileSettings settings;
    settings.name = "  민아 ";
    settings.avatar = "moon";
    settings.language = "KO-kr";
    settings.audio_languages = {"ko", "es-419"};
    settings.subtitle_languages = {"en"};
    settings.maturity_age = 15;
    const ProfileId profile = *profiles.add(id, settings, noon);
    const Profile read = *profiles.get(id, profile);
    EXPECT_EQ(read.settings.name, "민아");
    EXPECT_EQ(read.settings.language, "ko-KR");
    EXPECT_THAT(read.settings.audio_languages, testing::ElementsAre("ko", "es-419"));
    EXPECT_EQ(read.settings.maturity_age, 15);
    EXPECT_FALSE(read.has_pin);
    settings.kids = true;
    ASSERT_TRUE(profiles.change(id, profile, settings, noon));
    EXPECT_EQ(profiles.get(id, profile)->settings.maturity_age, 12) << "a child's limit is no higher";
}

TEST_F(ProfilesTest, RefuseWhatNoProfileCanHave) {
    const AccountId id = add_ana();
    const auto add = [&](auto&& mutate) {
        ProfileSettings settings;
        settings.name = "someone";
        mutate(settings);
        const auto added = profiles.add(id, settings, noon);
        return added ? "added" : std::string(to_string(added.error().kind));
    };
    EXPECT_EQ(add([](auto& s) { s.name = " "; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.name = std::string(41, 'a'); }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.name = "a\nb"; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.avatar = "../secret"; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.language = "no language"; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.audio_languages = std::vector<std::string>(9, "ko"); }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.maturity_age = 22; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.maturity_age = -1; }), "invalid");
    EXPECT_EQ(add([](auto& s) { s.name = std::string(40, 'a'); }), "added");
}

TEST_F(ProfilesTest, OfAnotherAccountAreNotThere) {
    const AccountId id = add_ana();
    const AccountId other = *accounts.add({"eve@example.com", "tide line 1", "US", "", ""}, noon);
    const ProfileId profile = profiles.list(id)->front().id;
    EXPECT_EQ(profiles.get(other, profile).error().kind, ErrorKind::not_found);
    EXPECT_EQ(profiles.remove(other, profile).error().kind, ErrorKind::not_found);
    EXPECT_EQ(profiles.set_pin(other, profile, "1234", noon).error().kind, ErrorKind::not_found);
}

TEST_F(ProfilesTest, AreShutForAQuarterOfAnHourAfterFiveWrongPins) {
    const AccountId id = add_ana();
    const ProfileId profile = profiles.list(id)->front().id;
    EXPECT_TRUE(*profiles.check_pin(id, profile, "", noon)) << "there is none yet";
    EXPECT_EQ(profiles.set_pin(id, profile, "123", noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(profiles.set_pin(id, profile, "12a4", noon).error().kind, ErrorKind::invalid);
    ASSERT_TRUE(profiles.set_pin(id, profile, "1234", noon));
    for (int n = 0; n < 4; ++n) EXPECT_FALSE(*profiles.check_pin(id, profile, "0000", noon));
    EXPECT_TRUE(*profiles.check_pin(id, profile, "1234", noon)) << "the right one sets the count back";
    for (int n = 0; n < 5; ++n) EXPECT_FALSE(*profiles.check_pin(id, profile, "0000", noon));
    EXPECT_EQ(profiles.check_pin(id, profile, "1234", noon + 15min - 1ms).error().kind, ErrorKind::exhausted);
    EXPECT_TRUE(*profiles.check_pin(id, profile, "1234", noon + 15min));
    ASSERT_TRUE(profiles.set_pin(id, profile, "", noon));
    EXPECT_FALSE(profiles.get(id, profile)->has_pin);
}

TEST_F(OperatorsTest, LogInAndChangeTheirPassword) {
    Operators operators(*database, hasher);
    const OperatorId id = *operators.add("Kim@example.com", "Kim", Role::owner, "studio door 1", noon);
    EXPECT_EQ(operators.add("kim@example.com", "Kim", Role::media, "studio door 1", noon).error().kind,
              ErrorKind::conflict);
    EXPECT_EQ(operators.log_in("kim@example.com", "studio door 1", {}, noon)->id, id);
    EXPECT_EQ(operators.log_in("kim@example.com", "studio door 2", {}, noon).error(),
              operators.log_in("nobody@example.com", "studio door 1", {}, noon).error());
    const auto session = *sessions.open(id, {}, noon);
    EXPECT_TRUE(*sessions.find(session.secret, noon + 12h - 1ms));
    EXPECT_TRUE(operators.change_password(id, "studio door 1", "studio door 3", noon));
    EXPECT_FALSE(*sessions.find(session.secret, noon));
}

TEST_F(OperatorsTest, NeverLoseTheirLastOwner) {
    Operators operators(*database, hasher);
    const OperatorId first = *operators.add("kim@example.com", "Kim", Role::owner, "studio door 1", noon);
    const OperatorId second = *operators.add("lee@example.com", "Lee", Role::media, "studio door 1", noon);
    EXPECT_EQ(operators.remove(first).error().kind, ErrorKind::conflict);
    EXPECT_EQ(operators.set_role(first, Role::media).error().kind, ErrorKind::conflict);
    ASSERT_TRUE(operators.set_role(second, Role::owner));
    EXPECT_TRUE(operators.remove(first));
    EXPECT_EQ(operators.list()->size(), 1u);
}

TEST_F(OperatorsTest, MayWriteInTheirOwnAreaOnly) {
    const Role roles[] = {Role::catalogue, Role::licensing, Role::media, Role::support, Role::analyst};
    for (const Role role : roles) {
        EXPECT_EQ(may(role, Area::catalogue, Access::write), role == Role::catalogue) << to_string(role);
        EXPECT_EQ(may(role, Area::licensing, Access::write), role == Role::licensing) << to_string(role);
        EXPECT_EQ(may(role, Area::media, Access::write), role == Role::media) << to_string(role);
        EXPECT_EQ(may(role, Area::members, Access::write), role == Role::support) << to_string(role);
        EXPECT_EQ(may(role, Area::members, Access::read), role == Role::support) << to_string(role);
        EXPECT_TRUE(may(role, Area::licensing, Access::read)) << to_string(role);
        EXPECT_FALSE(may(role, Area::service, Access::read)) << to_string(role);
        EXPECT_EQ(*parse_role(to_string(role)), role);
    }
    EXPECT_TRUE(may(Role::owner, Area::service, Access::write));
    EXPECT_FALSE(parse_role("king"));
}

TEST_F(PlansTest, AreThreeToBeginWithAndPricedByCountry) {
    Plans plans(*database);
    EXPECT_THAT(*plans.list(),
                testing::ElementsAre(Plan{"basic", "Basic", 1, 720}, Plan{"standard", "Standard", 2, 1080},
                                     Plan{"premium", "Premium", 4, 2160}));
    EXPECT_EQ(plans.find("gold").error().message,
              "there is no plan \"gold\"; there are basic, standard, premium");
    ASSERT_TRUE(plans.set_price("basic", {"kr", 5500, "krw"}));
    ASSERT_TRUE(plans.set_price("basic", {"KR", 5900, "KRW"}));
    ASSERT_TRUE(plans.set_price("basic", {"US", 799, "USD"}));
    EXPECT_THAT(*plans.prices("basic"),
                testing::ElementsAre(Price{"KR", 5900, "KRW"}, Price{"US", 799, "USD"}));
    EXPECT_EQ(*plans.price_in("basic", "MX"), std::nullopt);
    EXPECT_EQ(plans.set_price("basic", {"US", 1, "XQQ"}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(plans.set_price("gold", {"US", 1, "USD"}).error().kind, ErrorKind::not_found);
    ASSERT_TRUE(plans.put({"basic", "Basic", 1, 1080}));
    EXPECT_EQ(plans.find("basic")->height_max, 1080);
    EXPECT_EQ(plans.put({"none", "None", 0, 720}).error().kind, ErrorKind::invalid);
}

// Each step is put on records of the schema before it, and those records must still be there.
TEST(MembersSchemaTest, EveryStepKeepsWhatWasThereBefore) {
    const auto database = *store::Database::open_temporary();
    const Instant now = from_unix_ms(1);
    const char* const records[] = {
        "INSERT INTO plan_prices (plan, country, amount_minor, currency) VALUES ('basic', 'US', 799, 'USD')",
        "INSERT INTO accounts (email, email_key, password_hash, country, plan, locale, status, created, "
        "changed)"
        " VALUES ('a@example.com', 'a@example.com', '', 'US', 'basic', 'en', 'active', 1, 1)",
        "INSERT INTO letters_due (email, cause, attempts, due) VALUES ('a@example.com', 'reset', 0, 1)",
        "INSERT INTO operators (email, email_key, name, role, password_hash, created)"
        " VALUES ('k@example.com', 'k@example.com', 'Kim', 'owner', '', 1)",
        "INSERT INTO sessions (digest, account, device, country, created, last_seen, expires)"
        " VALUES ('d', 1, '', '', 1, 1, 2)",
        "INSERT INTO tokens (digest, operator, name, scopes, created) VALUES ('d', 1, 'n', 'read', 1)",
        "INSERT INTO profiles (account, name, avatar, language, audio_languages, subtitle_languages, kids, "
        "pin_hash,"
        " pin_failures, pin_shut_until, created) VALUES (1, 'a', '', 'en', '', '', 0, '', 0, 0, 1)",
        "INSERT INTO invoices (account, kind, plan, amount_minor, currency, status, period_start, period_end,"
        " issued, charge_key, payment, action_url) VALUES (1, 'period', 'basic', 1, 'USD', 'open', 1, 2, 1,"
        " 'k', '', '')",
        "INSERT INTO test_payments (reference, charge_key, method, outcome, made)"
        " VALUES ('r', 'k', 'm', 'succeeded', 1)",
        "UPDATE accounts SET closes = 5",
        "UPDATE sessions SET profile = 1",
        "INSERT INTO my_list (profile, title, added) VALUES (1, 1, 1)",
    };
    const char* const tables[] = {"plan_prices",   "accounts", "letters_due", "operators",
                                  "sessions",      "tokens",   "profiles",    "subscriptions",
                                  "test_payments", "accounts", "sessions",    "my_list"};
    ASSERT_EQ(schema().migrations.size(), std::size(records));
    for (size_t step = 0; step < std::size(records); ++step) {
        ASSERT_TRUE(store::migrate_up_to(*database, schema(), static_cast<int>(step) + 1, now));
        ASSERT_TRUE(database->write([&](store::Writer& writer) { return writer.execute(records[step]); }))
            << step;
        for (size_t table = 0; table <= step; ++table) {
            const auto count = *database->read([&](store::Reader& reader) {
                return reader.query_one("SELECT COUNT(*) FROM " + std::string(tables[table]));
            });
            EXPECT_EQ(count->integer(0), 1) << tables[table] << " after step " << step + 1;
        }
    }
    ASSERT_TRUE(store::migrate(*database, schema(), now)) << "again, and nothing happens";
}

TEST_F(SchemaTest, TokenBelongsToAMemberOrToAnOperatorAndNotToBoth) {
    add_ana();
    const auto insert = [&](const char* owners) {
        return database->write([&](store::Writer& writer) {
            return writer.execute(
                std::string("INSERT INTO tokens (digest, name, scopes, created, account, operator)"
                            " VALUES ('d', 'n', 'play', 1, ") +
                owners + ")");
        });
    };
    EXPECT_EQ(insert("NULL, NULL").error().kind, ErrorKind::conflict);
    EXPECT_EQ(insert("99, NULL").error().kind, ErrorKind::conflict);
    EXPECT_TRUE(insert("1, NULL"));
}

}  // namespace
}  // namespace nuri::members
