#include "rung_encoder.h"

#include <fmt/core.h>

#include "h264.h"
#include "reply.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace nuri::media_worker {
namespace {

/// Of the peak rate, in seconds: what a player must have buffered not to run dry at the peak.
constexpr double buffer_seconds = 1.5;
/// Above any segment's length, so that only the plan makes key frames.
constexpr int never = 1 << 20;

}  // namespace

Result<RungEncoder> RungEncoder::open(const RungSettings& settings, const ChunkPlan& plan, int descriptor) {
    RungEncoder rung(settings, plan, descriptor);
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    if (codec == nullptr) return Error{ErrorKind::unsupported, "this libavcodec has no x264"};
    rung.encoder_.reset(avcodec_alloc_context3(codec));
    AVCodecContext& encoder = *rung.encoder_;
    encoder.width = settings.width;
    encoder.height = settings.height;
    encoder.pix_fmt = AV_PIX_FMT_YUV420P;
    encoder.sample_aspect_ratio = {1, 1};
    encoder.time_base = av_inv_q(plan.frame_rate);
    encoder.framerate = plan.frame_rate;
    encoder.thread_count = settings.threads;
    encoder.gop_size = never;
    encoder.keyint_min = 1;
    encoder.rc_max_rate = int64_t{settings.bitrate_max_kbps} * 1000;
    encoder.rc_buffer_size = static_cast<int>(buffer_seconds * settings.bitrate_max_kbps * 1000);
    encoder.color_range = AVCOL_RANGE_MPEG;
    encoder.color_primaries = AVCOL_PRI_BT709;
    encoder.color_trc = AVCOL_TRC_BT709;
    encoder.colorspace = AVCOL_SPC_BT709;
    encoder.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
    int failure = av_opt_set(encoder.priv_data, "preset", settings.preset.c_str(), 0);
    if (failure >= 0) failure = av_opt_set(encoder.priv_data, "profile", "high", 0);
    if (failure >= 0) failure = av_opt_set_double(encoder.priv_data, "crf", settings.crf, 0);
    if (failure >= 0) failure = av_opt_set_int(encoder.priv_data, "forced-idr", 1, 0);
    if (failure >= 0) failure = av_opt_set(encoder.priv_data, "x264-params", "scenecut=0:open-gop=0:sliced-threads=0", 0);
    if (failure >= 0) failure = avcodec_open2(&encoder, codec, nullptr);
    if (failure < 0) return from_av(failure, fmt::format("opening the encoder for {}x{}", settings.width, settings.height));
    rung.configuration_ = TRY(avc_configuration({encoder.extradata, static_cast<size_t>(encoder.extradata_size)}));
    return rung;
}

Result<> RungEncoder::add(const AVFrame& picture) {
    const Owned<AVFrame> frame(av_frame_clone(&picture));
    if (frame == nullptr) return Error{ErrorKind::exhausted, "out of memory"};
    frame->pts = next_;
    const bool starts = segment_ < plan_->segment_starts.size() && plan_->segment_starts[segment_] == next_;
    frame->pict_type = starts ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    frame->key_frame = 0;
    if (starts) ++segment_;
    ++next_;
    const int sent = avcodec_send_frame(encoder_.get(), frame.get());
    if (sent < 0) return from_av(sent, "encoding");
    return drain();
}

Result<> RungEncoder::finish() {
    const int sent = avcodec_send_frame(encoder_.get(), nullptr);
    if (sent < 0) return from_av(sent, "encoding");
    TRY(drain());
    if (written_ != plan_->count()) {
        return Error{ErrorKind::io, fmt::format("{} frames came out of the encoder, not {}", written_, plan_->count())};
    }
    return file_->end_segment();
}

Result<> RungEncoder::drain() {
    const Owned<AVPacket> packet = new_packet();
    while (true) {
        const int received = avcodec_receive_packet(encoder_.get(), packet.get());
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return {};
        if (received < 0) return from_av(received, "encoding");
        TRY(write(*packet));
        av_packet_unref(packet.get());
    }
}

Result<> RungEncoder::write(const AVPacket& packet) {
    const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    const size_t next_segment = file_->segments() + 1;
    const bool due = next_segment < plan_->segment_starts.size() && plan_->segment_starts[next_segment] == written_;
    const bool wanted = written_ == 0 || due;
    if (key != wanted || packet.pts < 0 || packet.pts >= plan_->count()) {
        return Error{ErrorKind::io, fmt::format("the encoder made frame {} {}a key frame, against the plan", written_, key ? "" : "not ")};
    }
    if (due) TRY(file_->end_segment());
    const int64_t decoded = plan_->time_of(written_);
    media::Sample sample;
    sample.duration = static_cast<uint32_t>(plan_->time_of(written_ + 1) - decoded);
    sample.composition_offset = static_cast<int32_t>(plan_->time_of(static_cast<int>(packet.pts)) - decoded);
    sample.sync = key;
    ++written_;
    return file_->add(sample, to_length_prefixed({packet.data, static_cast<size_t>(packet.size)}));
}

std::string RungEncoder::json() const {
    return JsonObject()
        .number("width", static_cast<int64_t>(width_))
        .number("height", static_cast<int64_t>(height_))
        .text("configuration", to_hex(configuration_))
        .number("frames", static_cast<int64_t>(written_))
        .raw("segments", file_->json())
        .str();
}

}  // namespace nuri::media_worker
