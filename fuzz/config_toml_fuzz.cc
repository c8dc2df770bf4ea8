// An operator's nuri.toml: a slip of any kind is refused with its line, and what is accepted is within its
// bounds.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "server/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto config = nuri::server::parse_config(nuri::as_text({data, size}), "nuri.toml");
    if (!config) {
        CHECK(config.error().message.starts_with("nuri.toml:"));
        return 0;
    }
    CHECK(config->pool_threads >= 1 && config->connections_max >= 10 && config->encode_processes >= 1);
    CHECK(config->roles.api || config->roles.origin || config->roles.worker);
    return 0;
}
