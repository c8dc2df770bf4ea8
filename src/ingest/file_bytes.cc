#include "ingest/file_bytes.h"

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
    return io::write_at(file_, offset, bytes);
}

}  // namespace nuri::ingest
