#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include "apps/nuri/commands.h"
#include "base/text.h"
#include "events/audit.h"
#include "server/control_socket.h"
#include "server/data_directory.h"
#include "server/registers.h"

namespace nuri::apps {

Workspace::Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace::~Workspace() = default;

Result<Workspace> Workspace::open(const std::filesystem::path& data) {
    Workspace workspace;
    workspace.directory_ = std::make_unique<server::DataDirectory>(TRY(server::DataDirectory::open(data)));
    workspace.registers_ = TRY(server::Registers::open(*workspace.directory_, workspace.now()));
    return workspace;
}

Instant Workspace::now() const {
    return SystemClock().now();
}

namespace {

/// Who runs the command, by the operating system's name; by its number where it has none.
std::string user_name() {
    const uid_t user = ::geteuid();
    std::vector<char> room(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
        return found->pw_name;
    return std::to_string(user);
}

}  // namespace

Result<> Workspace::note(std::string_view what, std::string subject, std::string before,
                         std::string after) const {
    events::AuditEntry entry;
    entry.at = now();
    entry.who = "command line " + user_name();
    entry.what = what;
    entry.subject = std::move(subject);
    entry.before = std::move(before);
    entry.after = std::move(after);
    TRY(registers_->audit.record(entry));
    return {};
}

Result<> Workspace::announce_change() const {
    TRY(server::refresh_running_server(directory_->run()));
    return {};
}

Result<std::pair<std::string, std::string>> key_and_value(const std::string& text, std::string_view form) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return Error{ErrorKind::invalid, fmt::format("\"{}\" is not of the form {}", text, form)};
    return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<std::string> read_secret_line() {
    constexpr size_t bytes_max = 4096;
    std::string line;
    char c = 0;
    while (line.size() <= bytes_max) {
        const ssize_t n = ::read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io::from_errno(errno, "reading standard input");
        if (n == 0 || c == '\n') {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            if (line.empty())
                return Error{ErrorKind::invalid,
                             "standard input is empty; give the password as its first line"};
            return line;
        }
        line += c;
    }
    return Error{ErrorKind::too_large, "the first line of standard input is too long for a password"};
}

}  // namespace nuri::apps
