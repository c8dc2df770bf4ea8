#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"

namespace nuri::ingest {

/// A delivery that is in our keeping.
struct Received {
    std::string sha256;
    uint64_t size_bytes = 0;
};

/// Copies a file into `intake` under the SHA-256 of its bytes, where it stays as it was delivered whatever becomes of the
/// original; an equal one that is there already is replaced by its equal. Where the file system can, the copy shares the
/// original's blocks. `job` names what is not yet whole, so that a job that is taken up again clears up after itself. `invalid` for what is no file, `corrupt` if it is empty or changes while it is read, `exhausted` when it does
/// not fit on the disk. `progress` returns false to stop.
Result<Received> receive(const std::filesystem::path& file, const std::filesystem::path& intake, const std::string& job,
                         const std::function<bool(double)>& progress);

}  // namespace nuri::ingest
