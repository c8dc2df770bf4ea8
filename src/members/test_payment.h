#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "members/payment.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// A payment provider that takes nothing: for trying the service out, for its tests and for the demo. Enabled
/// by configuration alone, since with it everybody who says so has paid.
///
/// What a way of paying does is said by the token it is made of:
///
///     test-succeeds               every charge succeeds
///     test-declines               every charge is declined
///     test-needs-authentication   the first charge must be confirmed by the member (authenticate), others
///     succeed test-expires                the first charge succeeds, later ones find it expired
///     test-processing             every charge succeeds, but half a minute later
///
/// Like a real one it remembers what it was asked under which key, and tells outcomes by signed notices.
/// Safe to use from many threads. Borrows the database.
class TestPayments final : public PaymentProvider {
  public:
    static constexpr std::chrono::seconds processing_takes{30};
    static constexpr std::chrono::minutes notice_lasts{5};

    /// `notice_key` signs notices.
    TestPayments(store::Database& database, std::string notice_key)
        : database_(database), notice_key_(std::move(notice_key)) {}

    std::string_view name() const override { return "test"; }
    Result<PaymentMethod> attach(std::string_view token, int64_t account, Instant now) override;
    Result<Payment> charge(const Charge& charge, Instant now) override;
    Result<Payment> look_up(std::string_view reference, Instant now) override;
    Result<Payment> cancel(std::string_view reference, Instant now) override;
    Result<Payment> read_notice(std::string_view body, std::string_view signature, Instant now) override;

    struct Notice {
        std::string body;
        std::string signature;
    };
    /// What a member says at their bank: the notice that follows. `conflict` for a payment that does not wait
    /// for them.
    Result<Notice> authenticate(std::string_view reference, bool approve, Instant now);

  private:
    store::Database& database_;
    std::string notice_key_;
};

}  // namespace nuri::members
