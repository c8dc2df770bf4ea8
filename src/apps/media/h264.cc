#include "h264.h"

namespace nuri::media_worker {
namespace {

// H.264, table 7-1.
constexpr int nal_sei = 6;
constexpr int nal_sps = 7;
constexpr int nal_pps = 8;
constexpr int nal_delimiter = 9;

int type_of(std::span<const uint8_t> unit) { return unit[0] & 0x1F; }

/// The units between start codes 00 00 01, without the zero byte that may stand before one (H.264, annex B).
std::vector<std::span<const uint8_t>> units_of(std::span<const uint8_t> bytes) {
    std::vector<std::span<const uint8_t>> units;
    size_t start = 0;
    bool inside = false;
    const auto close = [&](size_t end) {
        while (end > start && bytes[end - 1] == 0) --end;
        if (inside && end > start) units.push_back(bytes.subspan(start, end - start));
    };
    for (size_t i = 0; i + 3 <= bytes.size();) {
        if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
            close(i);
            i += 3;
            start = i;
            inside = true;
        } else {
            ++i;
        }
    }
    close(bytes.size());
    return units;
}

void append_big_endian(std::vector<uint8_t>& out, size_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

}  // namespace

Result<std::vector<uint8_t>> avc_configuration(std::span<const uint8_t> headers) {
    std::vector<std::span<const uint8_t>> sps, pps;
    for (const auto unit : units_of(headers)) {
        if (type_of(unit) == nal_sps) sps.push_back(unit);
        if (type_of(unit) == nal_pps) pps.push_back(unit);
    }
    if (sps.size() != 1 || pps.empty() || pps.size() > 255 || sps[0].size() < 4) {
        return Error{ErrorKind::corrupt, "the encoder's headers lack a parameter set"};
    }
    const uint8_t profile = sps[0][1];
    std::vector<uint8_t> out{1, profile, sps[0][2], sps[0][3], 0xFF, 0xE1};
    append_big_endian(out, sps[0].size(), 2);
    out.insert(out.end(), sps[0].begin(), sps[0].end());
    out.push_back(static_cast<uint8_t>(pps.size()));
    for (const auto unit : pps) {
        append_big_endian(out, unit.size(), 2);
        out.insert(out.end(), unit.begin(), unit.end());
    }
    // Of the high profiles: 4:2:0, 8 bits of luma and chroma, no SPS extensions.
    if (profile == 100 || profile == 110 || profile == 122 || profile == 144) out.insert(out.end(), {0xFD, 0xF8, 0xF8, 0});
    return out;
}

std::vector<uint8_t> to_length_prefixed(std::span<const uint8_t> access_unit) {
    std::vector<uint8_t> out;
    out.reserve(access_unit.size() + 16);
    for (const auto unit : units_of(access_unit)) {
        const int type = type_of(unit);
        if (type == nal_sei || type == nal_sps || type == nal_pps || type == nal_delimiter) continue;
        append_big_endian(out, unit.size(), 4);
        out.insert(out.end(), unit.begin(), unit.end());
    }
    return out;
}

}  // namespace nuri::media_worker
