#include "ingest/receive.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "assets/asset_folder.h"
#include "io/file.h"

namespace nuri::ingest {
namespace {

constexpr uint64_t piece_bytes = 16 << 20;
/// Left free for the registers and for what the job itself will write first.
constexpr uint64_t room_kept_bytes = 64 << 20;

Result<> copy(const io::Fd& from, const io::Fd& to, uint64_t size, const std::function<bool(double)>& progress) {
    uint64_t done = 0;
    while (done < size) {
        const ssize_t n = ::copy_file_range(from.get(), nullptr, to.get(), nullptr, std::min(piece_bytes, size - done), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP)) break;
        if (n < 0) return io::from_errno(errno, "copying the delivery");
        if (n == 0) break;
        done += static_cast<uint64_t>(n);
        if (!progress(static_cast<double>(done) / static_cast<double>(size))) return Error{ErrorKind::cancelled, "the job was cancelled"};
    }
    std::vector<uint8_t> piece(done < size ? piece_bytes : 0);
    while (done < size) {
        const size_t n = TRY(io::read_at(from, done, piece));
        if (n == 0) return Error{ErrorKind::corrupt, fmt::format("the file ends after {} of {} bytes: is it still being delivered?", done, size)};
        TRY(io::write_all(to, std::span(piece).first(n)));
        done += n;
        if (!progress(static_cast<double>(done) / static_cast<double>(size))) return Error{ErrorKind::cancelled, "the job was cancelled"};
    }
    return {};
}

}  // namespace

Result<Received> receive(const std::filesystem::path& file, const std::filesystem::path& intake, const std::string& job,
                         const std::function<bool(double)>& progress) {
    const io::Fd from = TRY(io::open_read(file));
    struct stat info {};
    if (::fstat(from.get(), &info) != 0) return io::from_errno(errno, "reading the delivery");
    if (!S_ISREG(info.st_mode)) return Error{ErrorKind::invalid, fmt::format("{} is not a file", file.string())};
    const auto size = static_cast<uint64_t>(info.st_size);
    if (size == 0) return Error{ErrorKind::corrupt, fmt::format("{} is empty", file.string())};
    TRY(io::make_folder(intake));
    const uint64_t room = TRY(io::free_space(intake));
    if (room < size + room_kept_bytes) {
        return Error{ErrorKind::exhausted, fmt::format("the delivery has {} MB and the disk of {} has room for {} MB", size >> 20, intake.string(), room >> 20)};
    }
    const std::filesystem::path temporary = intake / ("receiving-" + job);
    TRY(io::remove_all(temporary));
    const auto taken = [&]() -> Result<Received> {
        const io::Fd to = TRY(io::create_new(temporary, 0600));
        TRY(copy(from, to, size, progress));
        TRY(io::sync(to));
        Received received{TRY(assets::sha256_of_file(temporary)), size};
        TRY(io::rename_durably(temporary, intake / received.sha256));
        return received;
    }();
    if (!taken) (void)io::remove_all(temporary);
    return taken;
}

}  // namespace nuri::ingest
