#include "ingest/file_bytes.h"

#include <unistd.h>

#include <cerrno>

namespace nuri::ingest {

Result<FileSource> FileSource::open(const std::filesystem::path& path) {
    io::Fd file = TRY(io::open_read(path));
    const uint64_t size = TRY(io::size_of(file));
    return FileSource(std::move(file), size);
}

Result<FileSink> FileSink::create(const std::filesystem::path& path) {
    TRY(io::remove_all(path));
    return FileSink(TRY(io::create_new(path)));
}

Result<> FileSink::overwrite(uint64_t offset, std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io::from_errno(errno, "writing a track");
        bytes = bytes.subspan(static_cast<size_t>(n));
        offset += static_cast<uint64_t>(n);
    }
    return {};
}

}  // namespace nuri::ingest
