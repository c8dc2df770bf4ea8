#include "world/money.h"

#include "base/text.h"
#include "world/data.h"

namespace nuri::world {

Result<Currency> Currency::parse(std::string_view code) {
    const std::string upper = to_upper(code.substr(0, 4));
    if (data::find(data::currencies, &data::CurrencyRow::code, upper) == nullptr) {
        return Error{ErrorKind::invalid,
                     "unknown currency \"" + std::string(code.substr(0, 16)) + "\"; ISO 4217, such as USD"};
    }
    Currency currency;
    upper.copy(currency.code_, 3);
    return currency;
}

int Currency::minor_digits() const {
    return data::find(data::currencies, &data::CurrencyRow::code, code())->minor_digits;
}

Result<Money> Money::parse(std::string_view amount, Currency currency) {
    const auto refuse = [&](std::string_view why) {
        return Error{ErrorKind::invalid, "amount \"" + std::string(amount.substr(0, 32)) + "\" of " +
                                             std::string(currency.code()) + " " + std::string(why)};
    };
    const size_t point = amount.find('.');
    const std::string_view whole = amount.substr(0, point);
    const std::string_view minor =
        point == std::string_view::npos ? std::string_view() : amount.substr(point + 1);
    const auto digits = static_cast<size_t>(currency.minor_digits());
    if (minor.size() > digits) {
        return refuse("has more than " + std::to_string(digits) + " digits after the point");
    }
    if (whole.empty() || whole == "-" || amount.ends_with('.') || (!minor.empty() && minor[0] == '-')) {
        return refuse("is not a number");
    }
    std::string all(whole);
    all += minor;
    all.append(digits - minor.size(), '0');
    const auto units = parse_integer(all);
    if (!units) return refuse("is not a number, or too large");
    return Money(*units, currency);
}

Result<Money> Money::plus(const Money& other) const {
    if (currency_ != other.currency_) {
        return Error{ErrorKind::invalid, "cannot add " + std::string(other.currency_.code()) + " to " +
                                             std::string(currency_.code())};
    }
    int64_t sum = 0;
    if (__builtin_add_overflow(minor_units_, other.minor_units_, &sum)) {
        return Error{ErrorKind::too_large, "a sum of money does not fit"};
    }
    return Money(sum, currency_);
}

std::string to_string(const Money& money) {
    const auto digits = static_cast<size_t>(money.currency().minor_digits());
    const bool negative = money.minor_units() < 0;
    // In unsigned arithmetic the least integer has an opposite too.
    const uint64_t size = negative ? 0 - static_cast<uint64_t>(money.minor_units())
                                   : static_cast<uint64_t>(money.minor_units());
    std::string text = std::to_string(size);
    if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
    if (digits > 0) text.insert(text.size() - digits, ".");
    return (negative ? "-" : "") + text + " " + std::string(money.currency().code());
}

}  // namespace nuri::world
