#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assets/asset_id.h"
#include "base/result.h"
#include "ingest/delivery.h"
#include "ingest/facts.h"
#include "ingest/worker.h"

namespace nuri::ingest {

/// The way of a delivery, in this order.
enum class Step {
    receive,
    probe,
    analyse,
    plan,
    encode,
    audio,
    subtitles,
    join,
    thumbnails,
    verify,
    publish
};
std::string_view to_string(Step step);
inline constexpr Step all_steps[] = {Step::receive,    Step::probe,  Step::analyse,   Step::plan,
                                     Step::encode,     Step::audio,  Step::subtitles, Step::join,
                                     Step::thumbnails, Step::verify, Step::publish};

/// How far a job is.
struct Progress {
    Step step = Step::receive;
    double fraction = 0;            ///< of the whole job, 0 to 1
    double speed = 0;               ///< seconds of film a second of encoding makes; 0 while unknown
    std::chrono::seconds left{-1};  ///< negative while unknown

    friend bool operator==(const Progress&, const Progress&) = default;
};

/// Speed and time left as a job's `step_detail` keeps them, "4.2x, 95 s left"; what is unknown is left out.
std::string to_detail(const Progress& progress);
/// Reads it back; zero and negative for what is not there.
struct Pace {
    double speed = 0;
    std::chrono::seconds left{-1};
};
Pace parse_detail(std::string_view detail);

/// What to do about a failed step, for the one who has to mend it. The step and the kind of the error decide
/// it; no word of the message is read.
std::string advice(Step step, ErrorKind kind);

/// Where a data directory keeps what ingest needs; both on the file system of the assets.
struct Folders {
    std::filesystem::path intake;  ///< deliveries by the SHA-256 of their bytes
    std::filesystem::path work;    ///< one folder a job
};

struct PipelineOptions {
    std::string preset = "fast";  ///< x264's: speed against size
    int crf = 23;                 ///< x264's quality, 0 to 51; a rung's peak still holds
    int processes_max = 2;        ///< chunks encoded side by side, each in a worker of its own
};

/// An asset that is ready to be published.
struct Made {
    assets::AssetId id;
    std::filesystem::path
        folder;  ///< sealed (assets/asset_folder.h), to be moved into the register's keeping
    std::chrono::milliseconds duration{0};
    std::vector<Finding> findings;  ///< of the delivery, for its partner
};

/// Makes an asset of a delivery, in a folder of its own. Each step leaves a file that appears by rename, so
/// that after `kill -9` at any moment the next make() does again only what had not been finished; of the
/// encoding, the chunks that were under way. One make() at a time in a folder, held by a lock that goes with
/// the process.
class Pipeline {
  public:
    /// `worker` outlives the pipeline.
    Pipeline(const MediaWorker& worker, Folders folders, PipelineOptions options)
        : worker_(worker), folders_(std::move(folders)), options_(std::move(options)) {}

    /// Called from several threads, one at a time, some times a second. False asks the job to stop
    /// (`cancelled`).
    using Report = std::function<bool(const Progress&)>;

    /// All steps but `publish`, which is the register's. `job` is a slug and names the work folder. On
    /// failure `failed` is the step that did.
    Result<Made> make(const std::string& job, const Delivery& delivery, const Report& report,
                      Step& failed) const;

    /// Deletes what a job left in the work folder, once it is published or given up. The delivery stays in
    /// intake.
    Result<> forget(const std::string& job) const;

  private:
    const MediaWorker& worker_;
    Folders folders_;
    PipelineOptions options_;
};

}  // namespace nuri::ingest
