#include "loudness.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace nuri::media_worker {
namespace {

constexpr int rate_hz = 48'000;
constexpr int tenth = rate_hz / 10;
constexpr int block_tenths = 4;
constexpr double silence = 1e-6;  // -60 dBFS
constexpr int64_t silence_tenths_min = 20;

// BS.1770-4, tables 1 and 2.
constexpr double shelf_b[] = {1.53512485958697, -2.69169618940638, 1.19839281085285};
constexpr double shelf_a[] = {-1.69065929318241, 0.73248077421585};
constexpr double high_pass_b[] = {1.0, -2.0, 1.0};
constexpr double high_pass_a[] = {-1.99004745483398, 0.99007225036621};

double energy(double lufs) { return std::pow(10, (lufs + 0.691) / 10); }

template<typename State>
double filter(State& state, const double (&b)[3], const double (&a)[2], double x) {
    const double y = b[0] * x + state.z1;
    state.z1 = b[1] * x - a[0] * y + state.z2;
    state.z2 = b[2] * x - a[1] * y;
    return y;
}

/// BS.1770-4, table 3: surrounds count 1.41, the low-frequency channel not at all.
double weight_of(AVChannel channel) {
    switch (channel) {
        case AV_CHAN_LOW_FREQUENCY:
        case AV_CHAN_LOW_FREQUENCY_2: return 0;
        case AV_CHAN_SIDE_LEFT:
        case AV_CHAN_SIDE_RIGHT:
        case AV_CHAN_BACK_LEFT:
        case AV_CHAN_BACK_RIGHT: return 1.41;
        default: return 1;
    }
}

}  // namespace

Result<> Loudness::prepare(const AVFrame& frame) {
    if (resampler_ != nullptr && frame.sample_rate == rate_hz_ && frame.format == format_ && frame.ch_layout.nb_channels == channel_count_) return {};
    SwrContext* made = nullptr;
    AVChannelLayout layout{};
    if (av_channel_layout_copy(&layout, &frame.ch_layout) < 0 || layout.nb_channels < 1) return Error{ErrorKind::corrupt, "sound without channels"};
    if (layout.order == AV_CHANNEL_ORDER_UNSPEC) av_channel_layout_default(&layout, layout.nb_channels);
    const int allocated = swr_alloc_set_opts2(&made, &layout, AV_SAMPLE_FMT_FLTP, rate_hz, &layout, static_cast<AVSampleFormat>(frame.format),
                                              frame.sample_rate, 0, nullptr);
    resampler_.reset(made);
    const int ready = allocated < 0 ? allocated : swr_init(made);
    if (ready < 0) return from_av(ready, "preparing the loudness meter");
    rate_hz_ = frame.sample_rate;
    format_ = static_cast<AVSampleFormat>(frame.format);
    channel_count_ = layout.nb_channels;
    channels_.assign(static_cast<size_t>(channel_count_), Channel{});
    for (int i = 0; i < channel_count_; ++i) {
        channels_[static_cast<size_t>(i)].weight = weight_of(av_channel_layout_channel_from_index(&layout, static_cast<unsigned>(i)));
    }
    av_channel_layout_uninit(&layout);
    return {};
}

Result<> Loudness::add(const AVFrame& frame) {
    TRY(prepare(frame));
    const int room = swr_get_out_samples(resampler_.get(), frame.nb_samples);
    if (room < 0) return from_av(room, "measuring loudness");
    planes_.resize(static_cast<size_t>(channel_count_));
    std::vector<uint8_t*> out;
    for (auto& plane : planes_) {
        plane.resize(static_cast<size_t>(std::max(room, 1)));
        out.push_back(reinterpret_cast<uint8_t*>(plane.data()));
    }
    const int count = swr_convert(resampler_.get(), out.data(), room, const_cast<const uint8_t**>(frame.extended_data), frame.nb_samples);
    if (count < 0) return from_av(count, "measuring loudness");
    std::vector<const float*> planes;
    for (const auto& plane : planes_) planes.push_back(plane.data());
    measure(planes.data(), count);
    return {};
}

void Loudness::measure(const float* const* planes, int count) {
    for (int i = 0; i < count; ++i) {
        for (size_t c = 0; c < channels_.size(); ++c) {
            Channel& channel = channels_[c];
            const double sample = std::isfinite(planes[c][i]) ? std::clamp(planes[c][i], -16.0F, 16.0F) : 0;
            plain_ += sample * sample;
            if (channel.weight == 0) continue;
            const double y = filter(channel.high_pass, high_pass_b, high_pass_a, filter(channel.shelf, shelf_b, shelf_a, sample));
            weighted_ += channel.weight * y * y;
        }
        if (++filled_ < tenth) continue;
        tenths_weighted_.push_back(static_cast<float>(weighted_ / tenth));
        tenths_plain_.push_back(static_cast<float>(plain_ / tenth / static_cast<double>(channels_.size())));
        weighted_ = plain_ = 0;
        filled_ = 0;
    }
}

std::optional<double> Loudness::integrated() const {
    std::vector<double> blocks;
    for (size_t i = 0; i + block_tenths <= tenths_weighted_.size(); ++i) {
        double sum = 0;
        for (size_t j = 0; j < block_tenths; ++j) sum += tenths_weighted_[i + j];
        blocks.push_back(sum / block_tenths);
    }
    const auto mean_above = [&](double gate) -> std::optional<double> {
        double sum = 0;
        size_t count = 0;
        for (const double block : blocks) {
            if (block <= gate) continue;
            sum += block;
            ++count;
        }
        if (count == 0) return std::nullopt;
        return sum / static_cast<double>(count);
    };
    const double absolute = energy(-70);
    const std::optional<double> ungated = mean_above(absolute);
    if (!ungated) return std::nullopt;
    const std::optional<double> gated = mean_above(std::max(absolute, *ungated / 10));
    if (!gated) return std::nullopt;
    return -0.691 + 10 * std::log10(*gated);
}

std::vector<std::pair<int64_t, int64_t>> Loudness::silences() const {
    std::vector<std::pair<int64_t, int64_t>> found;
    int64_t start = 0;
    const auto count = static_cast<int64_t>(tenths_plain_.size());
    for (int64_t i = 0; i <= count; ++i) {
        if (i < count && tenths_plain_[static_cast<size_t>(i)] < silence) continue;
        if (i - start >= silence_tenths_min) found.emplace_back(start, i);
        start = i + 1;
    }
    return found;
}

}  // namespace nuri::media_worker
