#include "members/subscriptions.h"

#include <chrono>

#include <gtest/gtest.h>

#include "members/members_test_house.h"
#include "members/plan.h"
#include "members/subscription_records.h"
#include "members/test_payment.h"

namespace nuri::members {
namespace {

using namespace std::chrono_literals;
using State = SubscriptionState;
using Outcome = PaymentOutcome;

constexpr Instant day(int month, unsigned number) {
    return Instant(std::chrono::sys_days{std::chrono::year{2025} / month / number}) + 12h;
}

TEST(SubscriptionTest, AMonthEndsOnTheDayItBeganOrOnTheMonthsLast) {
    const struct {
        Instant from;
        int anchor;
        Instant to;
    } cases[] = {{day(1, 31), 31, day(2, 28)},
                 {day(2, 28), 31, day(3, 31)},
                 {day(3, 31), 31, day(4, 30)},
                 {day(4, 15), 15, day(5, 15)},
                 {day(1, 30), 30, day(2, 28)}};
    for (const auto& [from, anchor, to] : cases)
        EXPECT_EQ(months_after(from, 1, anchor), to) << nuri::to_string(from);
    EXPECT_EQ(months_after(day(12, 31), 2, 31),
              Instant(std::chrono::sys_days{std::chrono::year{2026} / 2 / 28}) + 12h);
}

TEST(SubscriptionTest, ADearerPlanCostsTheDifferenceForTheDaysThatAreLeftRoundedDown) {
    const Instant from = day(6, 1), to = day(7, 1);
    const struct {
        const char* name;
        int64_t old_minor, new_minor;
        Instant now;
        int days_left;
        int64_t charge;
    } cases[] = {
        {"on the first moment", 900, 1500, from, 30, 600},
        {"a second later the day counts whole", 900, 1500, from + 1s, 30, 600},
        {"a day later", 900, 1500, from + 24h, 29, 580},
        {"rounded down", 1000, 1100, from + 24h * 20 + 1h, 10, 33},
        {"in the last second", 900, 1500, to - 1s, 1, 20},
        {"when it is over", 900, 1500, to, 0, 0},
        {"a cheaper one", 1500, 900, from, 30, 0},
    };
    for (const auto& [name, old_minor, new_minor, now, days_left, charge] : cases) {
        const Proration proration = prorate(from, to, old_minor, new_minor, now);
        EXPECT_EQ(proration.days_left, days_left) << name;
        EXPECT_EQ(proration.days_in_period, 30) << name;
        EXPECT_EQ(proration.charge_minor, charge) << name;
    }
}

/// A member in Mexico, where basic costs 99, standard 139 and premium 199 pesos, and a provider that can be
/// away.
class SubscriptionsTest : public MembersTest {
  protected:
    class Provider final : public PaymentProvider {
      public:
        explicit Provider(store::Database& database) : test(database, "key") {}
        std::string_view name() const override { return test.name(); }
        Result<PaymentMethod> attach(std::string_view token, int64_t account, Instant now) override {
            return test.attach(token, account, now);
        }
        Result<Payment> charge(const Charge& charge, Instant now) override {
            charges.push_back(charge);
            auto payment = test.charge(charge, now);
            if (away) return Error{ErrorKind::unavailable, "the provider is away"};
            return payment;
        }
        Result<Payment> look_up(std::string_view reference, Instant now) override {
            return test.look_up(reference, now);
        }
        Result<Payment> cancel(std::string_view reference, Instant now) override {
            return test.cancel(reference, now);
        }
        Result<Payment> read_notice(std::string_view body, std::string_view signature, Instant now) override {
            return test.read_notice(body, signature, now);
        }
        TestPayments test;
        std::vector<Charge> charges;
        bool away = false;  // after the money was taken: the worst moment
    };

    SubscriptionsTest() {
        for (const auto& [plan, amount] : {std::pair("basic", 9900), {"standard", 13900}, {"premium", 19900}})
            EXPECT_TRUE(plans.set_price(plan, {"MX", amount, "MXN"}));
        EXPECT_TRUE(
            accounts.sign_up({"eva@example.com", "tide line 1", "MX", "es-MX", "standard"}, Visit(), noon));
        deliver(noon);
        eva = *accounts.verify(mail.last_secret(), noon);
        mail.letters.clear();
    }

    Billed start(std::string_view token = "test-succeeds", Instant now = noon,
                 std::string_view plan = "standard") {
        auto billed = subscriptions.start(eva, plan, token, "", now);
        EXPECT_TRUE(billed) << billed.error().message;
        return billed ? *billed : Billed();
    }
    State state() { return subscriptions.get(eva)->state; }
    /// The clock as the server's timer sees it, hour by hour.
    void pass(Instant from, Instant to) {
        for (Instant now = from; now <= to; now += 1h) EXPECT_TRUE(subscriptions.run_due(now));
    }
    std::vector<std::string> invoice_states() {
        std::vector<std::string> words;
        for (const Invoice& invoice : *subscriptions.invoices(eva, 100))
            words.emplace_back(to_string(invoice.status));
        return words;
    }

    Plans plans{*database};
    Provider provider{*database};
    Subscriptions subscriptions{*database, {&provider, 0}};
    AccountId eva;
};

TEST_F(SubscriptionsTest, WhoSignedUpHasNothingAndWhoAnOperatorAddedIsAGuest) {
    EXPECT_EQ(state(), State::none);
    EXPECT_FALSE(*subscriptions.entitled(eva, noon));
    const AccountId ana = add_ana();
    EXPECT_EQ(subscriptions.get(ana)->state, State::complimentary);
    EXPECT_TRUE(*subscriptions.entitled(ana, noon));
    EXPECT_EQ(subscriptions.start(ana, "basic", "test-succeeds", "", noon).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(subscriptions.set_complimentary(ana, false, noon));
    EXPECT_FALSE(*subscriptions.entitled(ana, noon));
    EXPECT_TRUE(subscriptions.set_complimentary(eva, true, noon));
    EXPECT_TRUE(*subscriptions.entitled(eva, noon));
}

TEST_F(SubscriptionsTest, WithoutAProviderEverybodyIsEntitledAndNothingIsCharged) {
    Subscriptions free{*database};
    EXPECT_TRUE(*free.entitled(eva, noon));
    EXPECT_EQ(free.start(eva, "standard", "test-succeeds", "", noon).error().kind, ErrorKind::conflict);
    EXPECT_EQ(*free.run_due(noon), 0);
}

TEST_F(SubscriptionsTest, BeginsWithAPaymentAndIsChargedEachMonth) {
    EXPECT_EQ(start().outcome, Outcome::succeeded);
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(7, 1));
    pass(noon, day(7, 1) - 1h);
    EXPECT_EQ(provider.charges.size(), 1u);
    pass(day(7, 1), day(9, 1));
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(10, 1));
    EXPECT_EQ(provider.charges.size(), 4u);
    for (const Charge& charge : provider.charges) EXPECT_EQ(charge.amount_minor, 13900);
    EXPECT_TRUE(provider.charges[0].member_present);
    EXPECT_FALSE(provider.charges[1].member_present);
}

TEST_F(SubscriptionsTest, DoesNotBeginWithoutAPriceAtHomeOrAWayToPay) {
    EXPECT_TRUE(accounts.set_country(eva, "KR", noon));
    EXPECT_EQ(subscriptions.start(eva, "standard", "test-succeeds", "", noon).error().kind,
              ErrorKind::conflict);
    EXPECT_TRUE(accounts.set_country(eva, "MX", noon));
    EXPECT_EQ(subscriptions.start(eva, "standard", "", "", noon).error().kind, ErrorKind::invalid);
    EXPECT_EQ(subscriptions.start(eva, "standard", "4242424242424242", "", noon).error().kind,
              ErrorKind::invalid);
    EXPECT_EQ(subscriptions.start(eva, "gold", "test-succeeds", "", noon).error().kind, ErrorKind::not_found);
}

TEST_F(SubscriptionsTest, ARefusedBeginningLeavesNothingBehindAndAnotherCardMayDo) {
    EXPECT_EQ(start("test-declines").outcome, Outcome::declined);
    EXPECT_EQ(state(), State::none);
    EXPECT_FALSE(subscriptions.get(eva)->method);
    EXPECT_EQ(start("test-succeeds", noon + 1min).outcome, Outcome::succeeded);
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(invoice_states(), (std::vector<std::string>{"paid", "void"}));
}

TEST_F(SubscriptionsTest, TheSameWishTwiceIsOneBeginning) {
    for (int n = 0; n < 2; ++n) {
        const auto billed = subscriptions.start(eva, "standard", "test-succeeds", "wish-1", noon + 1min * n);
        ASSERT_TRUE(billed);
        EXPECT_EQ(billed->outcome, Outcome::succeeded);
    }
    EXPECT_EQ(provider.charges.size(), 1u);
    EXPECT_EQ(subscriptions.start(eva, "standard", "test-succeeds", "wish-2", noon).error().kind,
              ErrorKind::conflict);
}

TEST_F(SubscriptionsTest, WaitsForTheMembersWordAndBelievesSignedNoticesOnly) {
    const Billed billed = start("test-needs-authentication");
    EXPECT_EQ(billed.outcome, Outcome::needs_authentication);
    EXPECT_EQ(billed.subscription.state, State::pending);
    EXPECT_FALSE(*subscriptions.entitled(eva, noon));
    const auto invoice = subscriptions.open_invoice(billed.subscription);
    EXPECT_EQ((*invoice)->action_url, "/pay/test/" + (*invoice)->payment);

    const auto notice = provider.test.authenticate((*invoice)->payment, true, noon + 1min);
    ASSERT_TRUE(notice);
    EXPECT_EQ(provider.read_notice(notice->body + " ", notice->signature, noon).error().kind,
              ErrorKind::unauthenticated);
    EXPECT_EQ(provider.read_notice(notice->body, notice->signature, noon + 7min).error().kind,
              ErrorKind::unauthenticated);
    const auto payment = provider.read_notice(notice->body, notice->signature, noon + 1min);
    ASSERT_TRUE(payment);
    for (int n = 0; n < 2; ++n) EXPECT_EQ(*subscriptions.take_notice(*payment, noon + 1min), eva);
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(invoice_states(), std::vector<std::string>{"paid"});
    EXPECT_EQ(subscriptions.take_notice({"unknown", Outcome::succeeded, {}}, noon).error().kind,
              ErrorKind::not_found);
}

TEST_F(SubscriptionsTest, GivesUpWaitingForTheMembersWordAfterADay) {
    const Billed billed = start("test-needs-authentication");
    const std::string reference = (*subscriptions.open_invoice(billed.subscription))->payment;
    pass(noon, noon + 23h);
    EXPECT_EQ(state(), State::pending);
    pass(noon + 24h, noon + 25h);
    EXPECT_EQ(state(), State::none);
    // The member's word comes too late for the provider too: nothing can be taken for nothing.
    EXPECT_EQ(provider.test.authenticate(reference, true, noon + 26h).error().kind, ErrorKind::conflict);
}

TEST_F(SubscriptionsTest, APaymentThatTakesItsTimeIsAskedAfter) {
    EXPECT_EQ(start("test-processing").outcome, Outcome::processing);
    EXPECT_EQ(state(), State::pending);
    EXPECT_TRUE(subscriptions.run_due(noon + 4min));
    EXPECT_EQ(state(), State::pending);
    EXPECT_TRUE(subscriptions.run_due(noon + 5min));
    EXPECT_EQ(state(), State::active);
}

TEST_F(SubscriptionsTest, NobodyPaysTwiceWhenTheAnswerWasLost) {
    provider.away = true;
    EXPECT_EQ(subscriptions.start(eva, "standard", "test-succeeds", "", noon).error().kind,
              ErrorKind::unavailable);
    EXPECT_EQ(state(), State::pending);
    provider.away = false;
    EXPECT_TRUE(subscriptions.run_due(noon + 5min));
    EXPECT_EQ(state(), State::active);
    ASSERT_EQ(provider.charges.size(), 2u);
    EXPECT_EQ(provider.charges[0].idempotency_key, provider.charges[1].idempotency_key);
    const auto rows = database->read([](store::Reader& reader) {
        return reader.query_one("SELECT COUNT(*) FROM test_payments WHERE outcome = 'succeeded'");
    });
    EXPECT_EQ((*rows)->integer(0), 1);
}

TEST_F(SubscriptionsTest, ARefusedRenewalIsTriedAgainWithLettersAndThenEnds) {
    start("test-expires");
    pass(noon, day(7, 1));
    EXPECT_EQ(state(), State::past_due);
    EXPECT_TRUE(*subscriptions.entitled(eva, day(7, 1)));
    pass(day(7, 1) + 1h, day(7, 10) - 1h);
    EXPECT_EQ(state(), State::past_due);
    EXPECT_EQ(provider.charges.size(), 4u);  // the first month, its renewal, after one day, after three more
    pass(day(7, 10), day(7, 10) + 1h);       // and after five more
    EXPECT_EQ(state(), State::ended);
    EXPECT_FALSE(*subscriptions.entitled(eva, day(7, 10) + 1h));
    deliver(day(7, 11));
    ASSERT_EQ(mail.letters.size(), 4u);
    EXPECT_NE(mail.letters.back().text.find("https://watch.example/account"), std::string::npos);
    EXPECT_EQ(start("test-succeeds", day(8, 1)).subscription.state, State::active);
}

TEST_F(SubscriptionsTest, AnotherCardPaysWhatIsOverdueAtOnceAndKeepsTheDay) {
    start("test-expires");
    pass(noon, day(7, 2));
    const auto billed = subscriptions.set_method(eva, "test-succeeds", day(7, 3));
    ASSERT_TRUE(billed);
    EXPECT_EQ(billed->outcome, Outcome::succeeded);
    EXPECT_EQ(billed->subscription.state, State::active);
    EXPECT_EQ(billed->subscription.period_end, day(8, 1));
    EXPECT_EQ(billed->subscription.attempts, 0);
}

TEST_F(SubscriptionsTest, ACancelledMembershipPlaysToThePeriodsEndAndCanBeTakenBack) {
    start();
    ASSERT_TRUE(subscriptions.cancel(eva, day(6, 10)));
    EXPECT_EQ(state(), State::cancelled);
    EXPECT_TRUE(subscriptions.resume(eva, day(6, 20)));
    EXPECT_EQ(state(), State::active);
    ASSERT_TRUE(subscriptions.cancel(eva, day(6, 21)));
    EXPECT_TRUE(*subscriptions.entitled(eva, day(7, 1) - 1ms));
    EXPECT_FALSE(*subscriptions.entitled(eva, day(7, 1)));
    EXPECT_EQ(subscriptions.resume(eva, day(7, 1)).error().kind, ErrorKind::conflict);
    pass(day(7, 1), day(7, 2));
    EXPECT_EQ(state(), State::ended);
    EXPECT_EQ(provider.charges.size(), 1u);
}

TEST_F(SubscriptionsTest, WhoCancelsWhatIsOverdueOwesNothing) {
    start("test-expires");
    pass(noon, day(7, 1));
    ASSERT_TRUE(subscriptions.cancel(eva, day(7, 2)));
    EXPECT_EQ(state(), State::ended);
    EXPECT_EQ(invoice_states(), (std::vector<std::string>{"void", "paid"}));
}

TEST_F(SubscriptionsTest, PausesAtThePeriodsEndForThreeMonthsAtMostAndGoesOnByItself) {
    start();
    const Instant end = day(7, 1);
    EXPECT_EQ(subscriptions.pause(eva, end, day(6, 10)).error().kind, ErrorKind::invalid);
    EXPECT_EQ(subscriptions.pause(eva, day(10, 1) + 1ms, day(6, 10)).error().kind, ErrorKind::invalid);
    EXPECT_TRUE(subscriptions.pause(eva, day(10, 1), day(6, 10)));
    EXPECT_TRUE(subscriptions.pause(eva, day(8, 15), day(6, 10)));
    EXPECT_TRUE(*subscriptions.entitled(eva, end - 1s));
    pass(day(6, 10), end);
    EXPECT_EQ(state(), State::paused);
    EXPECT_FALSE(*subscriptions.entitled(eva, end));
    pass(end + 1h, day(8, 15) - 1h);
    EXPECT_EQ(provider.charges.size(), 1u);
    pass(day(8, 15), day(8, 15));
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(9, 15));
    EXPECT_EQ(subscriptions.get(eva)->anchor_day, 15);
}

TEST_F(SubscriptionsTest, APauseThatHasBegunEndsWithAPaymentAndStaysWithoutOne) {
    start();
    ASSERT_TRUE(subscriptions.pause(eva, day(8, 15), day(6, 10)));
    pass(day(7, 1), day(7, 2));
    ASSERT_TRUE(subscriptions.set_method(eva, "test-declines", day(7, 3)));
    EXPECT_EQ(subscriptions.resume(eva, day(7, 3))->outcome, Outcome::declined);
    EXPECT_EQ(state(), State::paused);
    ASSERT_TRUE(subscriptions.set_method(eva, "test-succeeds", day(7, 4)));
    EXPECT_EQ(subscriptions.resume(eva, day(7, 4))->outcome, Outcome::succeeded);
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(8, 4));
}

TEST_F(SubscriptionsTest, ADearerPlanBeginsAtOnceForWhatThePreviewSaid) {
    start();
    const Instant now = day(6, 16);
    const auto preview = subscriptions.preview(eva, "premium", now);
    ASSERT_TRUE(preview);
    EXPECT_EQ(preview->effective, now);
    EXPECT_EQ(preview->proration.charge_minor, 3000);  // 15 of 30 days of 60 pesos
    EXPECT_EQ(preview->next_charge_minor, 19900);
    EXPECT_EQ(subscriptions.change_plan(eva, "premium", 2900, now).error().kind, ErrorKind::conflict);
    const auto billed = subscriptions.change_plan(eva, "premium", 3000, now);
    ASSERT_TRUE(billed);
    EXPECT_EQ(billed->subscription.plan, "premium");
    EXPECT_EQ(accounts.get(eva)->plan, "premium");
    pass(now, day(7, 1));
    EXPECT_EQ(provider.charges.back().amount_minor, 19900);
}

TEST_F(SubscriptionsTest, ARefusedDifferenceLeavesThePlan) {
    start();
    ASSERT_TRUE(subscriptions.set_method(eva, "test-declines", noon));
    EXPECT_EQ(subscriptions.change_plan(eva, "premium", 6000, noon)->outcome, Outcome::declined);
    EXPECT_EQ(subscriptions.get(eva)->plan, "standard");
    EXPECT_EQ(state(), State::active);
}

TEST_F(SubscriptionsTest, ACheaperPlanBeginsWithTheNextPeriodAndCanBeTakenBack) {
    start();
    ASSERT_TRUE(subscriptions.change_plan(eva, "basic", 0, day(6, 16)));
    EXPECT_EQ(subscriptions.get(eva)->plan, "standard");
    EXPECT_EQ(subscriptions.get(eva)->next_plan, "basic");
    ASSERT_TRUE(subscriptions.change_plan(eva, "standard", 0, day(6, 17)));
    EXPECT_EQ(subscriptions.get(eva)->next_plan, "");
    ASSERT_TRUE(subscriptions.change_plan(eva, "basic", 0, day(6, 18)));
    pass(day(6, 18), day(7, 1));
    EXPECT_EQ(subscriptions.get(eva)->plan, "basic");
    EXPECT_EQ(provider.charges.back().amount_minor, 9900);
}

TEST_F(SubscriptionsTest, TheFreeDaysAreThereOnceAndThenItCosts) {
    Subscriptions generous{*database, {&provider, 7}};
    const auto billed = generous.start(eva, "standard", "test-succeeds", "", noon);
    ASSERT_TRUE(billed);
    EXPECT_EQ(billed->subscription.state, State::trial);
    EXPECT_TRUE(provider.charges.empty());
    EXPECT_EQ(generous.preview(eva, "premium", noon)->proration.charge_minor, 0);
    ASSERT_TRUE(generous.run_due(noon + 24h * 7 - 1ms));
    EXPECT_EQ(state(), State::trial);
    ASSERT_TRUE(generous.run_due(noon + 24h * 7));
    EXPECT_EQ(state(), State::active);
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(7, 8));
    ASSERT_TRUE(generous.cancel(eva, day(6, 20)));
    ASSERT_TRUE(generous.run_due(day(7, 8)));
    EXPECT_EQ(generous.start(eva, "standard", "", "", day(8, 1))->subscription.state, State::active);
    EXPECT_EQ(provider.charges.size(), 2u);
}

TEST_F(SubscriptionsTest, AServerThatWasAwayForWeeksDoesNotChargeForThem) {
    start();
    ASSERT_TRUE(subscriptions.run_due(day(8, 20)));
    EXPECT_EQ(subscriptions.get(eva)->period_start, day(8, 20));
    EXPECT_EQ(subscriptions.get(eva)->period_end, day(9, 20));
    EXPECT_EQ(provider.charges.size(), 2u);
}

TEST_F(SubscriptionsTest, AnAccountToBeClosedIsKeptForFourteenDaysAndThenForgotten) {
    start();
    const Instant asked = day(6, 10);
    ASSERT_TRUE(accounts.close_later(eva, asked));
    EXPECT_EQ(accounts.get(eva)->closes, asked + Accounts::closing_grace);
    EXPECT_EQ(state(), State::cancelled);
    EXPECT_TRUE(accounts.closings_due(asked + Accounts::closing_grace - 1ms)->empty());
    ASSERT_TRUE(accounts.keep(eva, day(6, 11)));
    EXPECT_EQ(accounts.keep(eva, day(6, 11)).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(subscriptions.resume(eva, day(6, 11)));
    ASSERT_TRUE(accounts.close_later(eva, asked));
    EXPECT_EQ(accounts.closings_due(asked + Accounts::closing_grace)->size(), 1u);
    ASSERT_TRUE(accounts.close(eva, asked + Accounts::closing_grace));
    EXPECT_TRUE(accounts.closings_due(asked + Accounts::closing_grace)->empty());
    EXPECT_EQ(state(), State::ended);
    EXPECT_FALSE(subscriptions.get(eva)->method);
    EXPECT_EQ(subscriptions.invoices(eva, 10)->size(), 1u);
    pass(day(7, 1), day(7, 2));
    EXPECT_EQ(provider.charges.size(), 1u);
}

}  // namespace
}  // namespace nuri::members
