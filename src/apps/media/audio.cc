#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <vector>

#include "commands.h"
#include "decoder.h"
#include "segment_file.h"
#include "source.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

namespace nuri::media_worker {
namespace {

constexpr int rate_hz = 48'000;
constexpr int frame_samples = 1024;
constexpr int channels = 2;
/// Time stamps of some containers are rounded to a millisecond or worse; only what is further off than this is a hole
/// or an overlap and is mended.
constexpr int64_t drift_max = rate_hz / 50;
constexpr size_t boundaries_max = 100'000;

struct SoundPlan {
    int64_t origin_us = 0;  ///< the source's clock at sample 0
    int64_t samples = 0;    ///< what the film lasts
    std::vector<int64_t> boundaries;  ///< of the picture's segments but the first, in samples
    int64_t bitrate_bps = 0;
};

/// Brings decoded sound to 48 kHz stereo, each sample at its place on the film's clock: silence where the source has
/// none, and nothing before the origin.
class Aligner {
  public:
    using Take = std::function<Result<>(const float* left, const float* right, int count)>;

    Aligner(const SoundPlan& plan, AVRational time_base, Take take) : plan_(plan), time_base_(time_base), take_(std::move(take)) {}

    Result<> add(const AVFrame& frame) {
        if (frame.nb_samples <= 0 || frame.sample_rate <= 0) return {};
        TRY(prepare(frame));
        if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
            const int64_t at = av_rescale(frame.best_effort_timestamp, int64_t{time_base_.num} * rate_hz, time_base_.den) -
                               av_rescale(plan_.origin_us, rate_hz, AV_TIME_BASE);
            TRY(place(at));
        }
        return convert(const_cast<const uint8_t**>(frame.extended_data), frame.nb_samples);
    }

    /// Silence to the end of the film.
    Result<> finish() {
        if (resampler_ != nullptr) TRY(convert(nullptr, 0));
        return silence(plan_.samples - produced_);
    }

    bool full() const { return produced_ >= plan_.samples; }
    int64_t produced() const { return produced_; }

  private:
    Result<> prepare(const AVFrame& frame) {
        if (resampler_ != nullptr && frame.sample_rate == source_rate_ && frame.format == format_ && frame.ch_layout.nb_channels == source_channels_) return {};
        if (resampler_ != nullptr) TRY(convert(nullptr, 0));
        AVChannelLayout layout{};
        if (av_channel_layout_copy(&layout, &frame.ch_layout) < 0 || layout.nb_channels < 1) return Error{ErrorKind::corrupt, "sound without channels"};
        if (layout.order == AV_CHANNEL_ORDER_UNSPEC) av_channel_layout_default(&layout, layout.nb_channels);
        AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
        SwrContext* made = nullptr;
        int failure = swr_alloc_set_opts2(&made, &stereo, AV_SAMPLE_FMT_FLTP, rate_hz, &layout, static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
        av_channel_layout_uninit(&layout);
        resampler_.reset(made);
        // A downmix must not clip: its coefficients are scaled so that no output passes full scale.
        if (failure >= 0) failure = av_opt_set_double(made, "rematrix_maxval", 1.0, 0);
        if (failure >= 0) failure = swr_init(made);
        if (failure < 0) return from_av(failure, "preparing the sound");
        source_rate_ = frame.sample_rate;
        format_ = frame.format;
        source_channels_ = frame.ch_layout.nb_channels;
        return {};
    }

    /// Makes the next sample that comes out the one that belongs at `at`.
    Result<> place(int64_t at) {
        const int64_t now = produced_ - skip_ + swr_get_delay(resampler_.get(), rate_hz);
        const int64_t off = at - now;
        if (placed_ && std::abs(off) <= drift_max) return {};
        placed_ = true;
        if (off == 0) return {};
        TRY(convert(nullptr, 0));
        if (off > 0) return silence(std::min(off, plan_.samples - produced_));
        skip_ += -off;
        return {};
    }

    Result<> silence(int64_t count) {
        static constexpr float zeros[frame_samples] = {};
        while (count > 0) {
            const int part = static_cast<int>(std::min<int64_t>(count, frame_samples));
            TRY(give(zeros, zeros, part));
            count -= part;
        }
        return {};
    }

    /// Null drains what the resampler holds back.
    Result<> convert(const uint8_t** planes, int count) {
        const int room = swr_get_out_samples(resampler_.get(), count);
        if (room < 0) return from_av(room, "resampling");
        left_.resize(static_cast<size_t>(std::max(room, 1)));
        right_.resize(left_.size());
        uint8_t* out[] = {reinterpret_cast<uint8_t*>(left_.data()), reinterpret_cast<uint8_t*>(right_.data())};
        const int made = swr_convert(resampler_.get(), out, room, planes, count);
        if (made < 0) return from_av(made, "resampling");
        return give(left_.data(), right_.data(), made);
    }

    Result<> give(const float* left, const float* right, int count) {
        const auto skipped = static_cast<int>(std::min<int64_t>(skip_, count));
        skip_ -= skipped;
        const auto kept = static_cast<int>(std::min<int64_t>(count - skipped, plan_.samples - produced_));
        if (kept <= 0) return {};
        produced_ += kept;
        return take_(left + skipped, right + skipped, kept);
    }

    const SoundPlan& plan_;
    AVRational time_base_;
    Take take_;
    Owned<SwrContext> resampler_;
    int source_rate_ = 0, format_ = -1, source_channels_ = 0;
    bool placed_ = false;
    int64_t produced_ = 0;
    int64_t skip_ = 0;  ///< samples still to be thrown away
    std::vector<float> left_, right_;
};

/// AAC-LC in CMAF segments. The encoder's first packet holds its priming (1,024 samples that precede the sound), which the
/// track's edit list cuts: media time = sample + 1024.
class AacTrack {
  public:
    static Result<AacTrack> open(const SoundPlan& plan, int descriptor) {
        AacTrack track(plan, descriptor);
        const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
        track.encoder_.reset(avcodec_alloc_context3(codec));
        AVCodecContext& encoder = *track.encoder_;
        encoder.sample_rate = rate_hz;
        encoder.sample_fmt = AV_SAMPLE_FMT_FLTP;
        encoder.ch_layout = AV_CHANNEL_LAYOUT_STEREO;
        encoder.bit_rate = plan.bitrate_bps;
        encoder.time_base = {1, rate_hz};
        encoder.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
        const int opened = avcodec_open2(&encoder, codec, nullptr);
        if (opened < 0) return from_av(opened, "opening the AAC encoder");
        if (encoder.frame_size != frame_samples || encoder.initial_padding != frame_samples) {
            return Error{ErrorKind::unsupported, "this libavcodec's AAC has another frame size or priming"};
        }
        return track;
    }

    Result<> add(const float* left, const float* right, int count) {
        left_.insert(left_.end(), left, left + count);
        right_.insert(right_.end(), right, right + count);
        size_t used = 0;
        while (left_.size() - used >= frame_samples) {
            TRY(encode(used, frame_samples));
            used += frame_samples;
        }
        left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(used));
        right_.erase(right_.begin(), right_.begin() + static_cast<std::ptrdiff_t>(used));
        return {};
    }

    Result<> finish() {
        if (!left_.empty()) {
            left_.resize(frame_samples);
            right_.resize(frame_samples);
            TRY(encode(0, frame_samples));
        }
        const int sent = avcodec_send_frame(encoder_.get(), nullptr);
        if (sent < 0) return from_av(sent, "encoding sound");
        TRY(drain());
        return file_->end_segment();
    }

    std::string json() const {
        return JsonObject()
            .text("configuration", to_hex({encoder_->extradata, static_cast<size_t>(encoder_->extradata_size)}))
            .number("channels", int64_t{channels})
            .number("sample_rate_hz", int64_t{rate_hz})
            .number("priming", int64_t{frame_samples})
            .raw("segments", file_->json())
            .str();
    }

  private:
    AacTrack(const SoundPlan& plan, int descriptor) : file_(std::make_unique<SegmentFile>(descriptor, 0)) {
        // The packet nearest to each boundary of the picture; two boundaries nearer than a packet share one.
        for (const int64_t boundary : plan.boundaries) {
            const int64_t packet = (boundary + frame_samples + frame_samples / 2) / frame_samples;
            if (packet > (cuts_.empty() ? 0 : cuts_.back())) cuts_.push_back(packet);
        }
    }

    Result<> encode(size_t from, int count) {
        const Owned<AVFrame> frame = new_frame();
        frame->nb_samples = count;
        frame->format = AV_SAMPLE_FMT_FLTP;
        frame->sample_rate = rate_hz;
        frame->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
        const int allocated = av_frame_get_buffer(frame.get(), 0);
        if (allocated < 0) return from_av(allocated, "encoding sound");
        std::copy_n(left_.data() + from, count, reinterpret_cast<float*>(frame->data[0]));
        std::copy_n(right_.data() + from, count, reinterpret_cast<float*>(frame->data[1]));
        frame->pts = fed_;
        fed_ += count;
        const int sent = avcodec_send_frame(encoder_.get(), frame.get());
        if (sent < 0) return from_av(sent, "encoding sound");
        return drain();
    }

    Result<> drain() {
        const Owned<AVPacket> packet = new_packet();
        while (true) {
            const int received = avcodec_receive_packet(encoder_.get(), packet.get());
            if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return {};
            if (received < 0) return from_av(received, "encoding sound");
            if (cut_ < cuts_.size() && cuts_[cut_] == packets_) {
                TRY(file_->end_segment());
                ++cut_;
            }
            media::Sample sample;
            sample.duration = frame_samples;
            sample.sync = true;
            TRY(file_->add(sample, {packet->data, static_cast<size_t>(packet->size)}));
            ++packets_;
            av_packet_unref(packet.get());
        }
    }

    Owned<AVCodecContext> encoder_;
    std::unique_ptr<SegmentFile> file_;
    std::vector<int64_t> cuts_;  ///< packets that open a segment
    size_t cut_ = 0;
    int64_t packets_ = 0;
    int64_t fed_ = 0;
    std::vector<float> left_, right_;
};

Result<SoundPlan> read_plan(const Request& request) {
    SoundPlan plan;
    plan.origin_us = TRY(request.integer("origin_us", INT64_MIN / 100'000, INT64_MAX / 100'000));
    plan.samples = TRY(request.integer("samples", 1, int64_t{48} * 3600 * rate_hz));
    plan.boundaries = TRY(request.integers("boundaries", boundaries_max));
    plan.bitrate_bps = TRY(request.integer("bitrate_bps", 32'000, 512'000));
    if (!std::is_sorted(plan.boundaries.begin(), plan.boundaries.end())) return Error{ErrorKind::invalid, "the boundaries do not rise"};
    return plan;
}

}  // namespace

Result<std::string> encode_audio(const Request& request, Reply& reply) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    const std::vector<int64_t> outputs = TRY(request.outputs());
    const SoundPlan plan = TRY(read_plan(request));
    if (inputs.size() != 1 || outputs.size() != 1) return Error{ErrorKind::invalid, "audio takes one input and one output"};
    Source source = TRY(Source::open(static_cast<int>(inputs[0])));
    const AVStream& stream = *TRY(source.stream_of(TRY(request.integer("stream", 0, 1000)), AVMEDIA_TYPE_AUDIO));
    source.keep_only({stream.index});
    Decoder decoder = TRY(Decoder::open(stream, 1));
    AacTrack track = TRY(AacTrack::open(plan, static_cast<int>(outputs[0])));
    Aligner aligner(plan, stream.time_base, [&](const float* left, const float* right, int count) { return track.add(left, right, count); });

    const auto take = [&](AVFrame& frame) { return aligner.add(frame); };
    const Owned<AVPacket> packet = new_packet();
    while (!aligner.full() && source.read(*packet)) {
        if (packet->stream_index == stream.index) TRY(decoder.feed(*packet, take));
        reply.progress(static_cast<double>(aligner.produced()) / static_cast<double>(plan.samples));
    }
    if (!aligner.full()) TRY(decoder.finish(take));
    TRY(aligner.finish());
    TRY(track.finish());
    return track.json();
}

}  // namespace nuri::media_worker
