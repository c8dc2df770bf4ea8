#include "io/random.h"

#include <sys/random.h>

#include <cerrno>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace nuri::io {

void random_bytes(std::span<uint8_t> into) {
    while (!into.empty()) {
        const ssize_t n = ::getrandom(into.data(), into.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        CHECK(n > 0);  // cannot fail once the kernel's pool is seeded, which it is before we start
        into = into.subspan(static_cast<size_t>(n));
    }
}

std::string random_hex(size_t bytes) {
    std::vector<uint8_t> random(bytes);
    random_bytes(random);
    return to_hex(random);
}

}  // namespace nuri::io
