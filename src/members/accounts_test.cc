#include "members/accounts.h"

#include <gmock/gmock.h>

#include "members/members_test_house.h"
#include "members/token.h"

namespace nuri::members {
namespace {

using namespace std::chrono_literals;

class AccountsTest : public MembersTest {};

TEST_F(AccountsTest, SignUpBecomesAMemberByTheLinkOfTheLetter) {
    ASSERT_TRUE(accounts.sign_up(ana(), {"203.0.113.9"}, noon));
    EXPECT_EQ(accounts.log_in("ana@example.com", "tide line 1", {}, noon).error().kind, ErrorKind::forbidden);
    deliver(noon);
    ASSERT_EQ(mail.letters.size(), 1u);
    EXPECT_EQ(mail.letters[0].to.text(), "ana@example.com");
    EXPECT_EQ(mail.letters[0].language, "es");

    const auto id = accounts.verify(mail.last_secret(), noon + 1h);
    ASSERT_TRUE(id);
    const Account account = *accounts.log_in("Ana@Example.com", "tide line 1", {}, noon + 1h);
    EXPECT_EQ(account.id, *id);
    EXPECT_EQ(account.country, "MX");
    EXPECT_EQ(account.plan, "premium");
    EXPECT_EQ(account.locale, "es-MX");
    EXPECT_EQ(account.status, AccountStatus::active);
    const auto household = *profiles.list(*id);
    ASSERT_EQ(household.size(), 1u);
    EXPECT_EQ(household[0].settings.name, "ana");
    EXPECT_EQ(household[0].settings.language, "es-MX");
}

TEST_F(AccountsTest, LinkWorksOnceForTwoDaysToTheMillisecondAndWholeOnly) {
    ASSERT_TRUE(accounts.sign_up(ana(), {}, noon));
    deliver(noon);
    const std::string secret = mail.last_secret();
    ASSERT_EQ(secret.size(), 43u);
    std::string altered = secret;
    altered[20] = altered[20] == 'x' ? 'y' : 'x';
    for (const std::string& wrong : {altered, secret.substr(1), std::string(), secret + "A"}) {
        EXPECT_EQ(accounts.verify(wrong, noon).error().kind, ErrorKind::unauthenticated) << wrong;
    }
    EXPECT_EQ(accounts.verify(secret, noon + 48h).error().kind, ErrorKind::unauthenticated);
    EXPECT_EQ(accounts.reset_password(secret, "another one", noon).error().kind, ErrorKind::unauthenticated)
        << "a link for one purpose serves no other";
    EXPECT_TRUE(accounts.verify(secret, noon + 48h - 1ms));
    EXPECT_EQ(accounts.verify(secret, noon + 48h - 1ms).error().kind, ErrorKind::unauthenticated) << "used";
}

TEST_F(AccountsTest, SecondSignUpReplacesAPendingOneAndItsLink) {
    ASSERT_TRUE(accounts.sign_up(ana(), {}, noon));
    deliver(noon);
    const std::string first = mail.last_secret();
    NewMember again = ana();
    again.password = "another tide";
    ASSERT_TRUE(accounts.sign_up(again, {}, noon + 1min));
    deliver(noon + 1min);
    EXPECT_FALSE(accounts.verify(first, noon + 2min));
    EXPECT_TRUE(accounts.verify(mail.last_secret(), noon + 2min));
    EXPECT_FALSE(accounts.log_in("ana@example.com", "tide line 1", {}, noon + 2min));
    EXPECT_TRUE(accounts.log_in("ana@example.com", "another tide", {}, noon + 2min));
}

TEST_F(AccountsTest, TellsNoStrangerWhoIsAMember) {
    add_ana();
    NewMember eve = ana();
    eve.password = "evil password";
    ASSERT_TRUE(accounts.sign_up(eve, {}, noon)) << "the same answer as for a new address";
    deliver(noon);
    ASSERT_EQ(mail.letters.size(), 1u);
    EXPECT_EQ(mail.last_secret(), "") << "the member hears of it, and there is no link in the letter";
    EXPECT_TRUE(accounts.log_in("ana@example.com", "tide line 1", {}, noon)) << "nothing has changed";

    EXPECT_TRUE(accounts.request_reset("nobody@example.com", {}, noon));
    EXPECT_TRUE(accounts.resend_verification("nobody@example.com", {}, noon));
    deliver(noon);
    EXPECT_EQ(mail.letters.size(), 1u) << "no letter to a stranger";

    const Error unknown = accounts.log_in("nobody@example.com", "tide line 1", {}, noon).error();
    const Error wrong = accounts.log_in("ana@example.com", "tide line 2", {}, noon).error();
    EXPECT_EQ(unknown, wrong);
    EXPECT_EQ(accounts.log_in("no address", "tide line 1", {}, noon).error(), wrong);
    EXPECT_EQ(accounts.log_in("ana@example.com", std::string(257, 'a'), {}, noon).error(), wrong);
}

TEST_F(AccountsTest, SuspensionIsToldAfterTheRightPasswordOnly) {
    const AccountId id = add_ana();
    ASSERT_TRUE(accounts.suspend(id, noon));
    EXPECT_EQ(accounts.log_in("ana@example.com", "tide line 2", {}, noon).error().kind,
              ErrorKind::unauthenticated);
    EXPECT_EQ(accounts.log_in("ana@example.com", "tide line 1", {}, noon).error().kind, ErrorKind::forbidden);
    ASSERT_TRUE(accounts.resume(id, noon));
    EXPECT_TRUE(accounts.log_in("ana@example.com", "tide line 1", {}, noon));
}

TEST_F(AccountsTest, AddRefusesWhatSignUpRefuses) {
    const struct {
        const char* name;
        NewMember member;
        ErrorKind kind;
    } cases[] = {
        {"address", {"ana", "tide line 1", "MX", "", ""}, ErrorKind::invalid},
        {"password", {"ana@example.com", "short", "MX", "", ""}, ErrorKind::invalid},
        {"country", {"ana@example.com", "tide line 1", "QQ", "", ""}, ErrorKind::invalid},
        {"no country", {"ana@example.com", "tide line 1", "", "", ""}, ErrorKind::invalid},
        {"group of countries", {"ana@example.com", "tide line 1", "419", "", ""}, ErrorKind::invalid},
        {"locale", {"ana@example.com", "tide line 1", "MX", "no language", ""}, ErrorKind::invalid},
        {"plan", {"ana@example.com", "tide line 1", "MX", "", "gold"}, ErrorKind::not_found},
    };
    for (const auto& [name, member, kind] : cases) {
        EXPECT_EQ(accounts.add(member, noon).error().kind, kind) << name;
        EXPECT_EQ(accounts.sign_up(member, {}, noon).error().kind, kind) << name;
    }
    EXPECT_TRUE(accounts.add({"ana@example.com", "tide line 1", "mx", "", ""}, noon));
    EXPECT_EQ(accounts.add({"ANA@example.com", "tide line 1", "MX", "", ""}, noon).error().kind,
              ErrorKind::conflict);
    EXPECT_EQ((*accounts.find("ana@EXAMPLE.com"))->plan, "standard");
}

TEST_F(AccountsTest, ForgottenPasswordEndsEverySessionAndToken) {
    const AccountId id = add_ana();
    Tokens tokens(*database);
    const auto session = *sessions.open(id, {}, noon);
    const auto token = *tokens.create(id, "television", scope::play, {}, noon);
    ASSERT_TRUE(accounts.request_reset("ana@example.com", {}, noon));
    deliver(noon);
    const std::string secret = mail.last_secret();
    EXPECT_EQ(accounts.reset_password(secret, "short", noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(accounts.reset_password(secret, "new tide 22", noon + 1h).error().kind,
              ErrorKind::unauthenticated);
    ASSERT_TRUE(accounts.reset_password(secret, "new tide 22", noon + 1h - 1ms));
    EXPECT_FALSE(accounts.reset_password(secret, "new tide 33", noon + 2min)) << "used";
    EXPECT_FALSE(*sessions.find(session.secret, noon));
    EXPECT_FALSE(*tokens.find(token.secret, noon));
    EXPECT_FALSE(accounts.log_in("ana@example.com", "tide line 1", {}, noon));
    EXPECT_TRUE(accounts.log_in("ana@example.com", "new tide 22", {}, noon));
    deliver(noon + 1h);
    EXPECT_EQ(mail.letters.back().subject, "Tu contraseña de nuri ha cambiado");
}

TEST_F(AccountsTest, ResetByLetterVerifiesAPendingAccount) {
    ASSERT_TRUE(accounts.sign_up(ana(), {}, noon));
    ASSERT_TRUE(accounts.request_reset("ana@example.com", {}, noon));
    deliver(noon);
    const auto id = accounts.reset_password(mail.last_secret(), "new tide 22", noon);
    ASSERT_TRUE(id);
    EXPECT_EQ(accounts.get(*id)->status, AccountStatus::active);
    EXPECT_EQ(profiles.list(*id)->size(), 1u);
}

TEST_F(AccountsTest, ChangedPasswordKeepsThisSessionAndEndsTheOthers) {
    const AccountId id = add_ana();
    const auto here = *sessions.open(id, {}, noon);
    const auto there = *sessions.open(id, {}, noon);
    EXPECT_EQ(accounts.change_password(id, "wrong", "new tide 22", here.session.id, noon).error().kind,
              ErrorKind::unauthenticated);
    EXPECT_TRUE(*sessions.find(there.secret, noon));
    ASSERT_TRUE(accounts.change_password(id, "tide line 1", "new tide 22", here.session.id, noon));
    EXPECT_TRUE(*sessions.find(here.secret, noon));
    EXPECT_FALSE(*sessions.find(there.secret, noon));
}

TEST_F(AccountsTest, LogInIsLimitedByAccountAndByAddress) {
    add_ana();
    for (int n = 0; n < 10; ++n) {
        EXPECT_EQ(accounts.log_in("ana@example.com", "wrong", {}, noon).error().kind,
                  ErrorKind::unauthenticated);
    }
    EXPECT_EQ(accounts.log_in("ana@example.com", "tide line 1", {}, noon).error().kind, ErrorKind::exhausted);
    EXPECT_EQ(accounts.log_in("ANA@example.com", "tide line 1", {}, noon + 1min - 1ms).error().kind,
              ErrorKind::exhausted);
    EXPECT_TRUE(accounts.log_in("ana@example.com", "tide line 1", {}, noon + 1min));

    for (int n = 0; n < 30; ++n) {
        const std::string email = "someone" + std::to_string(n) + "@example.com";
        EXPECT_EQ(accounts.log_in(email, "wrong", {"203.0.113.9"}, noon).error().kind,
                  ErrorKind::unauthenticated);
    }
    EXPECT_EQ(accounts.log_in("another@example.com", "wrong", {"203.0.113.9"}, noon).error().kind,
              ErrorKind::exhausted);
    EXPECT_EQ(accounts.log_in("another@example.com", "wrong", {"203.0.113.10"}, noon).error().kind,
              ErrorKind::unauthenticated);
}

TEST_F(AccountsTest, NobodyIsFloodedWithLetters) {
    for (int n = 0; n < 3; ++n) EXPECT_TRUE(accounts.request_reset("ana@example.com", {}, noon));
    EXPECT_EQ(accounts.request_reset("Ana@example.com", {}, noon).error().kind, ErrorKind::exhausted);
    EXPECT_TRUE(accounts.request_reset("ana@example.com", {}, noon + 10min));
}

TEST_F(AccountsTest, WeakerHashIsMadeAnewAtLogIn) {
    add_ana();
    PasswordHasher stronger({2, size_t{16} << 10});
    Accounts later(*database, stronger);
    const auto hash = [&] {
        return database->read([](store::Reader& reader) -> Result<std::string> {
            return TRY(reader.query_one("SELECT password_hash FROM accounts"))->text(0);
        });
    };
    EXPECT_TRUE(stronger.needs_rehash(*hash()));
    EXPECT_TRUE(later.log_in("ana@example.com", "tide line 1", {}, noon));
    EXPECT_FALSE(stronger.needs_rehash(*hash()));
    EXPECT_TRUE(later.log_in("ana@example.com", "tide line 1", {}, noon));
}

TEST_F(AccountsTest, ClosingErasesThePersonAndFreesTheAddress) {
    const AccountId id = add_ana();
    const auto session = *sessions.open(id, {}, noon);
    ASSERT_TRUE(accounts.close(id, noon));
    EXPECT_TRUE(accounts.close(id, noon));
    EXPECT_FALSE(*sessions.find(session.secret, noon));
    EXPECT_EQ(accounts.log_in("ana@example.com", "tide line 1", {}, noon).error().kind,
              ErrorKind::unauthenticated);
    const Account left = *accounts.get(id);
    EXPECT_EQ(left.status, AccountStatus::closed);
    EXPECT_EQ(left.email, "");
    EXPECT_EQ(left.country, "MX");
    EXPECT_TRUE(profiles.list(id)->empty());
    EXPECT_EQ(accounts.set_plan(id, "basic", noon).error().kind, ErrorKind::conflict);
    EXPECT_NE(add_ana(), id);
}

TEST_F(AccountsTest, ExportHoldsWhatWeKnowAndNoSecret) {
    const AccountId id = add_ana();
    const auto session = *sessions.open(id, {"203.0.113.9", "Firefox on Linux", "MX"}, noon);
    const std::string document = *accounts.export_data(id);
    EXPECT_THAT(document, testing::HasSubstr("\"email\":\"ana@example.com\""));
    EXPECT_THAT(document, testing::HasSubstr("\"device\":\"Firefox on Linux\""));
    EXPECT_THAT(document, testing::HasSubstr("\"name\":\"ana\""));
    EXPECT_THAT(document, testing::Not(testing::HasSubstr("argon2")));
    EXPECT_THAT(document, testing::Not(testing::HasSubstr(session.secret)));
}

TEST_F(AccountsTest, SweepForgetsWhoNeverVerified) {
    ASSERT_TRUE(accounts.sign_up(ana(), {}, noon));
    deliver(noon);
    EXPECT_EQ(*accounts.sweep(noon + 48h - 1ms), 0);
    EXPECT_EQ(*accounts.sweep(noon + 48h), 1) << "the link";
    EXPECT_EQ(*accounts.sweep(noon + 30 * 24h - 1ms), 0);
    EXPECT_EQ(*accounts.sweep(noon + 30 * 24h), 1) << "the account";
    EXPECT_FALSE(*accounts.find("ana@example.com"));
}

TEST_F(AccountsTest, LetterThatCannotBeSentIsTriedAgainAndThenGivenUp) {
    ASSERT_TRUE(accounts.sign_up(ana(), {}, noon));
    mail.away = true;
    EXPECT_EQ(*postman.deliver_due(noon), 0);
    mail.away = false;
    EXPECT_EQ(*postman.deliver_due(noon + 1min - 1ms), 0);
    EXPECT_EQ(*postman.deliver_due(noon + 1min), 1);
    EXPECT_TRUE(accounts.verify(mail.last_secret(), noon + 1min));

    ASSERT_TRUE(accounts.request_reset("ana@example.com", {}, noon));
    mail.away = true;
    Instant now = noon + 1h;
    for (int n = 1; n < Postman::attempts_max; ++n, now += 24h) EXPECT_EQ(*postman.deliver_due(now), 0);
    EXPECT_EQ(*postman.deliver_due(now), 1) << "done with, though not sent";
}

}  // namespace
}  // namespace nuri::members
