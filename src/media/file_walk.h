#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "media/box.h"
#include "media/bytes.h"

namespace nuri::media {

/// A box at the top level of a file, its payload not read.
struct FileBox {
    FourCc type = 0;
    uint64_t offset = 0;  ///< of its header
    uint64_t size = 0;    ///< header included
    uint32_t header_size = 8;
    uint64_t end() const { return offset + size; }
};

/// Walks the top level of a file, reading headers only. `corrupt` when a box reaches past the end of the
/// file, `too_large` after four million boxes.
class FileWalk {
  public:
    explicit FileWalk(ByteSource& source) : source_(source) {}
    Result<std::optional<FileBox>> next();

  private:
    ByteSource& source_;
    uint64_t at_ = 0;
    uint32_t boxes_ = 0;
};

/// The payload of a box, `too_large` when it is over `size_max` bytes.
Result<std::vector<uint8_t>> load_payload(ByteSource& source, const FileBox& box, uint64_t size_max);

}  // namespace nuri::media
