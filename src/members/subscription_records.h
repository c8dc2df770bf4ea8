#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "members/subscription.h"

namespace nuri::store {
class Reader;
class Writer;
}  // namespace nuri::store

namespace nuri::members {

// What the sources about subscriptions share of their tables; each function takes part in its caller's
// transaction.

/// State `none` where there is no row; `not_found` for no account.
Result<Subscription> read_subscription(store::Reader& reader, AccountId account);
/// Writes the row whole.
Result<> write_subscription(store::Writer& writer, const Subscription& subscription);

/// Lets an account in without payment.
Result<> insert_complimentary(store::Writer& writer, AccountId account, std::string_view plan);

/// Opens an invoice for a charge; its key is `key`, or one of its own where that is empty.
Result<InvoiceId> insert_invoice(store::Writer& writer, const Invoice& invoice, std::string_view key);
/// `not_found` names the number.
Result<Invoice> read_invoice(store::Reader& reader, InvoiceId id);
Result<std::optional<Invoice>> find_invoice(store::Reader& reader, std::string_view column,
                                            std::string_view value);
/// What changes of one: status, settled, key, payment, action_url.
Result<> write_invoice(store::Writer& writer, const Invoice& invoice);

/// Ends what is paid for at the end of its period, and at once what is overdue or not begun; an invoice that
/// is open is given up. For cancelling and for closing an account.
Result<> cancel_subscription(store::Writer& writer, Subscription subscription, Instant now);

}  // namespace nuri::members
