#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "assets/asset_register.h"
#include "base/result.h"
#include "base/time.h"
#include "ingest/delivery.h"
#include "ingest/pipeline.h"
#include "store/jobs.h"

namespace nuri::ingest {

/// Deliveries as jobs of the store's queue: handed in once, done by whichever worker claims them, taken up again where
/// they stopped when that worker dies, and published in the end.
///
/// Everything it is given outlives it. Safe to use from several threads and, on one data directory, several processes.
class Ingest {
  public:
    /// In the queue.
    static constexpr std::string_view job_kind = "ingest";

    Ingest(const Pipeline& pipeline, store::Jobs& jobs, assets::AssetRegister& assets, const Clock& clock)
        : pipeline_(pipeline), jobs_(jobs), assets_(assets), clock_(clock) {}

    /// Queues a delivery for `subject`, the title's slug, which lists show. `invalid` for a delivery that check() refuses,
    /// `not_found` for a file that is not there.
    Result<store::JobId> submit(const Delivery& delivery, std::string_view subject);

    /// What run() tells while it works; false hands the job back for another, and with it
    /// all that `owner` holds (a service that stops).
    using Watch = std::function<bool(store::JobId, const Progress&)>;

    /// Claims the job that has waited longest and does it, in the name of `owner`, which is this process's own. Returns the
    /// job as it stands then (done, failed, cancelled, queued for another attempt); none if nothing waits. An error only
    /// if the queue itself fails.
    Result<std::optional<store::Job>> run_next(std::string_view owner, const Watch& watch);

    /// Deletes what jobs that are over left in the work folder; what failed keeps it, to go on from.
    Result<> tidy();

  private:
    Result<> work(const store::Job& job, std::string_view owner, const Watch& watch);
    Result<> end(const store::Job& job, std::string_view owner, Step step, const Error& error);

    const Pipeline& pipeline_;
    store::Jobs& jobs_;
    assets::AssetRegister& assets_;
    const Clock& clock_;
};

}  // namespace nuri::ingest
