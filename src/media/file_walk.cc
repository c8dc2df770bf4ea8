#include "media/file_walk.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace nuri::media {
namespace {

constexpr uint32_t boxes_max = 4'000'000;

}  // namespace

Result<std::optional<FileBox>> FileWalk::next() {
    const uint64_t left = source_.size() - at_;
    if (left == 0) return std::optional<FileBox>();
    const Error cut_short{ErrorKind::corrupt,
                          fmt::format("the file is cut short in the box at byte {}", at_)};
    if (left < 8) return cut_short;
    if (++boxes_ > boxes_max)
        return Error{ErrorKind::too_large, fmt::format("more than {} boxes", boxes_max)};
    std::array<uint8_t, 16> header{};
    const size_t header_read = std::min<uint64_t>(left, header.size());
    TRY(source_.read_at(at_, std::span<uint8_t>(header).first(header_read)));
    FieldReader fields(std::span<uint8_t>(header).first(header_read));
    FileBox box;
    box.offset = at_;
    box.size = fields.u32();
    box.type = fields.u32();
    if (box.size == 1) {
        box.size = fields.u64();
        box.header_size = 16;
    } else if (box.size == 0) {
        box.size = left;
    }
    if (!fields.ok() || box.size < box.header_size || box.size > left) return cut_short;
    at_ += box.size;
    return std::optional(box);
}

Result<std::vector<uint8_t>> load_payload(ByteSource& source, const FileBox& box, uint64_t size_max) {
    const uint64_t size = box.size - box.header_size;
    if (size > size_max) {
        return Error{ErrorKind::too_large,
                     fmt::format("a box of {} bytes at byte {}; the most is {}", size, box.offset, size_max)};
    }
    std::vector<uint8_t> payload(size);
    TRY(source.read_at(box.offset + box.header_size, payload));
    return payload;
}

}  // namespace nuri::media
