#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::rights {

/// What a viewer watches on, as contracts tell screens apart: by where they stand, not by who made them. A
/// maker's or store's own name is a *platform* (Grant::platforms).
enum class DeviceClass : uint8_t {
    web,  ///< a browser on a computer
    phone,
    tablet,
    tv,       ///< a set with the application in it
    box,      ///< a set-top box or stick
    console,  ///< a games console
    cast,     ///< thrown from one screen to another
};
inline constexpr int device_class_count = 7;

/// "web", "phone", ...
std::string_view to_string(DeviceClass device);
std::optional<DeviceClass> parse_device_class(std::string_view word);

/// A set of device classes, in a byte.
class DeviceClasses {
  public:
    constexpr DeviceClasses() = default;
    constexpr DeviceClasses(std::initializer_list<DeviceClass> devices) {
        for (const DeviceClass device : devices)
            bits_ |= static_cast<uint8_t>(1u << static_cast<int>(device));
    }
    static constexpr DeviceClasses all() { return from_bits((1u << device_class_count) - 1); }
    /// Bits beyond the known classes are dropped.
    static constexpr DeviceClasses from_bits(unsigned bits) {
        DeviceClasses devices;
        devices.bits_ = static_cast<uint8_t>(bits & ((1u << device_class_count) - 1));
        return devices;
    }

    constexpr bool contains(DeviceClass device) const { return (bits_ >> static_cast<int>(device) & 1) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr uint8_t bits() const { return bits_; }
    friend constexpr bool operator==(DeviceClasses, DeviceClasses) = default;

  private:
    uint8_t bits_ = 0;
};

/// "web,tv"; "all" of all. And back, with the commas; `invalid` names the classes there are.
std::string to_string(DeviceClasses devices);
Result<DeviceClasses> parse_device_classes(std::string_view text);

}  // namespace nuri::rights
