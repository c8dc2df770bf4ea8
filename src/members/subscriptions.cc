#include "members/subscriptions.h"

#include <fmt/format.h>

#include "members/account_records.h"
#include "members/subscription_records.h"
#include "store/database.h"

namespace nuri::members {
namespace {

using State = SubscriptionState;

constexpr size_t token_bytes_max = 255;
constexpr size_t request_bytes_max = 64;

Error conflict(std::string message) {
    return {ErrorKind::conflict, std::move(message)};
}

/// What a plan costs a member, at home.
Result<Price> price_for(store::Reader& reader, const Account& account, std::string_view plan) {
    TRY(check_plan(reader, plan));
    const auto row = TRY(reader.query_one(
        "SELECT country, amount_minor, currency FROM plan_prices WHERE plan = ? AND country = ?",
        {plan, account.country}));
    if (!row) return conflict(fmt::format("the plan {} is not sold in {}", plan, account.country));
    return Price{row->text("country"), row->integer("amount_minor"), row->text("currency")};
}

Result<> check_may_begin(const Account& account, const Subscription& subscription) {
    if (account.status != AccountStatus::active) return conflict("the account is not active");
    if (account.closes) return conflict("the account is being closed; keep it first");
    if (subscription.state == State::none || subscription.state == State::ended ||
        subscription.state == State::pending)
        return {};
    return conflict(fmt::format("the membership is {} and cannot begin", to_string(subscription.state)));
}

Result<PlanChange> change_to(store::Reader& reader, const Subscription& subscription, std::string_view plan,
                             Instant now) {
    if (subscription.state != State::trial && subscription.state != State::active)
        return conflict(fmt::format("the plan cannot be changed while the membership is {}",
                                    to_string(subscription.state)));
    if (subscription.invoice) return conflict("a payment is under way; wait for its outcome");
    const Account account = TRY(read_account(reader, subscription.account));
    const Price price = TRY(price_for(reader, account, plan));
    if (plan == subscription.plan && subscription.next_plan.empty())
        return conflict(fmt::format("the plan is {} already", plan));
    PlanChange change;
    change.from = subscription.plan;
    change.to = plan;
    change.currency = price.currency;
    change.next_charge_minor = price.amount_minor;
    change.next_charge = subscription.pauses_until ? *subscription.pauses_until : subscription.period_end;
    const bool same_money = price.currency == subscription.currency;
    const int64_t old_minor = subscription.on_trial ? price.amount_minor : subscription.price_minor;
    change.proration = prorate(subscription.period_start, subscription.period_end, old_minor,
                               same_money || subscription.on_trial ? price.amount_minor : 0, now);
    const bool at_once = plan == subscription.plan || subscription.on_trial ||
                         (same_money && price.amount_minor >= subscription.price_minor);
    if (plan == subscription.plan) change.proration.charge_minor = 0;  // a cheaper one is not wanted any more
    change.effective = at_once ? now : subscription.period_end;
    return change;
}

}  // namespace

Result<> Subscriptions::check_charging() const {
    if (charges()) return {};
    return conflict("this service takes no payments");
}

Result<Subscription> Subscriptions::get(AccountId account) {
    return database_.read([&](store::Reader& reader) { return read_subscription(reader, account); });
}

Result<bool> Subscriptions::entitled(AccountId account, Instant now) {
    if (!charges()) return true;
    return is_entitled(TRY(get(account)), now);
}

Result<Billed> Subscriptions::start(AccountId id, std::string_view plan, std::string_view token,
                                    std::string_view request, Instant now) {
    TRY(check_charging());
    if (token.size() > token_bytes_max || request.size() > request_bytes_max)
        return Error{ErrorKind::invalid, "a payment token or request id is too long"};
    const std::string key =
        request.empty() ? std::string() : fmt::format("start:{}:{}", id.number(), request);

    struct Before {
        Subscription subscription;
        std::optional<Invoice> same;  // the same wish to begin, sent again
    };
    const Before before = TRY(database_.read([&](store::Reader& reader) -> Result<Before> {
        Before found;
        found.subscription = TRY(read_subscription(reader, id));
        if (!key.empty()) found.same = TRY(find_invoice(reader, "charge_key", key));
        if (found.same) return found;
        const Account account = TRY(read_account(reader, id));
        TRY(check_may_begin(account, found.subscription));
        TRY(price_for(reader, account, plan));
        return found;
    }));
    if (before.same) {
        if (before.same->status == InvoiceStatus::open) return charge(id, before.same->id, true, now);
        return Billed{before.subscription, before.same->status == InvoiceStatus::paid
                                               ? PaymentOutcome::succeeded
                                               : PaymentOutcome::declined};
    }
    if (TRY(give_up_payment(id, now))) return Billed{TRY(get(id)), PaymentOutcome::succeeded};
    std::optional<PaymentMethod> method = before.subscription.method;
    if (!token.empty()) method = TRY(options_.provider->attach(token, id.number(), now));
    if (!method) return Error{ErrorKind::invalid, "a payment_token is needed: no way of paying is kept"};

    const InvoiceId opened = TRY(database_.write([&](store::Writer& writer) -> Result<InvoiceId> {
        Subscription subscription = TRY(read_subscription(writer, id));
        const Account account = TRY(read_account(writer, id));
        TRY(check_may_begin(account, subscription));
        const Price price = TRY(price_for(writer, account, plan));
        if (subscription.invoice) {  // a beginning that was left half done
            Invoice left = TRY(read_invoice(writer, subscription.invoice));
            left.status = InvoiceStatus::void_;
            left.settled = now;
            TRY(write_invoice(writer, left));
        }
        const bool free_days = options_.trial_days > 0 && !subscription.trial_used;
        Invoice invoice;
        invoice.account = id;
        invoice.plan = plan;
        invoice.amount_minor = free_days ? 0 : price.amount_minor;
        invoice.currency = price.currency;
        invoice.period_start = invoice.issued = now;
        invoice.period_end = free_days ? Instant(now + std::chrono::hours(24 * options_.trial_days))
                                       : months_after(now, 1, day_of(now));
        subscription.state = State::pending;
        subscription.plan = plan;
        subscription.next_plan.clear();
        subscription.price_minor = price.amount_minor;
        subscription.currency = price.currency;
        subscription.anchor_day = day_of(free_days ? invoice.period_end : now);
        subscription.on_trial = free_days;
        subscription.method = method;
        subscription.attempts = 0;
        subscription.pauses_until.reset();
        subscription.invoice = TRY(insert_invoice(writer, invoice, key));
        subscription.due = now + look_again;
        TRY(write_subscription(writer, subscription));
        return subscription.invoice;
    }));
    return charge(id, opened, true, now);
}

Result<PlanChange> Subscriptions::preview(AccountId account, std::string_view plan, Instant now) {
    TRY(check_charging());
    return database_.read([&](store::Reader& reader) -> Result<PlanChange> {
        return change_to(reader, TRY(read_subscription(reader, account)), plan, now);
    });
}

Result<Billed> Subscriptions::change_plan(AccountId account, std::string_view plan, int64_t charge_minor,
                                          Instant now) {
    TRY(check_charging());
    Billed billed;
    const InvoiceId opened = TRY(database_.write([&](store::Writer& writer) -> Result<InvoiceId> {
        Subscription subscription = TRY(read_subscription(writer, account));
        const PlanChange change = TRY(change_to(writer, subscription, plan, now));
        if (change.proration.charge_minor != charge_minor)
            return conflict(fmt::format("the change costs {} by now, not {}; ask for the preview again",
                                        change.proration.charge_minor, charge_minor));
        if (change.proration.charge_minor > 0) {
            Invoice invoice;
            invoice.account = account;
            invoice.kind = InvoiceKind::plan_change;
            invoice.plan = plan;
            invoice.amount_minor = change.proration.charge_minor;
            invoice.currency = change.currency;
            invoice.period_start = invoice.issued = now;
            invoice.period_end = subscription.period_end;
            subscription.invoice = TRY(insert_invoice(writer, invoice, {}));
            subscription.due = std::min(now + look_again, subscription.period_end);
        } else if (change.effective == now) {
            subscription.next_plan.clear();
            if (plan != subscription.plan) subscription.price_minor = change.next_charge_minor;
            subscription.plan = plan;
        } else {
            subscription.next_plan = plan;
        }
        TRY(write_subscription(writer, subscription));
        billed.subscription = subscription;
        return subscription.invoice;
    }));
    if (!opened) return billed;
    return charge(account, opened, true, now);
}

Result<Subscription> Subscriptions::pause(AccountId account, Instant until, Instant now) {
    TRY(check_charging());
    return database_.write([&](store::Writer& writer) -> Result<Subscription> {
        Subscription subscription = TRY(read_subscription(writer, account));
        if (subscription.state != State::active || subscription.period_end <= now)
            return conflict(
                fmt::format("a membership that is {} cannot be paused", to_string(subscription.state)));
        const Instant latest =
            months_after(subscription.period_end, pause_months_max, day_of(subscription.period_end));
        if (until <= subscription.period_end || until > latest)
            return Error{ErrorKind::invalid,
                         fmt::format("a pause ends after {} and not after {}",
                                     nuri::to_string(subscription.period_end), nuri::to_string(latest))};
        subscription.pauses_until = until;
        TRY(write_subscription(writer, subscription));
        return subscription;
    });
}

Result<Subscription> Subscriptions::cancel(AccountId account, Instant now) {
    TRY(check_charging());
    TRY(give_up_payment(account, now));
    return database_.write([&](store::Writer& writer) -> Result<Subscription> {
        const Subscription subscription = TRY(read_subscription(writer, account));
        switch (subscription.state) {
            case State::complimentary:
            case State::none:
            case State::ended:
                return conflict(fmt::format("a membership that is {} cannot be cancelled",
                                            to_string(subscription.state)));
            case State::cancelled:
                return subscription;
            default:
                break;
        }
        TRY(cancel_subscription(writer, subscription, now));
        return read_subscription(writer, account);
    });
}

Result<Billed> Subscriptions::resume(AccountId account, Instant now) {
    TRY(check_charging());
    Billed billed;
    const InvoiceId opened = TRY(database_.write([&](store::Writer& writer) -> Result<InvoiceId> {
        Subscription subscription = TRY(read_subscription(writer, account));
        const Account owner = TRY(read_account(writer, account));
        if (owner.closes) return conflict("the account is being closed; keep it first");
        if (subscription.state == State::cancelled && now < subscription.period_end) {
            subscription.state = subscription.on_trial ? State::trial : State::active;
        } else if (subscription.state == State::active && subscription.pauses_until) {
            subscription.pauses_until.reset();
        } else if (subscription.state == State::paused && !subscription.invoice) {
            const Price price = TRY(price_for(writer, owner, subscription.plan));
            Invoice invoice;
            invoice.account = account;
            invoice.plan = subscription.plan;
            invoice.amount_minor = price.amount_minor;
            invoice.currency = price.currency;
            invoice.period_start = invoice.issued = now;
            invoice.period_end = months_after(now, 1, day_of(now));
            subscription.invoice = TRY(insert_invoice(writer, invoice, {}));
            subscription.due = now + look_again;
        } else {
            return conflict(fmt::format("a membership that is {} has nothing to take back",
                                        to_string(subscription.state)));
        }
        TRY(write_subscription(writer, subscription));
        billed.subscription = subscription;
        return subscription.invoice;
    }));
    if (!opened) return billed;
    return charge(account, opened, true, now);
}

Result<Billed> Subscriptions::set_method(AccountId account, std::string_view token, Instant now) {
    TRY(check_charging());
    if (token.empty() || token.size() > token_bytes_max)
        return Error{ErrorKind::invalid, "a payment token has 1 to 255 bytes"};
    const PaymentMethod method = TRY(options_.provider->attach(token, account.number(), now));
    TRY(give_up_payment(account, now));
    Billed billed;
    billed.subscription = TRY(database_.write([&](store::Writer& writer) -> Result<Subscription> {
        Subscription subscription = TRY(read_subscription(writer, account));
        if (subscription.state == State::complimentary)
            return conflict("a complimentary membership is not paid for");
        subscription.method = method;
        TRY(write_subscription(writer, subscription));
        return subscription;
    }));
    if (billed.subscription.state != State::past_due || !billed.subscription.invoice) return billed;
    return charge(account, billed.subscription.invoice, true, now);
}

Result<std::vector<Invoice>> Subscriptions::invoices(AccountId account, int count_max) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Invoice>> {
        std::vector<Invoice> invoices;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT id FROM invoices WHERE account = ? ORDER BY id DESC LIMIT ?", {account, count_max})))
            invoices.push_back(TRY(read_invoice(reader, row.id<InvoiceId>("id"))));
        return invoices;
    });
}

Result<std::optional<Invoice>> Subscriptions::open_invoice(const Subscription& subscription) {
    if (!subscription.invoice) return std::optional<Invoice>();
    return database_.read([&](store::Reader& reader) -> Result<std::optional<Invoice>> {
        return std::optional(TRY(read_invoice(reader, subscription.invoice)));
    });
}

Result<> Subscriptions::set_complimentary(AccountId account, bool complimentary, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Subscription subscription = TRY(read_subscription(writer, account));
        if ((subscription.state == State::complimentary) == complimentary) return {};
        if (complimentary) {
            TRY(cancel_subscription(writer, subscription, now));
            return insert_complimentary(writer, account, subscription.plan);
        }
        Subscription none;
        none.account = account;
        none.plan = subscription.plan;
        return write_subscription(writer, none);
    });
}

}  // namespace nuri::members
