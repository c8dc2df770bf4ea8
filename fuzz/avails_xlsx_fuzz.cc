// Avails workbooks as a licensor sends them. What is read is checked, written, and must read back without a
// difference.
#include <cstddef>
#include <cstdint>

#include "avails/check.h"
#include "avails/difference.h"
#include "avails/read.h"
#include "avails/write.h"
#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::avails;
    ReadLimits limits;
    limits.unpacked_bytes_max = 4 << 20;
    limits.rows_max = 200;
    Findings findings;
    const auto document = read_workbook({data, size}, findings, limits);
    if (!document) return 0;
    check(*document, {}, findings);
    const auto written = write_workbook(*document);
    CHECK(written);
    const auto again = read_document(*written, findings, limits);
    CHECK(again && differences(*document, *again).empty());
    return 0;
}
