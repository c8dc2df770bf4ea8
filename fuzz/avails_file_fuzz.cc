// Avails files as a licensor sends them, workbooks and XML. What is read is checked, written, and must read
// back without a difference; it becomes XML, and a workbook with comments, which must be readable too.
#include <cstddef>
#include <cstdint>

#include "avails/annotate.h"
#include "avails/check.h"
#include "avails/convert.h"
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
    const auto document = read_document({data, size}, findings, limits);
    if (!document) return 0;
    check(*document, {}, findings);
    const auto workbook = write_workbook(*document);
    CHECK(workbook);
    if (document->format == Format::workbook) {
        const auto again = read_document(*workbook, findings, limits);
        CHECK(again && differences(*document, *again).empty());
    } else {
        const auto xml = write_xml(*document);
        CHECK(xml);
        const auto again = read_document(nuri::as_bytes(*xml), findings, limits);
        CHECK(again && differences(*document, *again).empty());
    }
    const auto elements = as_xml(*document, "2.7");
    CHECK(elements && write_xml(elements->document));
    const auto rows = as_workbook(*document, "1.9");
    CHECK(rows && write_workbook(rows->document));
    if (const auto copy = annotate({data, size}, *document, findings.kept()))
        (void)read_document(*copy, findings, limits);
    return 0;
}
