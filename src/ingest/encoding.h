#pragma once

#include <filesystem>
#include <functional>

#include "base/result.h"
#include "ingest/answers.h"
#include "ingest/facts.h"
#include "ingest/job_folder.h"
#include "ingest/pipeline.h"
#include "ingest/plan.h"
#include "ingest/worker.h"

namespace nuri::ingest {

/// What a chunk is encoded from.
struct EncodingInput {
    std::filesystem::path source;
    const VideoFacts& video;
    const Analysis& analysis;
    const Plan& plan;
};

/// "chunk-0012.json", which is there once all its rungs are, and "chunk-0012-1.m4s".
std::string chunk_document_name(size_t chunk);
std::string chunk_rung_name(size_t chunk, size_t rung);

/// Encodes the chunks that are not there yet, `processes_max` at a time, each by a worker of its own. A chunk whose segments
/// are not as planned is `corrupt`. `progress` is told the share of the film that is done; one thread at a time calls it.
Result<> encode_chunks(const EncodingInput& input, const JobFolder& folder, const MediaWorker& worker, const PipelineOptions& options,
                       const std::function<bool(double)>& progress);

/// Whether a chunk is as the plan has it: rungs, segments, the frames and ticks of each.
Result<> check_chunk(const MadeChunk& chunk, const Plan& plan, const FrameRange& segments);

}  // namespace nuri::ingest
