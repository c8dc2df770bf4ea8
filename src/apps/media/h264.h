#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace nuri::media_worker {

/// The payload of an `avcC` box from an encoder's headers in Annex B form (ISO/IEC 14496-15, 5.3.3.1): the
/// parameter sets, with lengths of four bytes before each unit. `corrupt` without an SPS and a PPS.
Result<std::vector<uint8_t>> avc_configuration(std::span<const uint8_t> headers);

/// An access unit from Annex B to lengths of four bytes. Parameter sets, which the sample entry holds, delimiters
/// and supplemental information, which is the encoder's note on itself, are left out.
std::vector<uint8_t> to_length_prefixed(std::span<const uint8_t> access_unit);

}  // namespace nuri::media_worker
