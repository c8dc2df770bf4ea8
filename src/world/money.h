#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::world {

/// An ISO 4217 currency by its letters, such as KRW.
class Currency {
  public:
    /// Three letters, in any case, of a currency in use. `invalid` otherwise.
    static Result<Currency> parse(std::string_view code);

    std::string_view code() const { return {code_, 3}; }

    /// Digits after the point: 2 for USD, 0 for KRW, 3 for KWD (ISO 4217; what people round to in shops
    /// is another matter).
    int minor_digits() const;

    friend bool operator==(const Currency&, const Currency&) = default;

  private:
    char code_[3] = {'X', 'X', 'X'};
};

/// An amount in the minor unit of its currency: 999 of USD is $9.99, 13500 of KRW is ₩13,500. Integers only;
/// a sum of two currencies is refused. The price of a plan belongs to a country, not to a currency.
class Money {
  public:
    Money(int64_t minor_units, Currency currency) : minor_units_(minor_units), currency_(currency) {}

    /// "9.99" of USD is 999. `invalid` for more digits than the currency has, or for what does not fit.
    static Result<Money> parse(std::string_view amount, Currency currency);

    int64_t minor_units() const { return minor_units_; }
    Currency currency() const { return currency_; }

    /// `invalid` for two currencies, `too_large` when the sum does not fit.
    Result<Money> plus(const Money& other) const;

    friend bool operator==(const Money&, const Money&) = default;

  private:
    int64_t minor_units_;
    Currency currency_;
};

/// "9.99 USD", "13500 KRW": for logs and files. What a person reads is formatted for the person's locale.
std::string to_string(const Money& money);

}  // namespace nuri::world
