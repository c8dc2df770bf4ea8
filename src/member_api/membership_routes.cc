// What members pay, and what it costs.
#include <boost/json.hpp>

#include "api/call.h"
#include "api/json_input.h"
#include "api/refusal.h"
#include "api/views.h"
#include "member_api/routes.h"
#include "members/accounts.h"
#include "members/plan.h"
#include "members/subscriptions.h"
#include "members/test_payment.h"
#include "members/token.h"

namespace nuri::member_api {
using api::json_of;
namespace {

namespace json = boost::json;
using members::PaymentOutcome;
using members::Subscription;
using members::SubscriptionState;

constexpr size_t plan_bytes_max = 96;
constexpr size_t token_bytes_max = 255;
constexpr int64_t price_max = 100'000'000;
constexpr int invoices_max = 100;

json::value money_json(const std::optional<members::Price>& price) {
    if (!price) return nullptr;
    return json::object{{"amount_minor", price->amount_minor}, {"currency", price->currency}};
}

json::value method_json(const std::optional<members::PaymentMethod>& method) {
    if (!method) return nullptr;
    std::string month = std::to_string(method->expires_month);
    if (month.size() < 2) month.insert(0, 1, '0');
    return json::object{{"brand", method->brand},
                        {"last_four", method->last_four},
                        {"expires", std::to_string(method->expires_year) + "-" + month}};
}

/// When the next period will be charged, if nothing is done.
std::optional<Instant> next_charge(const Subscription& subscription) {
    if (subscription.state == SubscriptionState::paused) return subscription.pauses_until;
    if (subscription.state != SubscriptionState::trial && subscription.state != SubscriptionState::active)
        return {};
    return subscription.pauses_until ? subscription.pauses_until : subscription.period_end;
}

json::value overdue_json(const Subscription& subscription, const std::optional<members::Invoice>& invoice) {
    if (subscription.state != SubscriptionState::past_due || !invoice || !subscription.due) return nullptr;
    Instant ends = *subscription.due;
    for (size_t n = static_cast<size_t>(subscription.attempts); n < std::size(members::dunning_waits); ++n)
        ends += members::dunning_waits[n];
    return json::object{{"amount_minor", invoice->amount_minor},
                        {"currency", invoice->currency},
                        {"attempts", subscription.attempts},
                        {"next_attempt_at", to_string(*subscription.due)},
                        {"ends_at", to_string(ends)}};
}

json::value pending_json(const std::optional<members::Invoice>& invoice) {
    if (!invoice || invoice->payment.empty()) return nullptr;
    return json::object{
        {"reference", invoice->payment},
        {"amount_minor", invoice->amount_minor},
        {"currency", invoice->currency},
        {"action_url", invoice->action_url.empty() ? json::value() : json::value(invoice->action_url)}};
}

Result<json::object> subscription_json(api::Call& call, const Subscription& subscription) {
    members::Subscriptions& subscriptions = call.services.subscriptions;
    const members::Account account = TRY(call.services.accounts.get(call.member().account.id));
    const members::Plan plan = TRY(call.services.plans.find(subscription.plan));
    const auto price = TRY(call.services.plans.price_in(plan.slug, account.country));
    const auto invoice = TRY(subscriptions.open_invoice(subscription));
    const bool begun = subscription.period_end > Instant();
    const std::string& next_plan = subscription.next_plan;
    return json::object{
        {"state", to_string(subscription.state)},
        {"entitled", TRY(subscriptions.entitled(account.id, call.now))},
        {"plan", json_of(plan)},
        {"price", money_json(price)},
        {"period_start", begun ? json::value(to_string(subscription.period_start)) : json::value()},
        {"period_end", begun ? json::value(to_string(subscription.period_end)) : json::value()},
        {"next_plan", next_plan.empty() ? json::value() : json::value(next_plan)},
        {"next_charge_at", json_of(next_charge(subscription))},
        {"pauses_until", json_of(subscription.pauses_until)},
        {"payment_method", method_json(subscription.method)},
        {"overdue", overdue_json(subscription, invoice)},
        {"pending", pending_json(invoice)},
        {"trial_available", subscription.trial_used ? 0 : subscriptions.trial_days()}};
}

Result<http::Response> show(api::Call& call) {
    const auto subscription = TRY(call.services.subscriptions.get(call.member().account.id));
    return api::answer(TRY(subscription_json(call, subscription)));
}

/// 200 where it is done, 202 where a payment is under way, 402 where it was refused.
Result<http::Response> billed(api::Call& call, const members::Billed& outcome) {
    switch (outcome.outcome) {
        case PaymentOutcome::declined:
            return api::refuse(402, "payment_declined", "the payment was declined; another card may do");
        case PaymentOutcome::expired:
            return api::refuse(402, "payment_expired", "the card has expired; another may do");
        case PaymentOutcome::needs_authentication:
        case PaymentOutcome::processing:
            return api::answer(TRY(subscription_json(call, outcome.subscription)), 202);
        case PaymentOutcome::succeeded:
            break;
    }
    return api::answer(TRY(subscription_json(call, outcome.subscription)));
}

Result<http::Response> start(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string plan = input.text("plan", plan_bytes_max);
    const std::string token = input.optional_text("payment_token", token_bytes_max).value_or("");
    const std::string request = input.optional_text("request_id", 64).value_or("");
    TRY(input.finish());
    return billed(call, TRY(call.services.subscriptions.start(call.member().account.id, plan, token, request,
                                                              call.now)));
}

Result<http::Response> preview(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string plan = input.text("plan", plan_bytes_max);
    TRY(input.finish());
    const auto change = TRY(call.services.subscriptions.preview(call.member().account.id, plan, call.now));
    return api::answer({{"from", change.from},
                        {"to", change.to},
                        {"effective_at", to_string(change.effective)},
                        {"charge_minor", change.proration.charge_minor},
                        {"currency", change.currency},
                        {"days_left", change.proration.days_left},
                        {"days_in_period", change.proration.days_in_period},
                        {"next_charge_at", json_of(change.next_charge)},
                        {"next_charge_minor", change.next_charge_minor}});
}

Result<http::Response> change_plan(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string plan = input.text("plan", plan_bytes_max);
    const auto charge = input.optional_integer("charge_minor", 0, price_max);
    if (!charge) input.fault("charge_minor", "is missing; give what the preview said");
    TRY(input.finish());
    return billed(call, TRY(call.services.subscriptions.change_plan(call.member().account.id, plan, *charge,
                                                                    call.now)));
}

Result<http::Response> pause(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const auto until = input.optional_instant("until");
    if (!until) input.fault("until", "is missing; give the day on which it goes on");
    TRY(input.finish());
    return api::answer(TRY(subscription_json(
        call, TRY(call.services.subscriptions.pause(call.member().account.id, *until, call.now)))));
}

Result<http::Response> cancel(api::Call& call) {
    return api::answer(TRY(subscription_json(
        call, TRY(call.services.subscriptions.cancel(call.member().account.id, call.now)))));
}

Result<http::Response> resume(api::Call& call) {
    return billed(call, TRY(call.services.subscriptions.resume(call.member().account.id, call.now)));
}

Result<http::Response> set_method(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const std::string token = input.text("payment_token", token_bytes_max);
    TRY(input.finish());
    return billed(call,
                  TRY(call.services.subscriptions.set_method(call.member().account.id, token, call.now)));
}

Result<http::Response> list_invoices(api::Call& call) {
    json::array list;
    for (const members::Invoice& invoice :
         TRY(call.services.subscriptions.invoices(call.member().account.id, invoices_max))) {
        list.push_back(json::object{{"id", invoice.id.number()},
                                    {"kind", to_string(invoice.kind)},
                                    {"plan", invoice.plan},
                                    {"amount_minor", invoice.amount_minor},
                                    {"currency", invoice.currency},
                                    {"status", to_string(invoice.status)},
                                    {"period_start", to_string(invoice.period_start)},
                                    {"period_end", to_string(invoice.period_end)},
                                    {"issued", to_string(invoice.issued)},
                                    {"settled", json_of(invoice.settled)}});
    }
    return api::answer({{"invoices", std::move(list)}});
}

/// The plans with what each costs in a country.
Result<http::Response> list_plans(api::Call& call) {
    std::string country;
    if (const auto named = call.request.query_value("country")) {
        country = TRY(world::Territory::parse(*named).context("`country`")).leaf().code();
    } else if (const api::Member* member = call.member_if_any()) {
        country = member->account.country;
    } else if (call.place.territory) {
        country = call.place.territory->leaf().code();
    }
    json::array list;
    for (const members::Plan& plan : TRY(call.services.plans.list())) {
        json::object object = json_of(plan);
        object["price"] = money_json(TRY(call.services.plans.price_in(plan.slug, country)));
        list.push_back(std::move(object));
    }
    return api::answer({{"plans", std::move(list)}});
}

Result<http::Response> take_notice(api::Call& call) {
    members::PaymentProvider* provider = call.services.subscriptions.provider();
    if (provider == nullptr) return Error{ErrorKind::not_found, "this service takes no payments"};
    const std::string_view signature = call.request.headers.get("Nuri-Payment-Signature").value_or("");
    const members::Payment payment = TRY(provider->read_notice(call.request.body, signature, call.now));
    TRY(call.services.subscriptions.take_notice(payment, call.now));
    return api::done();
}

Result<http::Response> authenticate_test_payment(api::Call& call) {
    members::TestPayments* test = call.services.test_payments;
    if (test == nullptr) return Error{ErrorKind::not_found, "there is no test provider here"};
    api::Input input = TRY(api::Input::of(call.request));
    const auto approve = input.optional_truth("approve");
    if (!approve) input.fault("approve", "is missing; it is true or false");
    TRY(input.finish());
    members::Subscriptions& subscriptions = call.services.subscriptions;
    const members::AccountId account = call.member().account.id;
    const std::string_view reference = call.request.capture("reference");
    const auto invoice = TRY(subscriptions.open_invoice(TRY(subscriptions.get(account))));
    if (!invoice || invoice->payment != reference)
        return Error{ErrorKind::not_found, "you have no such payment under way"};
    const auto notice = TRY(test->authenticate(reference, *approve, call.now));
    const members::Payment payment = TRY(test->read_notice(notice.body, notice.signature, call.now));
    TRY(subscriptions.take_notice(payment, call.now));
    return show(call);
}

json::object priced_plan_json(const members::Plan& plan, const std::vector<members::Price>& prices) {
    json::object object = json_of(plan);
    json::array list;
    for (const members::Price& price : prices)
        list.push_back(json::object{
            {"country", price.country}, {"amount_minor", price.amount_minor}, {"currency", price.currency}});
    object["prices"] = std::move(list);
    return object;
}

Result<http::Response> list_prices(api::Call& call) {
    json::array list;
    for (const members::Plan& plan : TRY(call.services.plans.list()))
        list.push_back(priced_plan_json(plan, TRY(call.services.plans.prices(plan.slug))));
    return api::answer({{"plans", std::move(list)}});
}

json::object price_json(const members::Price& price) {
    return {{"country", price.country}, {"amount_minor", price.amount_minor}, {"currency", price.currency}};
}

Result<http::Response> set_price(api::Call& call) {
    api::Input input = TRY(api::Input::of(call.request));
    const auto amount = input.optional_integer("amount_minor", 0, price_max);
    if (!amount) input.fault("amount_minor", "is missing; give whole minor units, 13900 for 139.00");
    const std::string currency = input.text("currency", 3);
    TRY(input.finish());
    const std::string plan(call.request.capture("slug"));
    const auto country = world::Territory::parse(call.request.capture("country"));
    if (!country) return Error(country.error()).context("the country in the path");
    const std::string code = country->leaf().code();
    members::Plans& plans = call.services.plans;
    const members::Price after = TRY(call.change([&](store::Writer&) -> Result<members::Price> {
        const auto before = TRY(plans.price_in(plan, code));
        TRY(plans.set_price(plan, {code, *amount, currency}));
        const auto set = TRY(plans.price_in(plan, code));
        TRY(call.audit("plan.set_price", "plan " + plan, before ? json::serialize(price_json(*before)) : "",
                       json::serialize(price_json(*set))));
        return *set;
    }));
    return api::answer(price_json(after));
}

}  // namespace

void add_membership_routes(api::Routes& routes) {
    using enum http::Method;
    const api::Rule account = api::for_members(members::scope::account);
    routes.add(get, "/plans", api::for_anybody(), list_plans);
    routes.add(get, "/me/subscription", account, show);
    routes.add(post, "/me/subscription", account, start);
    routes.add(post, "/me/subscription/preview", account, preview);
    routes.add(post, "/me/subscription/plan", account, change_plan);
    routes.add(post, "/me/subscription/pause", account, pause);
    routes.add(post, "/me/subscription/cancel", account, cancel);
    routes.add(post, "/me/subscription/resume", account, resume);
    routes.add(put, "/me/payment-method", account, set_method);
    routes.add(get, "/me/invoices", account, list_invoices);
    routes.add(post, "/payments/notices", api::for_anybody(), take_notice);
    routes.add(post, "/payments/test/{reference}", account, authenticate_test_payment);
    routes.add(get, "/operator/plans", api::for_staff(members::Area::members, members::Access::read),
               list_prices);
    routes.add(put, "/operator/plans/{slug}/prices/{country}",
               api::for_staff(members::Area::service, members::Access::write), set_price);
}

}  // namespace nuri::member_api
