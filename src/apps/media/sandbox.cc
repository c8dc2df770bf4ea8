#include "sandbox.h"

#include <fmt/core.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

// A sanitizer maps terabytes for its own book-keeping, and looks for leaks as a debugger would, which no
// worker may.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NURI_SANITISED 1
extern "C" const char* __asan_default_options() {
    return "detect_leaks=0";
}
#endif

namespace nuri::media_worker {
namespace {

constexpr uid_t nobody = 65534;

Error failed(std::string_view what) {
    return Error{ErrorKind::io,
                 fmt::format("the sandbox cannot be entered: {}: {}", what, std::strerror(errno))};
}

void close_others(std::vector<int> kept) {
    kept.insert(kept.end(), {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO});
    std::sort(kept.begin(), kept.end());
    unsigned next = 0;
    for (const int descriptor : kept) {
        const auto number = static_cast<unsigned>(descriptor);
        if (number > next) ::close_range(next, number - 1, 0);
        next = std::max(next, number + 1);
    }
    ::close_range(next, ~0u, 0);
}

Result<> limit(int what, uint64_t most, std::string_view name) {
    const rlimit bound{most, most};
    if (::setrlimit(static_cast<__rlimit_resource>(what), &bound) != 0) return failed(name);
    return {};
}

Result<> drop_privileges() {
    if (::geteuid() == 0) {
        // Refused inside many containers; the system call filter stands without it.
        (void)::unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS);
        if (::setgroups(0, nullptr) != 0 && errno != EPERM) return failed("setgroups");
        if (::setresgid(nobody, nobody, nobody) != 0) return failed("setresgid");
        if (::setresuid(nobody, nobody, nobody) != 0) return failed("setresuid");
    }
    // A change of user disarms the signal that ends us with the service, so it is armed (again) here.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failed("PR_SET_PDEATHSIG");
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) return failed("PR_SET_DUMPABLE");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("PR_SET_NO_NEW_PRIVS");
    return {};
}

Result<> filter_calls() {
    constexpr int allowed[] = {
        // descriptors that are open
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(readv),
        SCMP_SYS(writev),
        SCMP_SYS(pread64),
        SCMP_SYS(pwrite64),
        SCMP_SYS(lseek),
        SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),
        SCMP_SYS(close),
        SCMP_SYS(fsync),
        SCMP_SYS(fdatasync),
        SCMP_SYS(ftruncate),
        // memory
        SCMP_SYS(brk),
        SCMP_SYS(mmap),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(mprotect),
        // threads and their waiting
        SCMP_SYS(futex),
        SCMP_SYS(set_robust_list),
        SCMP_SYS(rseq),
        SCMP_SYS(sched_yield),
        SCMP_SYS(sched_getaffinity),
        SCMP_SYS(sched_getparam),
        SCMP_SYS(sched_getscheduler),
        SCMP_SYS(gettid),
        SCMP_SYS(getpid),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(restart_syscall),
        // time and facts
        SCMP_SYS(clock_gettime),
        SCMP_SYS(clock_nanosleep),
        SCMP_SYS(nanosleep),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),
        SCMP_SYS(getrusage),
        SCMP_SYS(sysinfo),
    };
    scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == nullptr) return failed("seccomp_init");
    int failure = 0;
    for (const int call : allowed) failure |= ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    // A thread of ours, not a process. clone3 keeps its flags where the filter cannot see them: libc then
    // falls back to clone.
    failure |= ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    failure |= ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    // abort() signals its own thread; the process id is this one's, so that nobody else can be meant.
    failure |= ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                  SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
    if (failure == 0) failure = ::seccomp_load(filter);
    ::seccomp_release(filter);
    if (failure != 0) return failed("seccomp");
    return {};
}

}  // namespace

Result<> confine(const Confinement& confinement) {
    close_others(confinement.descriptors);
    if (::chdir("/") != 0) return failed("chdir");
    std::signal(SIGXFSZ, SIG_IGN);  // a write past the bound is then an error, and told as one
    std::signal(SIGPIPE, SIG_IGN);
    TRY(limit(RLIMIT_CORE, 0, "RLIMIT_CORE"));
#ifndef NURI_SANITISED
    TRY(limit(RLIMIT_AS, confinement.memory_max_bytes, "RLIMIT_AS"));
#endif
    TRY(limit(RLIMIT_CPU, confinement.cpu_max_seconds, "RLIMIT_CPU"));
    TRY(limit(RLIMIT_FSIZE, confinement.file_max_bytes, "RLIMIT_FSIZE"));
    TRY(drop_privileges());
    return filter_calls();
}

}  // namespace nuri::media_worker
