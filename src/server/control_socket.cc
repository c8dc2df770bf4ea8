#include "server/control_socket.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "io/process.h"

namespace nuri::server {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr size_t line_bytes_max = 256;
constexpr auto ask_time_max = 30s;
constexpr auto hear_time_max = 2s;

/// A path too long for a socket's address is reached through the folder's descriptor.
struct Address {
    io::Fd folder;
    sockaddr_un name{};
};

Result<Address> address_of(const fs::path& run_folder) {
    Address address;
    address.folder = io::Fd(::open(run_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!address.folder) return io::from_errno(errno, "opening " + run_folder.string());
    address.name.sun_family = AF_UNIX;
    const std::string path = fmt::format("/proc/self/fd/{}/control.sock", address.folder.get());
    std::memcpy(address.name.sun_path, path.c_str(), path.size() + 1);
    return address;
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::listen(const fs::path& run_folder, Handler handler) {
    TRY(io::make_folder(run_folder, 0700));
    auto lock = io::lock_file(run_folder / "server.lock");
    if (!lock) {
        if (lock.error().kind == ErrorKind::unavailable) {
            return Error{
                ErrorKind::unavailable,
                fmt::format(
                    "a server is already running on {}; stop it first, or name another --data directory",
                    run_folder.parent_path().string())};
        }
        return lock.error();
    }
    const fs::path path = run_folder / "control.sock";
    ::unlink(path.c_str());  // ours to take: we hold the lock
    const Address address = TRY(address_of(run_folder));
    io::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return io::from_errno(errno, "making the control socket");
    const mode_t before = ::umask(0177);
    const int bound =
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address.name), sizeof address.name);
    ::umask(before);
    if (bound != 0 || ::listen(socket.get(), 16) != 0)
        return io::from_errno(errno, "listening on " + path.string());
    return std::unique_ptr<ControlSocket>(
        new ControlSocket(*std::move(lock), std::move(socket), path, std::move(handler)));
}

ControlSocket::ControlSocket(io::Fd lock, io::Fd socket, fs::path path, Handler handler)
    : lock_(std::move(lock)),
      socket_(std::move(socket)),
      path_(std::move(path)),
      handler_(std::move(handler)) {
    int ends[2];
    CHECK(::pipe2(ends, O_CLOEXEC) == 0);
    stop_read_ = io::Fd(ends[0]);
    stop_write_ = io::Fd(ends[1]);
    thread_ = std::thread([this] { serve(); });
}

ControlSocket::~ControlSocket() {
    stop_write_.close();
    thread_.join();
    ::unlink(path_.c_str());
}

void ControlSocket::serve() {
    while (true) {
        pollfd waiting[] = {{socket_.get(), POLLIN, 0}, {stop_read_.get(), POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR) return;
        if (waiting[1].revents != 0) return;
        if (waiting[0].revents == 0) continue;
        const io::Fd peer(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!peer) {
            // Out of descriptors, say. The caller still waits: tried again at once it would fail again.
            ::poll(&waiting[1], 1, 50);
            continue;
        }
        io::LineReader lines(peer, line_bytes_max);
        std::string line;
        const auto heard = lines.next(line, hear_time_max);
        if (!heard || *heard != io::LineReader::State::line) continue;
        const std::string answer = handler_(line) + "\n";
        [[maybe_unused]] const ssize_t n = ::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    }
}

Result<bool> refresh_running_server(const fs::path& run_folder) {
    const auto address = address_of(run_folder);
    if (!address) return false;
    const io::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return io::from_errno(errno, "making a socket");
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address->name), sizeof address->name) !=
        0) {
        // Nobody there, or a socket that a killed server left behind.
        if (errno == ENOENT || errno == ECONNREFUSED) return false;
        return io::from_errno(errno, "speaking to the running server");
    }
    constexpr std::string_view ask = "refresh\n";
    if (::send(socket.get(), ask.data(), ask.size(), MSG_NOSIGNAL) < 0)
        return io::from_errno(errno, "speaking to the running server");
    io::LineReader lines(socket, line_bytes_max);
    std::string answer;
    if (TRY(lines.next(answer, ask_time_max)) != io::LineReader::State::line) {
        return Error{
            ErrorKind::unavailable,
            "the change is saved, but the running server did not say that it has taken it up; see its log"};
    }
    if (answer != "ok")
        return Error{ErrorKind::unavailable,
                     "the change is saved, but the running server could not take it up: " + answer};
    return true;
}

}  // namespace nuri::server
