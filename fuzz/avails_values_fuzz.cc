// Dates, durations, lists, languages and ids, as cells hold them. What is read is written in one way, which
// reads the same.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "avails/values.h"
#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::avails;
    const std::string_view text = nuri::as_text({data, size});
    if (const auto time = parse_civil_time(text)) CHECK(*parse_civil_time(to_string(*time)) == *time);
    if (const auto duration = parse_duration(text)) {
        const auto again = parse_duration(to_string(*duration));
        CHECK(again && to_string(*again) == to_string(*duration));
    }
    for (const std::string_view part : list_parts(text)) {
        CHECK(!part.empty());
        (void)parse_language_use(part);
        (void)parse_territory_code(part);
    }
    if (const auto eidr = eidr_of(text)) CHECK(eidr_form(*eidr) == eidr_form(text));
    if (size >= sizeof(double)) {
        double serial = 0;
        std::memcpy(&serial, data, sizeof serial);
        (void)civil_time_of_serial(serial, false);
        (void)civil_time_of_serial(serial, true);
        (void)duration_of_day_part(serial);
    }
    return 0;
}
