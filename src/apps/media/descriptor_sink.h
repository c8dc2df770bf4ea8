#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "base/text.h"
#include "media/bytes.h"

namespace nuri::media_worker {

/// A file that the service opened for us to write. The service flushes and renames it; we only fill it.
class DescriptorSink final : public media::ByteSink {
  public:
    explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}
    /// `exhausted` on a full disk or past the bound on a file's size.
    Result<> append(std::span<const uint8_t> bytes) override;
    Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) override;

    uint64_t written() const { return written_; }

  private:
    int descriptor_;
    uint64_t written_ = 0;
};

}  // namespace nuri::media_worker
