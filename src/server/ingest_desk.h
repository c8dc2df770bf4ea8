#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/time.h"
#include "ingest/ingest.h"
#include "ingest/pipeline.h"
#include "ingest/worker.h"
#include "server/config.h"
#include "server/data_directory.h"
#include "server/registers.h"

namespace nuri::server {

/// Ingest over a data directory: what the service and the command line do jobs with.
class IngestDesk {
  public:
    IngestDesk(Registers& registers, const DataDirectory& directory, const Config& config);

    ingest::Ingest& ingest() { return ingest_; }
    const ingest::MediaWorker& worker() const { return worker_; }

    /// Frees the jobs of processes of this machine that were killed, so that they are taken up again at once.
    Result<> free_abandoned();

    /// This process, as the queue knows it.
    const std::string& owner() const { return owner_; }

  private:
    Registers& registers_;
    SystemClock clock_;
    ingest::MediaWorker worker_;
    ingest::Pipeline pipeline_;
    ingest::Ingest ingest_;
    std::string owner_;
};

/// Does the queue's ingest jobs, one after another, on a thread of its own (the encoding runs in processes of
/// their own, several at once). Going, it lays the job under way back into the queue, where it is resumed.
class IngestRunner {
  public:
    IngestRunner(Registers& registers, const DataDirectory& directory, const Config& config);
    ~IngestRunner();

  private:
    void run();
    bool stopping();

    Registers& registers_;
    IngestDesk desk_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace nuri::server
