#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "io/file.h"
#include "store/jobs.h"

namespace nuri::store {
class Database;
class Row;
struct Schema;
}  // namespace nuri::store

namespace nuri::ingest {

enum class UploadState {
    receiving,  ///< bytes are missing
    complete,   ///< all is there
    ingested,   ///< a job makes an asset of it
};
std::string_view to_string(UploadState state);

/// A file that comes in piece by piece.
struct Upload {
    std::string id;      ///< 32 hexadecimal digits
    std::string name;    ///< as its owner calls it; never a path of ours
    std::string folder;  ///< of files that were handed in together; may be empty
    uint64_t size_bytes = 0;
    uint64_t offset_bytes = 0;  ///< what is acknowledged, and on the disk
    UploadState state = UploadState::receiving;
    std::string sha256;  ///< of a complete one; empty above `hashed_max_bytes` where none was promised
    std::string by;      ///< who sends it
    Instant created, updated;
    std::optional<store::JobId> job = {};
};

/// A subtitle file that was handed in beside a film.
struct Sidecar {
    Upload upload;
    std::string language;  ///< BCP 47, by its name
};

/// Deliveries on their way in over HTTP. What was acknowledged is on the disk: a sender whose line, page or
/// server broke asks how far it is and goes on from there. Bounded in number, size and time. Safe to use from
/// many threads and processes. Borrows the database; the files lie in `folder`, one folder each.
class Uploads {
  public:
    static constexpr int unfinished_max = 200;
    static constexpr uint64_t size_max_bytes = uint64_t{1} << 40;
    static constexpr uint64_t hashed_max_bytes = uint64_t{4} << 30;
    static constexpr std::chrono::hours unfinished_life{7 * 24};

    Uploads(store::Database& database, std::filesystem::path folder)
        : database_(database), folder_(std::move(folder)) {}

    static const store::Schema& schema();

    struct New {
        std::string name;
        std::string folder;
        uint64_t size_bytes = 0;
        std::string sha256;  ///< that it is to have; empty for none told
        std::string by;
    };
    /// The unfinished one of the same sender, name, size and folder, or a new one. `exhausted` where the disk
    /// has no room for it or too many are under way.
    Result<Upload> begin(const New& upload, Instant now);

    /// Takes the bytes from `offset` on. `conflict` unless that is where it stands; `invalid` for more than
    /// are missing. With the last ones the whole is compared with the promised hash: `conflict` where it is
    /// another, and it begins anew.
    Result<Upload> append(std::string_view id, uint64_t offset, std::string_view bytes, Instant now);

    /// `not_found` if there is none.
    Result<Upload> get(std::string_view id);
    /// The newest first; of one folder, or of all.
    Result<std::vector<Upload>> list(std::optional<std::string> folder, int count_max);
    /// Complete subtitle files of the same folder whose names begin as this one's: "tide-line.ko.srt".
    Result<std::vector<Sidecar>> sidecars_of(const Upload& upload);

    /// Where the bytes of a complete one lie.
    std::filesystem::path file_of(const Upload& upload) const;

    /// Notes which job makes an asset of it.
    Result<> note_job(std::string_view id, store::JobId job, Instant now);

    /// `conflict` while a job needs it.
    Result<> remove(std::string_view id);

    /// Removes what has lain unfinished, or unused, for `unfinished_life`, and what has become an asset.
    Result<> sweep(Instant now);

  private:
    Result<> forget(const Upload& upload);

    store::Database& database_;
    std::filesystem::path folder_;
};

/// The language that a sidecar's name tells, where it belongs to that film: "tide-line.ko.srt" beside
/// "tide-line.mov" is ko. None for any other file.
std::optional<std::string> sidecar_language(std::string_view film, std::string_view sidecar);

}  // namespace nuri::ingest
