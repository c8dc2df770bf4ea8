#include "segment_file.h"

#include "reply.h"

extern "C" {
#include <libavutil/mem.h>
#include <libavutil/sha.h>
}

namespace nuri::media_worker {

class SegmentFile::HashingSink final : public media::ByteSink {
  public:
    explicit HashingSink(int descriptor) : file_(descriptor), sha_(av_sha_alloc()) { av_sha_init(sha_, 256); }
    ~HashingSink() override { av_free(sha_); }

    Result<> append(std::span<const uint8_t> bytes) override {
        av_sha_update(sha_, bytes.data(), bytes.size());
        return file_.append(bytes);
    }
    /// A segment is written front to back.
    Result<> overwrite(uint64_t, std::span<const uint8_t>) override { return Error{ErrorKind::unsupported, "a segment is not written twice"}; }

    std::string take_hash() {
        uint8_t digest[32];
        av_sha_final(sha_, digest);
        av_sha_init(sha_, 256);
        return to_hex(digest);
    }
    uint64_t written() const { return file_.written(); }

  private:
    DescriptorSink file_;
    AVSHA* sha_;
};

SegmentFile::SegmentFile(int descriptor, uint64_t decode_time)
    : sink_(std::make_unique<HashingSink>(descriptor)), writer_(*sink_, decode_time) {}
SegmentFile::~SegmentFile() = default;

Result<> SegmentFile::add(const media::Sample& sample, std::span<const uint8_t> bytes) {
    current_.duration += sample.duration;
    ++current_.samples;
    return writer_.add(sample, bytes);
}

Result<> SegmentFile::end_segment() {
    if (current_.samples == 0) return {};
    const uint64_t before = sink_->written();
    TRY(writer_.end_segment());
    current_.bytes = sink_->written() - before;
    current_.sha256 = sink_->take_hash();
    segments_.push_back(std::exchange(current_, {}));
    return {};
}

std::string SegmentFile::json() const {
    JsonArray all;
    for (const Segment& segment : segments_) {
        all.add(JsonObject()
                    .number("bytes", static_cast<int64_t>(segment.bytes))
                    .number("duration", static_cast<int64_t>(segment.duration))
                    .number("samples", static_cast<int64_t>(segment.samples))
                    .text("sha256", segment.sha256)
                    .str());
    }
    return all.str();
}

}  // namespace nuri::media_worker
