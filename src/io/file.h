#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace nuri::io {

/// Owns a file descriptor and closes it. Every descriptor of ours is opened close-on-exec.
class Fd {
  public:
    Fd() = default;
    explicit Fd(int descriptor) : descriptor_(descriptor) {}
    ~Fd() { close(); }
    Fd(Fd&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            close();
            descriptor_ = std::exchange(other.descriptor_, -1);
        }
        return *this;
    }

    int get() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }
    int release() { return std::exchange(descriptor_, -1); }
    void close();

  private:
    int descriptor_ = -1;
};

/// The Error that errno stands for: ENOENT is `not_found`, ENOSPC, EDQUOT and EMFILE are `exhausted` and
/// say what to make room in, EEXIST is `conflict`, EACCES and EPERM are `forbidden`, all else is `io`.
/// `doing` reads like "opening /srv/nuri/nuri.db".
Error from_errno(int error_number, std::string_view doing);

Result<Fd> open_read(const std::filesystem::path& path);

/// Opens for writing at the end, made if it is not there.
Result<Fd> open_append(const std::filesystem::path& path, unsigned mode = 0644);

/// Makes a file that must not exist yet (`conflict` if it does), for writing and reading.
Result<Fd> create_new(const std::filesystem::path& path, unsigned mode = 0644);

Result<uint64_t> size_of(const Fd& file);

/// Reads exactly `into.size()` bytes at `offset`; `corrupt` if the file ends before.
Result<> read_exactly(const Fd& file, uint64_t offset, std::span<uint8_t> into);

/// Reads up to `into.size()` bytes at `offset`; fewer only at the end of the file.
Result<size_t> read_at(const Fd& file, uint64_t offset, std::span<uint8_t> into);

/// Writes all of it at the descriptor's position, or fails; a full disk is `exhausted`.
Result<> write_all(const Fd& file, std::span<const uint8_t> bytes);
Result<> write_all(const Fd& file, std::string_view text);

/// Writes all of it at `offset`, wherever the descriptor's position is.
Result<> write_at(const Fd& file, uint64_t offset, std::span<const uint8_t> bytes);

/// The whole of a file of at most `size_max` bytes; `too_large` if there is more.
Result<std::string> read_file(const std::filesystem::path& path, size_t size_max);

/// Puts a file in place so that a reader sees the old content or the new and never a part: written
/// beside it under a temporary name, flushed to the disk, renamed, and the folder flushed.
Result<> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                               unsigned mode = 0644);

/// Flushes a file's bytes to the disk (fdatasync), or a folder's entries.
Result<> sync(const Fd& file);
Result<> sync_folder(const std::filesystem::path& folder);

/// Renames within one file system and flushes the folder it lands in.
Result<> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Made with all its parents; content that is there stays.
Result<> make_folder(const std::filesystem::path& folder, unsigned mode = 0755);

/// Deletes a file or a whole folder; what is not there is no failure.
Result<> remove_all(const std::filesystem::path& path);

/// The names in a folder, sorted.
Result<std::vector<std::string>> list_folder(const std::filesystem::path& folder);

/// Bytes that an unprivileged process may still write to the file system of `path`.
Result<uint64_t> free_space(const std::filesystem::path& path);

/// Holds an advisory lock on a file, so that two processes do not do the same work; gone with the process,
/// however it ends. `unavailable` if another holds it.
Result<Fd> lock_file(const std::filesystem::path& path);

/// A fresh folder below `parent`, named from `prefix` and random letters, removed with its content when the
/// owner goes.
class TemporaryFolder {
  public:
    static Result<TemporaryFolder> make(const std::filesystem::path& parent, std::string_view prefix);
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// A file's bytes as memory, read-only. The mapping lives as long as this does.
class MappedFile {
  public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    MappedFile& operator=(MappedFile&&) = delete;
    std::span<const uint8_t> bytes() const { return bytes_; }

  private:
    explicit MappedFile(std::span<const uint8_t> bytes) : bytes_(bytes) {}
    std::span<const uint8_t> bytes_;
};

}  // namespace nuri::io
