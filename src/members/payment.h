#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nuri::members {

/// A way of paying that a provider keeps for a member. What a card is numbered never comes to us: the
/// provider's own form turns it into a token, and the token into this.
struct PaymentMethod {
    std::string reference;  ///< the provider's; charges name it
    std::string brand;      ///< "visa", "test"
    std::string last_four;  ///< four digits, for the member to know it by
    int expires_year = 0;   ///< the month after which it is no good
    int expires_month = 0;
    friend bool operator==(const PaymentMethod&, const PaymentMethod&) = default;
};

enum class PaymentOutcome {
    succeeded,
    declined,              ///< by whoever issued the card; another may do
    expired,               ///< the way of paying is no good any more
    needs_authentication,  ///< the member must confirm it at `action_url`; the outcome follows as a notice
    processing,            ///< it takes its time; the outcome follows as a notice
};
std::string_view to_string(PaymentOutcome outcome);
/// `corrupt` for a word that is none.
Result<PaymentOutcome> parse_payment_outcome(std::string_view word);

/// What a provider says of one payment.
struct Payment {
    std::string reference;  ///< the provider's, 1 to 64 letters, digits, '-' and '_'
    PaymentOutcome outcome = PaymentOutcome::processing;
    std::string action_url;  ///< of needs_authentication
    friend bool operator==(const Payment&, const Payment&) = default;
};

/// A sum to take.
struct Charge {
    /// One for each thing that is charged for: asked again with the same key, a provider takes nothing a
    /// second time and says what became of the first. So a charge may be repeated after a crash or a timeout.
    std::string idempotency_key;
    std::string method;  ///< PaymentMethod::reference
    int64_t amount_minor = 0;
    std::string currency;  ///< ISO 4217
    /// Whether the member is there to confirm; a renewal comes without them.
    bool member_present = false;
};

/// Who takes payments for us. A real one speaks to a payment service over the network, so its calls may take
/// seconds and belong on the pool and never within a transaction. `unavailable` means that nothing is known
/// of the outcome: ask again with the same key. Safe to use from many threads.
class PaymentProvider {
  public:
    virtual ~PaymentProvider() = default;

    /// "test": for pages, which must show that provider's form.
    virtual std::string_view name() const = 0;

    /// Turns the token of the provider's form into a way of paying for this account. `invalid` for a token
    /// that is none.
    virtual Result<PaymentMethod> attach(std::string_view token, int64_t account, Instant now) = 0;

    virtual Result<Payment> charge(const Charge& charge, Instant now) = 0;

    /// What has become of a payment; `not_found` for a reference that is none of this provider's.
    virtual Result<Payment> look_up(std::string_view reference, Instant now) = 0;

    /// Gives up a payment that is not through, so that it cannot come through any more; one that has
    /// succeeded meanwhile stays, and is told.
    virtual Result<Payment> cancel(std::string_view reference, Instant now) = 0;

    /// Reads what the provider sends us of its own accord. `unauthenticated` unless the signature shows that
    /// it is the provider's and was made within minutes of `now`.
    virtual Result<Payment> read_notice(std::string_view body, std::string_view signature, Instant now) = 0;
};

}  // namespace nuri::members
