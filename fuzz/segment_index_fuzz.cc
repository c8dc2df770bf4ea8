// A segment index of any bytes; the checksum is mended, so that what lies behind it is reached.
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "media/checksum.h"
#include "media/segment_index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::media;
    (void)parse_segment_index({data, size});
    if (size < 4) return 0;
    std::vector<uint8_t> bytes(data, data + size);
    const uint32_t checksum = crc32(std::span(bytes).first(size - 4));
    for (int i = 0; i < 4; ++i) bytes[size - 4 + i] = static_cast<uint8_t>(checksum >> (24 - 8 * i));
    const auto index = parse_segment_index(bytes);
    if (!index) return 0;
    CHECK(serialise(*index) == bytes);
    CHECK(index->peak_bandwidth_bps() >= index->average_bandwidth_bps());
    (void)write_sidx(*index);
    return 0;
}
