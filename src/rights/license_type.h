#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::rights {

/// The kind of transaction a licence permits. Spelt as MovieLabs Avails spells it, which knows the first,
/// TVOD (as "VOD"), EST and POEST; AVOD and FVOD are the trade's.
enum class LicenseType : uint8_t {
    svod,   ///< within a subscription
    avod,   ///< free, with advertisements
    fvod,   ///< free, without
    tvod,   ///< rental
    est,    ///< electronic sell-through
    poest,  ///< pre-order of EST
};
inline constexpr int license_type_count = 6;

/// "SVOD", "TVOD", ...
std::string_view to_string(LicenseType type);
/// In any case; "VOD" is TVOD. `invalid` names the types there are.
Result<LicenseType> parse_license_type(std::string_view text);

/// A set of licence types, in a byte.
class LicenseTypes {
  public:
    constexpr LicenseTypes() = default;
    constexpr LicenseTypes(std::initializer_list<LicenseType> types) {
        for (const LicenseType type : types) bits_ |= static_cast<uint8_t>(1u << static_cast<int>(type));
    }
    static constexpr LicenseTypes all() { return from_bits((1u << license_type_count) - 1); }
    /// Bits beyond the known types are dropped.
    static constexpr LicenseTypes from_bits(unsigned bits) {
        LicenseTypes types;
        types.bits_ = static_cast<uint8_t>(bits & ((1u << license_type_count) - 1));
        return types;
    }

    constexpr bool contains(LicenseType type) const { return (bits_ >> static_cast<int>(type) & 1) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr uint8_t bits() const { return bits_; }
    friend constexpr bool operator==(LicenseTypes, LicenseTypes) = default;

  private:
    uint8_t bits_ = 0;
};

/// "SVOD,EST"; and back, with the commas.
std::string to_string(LicenseTypes types);
Result<LicenseTypes> parse_license_types(std::string_view text);

}  // namespace nuri::rights
