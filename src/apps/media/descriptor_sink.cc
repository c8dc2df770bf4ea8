#include "descriptor_sink.h"

#include <unistd.h>

#include <cerrno>

#include "io/file.h"

namespace nuri::media_worker {

Result<> DescriptorSink::append(std::span<const uint8_t> bytes) {
    TRY(overwrite(written_, bytes));
    written_ += bytes.size();
    return {};
}

Result<> DescriptorSink::overwrite(uint64_t offset, std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const int failure = errno == EFBIG ? ENOSPC : errno;
            return io::from_errno(failure, "writing an output");
        }
        bytes = bytes.subspan(static_cast<size_t>(n));
        offset += static_cast<uint64_t>(n);
    }
    return {};
}

}  // namespace nuri::media_worker
