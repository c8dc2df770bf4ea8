#include "io/file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "io/random.h"

namespace nuri::io {
namespace {

namespace fs = std::filesystem;

Error failed(std::string_view verb, const fs::path& path) {
    const int error_number = errno;
    return from_errno(error_number, fmt::format("{} {}", verb, path.string()));
}

Result<Fd> open_with(const fs::path& path, int flags, unsigned mode, std::string_view verb) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (descriptor < 0) return failed(verb, path);
    return Fd(descriptor);
}

}  // namespace

void Fd::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Error from_errno(int error_number, std::string_view doing) {
    ErrorKind kind = ErrorKind::io;
    std::string_view mend;
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
            kind = ErrorKind::not_found;
            break;
        case EEXIST:
            kind = ErrorKind::conflict;
            break;
        case EACCES:
        case EPERM:
        case EROFS:
            kind = ErrorKind::forbidden;
            break;
        case ENOSPC:
        case EDQUOT:
            kind = ErrorKind::exhausted;
            mend = "; make room on that disk and try again";
            break;
        case EFBIG:
            kind = ErrorKind::exhausted;
            mend = "; the process may not write a file this large";
            break;
        case EMFILE:
        case ENFILE:
            kind = ErrorKind::exhausted;
            mend = "; raise the limit of open files";
            break;
        case ENOMEM:
            kind = ErrorKind::exhausted;
            break;
        default:
            break;
    }
    return {kind, fmt::format("{}: {}{}", doing, std::strerror(error_number), mend)};
}

Result<Fd> open_read(const fs::path& path) {
    return open_with(path, O_RDONLY, 0, "opening");
}

Result<Fd> open_append(const fs::path& path, unsigned mode) {
    return open_with(path, O_WRONLY | O_CREAT | O_APPEND, mode, "opening");
}

Result<Fd> create_new(const fs::path& path, unsigned mode) {
    return open_with(path, O_RDWR | O_CREAT | O_EXCL, mode, "creating");
}

Result<uint64_t> size_of(const Fd& file) {
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) return from_errno(errno, "reading a file's size");
    return static_cast<uint64_t>(facts.st_size);
}

Result<size_t> read_at(const Fd& file, uint64_t offset, std::span<uint8_t> into) {
    size_t done = 0;
    while (done < into.size()) {
        const ssize_t n =
            ::pread(file.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return from_errno(errno, "reading");
        if (n == 0) break;
        done += static_cast<size_t>(n);
    }
    return done;
}

Result<> read_exactly(const Fd& file, uint64_t offset, std::span<uint8_t> into) {
    const size_t got = TRY(read_at(file, offset, into));
    if (got != into.size()) {
        return Error{ErrorKind::corrupt, fmt::format("the file ends at byte {}, {} bytes short", offset + got,
                                                     into.size() - got)};
    }
    return {};
}

Result<> write_all(const Fd& file, std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return from_errno(errno, "writing");
        bytes = bytes.subspan(static_cast<size_t>(n));
    }
    return {};
}

Result<> write_at(const Fd& file, uint64_t offset, std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return from_errno(errno, "writing");
        bytes = bytes.subspan(static_cast<size_t>(n));
        offset += static_cast<uint64_t>(n);
    }
    return {};
}

Result<> write_all(const Fd& file, std::string_view text) {
    return write_all(file, as_bytes(text));
}

Result<std::string> read_file(const fs::path& path, size_t size_max) {
    const Fd file = TRY(open_read(path));
    std::string content;
    // Grown as it is read: what /proc and pipes call their size is not to be trusted.
    while (content.size() <= size_max) {
        const size_t had = content.size();
        content.resize(std::min(size_max + 1, had + std::max<size_t>(had, 64 * 1024)));
        const ssize_t n = ::read(file.get(), content.data() + had, content.size() - had);
        content.resize(had + static_cast<size_t>(std::max<ssize_t>(n, 0)));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed("reading", path);
        if (n == 0) return content;
    }
    return Error{ErrorKind::too_large, fmt::format("{} is larger than {} bytes", path.string(), size_max)};
}

Result<> sync(const Fd& file) {
    if (::fdatasync(file.get()) != 0) return from_errno(errno, "flushing to disk");
    return {};
}

Result<> sync_folder(const fs::path& folder) {
    const Fd descriptor = TRY(open_with(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY, 0, "opening"));
    if (::fsync(descriptor.get()) != 0) return failed("flushing to disk", folder);
    return {};
}

Result<> rename_durably(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        return failed(fmt::format("renaming {} to", from.string()), to);
    return sync_folder(to.parent_path());
}

Result<> write_file_atomically(const fs::path& path, std::string_view content, unsigned mode) {
    fs::path beside = path;
    beside += fmt::format(".{}.tmp", random_hex(6));
    Result<> written = [&]() -> Result<> {
        const Fd file = TRY(create_new(beside, mode));
        TRY(write_all(file, content).context(fmt::format("writing {}", path.string())));
        TRY(sync(file));
        return rename_durably(beside, path);
    }();
    if (!written) ::unlink(beside.c_str());
    return written;
}

Result<> make_folder(const fs::path& folder, unsigned mode) {
    std::error_code failure;
    if (fs::is_directory(folder, failure)) return {};
    if (folder.has_parent_path() && folder.parent_path() != folder)
        TRY(make_folder(folder.parent_path(), 0755));
    if (::mkdir(folder.c_str(), mode) != 0 && errno != EEXIST) return failed("creating folder", folder);
    return {};
}

Result<> remove_all(const fs::path& path) {
    std::error_code failure;
    fs::remove_all(path, failure);
    if (failure) return from_errno(failure.value(), fmt::format("removing {}", path.string()));
    return {};
}

Result<std::vector<std::string>> list_folder(const fs::path& folder) {
    std::error_code failure;
    fs::directory_iterator entries(folder, failure);
    if (failure) return from_errno(failure.value(), fmt::format("listing {}", folder.string()));
    std::vector<std::string> names;
    for (const fs::directory_iterator end; entries != end; entries.increment(failure)) {
        names.push_back(entries->path().filename().string());
    }
    // A step that fails leads to the end: a part of the names must not pass for all of them.
    if (failure) return from_errno(failure.value(), fmt::format("listing {}", folder.string()));
    std::sort(names.begin(), names.end());
    return names;
}

Result<uint64_t> free_space(const fs::path& path) {
    struct statvfs facts {};
    if (::statvfs(path.c_str(), &facts) != 0) return failed("reading free space of", path);
    return static_cast<uint64_t>(facts.f_bavail) * facts.f_frsize;
}

Result<Fd> lock_file(const fs::path& path) {
    Fd file = TRY(open_with(path, O_RDWR | O_CREAT, 0644, "opening"));
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return Error{ErrorKind::unavailable, fmt::format("{} is held by another process", path.string())};
        return failed("locking", path);
    }
    return file;
}

Result<TemporaryFolder> TemporaryFolder::make(const fs::path& parent, std::string_view prefix) {
    fs::path path = parent / fmt::format("{}{}", prefix, random_hex(8));
    if (::mkdir(path.c_str(), 0700) != 0) return failed("creating folder", path);
    return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
    if (!path_.empty()) (void)io::remove_all(path_);
}

Result<MappedFile> MappedFile::open(const fs::path& path) {
    const Fd file = TRY(open_read(path));
    const uint64_t size = TRY(size_of(file));
    if (size == 0) return MappedFile(std::span<const uint8_t>{});
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (address == MAP_FAILED) return failed("mapping", path);
    return MappedFile(std::span(static_cast<const uint8_t*>(address), size));
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace nuri::io
