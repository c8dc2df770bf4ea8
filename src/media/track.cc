#include "media/track.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "media/box.h"

namespace nuri::media {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> role_words{{
    {Role::main, "main"},
    {Role::dub, "dub"},
    {Role::commentary, "commentary"},
    {Role::description, "description"},
    {Role::caption, "caption"},
    {Role::forced_subtitle, "forced-subtitle"},
    {Role::supplementary, "supplementary"},
}};

Error too_short(std::string_view box, size_t size) {
    return {ErrorKind::corrupt, fmt::format("a decoder configuration of {} bytes for {}", size, box)};
}

/// ISO/IEC 14496-15, annex E.3: profile, compatibility in reverse bit order, tier and level, constraints
/// without their trailing zeros.
Result<std::string> hevc_string(std::string_view entry, std::span<const uint8_t> configuration) {
    FieldReader fields(configuration);
    fields.skip(1);
    const uint8_t profile = fields.u8();
    const uint32_t compatibility = fields.u32();
    const auto constraints = fields.bytes(6);
    const uint8_t level = fields.u8();
    if (!fields.ok()) return too_short("hvcC", configuration.size());
    uint32_t reversed = 0;
    for (int bit = 0; bit < 32; ++bit) reversed |= (compatibility >> bit & 1) << (31 - bit);
    constexpr std::string_view spaces[] = {"", "A", "B", "C"};
    std::string text = fmt::format("{}.{}{}.{:x}.{}{}", entry, spaces[profile >> 6], profile & 31, reversed,
                                   (profile & 32) != 0 ? 'H' : 'L', level);
    size_t used = constraints.size();
    while (used > 0 && constraints[used - 1] == 0) --used;
    for (size_t i = 0; i < used; ++i) text += fmt::format(".{:x}", constraints[i]);
    return text;
}

/// AV1 Codec ISO Media File Format Binding, section 5, in its short form: profile, level and tier, depth.
Result<std::string> av1_string(std::span<const uint8_t> configuration) {
    FieldReader fields(configuration);
    fields.skip(1);
    const uint8_t profile_level = fields.u8();
    const uint8_t flags = fields.u8();
    if (!fields.ok()) return too_short("av1C", configuration.size());
    const bool high_depth = (flags & 0x40) != 0, twelve_bit = (flags & 0x20) != 0;
    const int depth = high_depth ? (twelve_bit ? 12 : 10) : 8;
    return fmt::format("av01.{}.{:02}{}.{:02}", profile_level >> 5, profile_level & 31,
                       (flags & 0x80) != 0 ? 'H' : 'M', depth);
}

/// ISO/IEC 14496-3, 1.6.2.1: five bits of audio object type, 31 escaping to 32 + six more.
Result<std::string> aac_string(std::span<const uint8_t> configuration) {
    if (configuration.size() < 2) return too_short("AudioSpecificConfig", configuration.size());
    int type = configuration[0] >> 3;
    if (type == 31) type = 32 + ((configuration[0] & 7) << 3 | configuration[1] >> 5);
    return fmt::format("mp4a.40.{}", type);
}

}  // namespace

std::string_view to_string(Role role) {
    for (const auto& [value, word] : role_words) {
        if (value == role) return word;
    }
    return "supplementary";
}

Result<Role> parse_role(std::string_view word) {
    for (const auto& [value, known] : role_words) {
        if (known == word) return value;
    }
    return Error{ErrorKind::invalid, fmt::format("'{}' is no role of a track", word)};
}

int MediaTime::compare(const MediaTime& a, const MediaTime& b) {
    const auto left = static_cast<__int128>(a.units) * b.timescale;
    const auto right = static_cast<__int128>(b.units) * a.timescale;
    return left < right ? -1 : left > right ? 1 : 0;
}

Result<std::string> codec_string(std::string_view entry, std::span<const uint8_t> configuration) {
    if (entry == "avc1" || entry == "avc3") {
        if (configuration.size() < 7) return too_short("avcC", configuration.size());
        return fmt::format("{}.{:02x}{:02x}{:02x}", entry, configuration[1], configuration[2],
                           configuration[3]);
    }
    if (entry == "hvc1" || entry == "hev1") return hevc_string(entry, configuration);
    if (entry == "av01") return av1_string(configuration);
    if (entry == "mp4a") return aac_string(configuration);
    if (entry == "Opus") return std::string("opus");
    if (entry == "ac-3" || entry == "ec-3") return std::string(entry);
    return Error{ErrorKind::unsupported, fmt::format("sample entry '{}'", entry)};
}

}  // namespace nuri::media
