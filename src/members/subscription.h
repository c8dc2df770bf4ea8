#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "members/account.h"
#include "members/payment.h"

namespace nuri::members {

using InvoiceId = Id<struct InvoiceTag>;

enum class SubscriptionState {
    complimentary,  ///< a guest of the house: an operator let them in, and nothing is charged
    none,           ///< never begun
    pending,        ///< chosen, and the first payment is not through
    trial,          ///< free until the period ends
    active,         ///< paid until the period ends
    past_due,       ///< a renewal was refused and is tried again; it plays meanwhile
    paused,         ///< nothing is charged and nothing plays until `pauses_until`
    cancelled,      ///< plays until the period ends, and can be taken back until then
    ended,          ///< over; can begin anew
};
std::string_view to_string(SubscriptionState state);
/// `corrupt` for a word that is no state.
Result<SubscriptionState> parse_subscription_state(std::string_view word);

/// What a member pays for and until when. One for each account.
///
///     none, ended --start--> pending --paid--> active | trial --period ends--> active | past_due
///     active --pause--> (at the period's end) paused --until--> active | past_due
///     trial, active, past_due --cancel--> cancelled --period ends--> ended;  --resume--> as it was
///     past_due --paid--> active;  --last attempt refused--> ended
///
/// A period is [period_start, period_end): one month, by the day on which it began (`anchor_day`), so that
/// what begins on 31 January is charged on 28 February and on 31 March.
struct Subscription {
    AccountId account;
    SubscriptionState state = SubscriptionState::none;
    std::string plan;         ///< slug
    std::string next_plan;    ///< from the next period on; empty: the same
    int64_t price_minor = 0;  ///< of this period, for a whole one
    std::string currency;
    Instant period_start, period_end;  ///< the beginning of time where none has begun
    int anchor_day = 1;
    bool on_trial = false;                ///< this period is free
    bool trial_used = false;              ///< there is one for each account
    std::optional<Instant> pauses_until;  ///< of paused, and of active: pauses when the period ends
    std::optional<PaymentMethod> method;
    int attempts = 0;   ///< of past_due: refused so far
    InvoiceId invoice;  ///< that is not settled, if there is one
    /// When the clock calls for something: the period's end, the next attempt, another look at a payment.
    std::optional<Instant> due;
};

/// Whether the membership lets play: for whoever has begun and is not paused or over.
bool is_entitled(const Subscription& subscription, Instant now);

/// The moment some months on, at the same time of day: on `anchor_day`, or on the month's last day where it
/// has none of that number.
Instant months_after(Instant moment, int months, int anchor_day);
/// The day of its month on which a moment falls, in UTC.
int day_of(Instant moment);

/// The part of a month's price difference that is left to pay for, rounded down to a minor unit: 0 where the
/// new price is not higher. Days are counted whole, the one that has begun with them.
struct Proration {
    int days_left = 0;
    int days_in_period = 1;
    int64_t charge_minor = 0;
};
Proration prorate(Instant period_start, Instant period_end, int64_t old_minor, int64_t new_minor,
                  Instant now);

/// How long after a refused renewal the next attempt is made; after the last one the membership ends.
constexpr std::chrono::hours dunning_waits[] = {std::chrono::hours(24), std::chrono::hours(3 * 24),
                                                std::chrono::hours(5 * 24)};
/// A pause ends at most this many months after the period's end.
constexpr int pause_months_max = 3;

enum class InvoiceKind { period, plan_change };
enum class InvoiceStatus { open, paid, void_ };
std::string_view to_string(InvoiceKind kind);
std::string_view to_string(InvoiceStatus status);

/// One thing that was charged for.
struct Invoice {
    InvoiceId id;
    AccountId account;
    InvoiceKind kind = InvoiceKind::period;
    std::string plan;
    int64_t amount_minor = 0;
    std::string currency;
    InvoiceStatus status = InvoiceStatus::open;
    Instant period_start, period_end;  ///< what it pays for
    Instant issued;
    std::optional<Instant> settled;
    std::string key;         ///< under which it is charged; each attempt has its own
    std::string payment;     ///< the provider's reference while it is under way or paid; else empty
    std::string action_url;  ///< where the member confirms it, if they must
};

}  // namespace nuri::members
