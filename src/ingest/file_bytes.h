#pragma once

#include <filesystem>

#include "base/result.h"
#include "io/file.h"
#include "media/bytes.h"

namespace nuri::ingest {

/// A file for the formats to read, which open none themselves.
class FileSource final : public media::ByteSource {
  public:
    static Result<FileSource> open(const std::filesystem::path& path);
    uint64_t size() const override { return size_; }
    Result<> read_at(uint64_t offset, std::span<uint8_t> into) override { return io::read_exactly(file_, offset, into); }

  private:
    FileSource(io::Fd file, uint64_t size) : file_(std::move(file)), size_(size) {}
    io::Fd file_;
    uint64_t size_;
};

/// A new file for the formats to write.
class FileSink final : public media::ByteSink {
  public:
    static Result<FileSink> create(const std::filesystem::path& path);
    Result<> append(std::span<const uint8_t> bytes) override { return io::write_all(file_, bytes); }
    Result<> overwrite(uint64_t offset, std::span<const uint8_t> bytes) override;
    Result<> sync() { return io::sync(file_); }

  private:
    explicit FileSink(io::Fd file) : file_(std::move(file)) {}
    io::Fd file_;
};

}  // namespace nuri::ingest
