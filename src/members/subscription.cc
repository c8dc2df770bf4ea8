#include "members/subscription.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace nuri::members {
namespace {

using std::chrono::days;

constexpr std::array states = {
    SubscriptionState::complimentary, SubscriptionState::none,      SubscriptionState::pending,
    SubscriptionState::trial,         SubscriptionState::active,    SubscriptionState::past_due,
    SubscriptionState::paused,        SubscriptionState::cancelled, SubscriptionState::ended};

}  // namespace

std::string_view to_string(PaymentOutcome outcome) {
    switch (outcome) {
        case PaymentOutcome::succeeded:
            return "succeeded";
        case PaymentOutcome::declined:
            return "declined";
        case PaymentOutcome::expired:
            return "expired";
        case PaymentOutcome::needs_authentication:
            return "needs_authentication";
        case PaymentOutcome::processing:
            return "processing";
    }
    return "";
}

Result<PaymentOutcome> parse_payment_outcome(std::string_view word) {
    for (const auto outcome : {PaymentOutcome::succeeded, PaymentOutcome::declined, PaymentOutcome::expired,
                               PaymentOutcome::needs_authentication, PaymentOutcome::processing}) {
        if (word == to_string(outcome)) return outcome;
    }
    return Error{ErrorKind::corrupt, fmt::format("\"{}\" is no outcome of a payment", word)};
}

std::string_view to_string(SubscriptionState state) {
    switch (state) {
        case SubscriptionState::complimentary:
            return "complimentary";
        case SubscriptionState::none:
            return "none";
        case SubscriptionState::pending:
            return "pending";
        case SubscriptionState::trial:
            return "trial";
        case SubscriptionState::active:
            return "active";
        case SubscriptionState::past_due:
            return "past_due";
        case SubscriptionState::paused:
            return "paused";
        case SubscriptionState::cancelled:
            return "cancelled";
        case SubscriptionState::ended:
            return "ended";
    }
    return "";
}

Result<SubscriptionState> parse_subscription_state(std::string_view word) {
    for (const SubscriptionState state : states) {
        if (word == to_string(state)) return state;
    }
    return Error{ErrorKind::corrupt, fmt::format("\"{}\" is no state of a membership", word)};
}

std::string_view to_string(InvoiceKind kind) {
    return kind == InvoiceKind::period ? "period" : "plan_change";
}

std::string_view to_string(InvoiceStatus status) {
    switch (status) {
        case InvoiceStatus::open:
            return "open";
        case InvoiceStatus::paid:
            return "paid";
        case InvoiceStatus::void_:
            return "void";
    }
    return "";
}

bool is_entitled(const Subscription& subscription, Instant now) {
    switch (subscription.state) {
        case SubscriptionState::complimentary:
        case SubscriptionState::trial:
        case SubscriptionState::active:
        case SubscriptionState::past_due:
            return true;
        case SubscriptionState::cancelled:
            return now < subscription.period_end;
        case SubscriptionState::none:
        case SubscriptionState::pending:
        case SubscriptionState::paused:
        case SubscriptionState::ended:
            return false;
    }
    return false;
}

Instant months_after(Instant moment, int months, int anchor_day) {
    const auto day = std::chrono::floor<days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::year_month month =
        std::chrono::year_month{date.year(), date.month()} + std::chrono::months{months};
    const std::chrono::day last = (month / std::chrono::last).day();
    const std::chrono::day wanted =
        std::min(std::chrono::day{static_cast<unsigned>(std::clamp(anchor_day, 1, 31))}, last);
    return std::chrono::sys_days{month / wanted} + (moment - day);
}

int day_of(Instant moment) {
    return static_cast<int>(
        static_cast<unsigned>(std::chrono::year_month_day{std::chrono::floor<days>(moment)}.day()));
}

Proration prorate(Instant period_start, Instant period_end, int64_t old_minor, int64_t new_minor,
                  Instant now) {
    Proration proration;
    proration.days_in_period =
        std::max(1, static_cast<int>(std::chrono::ceil<days>(period_end - period_start).count()));
    proration.days_left = std::clamp(static_cast<int>(std::chrono::ceil<days>(period_end - now).count()), 0,
                                     proration.days_in_period);
    if (new_minor > old_minor)
        proration.charge_minor = (new_minor - old_minor) * proration.days_left / proration.days_in_period;
    return proration;
}

}  // namespace nuri::members
