#include "shots.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace nuri::media_worker {
namespace {

/// Of the mean difference between two frames, in levels of 256. A cut is a change that is large in itself and
/// much larger than the change before it; a pan or a shaking camera is the first only.
constexpr double cut_levels = 20;
constexpr int black_level = 32;      // of studio range, whose black is 16
constexpr double black_share = 0.98;

}  // namespace

Result<Shots::Look> Shots::look(const AVFrame& frame) {
    if (frame.width != from_width_ || frame.height != from_height_ || frame.format != from_format_) {
        scaler_.reset(sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), width, height, AV_PIX_FMT_GRAY8,
                                     SWS_FAST_BILINEAR, nullptr, nullptr, nullptr));
        if (scaler_ == nullptr) return Error{ErrorKind::unsupported, "pictures of a format that cannot be scaled"};
        from_width_ = frame.width;
        from_height_ = frame.height;
        from_format_ = frame.format;
    }
    now_.resize(static_cast<size_t>(width) * height);
    uint8_t* const planes[] = {now_.data(), nullptr, nullptr, nullptr};
    const int strides[] = {width, 0, 0, 0};
    const int rows = sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
    if (rows < 0) return from_av(rows, "scaling a frame");

    Look result;
    const auto dark = std::count_if(now_.begin(), now_.end(), [](uint8_t level) { return level < black_level; });
    result.black = static_cast<double>(dark) >= black_share * static_cast<double>(now_.size());
    if (!first_) {
        int64_t sum = 0;
        for (size_t i = 0; i < now_.size(); ++i) sum += std::abs(int{now_[i]} - int{before_[i]});
        const double change = static_cast<double>(sum) / static_cast<double>(now_.size());
        result.cut = std::min(change, std::abs(change - change_before_)) >= cut_levels;
        change_before_ = change;
    }
    first_ = false;
    std::swap(now_, before_);
    return result;
}

}  // namespace nuri::media_worker
