#include "ingest/job_folder.h"

namespace nuri::ingest {
namespace {

constexpr size_t document_bytes_max = 256 << 20;

}  // namespace

Result<JobFolder> JobFolder::open(const std::filesystem::path& path) {
    TRY(io::make_folder(path));
    io::Fd lock = TRY(io::lock_file(path / "lock"));
    TRY(io::make_folder(path / "asset"));
    return JobFolder(path, std::move(lock));
}

bool JobFolder::has(std::string_view name) const {
    std::error_code ignored;
    return std::filesystem::exists(file(name), ignored);
}

Result<std::string> JobFolder::read(std::string_view name) const { return io::read_file(file(name), document_bytes_max); }

Result<> JobFolder::write(std::string_view name, std::string_view content) const { return io::write_file_atomically(file(name), content); }

Result<> JobFolder::finish(std::string_view name) const { return io::rename_durably(unfinished(name), file(name)); }

}  // namespace nuri::ingest
