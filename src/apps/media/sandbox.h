#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace nuri::media_worker {

/// What the rest of the process may do at most.
struct Confinement {
    std::vector<int> descriptors;  ///< stay open, beside standard input, output and error
    uint64_t memory_max_bytes = 0;
    uint64_t cpu_max_seconds = 0;
    uint64_t file_max_bytes = 0;
};

/// From here on the process reads and writes the descriptors it holds and nothing else: it can open no file, make no
/// socket, start no program, signal and trace nobody, and give itself nothing back. Called before a byte of the delivery
/// is read. Whoever is root becomes nobody in empty namespaces first, as far as the kernel allows; the rest is required
/// and a failure of it is an error.
///
/// The list of system calls is an allow-list: what is not on it fails with EPERM, which libraries bear better than being
/// killed and which hostile code gains nothing from.
Result<> confine(const Confinement& confinement);

}  // namespace nuri::media_worker
