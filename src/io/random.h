#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace nuri::io {

/// Fills with bytes fit for keys and tokens (getrandom).
void random_bytes(std::span<uint8_t> into);

/// `bytes` random bytes as twice as many lower-case hexadecimal digits.
std::string random_hex(size_t bytes);

}  // namespace nuri::io
