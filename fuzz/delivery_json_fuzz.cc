// A job's own documents, read from the store and from its folder. What is accepted is written and read the
// same.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "ingest/delivery.h"
#include "ingest/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::ingest;
    const std::string_view text = nuri::as_text({data, size});
    if (const auto delivery = parse_delivery(text)) {
        const std::string written = to_json(*delivery);
        const auto again = parse_delivery(written);
        CHECK(again.has_value() && to_json(*again) == written);
        (void)check(*delivery);
    }
    if (const auto plan = parse_plan(text)) {
        const std::string written = to_json(*plan);
        const auto again = parse_plan(written);
        CHECK(again.has_value() && to_json(*again) == written);
    }
    return 0;
}
