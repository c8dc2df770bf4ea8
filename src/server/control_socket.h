#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "io/file.h"

namespace nuri::server {

/// How a command-line tool tells the running server that registers have changed: a Unix socket in the data
/// directory that only its owner can open. One line asks ("refresh"), one line answers ("ok", or "error …")
/// when it is done.
///
/// A tool that has had its answer may say "done": from then on viewers see the change.
class ControlSocket {
  public:
    /// Called on the socket's own thread with the line asked; returns the line to answer.
    using Handler = std::function<std::string(std::string_view)>;

    /// `unavailable` if another server runs on this directory.
    static Result<std::unique_ptr<ControlSocket>> listen(const std::filesystem::path& run_folder,
                                                         Handler handler);
    ~ControlSocket();

  private:
    ControlSocket(io::Fd lock, io::Fd socket, std::filesystem::path path, Handler handler);
    void serve();

    io::Fd lock_, socket_, stop_read_, stop_write_;
    std::filesystem::path path_;
    Handler handler_;
    std::thread thread_;
};

/// Asks the server that runs on this directory to look again, and waits for its answer. No server is no
/// failure: the next one reads the registers when it starts. Returns whether there was one.
Result<bool> refresh_running_server(const std::filesystem::path& run_folder);

}  // namespace nuri::server
