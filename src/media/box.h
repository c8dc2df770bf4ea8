#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace nuri::media {

/// The type of a box, four characters as one big-endian number, so that it can be switched on.
using FourCc = uint32_t;
constexpr FourCc fourcc(std::string_view text) {
    return static_cast<uint32_t>(static_cast<uint8_t>(text[0])) << 24 |
           static_cast<uint32_t>(static_cast<uint8_t>(text[1])) << 16 |
           static_cast<uint32_t>(static_cast<uint8_t>(text[2])) << 8 |
           static_cast<uint32_t>(static_cast<uint8_t>(text[3]));
}

/// Reads big-endian numbers from bytes that may be hostile. Past the end everything reads as 0 and `ok` turns
/// false and stays so: a parser reads what it needs and asks once.
class FieldReader {
  public:
    explicit FieldReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    uint8_t u8() { return static_cast<uint8_t>(number(1)); }
    uint16_t u16() { return static_cast<uint16_t>(number(2)); }
    uint32_t u24() { return static_cast<uint32_t>(number(3)); }
    uint32_t u32() { return static_cast<uint32_t>(number(4)); }
    uint64_t u64() { return number(8); }
    void skip(size_t count) { bytes(count); }
    /// The next `count` bytes; none when there are fewer.
    std::span<const uint8_t> bytes(size_t count);
    std::span<const uint8_t> rest() const { return bytes_; }

    size_t left() const { return bytes_.size(); }
    bool ok() const { return ok_; }

  private:
    uint64_t number(size_t count);

    std::span<const uint8_t> bytes_;
    bool ok_ = true;
};

/// A box within bytes that are in memory (ISO/IEC 14496-12, 4.2).
struct Box {
    FourCc type = 0;
    std::span<const uint8_t> payload;  ///< without the header
};

/// Walks the boxes that lie side by side in `bytes`. A box that claims more than there is ends the walk
/// and makes `ok` false. A `uuid` box is passed over like any other that nobody asks for.
class BoxWalk {
  public:
    explicit BoxWalk(std::span<const uint8_t> bytes) : bytes_(bytes) {}
    std::optional<Box> next();
    bool ok() const { return ok_; }

  private:
    std::span<const uint8_t> bytes_;
    bool ok_ = true;
};

/// The payload of the first box of that type among `bytes`; none if there is none.
std::optional<std::span<const uint8_t>> find_box(std::span<const uint8_t> bytes, FourCc type);

/// Writes boxes. A box is open while the value that `box` returned lives; its size is filled in when it
/// closes.
///
///     auto moov = writer.box("moov");
///     { auto mvhd = writer.full_box("mvhd", 0, 0); writer.u32(…); }
class BoxWriter {
  public:
    class Open {
      public:
        Open(BoxWriter& writer, size_t at) : writer_(writer), at_(at) {}
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
        ~Open() { writer_.put32(at_, static_cast<uint32_t>(writer_.bytes_.size() - at_)); }

      private:
        BoxWriter& writer_;
        size_t at_;
    };

    [[nodiscard]] Open box(std::string_view type);
    [[nodiscard]] Open full_box(std::string_view type, uint8_t version, uint32_t flags);

    void u8(uint8_t value) { bytes_.push_back(value); }
    void u16(uint16_t value) { number(value, 2); }
    void u24(uint32_t value) { number(value, 3); }
    void u32(uint32_t value) { number(value, 4); }
    void u64(uint64_t value) { number(value, 8); }
    void zeros(size_t count) { bytes_.insert(bytes_.end(), count, 0); }
    void text(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
    void bytes(std::span<const uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

    size_t size() const { return bytes_.size(); }
    /// Overwrites the four bytes at `at`.
    void put32(size_t at, uint32_t value);
    std::vector<uint8_t> take() { return std::move(bytes_); }

  private:
    void number(uint64_t value, int count);

    std::vector<uint8_t> bytes_;
};

}  // namespace nuri::media
