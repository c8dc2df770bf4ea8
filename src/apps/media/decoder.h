#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "libav.h"

namespace nuri::media_worker {

/// Decodes one stream and goes on after damage, which it counts.
class Decoder {
  public:
    static Result<Decoder> open(const AVStream& stream, int threads);

    /// Called with each frame in the order in which they are shown; the frame is the decoder's and may be moved from.
    using Take = std::function<Result<>(AVFrame&)>;

    Result<> feed(const AVPacket& packet, const Take& take) { return decode(&packet, take); }
    /// What the decoder still held.
    Result<> finish(const Take& take) { return decode(nullptr, take); }
    /// After a seek.
    void forget() { avcodec_flush_buffers(context_.get()); }

    const AVCodecContext& context() const { return *context_; }
    /// Packets that could not be decoded, and frames that were but are known to be damaged.
    int64_t errors() const { return errors_; }

  private:
    explicit Decoder(Owned<AVCodecContext> context) : context_(std::move(context)), frame_(new_frame()) {}
    Result<> decode(const AVPacket* packet, const Take& take);

    Owned<AVCodecContext> context_;
    Owned<AVFrame> frame_;
    int64_t errors_ = 0;
};

}  // namespace nuri::media_worker
