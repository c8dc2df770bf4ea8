// A grant arrives in every media URL: whatever the text is, it is refused without a fault, and only the one
// text we signed is taken.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "grants/grant.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::grants;
    static const GrantKey key{1, {7}};
    static const GrantKeys keys = *GrantKeys::make(key);
    const nuri::Instant now = nuri::from_unix_ms(1'000'000);
    Grant grant;
    grant.expires = nuri::from_unix_ms(2'000'000);
    grant.tracks.add(3);
    static const std::string signed_token = to_token(grant, keys);

    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const GrantCheck check = verify(text, keys, grant.asset, 3, now);
    CHECK((check.fault == GrantFault::none) == (text == signed_token));

    // The same text laid over a good grant: a mutation that keeps its length.
    std::string laid = signed_token;
    for (size_t i = 0; i < size && i < laid.size(); ++i) laid[i] = static_cast<char>(laid[i] ^ data[i]);
    const GrantCheck laid_check = verify(laid, keys, grant.asset, 3, now);
    CHECK((laid_check.fault == GrantFault::none) == (laid == signed_token));
    return 0;
}
