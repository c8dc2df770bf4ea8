#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/file.h"

namespace nuri::store {

/// Whole files by key, on the local disk below one folder: received deliveries, artwork. An object is there
/// as a whole or not at all, after a `kill -9` or a loss of power too: it is written beside its place,
/// flushed, renamed and the folders flushed. What is there is never changed; putting the same key again
/// replaces it as a whole, and whoever has the old one open keeps it.
///
/// A key is 1 to 200 bytes of a-z, 0-9, '.', '_', '-' and '/', whose parts are neither empty nor begin with a
/// dot; so no key leads out of the folder, and each is a key of an S3 store as well.
class Objects {
  public:
    /// Room that is left free however large a delivery is, so that the records can still be written and read.
    static constexpr uint64_t room_kept_bytes = 64u << 20;

    /// The store in this folder, which is made if it is not there.
    static Result<Objects> in(std::filesystem::path folder);

    Result<> put(std::string_view key, std::string_view content);

    /// What was taken in: its key is made of the content's SHA-256, so that the same file twice is one
    /// object.
    struct Content {
        std::string key;     ///< "sha256/3f/3fa1…"
        std::string sha256;  ///< 64 hexadecimal digits
        uint64_t size_bytes = 0;
        bool was_there = false;  ///< an earlier delivery had the same bytes
    };

    /// Copies a file in under the name of its content. `progress` hears the bytes done, after each megabyte
    /// or so; its error stops the copy. `exhausted` before the first byte if there is not the room,
    /// `not_found` without a file, `invalid` for what is no regular file.
    Result<Content> take_in(const std::filesystem::path& file,
                            const std::function<Result<>(uint64_t done_bytes)>& progress = {});

    /// The same for bytes in memory.
    Result<Content> take_in(std::span<const uint8_t> bytes);

    /// `not_found` if there is no such object.
    Result<io::Fd> open(std::string_view key) const;
    Result<bool> exists(std::string_view key) const;
    /// What is not there is no failure.
    Result<> remove(std::string_view key);

    /// Where the object's file is, for programs that take a path. `invalid` for a bad key.
    Result<std::filesystem::path> path_of(std::string_view key) const;

    /// `exhausted`, with both figures, unless this much can be written and `room_kept_bytes` be left.
    Result<> check_room(uint64_t size_bytes) const;

    /// Deletes what was being written when a process died, if it was last touched before `before`.
    Result<> remove_leftovers(std::filesystem::file_time_type before);

  private:
    explicit Objects(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path incoming() const { return folder_ / ".incoming"; }
    Result<> move_into_place(const std::filesystem::path& from, const std::filesystem::path& to);

    std::filesystem::path folder_;
};

}  // namespace nuri::store
