// The part of Subscriptions that takes money: charging an invoice, noting what became of it, and what the
// clock calls for.
#include <algorithm>

#include <fmt/format.h>

#include "base/log.h"
#include "members/account_records.h"
#include "members/secret.h"
#include "members/subscription_records.h"
#include "members/subscriptions.h"
#include "store/database.h"

namespace nuri::members {
namespace {

using State = SubscriptionState;

/// How long a payment may wait: for the member's word, and for a bank's.
constexpr std::chrono::hours authentication_patience{24};
constexpr std::chrono::hours processing_patience{7 * 24};
/// A period is charged from the end of the one before, unless we come so late that the member would pay for
/// days that are gone.
constexpr std::chrono::hours renewal_late_max{7 * 24};
constexpr std::chrono::hours suspended_wait{24};

bool is_waiting(PaymentOutcome outcome) {
    return outcome == PaymentOutcome::needs_authentication || outcome == PaymentOutcome::processing;
}

Result<> post(store::Writer& writer, AccountId id, LetterCause cause, Instant now) {
    const Account account = TRY(read_account(writer, id));
    if (account.status == AccountStatus::closed) return {};
    return insert_letter(writer, TRY(EmailAddress::parse(account.email)), cause, now);
}

Result<> note_payment(store::Writer& writer, const Invoice& invoice, const Payment& payment, Instant now) {
    if (payment.reference.empty()) return {};  // nothing was to be paid
    TRY(
        writer.execute("INSERT INTO payments (reference, invoice, outcome, noted) VALUES (?, ?, ?, ?)"
                       " ON CONFLICT (reference) DO UPDATE SET outcome = excluded.outcome, noted = "
                       "excluded.noted",
                       {payment.reference, invoice.id, to_string(payment.outcome), now}));
    return {};
}

void begin_period(Subscription& subscription, const Invoice& invoice) {
    const bool in_series = invoice.period_start == subscription.period_end;
    const bool begins = subscription.state == State::pending;
    subscription.on_trial = begins && subscription.on_trial;
    subscription.trial_used = subscription.trial_used || subscription.on_trial;
    if (!begins && !in_series) subscription.anchor_day = day_of(invoice.period_start);
    if (!begins) {
        subscription.price_minor = invoice.amount_minor;
        subscription.currency = invoice.currency;
    }
    subscription.plan = invoice.plan;
    subscription.next_plan.clear();
    subscription.period_start = invoice.period_start;
    subscription.period_end = invoice.period_end;
    subscription.state = subscription.on_trial ? State::trial : State::active;
    subscription.pauses_until.reset();
    subscription.attempts = 0;
}

/// A renewal that was refused: when to try again, or the end.
Result<> note_refused_renewal(store::Writer& writer, Subscription& subscription, Invoice& invoice,
                              Instant now) {
    const auto waits = static_cast<int>(std::size(dunning_waits));
    if (subscription.attempts >= waits) {
        invoice.status = InvoiceStatus::void_;
        invoice.settled = now;
        subscription.state = State::ended;
        subscription.invoice = {};
        subscription.attempts = 0;
        subscription.due.reset();
        return post(writer, subscription.account, LetterCause::membership_ended, now);
    }
    subscription.state = State::past_due;
    subscription.due = now + dunning_waits[subscription.attempts];
    ++subscription.attempts;
    return post(writer, subscription.account, LetterCause::payment_failed, now);
}

Result<> note_refusal(store::Writer& writer, Subscription& subscription, Invoice& invoice, Instant now) {
    invoice.payment.clear();
    invoice.action_url.clear();
    const bool by_member = invoice.kind == InvoiceKind::plan_change || subscription.state == State::pending ||
                           (subscription.state == State::paused && subscription.pauses_until &&
                            now < *subscription.pauses_until);
    if (!by_member) {
        invoice.key = new_secret();  // under the old one the provider would say the same again
        return note_refused_renewal(writer, subscription, invoice, now);
    }
    invoice.status = InvoiceStatus::void_;
    invoice.settled = now;
    subscription.invoice = {};
    if (subscription.state == State::pending) {
        const bool before = subscription.period_end > Instant();
        subscription.state = before ? State::ended : State::none;
        subscription.on_trial = false;
        subscription.method.reset();
        subscription.due.reset();
    } else if (subscription.state == State::paused) {
        subscription.due = subscription.pauses_until;
    } else {
        subscription.due = subscription.period_end;
    }
    return {};
}

/// Writes down what a provider said of an invoice's payment, and what follows from it.
Result<Billed> settle(store::Writer& writer, InvoiceId id, const Payment& payment, Instant now) {
    Invoice invoice = TRY(read_invoice(writer, id));
    Subscription subscription = TRY(read_subscription(writer, invoice.account));
    TRY(note_payment(writer, invoice, payment, now));
    if (invoice.status != InvoiceStatus::open) {
        if (payment.outcome == PaymentOutcome::succeeded && invoice.status == InvoiceStatus::void_) {
            log::error("a payment came through after its invoice was given up: refund it",
                       {{"invoice", id.number()}, {"payment", payment.reference}});
        }
        return Billed{subscription, payment.outcome};
    }
    invoice.payment = payment.reference;
    invoice.action_url = payment.action_url;
    if (payment.outcome == PaymentOutcome::succeeded) {
        invoice.status = InvoiceStatus::paid;
        invoice.settled = now;
        invoice.action_url.clear();
        if (invoice.kind == InvoiceKind::period) {
            begin_period(subscription, invoice);
        } else {
            const auto price =
                TRY(writer.query_one("SELECT p.amount_minor FROM plan_prices p JOIN accounts a ON a.country ="
                                     " p.country WHERE a.id = ? AND p.plan = ?",
                                     {invoice.account, invoice.plan}));
            if (price) subscription.price_minor = price->integer(0);
            subscription.plan = invoice.plan;
            subscription.next_plan.clear();
        }
        subscription.invoice = {};
        subscription.due = subscription.period_end;
    } else if (!is_waiting(payment.outcome)) {
        TRY(note_refusal(writer, subscription, invoice, now));
    } else if (payment.outcome == PaymentOutcome::needs_authentication &&
               invoice.kind == InvoiceKind::period && subscription.state != State::pending &&
               subscription.state != State::paused) {
        // Nobody was there to confirm: to the member it is a refusal, with a way to mend it.
        TRY(note_refused_renewal(writer, subscription, invoice, now));
    } else {
        subscription.due = now + Subscriptions::look_again;
    }
    TRY(write_invoice(writer, invoice));
    TRY(write_subscription(writer, subscription));
    return Billed{subscription, payment.outcome};
}

/// Opens the invoice of the next period. None where the plan is not sold any more: then it ends.
Result<InvoiceId> open_renewal(store::Writer& writer, Subscription& subscription, Instant now) {
    const Account account = TRY(read_account(writer, subscription.account));
    const std::string& plan = subscription.next_plan.empty() ? subscription.plan : subscription.next_plan;
    const auto price =
        TRY(writer.query_one("SELECT amount_minor, currency FROM plan_prices WHERE plan = ? AND country = ?",
                             {plan, account.country}));
    if (!price) {
        subscription.state = State::ended;
        subscription.due.reset();
        TRY(post(writer, account.id, LetterCause::membership_ended, now));
        return InvoiceId();
    }
    Invoice invoice;
    invoice.account = account.id;
    invoice.plan = plan;
    invoice.amount_minor = price->integer("amount_minor");
    invoice.currency = price->text("currency");
    const Instant from =
        subscription.state == State::paused ? *subscription.pauses_until : subscription.period_end;
    invoice.issued = now;
    invoice.period_start = now - from < renewal_late_max ? from : now;
    const bool in_series = invoice.period_start == subscription.period_end;
    invoice.period_end = months_after(invoice.period_start, 1,
                                      in_series ? subscription.anchor_day : day_of(invoice.period_start));
    return insert_invoice(writer, invoice, {});
}

/// What the clock calls for, as far as it costs nothing; the invoice to charge where it costs something.
Result<InvoiceId> turn(store::Writer& writer, AccountId account, Instant now) {
    Subscription subscription = TRY(read_subscription(writer, account));
    if (!subscription.due || *subscription.due > now) return InvoiceId();
    if (subscription.invoice) {
        subscription.due = now + Subscriptions::look_again;  // should the provider not answer
        TRY(write_subscription(writer, subscription));
        return subscription.invoice;
    }
    const Account owner = TRY(read_account(writer, account));
    if (subscription.state == State::cancelled) {
        subscription.state = State::ended;
        subscription.due.reset();
    } else if (owner.status != AccountStatus::active) {
        subscription.due = now + suspended_wait;
    } else if (subscription.state == State::active && subscription.pauses_until &&
               now < *subscription.pauses_until) {
        subscription.state = State::paused;
        subscription.due = subscription.pauses_until;
    } else if (subscription.state == State::trial || subscription.state == State::active ||
               subscription.state == State::paused) {
        if (subscription.pauses_until && subscription.state == State::active)
            subscription.state = State::paused;  // the pause passed while nobody looked
        subscription.invoice = TRY(open_renewal(writer, subscription, now));
        if (subscription.invoice) subscription.due = now + Subscriptions::look_again;
    } else {
        subscription.due.reset();
    }
    TRY(write_subscription(writer, subscription));
    return subscription.invoice;
}

}  // namespace

Result<Payment> Subscriptions::ask_provider(const Subscription& subscription, const Invoice& invoice,
                                            bool member_present, Instant now) {
    if (invoice.amount_minor == 0) return Payment{{}, PaymentOutcome::succeeded, {}};
    if (invoice.payment.empty()) {
        if (!subscription.method) return Payment{{}, PaymentOutcome::expired, {}};
        return options_.provider->charge({invoice.key, subscription.method->reference, invoice.amount_minor,
                                          invoice.currency, member_present},
                                         now);
    }
    Payment payment = TRY(options_.provider->look_up(invoice.payment, now));
    const auto patience =
        payment.outcome == PaymentOutcome::processing ? processing_patience : authentication_patience;
    if (is_waiting(payment.outcome) && now - invoice.issued >= patience)
        return options_.provider->cancel(invoice.payment, now);
    return payment;
}

Result<Billed> Subscriptions::charge(AccountId account, InvoiceId id, bool member_present, Instant now) {
    struct Asked {
        Subscription subscription;
        Invoice invoice;
    };
    const Asked asked = TRY(database_.read([&](store::Reader& reader) -> Result<Asked> {
        return Asked{TRY(read_subscription(reader, account)), TRY(read_invoice(reader, id))};
    }));
    if (asked.invoice.status != InvoiceStatus::open)
        return Billed{asked.subscription, asked.invoice.status == InvoiceStatus::paid
                                              ? PaymentOutcome::succeeded
                                              : PaymentOutcome::declined};
    const Payment payment = TRY(ask_provider(asked.subscription, asked.invoice, member_present, now));
    return database_.write([&](store::Writer& writer) { return settle(writer, id, payment, now); });
}

Result<bool> Subscriptions::give_up_payment(AccountId account, Instant now) {
    const auto invoice = TRY(open_invoice(TRY(get(account))));
    if (!invoice || invoice->status != InvoiceStatus::open || invoice->payment.empty()) return false;
    const Payment payment = TRY(options_.provider->cancel(invoice->payment, now));
    if (payment.outcome == PaymentOutcome::succeeded) {
        TRY(database_.write(
            [&](store::Writer& writer) { return settle(writer, invoice->id, payment, now); }));
        return true;
    }
    TRY(database_.write([&](store::Writer& writer) -> Result<> {
        Invoice left = TRY(read_invoice(writer, invoice->id));
        TRY(note_payment(writer, left, payment, now));
        if (left.status != InvoiceStatus::open || left.payment != invoice->payment) return {};
        left.payment.clear();
        left.action_url.clear();
        left.key = new_secret();
        return write_invoice(writer, left);
    }));
    return false;
}

Result<AccountId> Subscriptions::take_notice(const Payment& payment, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<AccountId> {
        const auto known = TRY(writer.query_one("SELECT invoice, outcome FROM payments WHERE reference = ?",
                                                {payment.reference}));
        if (!known) return Error{ErrorKind::not_found, "there is no such payment"};
        const Invoice invoice = TRY(read_invoice(writer, known->id<InvoiceId>("invoice")));
        if (is_waiting(TRY(parse_payment_outcome(known->text("outcome")))) && !is_waiting(payment.outcome))
            TRY(settle(writer, invoice.id, payment, now));
        return invoice.account;
    });
}

Result<> Subscriptions::look_at(AccountId account, Instant now) {
    const InvoiceId invoice =
        TRY(database_.write([&](store::Writer& writer) { return turn(writer, account, now); }));
    if (invoice) TRY(charge(account, invoice, false, now));
    return {};
}

Result<int> Subscriptions::run_due(Instant now, int count_max) {
    if (!charges()) return 0;
    const store::Rows rows = TRY(database_.read([&](store::Reader& reader) {
        return reader.query("SELECT account FROM subscriptions WHERE due <= ? ORDER BY due, account LIMIT ?",
                            {now, count_max});
    }));
    for (const store::Row& row : rows) {
        const auto account = row.id<AccountId>("account");
        const Result<> looked = look_at(account, now);
        if (!looked) {
            log::warning("a membership could not be looked after and will be tried again",
                         {{"account", account.number()}, {"error", looked.error().message}});
        }
    }
    return static_cast<int>(rows.size());
}

}  // namespace nuri::members
