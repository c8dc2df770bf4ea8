#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "members/plan.h"
#include "members/subscription.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// What a change of plan does, stated before it is confirmed.
struct PlanChange {
    std::string from, to;
    Instant effective;  ///< now for a dearer plan, the period's end for a cheaper one
    Proration proration;
    std::string currency;
    std::optional<Instant> next_charge;
    int64_t next_charge_minor = 0;
};

/// What came of something that may cost money. A refusal is an answer and no error.
struct Billed {
    Subscription subscription;
    PaymentOutcome outcome =
        PaymentOutcome::succeeded;  ///< of what was charged now; succeeded if nothing was
};

/// The register of what members pay: subscriptions and their invoices.
///
/// Nothing is charged within a transaction. An invoice is written first, with the key under which it will be
/// charged; then the provider is asked; then the answer is noted. A process killed in between leaves an open
/// invoice, which run_due() charges again under the same key: nobody pays twice, and nothing is forgotten.
///
/// Without a provider nothing is charged: every active account is entitled, and what begins, changes or ends
/// a paid membership is `conflict`. Safe to use from many threads. Borrows the database and the provider.
class Subscriptions {
  public:
    struct Options {
        PaymentProvider* provider = nullptr;  ///< none: nothing is charged
        int trial_days = 0;                   ///< free, for who begins the first time
    };

    /// When a payment that is under way is asked after again.
    static constexpr std::chrono::minutes look_again{5};

    explicit Subscriptions(store::Database& database) : Subscriptions(database, Options()) {}
    Subscriptions(store::Database& database, Options options) : database_(database), options_(options) {}

    bool charges() const { return options_.provider != nullptr; }
    int trial_days() const { return options_.trial_days; }
    PaymentProvider* provider() const { return options_.provider; }

    /// State `none` for an account that has never begun; `not_found` for one that is not there.
    Result<Subscription> get(AccountId account);

    /// Whether the membership lets this account play now; always without a provider.
    Result<bool> entitled(AccountId account, Instant now);

    /// Begins with the first payment, or the free days. With an empty `token` the way of paying that is kept.
    /// `request` names this one wish to begin, so that asking twice begins once; may be empty. `conflict`
    /// where it has begun already, or the plan has no price in the member's country.
    Result<Billed> start(AccountId account, std::string_view plan, std::string_view token,
                         std::string_view request, Instant now);

    /// Changes nothing. `conflict` unless trial or active.
    Result<PlanChange> preview(AccountId account, std::string_view plan, Instant now);
    /// `conflict` where it would cost another sum than `charge_minor`, which the member has agreed to.
    Result<Billed> change_plan(AccountId account, std::string_view plan, int64_t charge_minor, Instant now);

    /// From the period's end until `until`. `invalid` for a pause that is not within the three months after
    /// it, `conflict` unless active.
    Result<Subscription> pause(AccountId account, Instant until, Instant now);
    Result<Subscription> cancel(AccountId account, Instant now);
    /// Takes back a cancellation or a pause; a pause that has begun ends now, which costs a period.
    Result<Billed> resume(AccountId account, Instant now);

    /// Another way of paying; what is overdue is charged with it at once.
    Result<Billed> set_method(AccountId account, std::string_view token, Instant now);

    /// Newest first.
    Result<std::vector<Invoice>> invoices(AccountId account, int count_max);
    Result<std::optional<Invoice>> open_invoice(const Subscription& subscription);

    /// Notes what a provider says of a payment of its own accord; whose it was. The same notice twice counts
    /// once. `not_found` for a payment of nobody's.
    Result<AccountId> take_notice(const Payment& payment, Instant now);

    /// Lets an account in without payment, or takes that back, as an operator does.
    Result<> set_complimentary(AccountId account, bool complimentary, Instant now);

    /// Does what the clock calls for: periods that are over, pauses, attempts, payments that nobody has heard
    /// of for a while. At most `count_max` accounts; returns how many it looked at. The server calls it every
    /// minute; after a day without a server it catches up.
    Result<int> run_due(Instant now, int count_max = 200);

  private:
    Result<> check_charging() const;
    Result<Billed> charge(AccountId account, InvoiceId invoice, bool member_present, Instant now);
    Result<Payment> ask_provider(const Subscription& subscription, const Invoice& invoice,
                                 bool member_present, Instant now);
    /// Ends a payment that waits, so that another may be begun; whether it had come through meanwhile.
    Result<bool> give_up_payment(AccountId account, Instant now);
    Result<> look_at(AccountId account, Instant now);

    store::Database& database_;
    Options options_;
};

}  // namespace nuri::members
