#include "members/subscription_records.h"

#include <fmt/format.h>

#include "members/account_records.h"
#include "members/secret.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr std::string_view invoice_columns =
    "id, account, kind, plan, amount_minor, currency, status, period_start, period_end, issued, settled, "
    "charge_key, payment, action_url";

Result<Subscription> to_subscription(const store::Row& row) {
    Subscription subscription;
    subscription.account = row.id<AccountId>("account");
    subscription.state = TRY(parse_subscription_state(row.text("state")));
    subscription.plan = row.text("plan");
    subscription.next_plan = row.text("next_plan");
    subscription.price_minor = row.integer("price_minor");
    subscription.currency = row.text("currency");
    subscription.period_start = row.instant("period_start");
    subscription.period_end = row.instant("period_end");
    subscription.anchor_day = static_cast<int>(row.integer("anchor_day"));
    subscription.on_trial = row.truth("on_trial");
    subscription.trial_used = row.truth("trial_used");
    subscription.pauses_until = row.optional_instant("pauses_until");
    subscription.attempts = static_cast<int>(row.integer("attempts"));
    subscription.invoice = row.id<InvoiceId>("invoice");
    subscription.due = row.optional_instant("due");
    if (!row.text("method").empty()) {
        const auto month = static_cast<int>(row.integer("method_expires"));
        subscription.method = PaymentMethod{row.text("method"), row.text("method_brand"),
                                            row.text("method_last_four"), month / 100, month % 100};
    }
    return subscription;
}

Invoice to_invoice(const store::Row& row) {
    Invoice invoice;
    invoice.id = row.id<InvoiceId>("id");
    invoice.account = row.id<AccountId>("account");
    invoice.kind = row.text("kind") == "period" ? InvoiceKind::period : InvoiceKind::plan_change;
    invoice.plan = row.text("plan");
    invoice.amount_minor = row.integer("amount_minor");
    invoice.currency = row.text("currency");
    const std::string status = row.text("status");
    invoice.status = status == "open"   ? InvoiceStatus::open
                     : status == "paid" ? InvoiceStatus::paid
                                        : InvoiceStatus::void_;
    invoice.period_start = row.instant("period_start");
    invoice.period_end = row.instant("period_end");
    invoice.issued = row.instant("issued");
    invoice.settled = row.optional_instant("settled");
    invoice.key = row.text("charge_key");
    invoice.payment = row.text("payment");
    invoice.action_url = row.text("action_url");
    return invoice;
}

}  // namespace

Result<Subscription> read_subscription(store::Reader& reader, AccountId id) {
    const Account account = TRY(read_account(reader, id));
    if (const auto row = TRY(reader.query_one("SELECT * FROM subscriptions WHERE account = ?", {id})))
        return to_subscription(*row);
    Subscription subscription;
    subscription.account = id;
    subscription.plan = account.plan;
    return subscription;
}

Result<> write_subscription(store::Writer& writer, const Subscription& subscription) {
    const PaymentMethod method = subscription.method.value_or(PaymentMethod());
    TRY(writer.execute("DELETE FROM subscriptions WHERE account = ?", {subscription.account}));
    TRY(writer.execute(
        "INSERT INTO subscriptions (account, state, plan, next_plan, price_minor, currency, period_start,"
        " period_end, anchor_day, on_trial, trial_used, pauses_until, method, method_brand,"
        " method_last_four, method_expires, attempts, invoice, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {subscription.account, to_string(subscription.state), subscription.plan, subscription.next_plan,
         subscription.price_minor, subscription.currency, subscription.period_start, subscription.period_end,
         subscription.anchor_day, subscription.on_trial, subscription.trial_used, subscription.pauses_until,
         method.reference, method.brand, method.last_four, method.expires_year * 100 + method.expires_month,
         subscription.attempts, subscription.invoice ? store::Value(subscription.invoice) : store::Value(),
         subscription.due}));
    if (!subscription.plan.empty()) {
        TRY(writer.execute("UPDATE accounts SET plan = ? WHERE id = ?",
                           {subscription.plan, subscription.account}));
    }
    return {};
}

Result<> insert_complimentary(store::Writer& writer, AccountId account, std::string_view plan) {
    Subscription subscription;
    subscription.account = account;
    subscription.state = SubscriptionState::complimentary;
    subscription.plan = plan;
    return write_subscription(writer, subscription);
}

Result<InvoiceId> insert_invoice(store::Writer& writer, const Invoice& invoice, std::string_view key) {
    return InvoiceId(TRY(writer.insert_returning_id(
        "INSERT INTO invoices (account, kind, plan, amount_minor, currency, status, period_start, period_end,"
        " issued, settled, charge_key, payment, action_url) VALUES (?, ?, ?, ?, ?, 'open', ?, ?, ?, NULL, ?,"
        " '', '')",
        {invoice.account, to_string(invoice.kind), invoice.plan, invoice.amount_minor, invoice.currency,
         invoice.period_start, invoice.period_end, invoice.issued,
         key.empty() ? new_secret() : std::string(key)})));
}

Result<std::optional<Invoice>> find_invoice(store::Reader& reader, std::string_view column,
                                            std::string_view value) {
    const auto row = TRY(reader.query_one(
        fmt::format("SELECT {} FROM invoices WHERE {} = ?", invoice_columns, column), {value}));
    if (!row) return std::optional<Invoice>();
    return std::optional(to_invoice(*row));
}

Result<Invoice> read_invoice(store::Reader& reader, InvoiceId id) {
    const auto row =
        TRY(reader.query_one(fmt::format("SELECT {} FROM invoices WHERE id = ?", invoice_columns), {id}));
    if (!row) return Error{ErrorKind::not_found, fmt::format("there is no invoice {}", id.number())};
    return to_invoice(*row);
}

Result<> write_invoice(store::Writer& writer, const Invoice& invoice) {
    TRY(
        writer.execute("UPDATE invoices SET status = ?, settled = ?, charge_key = ?, payment = ?,"
                       " action_url = ? WHERE id = ?",
                       {to_string(invoice.status), invoice.settled, invoice.key, invoice.payment,
                        invoice.action_url, invoice.id}));
    return {};
}

Result<> cancel_subscription(store::Writer& writer, Subscription subscription, Instant now) {
    using State = SubscriptionState;
    const bool runs_on = subscription.state == State::trial || subscription.state == State::active;
    if (subscription.invoice) {
        Invoice invoice = TRY(read_invoice(writer, subscription.invoice));
        if (invoice.status == InvoiceStatus::open) {
            invoice.status = InvoiceStatus::void_;
            invoice.settled = now;
            TRY(write_invoice(writer, invoice));
        }
        subscription.invoice = {};
    }
    subscription.state = runs_on && now < subscription.period_end ? State::cancelled : State::ended;
    subscription.due.reset();
    if (subscription.state == State::cancelled) subscription.due = subscription.period_end;
    subscription.pauses_until.reset();
    subscription.next_plan.clear();
    subscription.attempts = 0;
    return write_subscription(writer, subscription);
}

}  // namespace nuri::members
