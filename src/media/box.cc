#include "media/box.h"

#include "base/check.h"

namespace nuri::media {

std::span<const uint8_t> FieldReader::bytes(size_t count) {
    if (count > bytes_.size()) {
        bytes_ = {};
        ok_ = false;
        return {};
    }
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
}

uint64_t FieldReader::number(size_t count) {
    uint64_t value = 0;
    for (const uint8_t byte : bytes(count)) value = value << 8 | byte;
    return value;
}

std::optional<Box> BoxWalk::next() {
    if (bytes_.empty()) return {};
    FieldReader fields(bytes_);
    uint64_t size = fields.u32();
    const FourCc type = fields.u32();
    uint64_t header = 8;
    if (size == 1) {
        size = fields.u64();
        header = 16;
    } else if (size == 0) {
        size = bytes_.size();  // to the end of what holds it
    }
    if (!fields.ok() || size < header || size > bytes_.size()) {
        ok_ = false;
        bytes_ = {};
        return {};
    }
    const Box box{type, bytes_.subspan(header, size - header)};
    bytes_ = bytes_.subspan(size);
    return box;
}

std::optional<std::span<const uint8_t>> find_box(std::span<const uint8_t> bytes, FourCc type) {
    BoxWalk walk(bytes);
    while (const auto box = walk.next()) {
        if (box->type == type) return box->payload;
    }
    return {};
}

BoxWriter::Open BoxWriter::box(std::string_view type) {
    CHECK(type.size() == 4);
    const size_t at = bytes_.size();
    u32(0);
    text(type);
    return Open(*this, at);
}

BoxWriter::Open BoxWriter::full_box(std::string_view type, uint8_t version, uint32_t flags) {
    CHECK(type.size() == 4);
    const size_t at = bytes_.size();
    u32(0);
    text(type);
    u8(version);
    u24(flags);
    return Open(*this, at);
}

void BoxWriter::put32(size_t at, uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes_[at + i] = static_cast<uint8_t>(value >> (24 - 8 * i));
}

void BoxWriter::number(uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

}  // namespace nuri::media
