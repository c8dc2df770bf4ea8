#include "rights/license_type.h"

#include "base/text.h"

namespace nuri::rights {
namespace {
constexpr std::string_view words[license_type_count] = {"SVOD", "AVOD", "FVOD", "TVOD", "EST", "POEST"};
}

std::string_view to_string(LicenseType type) {
    return words[static_cast<int>(type)];
}

Result<LicenseType> parse_license_type(std::string_view text) {
    if (equals_ignoring_case(text, "VOD")) return LicenseType::tvod;
    for (int i = 0; i < license_type_count; ++i) {
        if (equals_ignoring_case(text, words[i])) return static_cast<LicenseType>(i);
    }
    return Error{ErrorKind::invalid, "unknown licence type \"" + std::string(text.substr(0, 32)) +
                                         "\"; there are " + join(words, ", ")};
}

std::string to_string(LicenseTypes types) {
    std::string text;
    for (int i = 0; i < license_type_count; ++i) {
        if (!types.contains(static_cast<LicenseType>(i))) continue;
        if (!text.empty()) text += ',';
        text += words[i];
    }
    return text;
}

Result<LicenseTypes> parse_license_types(std::string_view text) {
    unsigned bits = 0;
    for (const auto part : split(text, ',')) {
        bits |= 1u << static_cast<int>(TRY(parse_license_type(trim(part))));
    }
    return LicenseTypes::from_bits(bits);
}

}  // namespace nuri::rights
