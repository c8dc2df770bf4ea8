#include "decoder.h"

#include "source.h"

namespace nuri::media_worker {

Result<Decoder> Decoder::open(const AVStream& stream, int threads) { return Decoder(TRY(open_decoder(stream, threads))); }

Result<> Decoder::decode(const AVPacket* packet, const Take& take) {
    int sent = avcodec_send_packet(context_.get(), packet);
    if (sent == AVERROR(ENOMEM)) return from_av(sent, "decoding");
    if (sent < 0 && sent != AVERROR_EOF) ++errors_;
    while (true) {
        const int received = avcodec_receive_frame(context_.get(), frame_.get());
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return {};
        if (received == AVERROR(ENOMEM)) return from_av(received, "decoding");
        if (received < 0) {
            ++errors_;
            if (packet != nullptr) return {};
            continue;
        }
        if (frame_->decode_error_flags != 0 || (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0) ++errors_;
        TRY(take(*frame_));
        av_frame_unref(frame_.get());
    }
}

}  // namespace nuri::media_worker
