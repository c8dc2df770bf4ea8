#include "members/test_payment.h"

#include <chrono>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "io/random.h"
#include "members/secret.h"
#include "store/database.h"

namespace nuri::members {
namespace {

namespace json = boost::json;

constexpr struct {
    std::string_view token, last_four;
} tokens[] = {{"test-succeeds", "4242"},
              {"test-declines", "0002"},
              {"test-needs-authentication", "3155"},
              {"test-expires", "0069"},
              {"test-processing", "0077"}};

constexpr size_t notice_bytes_max = 4096;

/// A way of paying is its token and something that tells it from others: "test-succeeds/4f0c…".
std::string_view token_of(std::string_view method) {
    return method.substr(0, method.find('/'));
}

std::string action_url(std::string_view reference) {
    return fmt::format("/pay/test/{}", reference);
}

Payment to_payment(const store::Row& row, PaymentOutcome outcome) {
    Payment payment{row.text("reference"), outcome, {}};
    if (outcome == PaymentOutcome::needs_authentication) payment.action_url = action_url(payment.reference);
    return payment;
}

Result<store::Row> row_of(store::Reader& reader, std::string_view reference) {
    auto row = TRY(reader.query_one("SELECT reference, outcome, made FROM test_payments WHERE reference = ?",
                                    {reference}));
    if (!row) return Error{ErrorKind::not_found, "there is no such test payment"};
    return *std::move(row);
}

Result<> set_outcome(store::Writer& writer, std::string_view reference, PaymentOutcome outcome) {
    TRY(writer.execute("UPDATE test_payments SET outcome = ? WHERE reference = ?",
                       {to_string(outcome), reference}));
    return {};
}

PaymentOutcome outcome_of(std::string_view token, bool first, bool member_present) {
    if (token == "test-declines") return PaymentOutcome::declined;
    if (token == "test-expires" && !first) return PaymentOutcome::expired;
    if (token == "test-needs-authentication" && first)
        return member_present ? PaymentOutcome::needs_authentication : PaymentOutcome::declined;
    if (token == "test-processing") return PaymentOutcome::processing;
    return PaymentOutcome::succeeded;
}

}  // namespace

Result<PaymentMethod> TestPayments::attach(std::string_view token, int64_t, Instant now) {
    for (const auto& [known, last_four] : tokens) {
        if (token != known) continue;
        const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
        return PaymentMethod{fmt::format("{}/{}", token, io::random_hex(8)), "test", std::string(last_four),
                             static_cast<int>(today.year()) + 3,
                             static_cast<int>(static_cast<unsigned>(today.month()))};
    }
    return Error{ErrorKind::invalid,
                 "`payment_token` is none of the test provider's: test-succeeds, test-declines, "
                 "test-needs-authentication, test-expires, test-processing"};
}

Result<Payment> TestPayments::charge(const Charge& charge, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<Payment> {
        const auto before =
            TRY(writer.query_one("SELECT reference, outcome, made FROM test_payments WHERE charge_key = ?",
                                 {charge.idempotency_key}));
        if (before) return to_payment(*before, TRY(parse_payment_outcome(before->text("outcome"))));
        const auto paid = TRY(
            writer.query_one("SELECT COUNT(*) FROM test_payments WHERE method = ? AND outcome = 'succeeded'",
                             {charge.method}));
        Payment payment;
        payment.reference = io::random_hex(16);
        payment.outcome = outcome_of(token_of(charge.method), paid->integer(0) == 0, charge.member_present);
        if (payment.outcome == PaymentOutcome::needs_authentication)
            payment.action_url = action_url(payment.reference);
        TRY(writer.execute(
            "INSERT INTO test_payments (reference, charge_key, method, outcome, made) VALUES"
            " (?, ?, ?, ?, ?)",
            {payment.reference, charge.idempotency_key, charge.method, to_string(payment.outcome), now}));
        return payment;
    });
}

Result<Payment> TestPayments::look_up(std::string_view reference, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<Payment> {
        const store::Row row = TRY(row_of(writer, reference));
        PaymentOutcome outcome = TRY(parse_payment_outcome(row.text("outcome")));
        if (outcome == PaymentOutcome::processing && now - row.instant("made") >= processing_takes) {
            outcome = PaymentOutcome::succeeded;
            TRY(set_outcome(writer, reference, outcome));
        }
        return to_payment(row, outcome);
    });
}

Result<Payment> TestPayments::cancel(std::string_view reference, Instant) {
    return database_.write([&](store::Writer& writer) -> Result<Payment> {
        const store::Row row = TRY(row_of(writer, reference));
        PaymentOutcome outcome = TRY(parse_payment_outcome(row.text("outcome")));
        if (outcome == PaymentOutcome::processing || outcome == PaymentOutcome::needs_authentication) {
            outcome = PaymentOutcome::declined;
            TRY(set_outcome(writer, reference, outcome));
        }
        return to_payment(row, outcome);
    });
}

Result<TestPayments::Notice> TestPayments::authenticate(std::string_view reference, bool approve,
                                                        Instant now) {
    const PaymentOutcome outcome = approve ? PaymentOutcome::succeeded : PaymentOutcome::declined;
    TRY(database_.write([&](store::Writer& writer) -> Result<> {
        const store::Row row = TRY(row_of(writer, reference));
        if (row.text("outcome") != to_string(PaymentOutcome::needs_authentication))
            return Error{ErrorKind::conflict, "this payment does not wait for anybody"};
        return set_outcome(writer, reference, outcome);
    }));
    Notice notice;
    notice.body = json::serialize(
        json::object{{"reference", reference}, {"outcome", to_string(outcome)}, {"at", to_unix_ms(now)}});
    notice.signature = mac_of(notice_key_, notice.body);
    return notice;
}

Result<Payment> TestPayments::read_notice(std::string_view body, std::string_view signature, Instant now) {
    const Error not_ours{ErrorKind::unauthenticated, "the notice is not signed by the test provider"};
    if (body.size() > notice_bytes_max || !equal_in_constant_time(mac_of(notice_key_, body), signature))
        return not_ours;
    json::error_code failed;
    const json::value parsed = json::parse({body.data(), body.size()}, failed);
    const json::object* notice = failed ? nullptr : parsed.if_object();
    const json::value* reference = notice ? notice->if_contains("reference") : nullptr;
    const json::value* outcome = notice ? notice->if_contains("outcome") : nullptr;
    const json::value* at = notice ? notice->if_contains("at") : nullptr;
    if (!reference || !reference->is_string() || !outcome || !outcome->is_string() || !at || !at->is_int64())
        return not_ours;
    const Instant made = from_unix_ms(at->as_int64());
    if (now - made > notice_lasts || made - now > notice_lasts)
        return Error{ErrorKind::unauthenticated, "the notice is too old"};
    return Payment{std::string(reference->as_string()),
                   TRY(parse_payment_outcome(std::string_view(outcome->as_string()))),
                   {}};
}

}  // namespace nuri::members
