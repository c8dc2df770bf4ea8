// A REF, as viewers and programs name titles. What is accepted is in its canonical form.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "catalogue/reference.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::catalogue;
    const std::string_view text = nuri::as_text({data, size});
    if (const auto eidr = parse_eidr(text)) {
        CHECK(*parse_eidr(*eidr) == *eidr);
        const char check = eidr_check_character(*eidr);
        CHECK((check >= '0' && check <= '9') || (check >= 'A' && check <= 'Z'));
    }
    const auto reference = Reference::parse(text);
    if (!reference) return 0;
    switch (reference->by) {
        case Reference::By::slug:
            CHECK(nuri::is_slug(reference->name));
            break;
        case Reference::By::alid:
            CHECK(*parse_alid(reference->name) == text);
            break;
        case Reference::By::eidr:
            CHECK(*parse_eidr(reference->name) == reference->name);
            break;
    }
    CHECK(reference->season.value_or(0) >= 0 && reference->episode.value_or(0) >= 0);
    return 0;
}
