// What an import makes of a licensor's file: each row kept, read as an offer and made into grants. Nothing
// that a file says may be more than a finding.
#include <cstddef>
#include <cstdint>

#include "avails/check.h"
#include "avails/read.h"
#include "base/check.h"
#include "exchange/offer.h"
#include "exchange/statement_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri;
    avails::ReadLimits limits;
    limits.unpacked_bytes_max = 4 << 20;
    limits.rows_max = 200;
    avails::Findings findings;
    const auto document = avails::read_document({data, size}, findings, limits);
    if (!document) return 0;
    exchange::Clocks clocks;
    std::map<uint32_t, std::string> sums;
    for (const avails::Sheet& sheet : document->sheets) {
        (void)exchange::layout_text(sheet, *document);
        avails::RowView view(*document, sheet);
        for (const avails::Row& row : sheet.rows) {
            if (row.comment) continue;
            view.look_at(row);
            (void)exchange::cells_text(row, sheet, *document);
            (void)exchange::said_by(*document, row, sums);
            (void)exchange::work_of(view);
            const exchange::Offer offer = exchange::offer_of(view, {});
            CHECK(offer.reason.empty() == !offer.text().empty());
            if (!offer.reason.empty()) continue;
            const auto grants = exchange::grants_of(offer, Instant(), clocks);
            CHECK(!grants || !grants->empty());
        }
    }
    return 0;
}
