#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/config.h"
#include "server/data_directory.h"

namespace nuri::server {

/// A running node: registers opened, snapshot in force, addresses answering, jobs being worked. The one place
/// where modules of a floor are introduced to each other.
class Service {
  public:
    /// When it returns, the addresses answer. Fails, with nothing left running, if the data directory is in
    /// use by another server, the configuration names what is not there, or an address cannot be bound.
    static Result<std::unique_ptr<Service>> start(const DataDirectory& directory, const Config& config);

    /// As stop(0).
    ~Service();

    /// Takes no more requests, lets those in flight end for up to `grace`, lays down jobs where they can be
    /// resumed.
    void stop(std::chrono::milliseconds grace);

    /// "http://127.0.0.1:8080", with real ports.
    std::vector<std::string> urls() const;

    /// Reads the TLS certificate again.
    Result<> reload();

  private:
    struct State;
    explicit Service(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace nuri::server
