#include "io/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/check.h"
#include "base/text.h"

namespace nuri::io {
namespace {

struct Pipe {
    Fd read, write;
};

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return from_errno(errno, "making a pipe");
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

/// In the child, between fork and exec: only async-signal-safe calls. Returns errno if it could not go on.
int become(const Process::Options& options, int in, int out, int err, int report, char* const* argv,
           char* const* envp, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) return ESRCH;  // we were orphaned before the signal was armed
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);

    // First out of the way of the numbers to be filled, then into place.
    const int count = static_cast<int>(options.inherited.size());
    const int above = 3 + count;
    int sources[3] = {in, out, err};
    for (int& source : sources) {
        source = ::fcntl(source, F_DUPFD, above);
        if (source < 0) return errno;
    }
    int moved[64];
    if (count > 64) return E2BIG;
    for (int i = 0; i < count; ++i) {
        moved[i] = ::fcntl(options.inherited[static_cast<size_t>(i)], F_DUPFD, above);
        if (moved[i] < 0) return errno;
    }
    const int kept_report = ::fcntl(report, F_DUPFD_CLOEXEC, above);
    if (kept_report < 0) return errno;
    for (int i = 0; i < 3; ++i) {
        if (::dup2(sources[i], i) < 0) return errno;
        ::close(sources[i]);
    }
    for (int i = 0; i < count; ++i) {
        if (::dup2(moved[i], 3 + i) < 0) return errno;
        ::close(moved[i]);
    }
    // Nothing else is inherited, whoever opened it and however carelessly.
    ::close_range(static_cast<unsigned>(above), ~0u, CLOSE_RANGE_CLOEXEC);
    ::execve(options.program.c_str(), argv, envp);
    const int failure = errno;
    [[maybe_unused]] const ssize_t n = ::write(kept_report, &failure, sizeof failure);
    ::_exit(127);
}

}  // namespace

std::string to_string(const ExitStatus& status) {
    if (status.signal != 0)
        return fmt::format("killed by signal {} ({})", status.signal, ::strsignal(status.signal));
    return fmt::format("exit code {}", status.code);
}

Result<Process> Process::start(const Options& options) {
    Pipe in = TRY(make_pipe()), out = TRY(make_pipe()), err = TRY(make_pipe()), report = TRY(make_pipe());
    std::vector<std::string> arguments = options.arguments;
    arguments.insert(arguments.begin(), options.program.filename().string());
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(options.environment);
    const pid_t parent = ::getpid();

    const pid_t child = ::fork();
    if (child < 0) return from_errno(errno, "starting a process");
    if (child == 0) {
        const int failure = become(options, in.read.get(), out.write.get(), err.write.get(),
                                   report.write.get(), argv.data(), envp.data(), parent);
        [[maybe_unused]] const ssize_t n = ::write(report.write.get(), &failure, sizeof failure);
        ::_exit(127);
    }

    Process process;
    process.id_ = child;
    process.input_ = std::move(in.write);
    process.output_ = std::move(out.read);
    process.errors_ = std::move(err.read);
    report.write.close();
    int failure = 0;
    ssize_t n = 0;
    do {
        n = ::read(report.read.get(), &failure, sizeof failure);
    } while (n < 0 && errno == EINTR);
    if (n == static_cast<ssize_t>(sizeof failure)) {
        return from_errno(failure, fmt::format("starting {}", options.program.string()));
    }
    return process;
}

Process::Process(Process&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)) {}

Process::~Process() {
    if (id_ < 0) return;
    kill();
    (void)wait();
}

void Process::kill() {
    if (id_ > 0) ::kill(id_, SIGKILL);
}

Result<ExitStatus> Process::wait() {
    CHECK(id_ > 0);  // waited for twice, it would reap somebody else's child
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0) {
        if (errno != EINTR) return from_errno(errno, "waiting for a process");
    }
    id_ = -1;
    ExitStatus ended;
    if (WIFSIGNALED(status)) {
        ended.signal = WTERMSIG(status);
    } else {
        ended.code = WEXITSTATUS(status);
    }
    return ended;
}

Result<bool> wait_readable(const Fd& file, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd waiting{file.get(), POLLIN, 0};
        const int n =
            ::poll(&waiting, 1, static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1'000'000'000)));
        if (n > 0) return true;
        if (n == 0) return false;
        if (errno != EINTR) return from_errno(errno, "waiting for input");
    }
}

Result<LineReader::State> LineReader::next(std::string& line, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    size_t searched = 0;
    while (true) {
        const size_t newline = buffer_.find('\n', searched);
        if (newline != std::string::npos) {
            line = buffer_.substr(0, newline);
            buffer_.erase(0, newline + 1);
            return State::line;
        }
        searched = buffer_.size();
        if (buffer_.size() > line_max_)
            return Error{ErrorKind::too_large, fmt::format("a line longer than {} bytes", line_max_)};
        if (ended_) {
            if (buffer_.empty()) return State::end;
            line = std::exchange(buffer_, {});
            return State::line;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (!TRY(wait_readable(file_, std::max(left, std::chrono::milliseconds(0))))) return State::timeout;
        char chunk[16 * 1024];
        const ssize_t n = ::read(file_.get(), chunk, sizeof chunk);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n < 0) return from_errno(errno, "reading a line");
        if (n == 0) ended_ = true;
        buffer_.append(chunk, static_cast<size_t>(n));
    }
}

Result<uint64_t> allow_descriptors(uint64_t wanted) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return from_errno(errno, "reading the limit of open files");
    if (limit.rlim_cur >= wanted) return limit.rlim_cur;
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return from_errno(errno, "raising the limit of open files");
    return limit.rlim_cur;
}

namespace {

/// This start of the machine (random/boot_id(4)), without its dashes.
std::string boot_identity() {
    const auto id = read_file("/proc/sys/kernel/random/boot_id", 64);
    std::string digits;
    for (const char c : id ? *id : std::string()) {
        if (c != '-' && c != '\n') digits += c;
    }
    return digits;
}

/// When a process began, in clock ticks since the machine did (proc(5), stat field 22); empty if there is no
/// such process.
std::string start_of(std::string_view pid) {
    const auto stat = read_file(fmt::format("/proc/{}/stat", pid), 4096);
    if (!stat) return {};
    const size_t name_end = stat->rfind(')');  // the name before it may hold anything
    if (name_end == std::string::npos) return {};
    const auto fields = split(std::string_view(*stat).substr(name_end + 2), ' ');
    constexpr size_t start_field = 22 - 3;
    return fields.size() > start_field ? std::string(fields[start_field]) : std::string();
}

}  // namespace

std::string own_identity() {
    const std::string pid = std::to_string(::getpid());
    return fmt::format("{}:{}:{}", boot_identity(), pid, start_of(pid));
}

bool is_gone(std::string_view identity) {
    const auto parts = split(identity, ':');
    if (parts.size() != 3 || parts[0] != boot_identity() || !parse_integer(parts[1])) return false;
    return start_of(parts[1]) != parts[2];
}

std::filesystem::path own_path() {
    std::error_code failure;
    return std::filesystem::read_symlink("/proc/self/exe", failure);
}

}  // namespace nuri::io
