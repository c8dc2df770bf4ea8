#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/file.h"

namespace nuri::io {

/// How a child process ended.
struct ExitStatus {
    int code = 0;    ///< what it returned; meaningless if a signal ended it
    int signal = 0;  ///< the signal that ended it; 0 if none

    bool success() const { return signal == 0 && code == 0; }
    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// "exit code 3", "killed by signal 11 (Segmentation fault)".
std::string to_string(const ExitStatus& status);

/// A running child, killed and reaped when its owner goes. It dies with us too, even if we are killed
/// (PR_SET_PDEATHSIG), so that no worker outlives its service.
class Process {
  public:
    struct Options {
        std::filesystem::path program;
        std::vector<std::string> arguments;  ///< after the program's own name
        /// Descriptors the child is to hold, as numbers 3, 4, … in this order. They stay ours as well.
        std::vector<int> inherited;
        /// The environment, whole: "NAME=value". A child inherits none of ours.
        std::vector<std::string> environment;
    };

    /// Starts it with standard input, output and error as pipes. A program that is not there or may not be
    /// run fails here.
    static Result<Process> start(const Options& options);

    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    ~Process();

    pid_t id() const { return id_; }
    Fd& input() { return input_; }
    const Fd& output() const { return output_; }
    const Fd& errors() const { return errors_; }

    /// Sends SIGKILL; wait() then tells the end.
    void kill();

    /// Waits for the end; to be called once.
    Result<ExitStatus> wait();

  private:
    Process() = default;
    pid_t id_ = -1;
    Fd input_, output_, errors_;
};

/// Waits until `file` can be read, has ended, or `timeout` has gone by; false for the last.
Result<bool> wait_readable(const Fd& file, std::chrono::milliseconds timeout);

/// Splits what arrives on a descriptor into lines. A line past `line_max` bytes is an error (`too_large`):
/// the other side is not to be trusted with our memory.
class LineReader {
  public:
    LineReader(const Fd& file, size_t line_max) : file_(file), line_max_(line_max) {}

    enum class State { line, timeout, end };

    /// The next line without its newline in `line`. A last line that lacks its newline counts.
    Result<State> next(std::string& line, std::chrono::milliseconds timeout);

  private:
    const Fd& file_;
    size_t line_max_;
    std::string buffer_;
    bool ended_ = false;
};

/// Raises this process's limit of open descriptors to `wanted`, or as far towards it as the system lets us;
/// returns what it is now. It never goes down.
Result<uint64_t> allow_descriptors(uint64_t wanted);

/// A name for this process that no other has had or will have on this machine or another, "boot:pid:start":
/// for whoever holds something on its behalf and must know later whether it still lives.
std::string own_identity();

/// Whether the process of that name ran on this machine and runs no more. False for what cannot be known from
/// here: a process of another machine.
bool is_gone(std::string_view identity);

/// The program that is running, as an absolute path.
std::filesystem::path own_path();

}  // namespace nuri::io
