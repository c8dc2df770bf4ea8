#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace nuri::media {

/// Bytes that can be read at any place: a file, an object in a store, a buffer. This module opens no
/// file; whoever calls it lends it a source. A title of 20 GB is read through one in pieces of about a
/// megabyte, so implementations need no cache of their own.
class ByteSource {
  public:
    virtual ~ByteSource() = default;
    virtual uint64_t size() const = 0;

    /// Fills the whole of `into` from `offset`. `corrupt` when the source ends before that (callers
    /// read what a table inside the source promised), `io` when the reading itself failed.
    virtual Result<> read_at(uint64_t offset, std::span<uint8_t> into) = 0;
};

/// Where a file that we write goes, from its first byte to its last.
class ByteSink {
  public:
    virtual ~ByteSink() = default;
    virtual Result<> append(std::span<const uint8_t> bytes) = 0;

    /// Writes again what `append` wrote at `offset`; never reaches past the end. Used once for each track
    /// file: its segment index stands before the segments whose sizes it tells.
    virtual Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) = 0;
};

/// A source over bytes that outlive it.
class SpanSource final : public ByteSource {
  public:
    explicit SpanSource(std::span<const uint8_t> bytes) : bytes_(bytes) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<> read_at(uint64_t offset, std::span<uint8_t> into) override;

  private:
    std::span<const uint8_t> bytes_;
};

/// A sink that keeps everything: for tests and for what is known to be small (a segment, an init).
class BufferSink final : public ByteSink {
  public:
    Result<> append(std::span<const uint8_t> bytes) override;
    Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) override;

    const std::vector<uint8_t>& bytes() const { return bytes_; }
    std::vector<uint8_t> take() { return std::move(bytes_); }

  private:
    std::vector<uint8_t> bytes_;
};

}  // namespace nuri::media
