#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "descriptor_sink.h"
#include "media/fragment.h"

struct AVSHA;

namespace nuri::media_worker {

/// An output of whole CMAF segments, and the facts of each for the answer.
class SegmentFile {
  public:
    SegmentFile(int descriptor, uint64_t decode_time);
    ~SegmentFile();

    Result<> add(const media::Sample& sample, std::span<const uint8_t> bytes);
    Result<> end_segment();

    /// `[{"bytes":…,"duration":…,"samples":…,"sha256":…}, …]`
    std::string json() const;
    size_t segments() const { return segments_.size(); }

  private:
    /// Writes on, and hashes what passes.
    class HashingSink;
    struct Segment {
        uint64_t bytes = 0;
        uint64_t duration = 0;
        int samples = 0;
        std::string sha256;
    };

    std::unique_ptr<HashingSink> sink_;
    media::SegmentWriter writer_;
    Segment current_;
    std::vector<Segment> segments_;
};

}  // namespace nuri::media_worker
