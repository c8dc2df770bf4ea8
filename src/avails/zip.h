#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avails/read.h"
#include "base/result.h"

namespace nuri::avails {

/// The parts of a zip archive in memory, unpacked piece by piece. Knows what ECMA-376 part 2, annex B lets a
/// package be made of: stored and deflated parts, one volume, no encryption. A part is believed to be as long
/// as it turns out to be, and no longer than its limits let it. Borrows the file.
///
/// Spec: PKWARE APPNOTE 6.3.10; sizes and offsets beyond 4 GiB (ZIP64) are refused, for no file that long is
/// read.
class Zip {
  public:
    /// `corrupt`, `unsupported` or `too_large` for archives that are none, or that we do not read.
    static Result<Zip> open(std::span<const uint8_t> file, const ReadLimits& limits);

    struct Part {
        std::string name;
        uint16_t method = 0;
        uint64_t packed_bytes = 0;
        uint32_t crc = 0;
        size_t offset = 0;  ///< of its local header
    };
    const std::vector<Part>& parts() const { return parts_; }
    const Part* find(std::string_view name) const;

    /// One part's bytes, from the beginning to the end. Borrows the Zip, which outlives it and keeps its
    /// place.
    class Stream {
      public:
        Stream(Stream&&) noexcept;
        Stream& operator=(Stream&&) noexcept;
        ~Stream();
        /// Empty at the end; `corrupt` where the bytes contradict their checksum, `too_large` over a limit.
        Result<std::string_view> next();

      private:
        friend class Zip;
        struct State;
        explicit Stream(std::unique_ptr<State> state);
        std::unique_ptr<State> state_;
    };
    Result<Stream> read(const Part& part);

  private:
    Zip(std::span<const uint8_t> file, const ReadLimits& limits) : file_(file), limits_(limits) {}

    std::span<const uint8_t> file_;
    ReadLimits limits_;
    std::vector<Part> parts_;
    uint64_t unpacked_bytes_ = 0;  ///< of all parts read so far
};

/// Makes an archive: `add` part by part, then `finish`. The same parts make the same bytes.
class ZipWriter {
  public:
    Result<> add(std::string_view name, std::string_view content);
    /// `too_large` for an archive of 4 GiB or 65,535 parts.
    Result<std::vector<uint8_t>> finish() &&;

  private:
    std::vector<uint8_t> bytes_, directory_;
    size_t count_ = 0;
};

}  // namespace nuri::avails
