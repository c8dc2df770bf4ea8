#include "media/bytes.h"

#include <algorithm>

#include "base/check.h"
#include "base/result.h"

namespace nuri::media {

Result<> SpanSource::read_at(uint64_t offset, std::span<uint8_t> into) {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset) {
        return Error{ErrorKind::corrupt, "the data ends at byte " + std::to_string(bytes_.size()) + ", " +
                                             std::to_string(into.size()) + " bytes are wanted at " +
                                             std::to_string(offset)};
    }
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(offset), into.size(), into.begin());
    return {};
}

Result<> BufferSink::append(std::span<const uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
}

Result<> BufferSink::overwrite(uint64_t offset, std::span<const uint8_t> bytes) {
    CHECK(offset <= bytes_.size() && bytes.size() <= bytes_.size() - offset);
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<ptrdiff_t>(offset));
    return {};
}

}  // namespace nuri::media
