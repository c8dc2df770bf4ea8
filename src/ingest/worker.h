#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace nuri::ingest {

/// Calls `nuri-media`, the sandboxed program that alone touches foreign media, once for each piece of work:
/// starts it, writes the request, hands over descriptors, reads its JSON lines (docs/formats/media-worker.md)
/// with bounds. Whatever becomes of it (a crash, silence, a flood) is an Error here and nothing worse. Safe
/// to use from several threads.
class MediaWorker {
  public:
    struct Limits {
        /// Silence after which it is killed: it reports at least once a second while it works.
        std::chrono::milliseconds silence_max{60'000};
        uint64_t memory_max_bytes = uint64_t{6} << 30;
        std::chrono::seconds cpu_max{24 * 3600};
    };

    MediaWorker(std::filesystem::path program, Limits limits)
        : program_(std::move(program)), limits_(limits) {}

    struct Call {
        std::string command;  ///< "probe", "analyse", "encode", "audio", "thumbnails", "self-test"
        std::string request;  ///< a JSON object without `command`, `inputs`, `outputs` and the limits, which
                              ///< are added
        std::vector<std::filesystem::path> inputs;   ///< opened for reading
        std::vector<std::filesystem::path> outputs;  ///< made anew; what was there under the name is gone
    };

    /// Told how far it is, from 0 to 1. Returning false ends the work with `cancelled`.
    using Progress = std::function<bool(double fraction)>;

    /// The object of the closing "done" line. The outputs are on the disk then; after a failure they are
    /// removed. The error's kind is the worker's own (`corrupt`, `unsupported`, `exhausted`, …);
    /// `unavailable` if it crashed or fell silent, which a second attempt may mend.
    Result<std::string> run(const Call& call, const Progress& progress) const;

    /// `nuri-media` beside the running program.
    static std::filesystem::path beside_this_program();

  private:
    std::filesystem::path program_;
    Limits limits_;
};

/// One line of the worker's output, for run() and its tests.
struct WorkerLine {
    enum class Event { progress, done, failed } event = Event::progress;
    double fraction = 0;
    std::string answer;  ///< the JSON of `done`'s answer
    Error error{ErrorKind::corrupt, {}};
};

/// `corrupt` for what is not such a line.
Result<WorkerLine> parse_line(std::string_view line);

}  // namespace nuri::ingest
