#pragma once

#include <memory>
#include <string>

#include "http/server.h"

namespace nuri::server {

/// What monitoring reads, in Prometheus' text format. Counts are taken on event loops and cost some tens of
/// nanoseconds; no label holds anything of a viewer.
class Metrics {
  public:
    Metrics();
    ~Metrics();

    /// One answered request, by the pattern of its route.
    void count(const http::Access& access);

    /// Values that are read off when somebody asks.
    struct Gauges {
        http::ServerCounters http;
        int64_t titles = 0;
        int64_t grants = 0;
        int64_t assets = 0;
        int64_t playback_sessions = 0;
        uint64_t spool_bytes = 0;
    };
    std::string exposition(const Gauges& gauges) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nuri::server
