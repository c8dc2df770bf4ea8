// A segment of the event spool after any crash, and the records in it.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "events/playback_event.h"
#include "events/spool.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::span<const uint8_t> bytes(data, size);
    const auto scan = nuri::events::scan_segment(bytes);
    CHECK(scan.good_bytes <= size);
    CHECK(scan.fault.empty() == (size > 0 && scan.good_bytes == size));
    // What is good stays good when the rest is cut off.
    if (scan.good_bytes > 0) {
        const auto cut = nuri::events::scan_segment(bytes.first(scan.good_bytes));
        CHECK(cut.fault.empty() && cut.records.size() == scan.records.size());
    }
    for (const std::string_view record : scan.records) {
        if (const auto event = nuri::events::parse_record(record)) {
            CHECK(nuri::events::parse_record(to_record(*event)).has_value());
        }
    }
    // A fuzzer seldom finds a checksum: the same bytes as a record by themselves.
    const auto event = nuri::events::parse_record(nuri::as_text(bytes));
    if (event) CHECK(*nuri::events::parse_record(to_record(*event)) == *event);
    return 0;
}
