#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/file.h"

namespace nuri::events {

/// What a segment file holds, up to the first byte that is not right.
struct SegmentScan {
    std::vector<std::string_view> records;  ///< borrow from the bytes that were scanned
    uint64_t good_bytes = 0;                ///< the file's length had nothing gone wrong
    std::string fault;                      ///< what is wrong with the rest; empty if there is no rest
};

/// Reads a segment file's bytes, whatever they are. Format: docs/events.md.
SegmentScan scan_segment(std::span<const uint8_t> bytes);

/// A queue of records on disk, so that taking one in costs no database: appended to segment files in a
/// folder, and taken out a whole segment at a time.
///
/// A record that was appended survives the death of the process at once, and a loss of power once sync() has
/// returned. After either, opening the spool cuts off a record that was half written. A record may be taken
/// out twice (if we die between the taker's commit and the deletion of the segment), never lost: the taker
/// makes it the same twice.
///
/// One process holds a spool at a time. Safe to use from many threads.
class Spool {
  public:
    static constexpr size_t record_bytes_max = 64 * 1024;

    struct Limits {
        uint64_t segment_bytes_max = 4 << 20;  ///< a fuller segment is closed and the next one begun
        uint64_t bytes_max = 1ull << 30;       ///< all of it: past this, append() fails with `exhausted`
    };

    /// Makes the folder if it is not there. `unavailable` if another process holds it.
    static Result<Spool> open(const std::filesystem::path& folder) { return open(folder, Limits()); }
    static Result<Spool> open(const std::filesystem::path& folder, const Limits& limits);

    Spool(Spool&&) noexcept;
    ~Spool();

    /// Adds one record (`too_large` over 64 KiB) and returns its number, for sync(). On failure, a full disk
    /// among others, the spool is as it was before.
    Result<uint64_t> append(std::string_view record);

    /// Returns when the record of that number and all before it are on the disk. Threads that wait at once
    /// share one flush.
    Result<> sync(uint64_t number);

    /// A segment that nothing is appended to any more.
    struct Batch {
        std::filesystem::path path;
        std::string bytes;
        std::vector<std::string_view> records;  ///< borrow from `bytes`
    };

    /// The oldest records, as many as one segment holds; closes the segment being written if there is no
    /// other. An empty batch means there are none. A segment damaged in its middle gives what is before the
    /// damage and is kept beside the others under the name "….damaged".
    Result<Batch> oldest();

    /// The batch is safe elsewhere: delete its segment.
    Result<> done(const Batch& batch);

    /// Bytes of records waiting, frames counted.
    uint64_t waiting_bytes() const;

  private:
    struct State;
    explicit Spool(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace nuri::events
