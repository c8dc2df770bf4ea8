#pragma once

#include <cstdint>
#include <span>

namespace nuri::events {

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4: 32 bytes of zero give 8a9136aa). Detects a torn or flipped
/// record; protects against nobody. `seed` is the checksum of what came before, to go on from.
uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t seed = 0);

}  // namespace nuri::events
