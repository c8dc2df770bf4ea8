#pragma once

#include <cstdint>
#include <span>

namespace nuri::media {

/// CRC-32 as in ISO 3309, Ethernet, PNG and zip: it finds bytes that were altered by accident, not by intent.
uint32_t crc32(std::span<const uint8_t> bytes);

}  // namespace nuri::media
