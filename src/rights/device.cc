#include "rights/device.h"

#include "base/text.h"

namespace nuri::rights {
namespace {

constexpr std::string_view words[] = {"web", "phone", "tablet", "tv", "box", "console", "cast"};
static_assert(std::size(words) == device_class_count);

}  // namespace

std::string_view to_string(DeviceClass device) {
    return words[static_cast<size_t>(device)];
}

std::optional<DeviceClass> parse_device_class(std::string_view word) {
    for (int i = 0; i < device_class_count; ++i) {
        if (word == words[i]) return static_cast<DeviceClass>(i);
    }
    return std::nullopt;
}

std::string to_string(DeviceClasses devices) {
    if (devices == DeviceClasses::all()) return "all";
    std::string text;
    for (int i = 0; i < device_class_count; ++i) {
        if (!devices.contains(static_cast<DeviceClass>(i))) continue;
        text += (text.empty() ? "" : ",") + std::string(words[i]);
    }
    return text;
}

Result<DeviceClasses> parse_device_classes(std::string_view text) {
    if (trim(text) == "all") return DeviceClasses::all();
    unsigned bits = 0;
    for (const std::string_view part : split(text, ',')) {
        const auto device = parse_device_class(trim(part));
        if (!device) {
            return Error{ErrorKind::invalid,
                         "unknown device '" + std::string(trim(part).substr(0, 40)) +
                             "'; there are web, phone, tablet, tv, box, console and cast"};
        }
        bits |= 1u << static_cast<unsigned>(*device);
    }
    return DeviceClasses::from_bits(bits);
}

}  // namespace nuri::rights
