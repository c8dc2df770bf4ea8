#include "scaler.h"

#include <fmt/core.h>

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/pixdesc.h>
}

namespace nuri::media_worker {
namespace {

bool is_hdr(const AVFrame& frame) { return frame.color_trc == AVCOL_TRC_SMPTE2084 || frame.color_trc == AVCOL_TRC_ARIB_STD_B67; }

/// H.273 code of the matrix. Where a file does not say, standard-definition pictures are BT.601 and larger ones BT.709, as players
/// take them.
int matrix_of(const AVFrame& frame) {
    const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (format != nullptr && (format->flags & AV_PIX_FMT_FLAG_RGB) != 0) return AVCOL_SPC_RGB;
    switch (frame.colorspace) {
        case AVCOL_SPC_BT709:
        case AVCOL_SPC_BT470BG:
        case AVCOL_SPC_SMPTE170M:
        case AVCOL_SPC_SMPTE240M:
        case AVCOL_SPC_FCC:
        case AVCOL_SPC_YCGCO:
        case AVCOL_SPC_BT2020_NCL:
        case AVCOL_SPC_BT2020_CL: return frame.colorspace;
        default: break;
    }
    if (is_hdr(frame)) return AVCOL_SPC_BT2020_NCL;
    return frame.width >= 1280 || frame.height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

bool is_full_range(const AVFrame& frame) {
    const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (format != nullptr && (format->flags & AV_PIX_FMT_FLAG_RGB) != 0) return true;
    switch (frame.format) {
        case AV_PIX_FMT_YUVJ420P:
        case AV_PIX_FMT_YUVJ422P:
        case AV_PIX_FMT_YUVJ444P: return true;
        default: return frame.color_range == AVCOL_RANGE_JPEG;
    }
}

}  // namespace

std::string Scaler::description(const AVFrame& like) const {
    std::string chain;
    const auto then = [&](std::string_view filter) {
        chain += chain.empty() ? "" : ",";
        chain += filter;
    };
    if (options_.deinterlace) then("bwdif=mode=send_frame:parity=auto:deint=all");
    // zscale's numbers are those of H.273; what comes in is always named, for of unknown colours it makes nothing.
    std::string in = fmt::format("min={}:pin=1:tin=1:rin={}", matrix_of(like), is_full_range(like) ? 1 : 0);
    if (is_hdr(like)) {
        // Light is linear while it is compressed; 100 nits are taken as SDR's white.
        then(fmt::format("zscale=min={}:pin=9:tin={}:rin={}:t=8:npl=100,format=gbrpf32le,zscale=p=1,tonemap=tonemap=hable:desat=0,"
                         "zscale=t=1:m=1:p=1:r=0,format=yuv420p",
                         matrix_of(like), static_cast<int>(like.color_trc), is_full_range(like) ? 1 : 0));
        in = "min=1:pin=1:tin=1:rin=0";
    } else if (like.color_primaries == AVCOL_PRI_BT2020) {
        then(fmt::format("zscale=min={}:pin=9:tin=1:rin={}:m=1:p=1:t=1:r=0,format=yuv420p", matrix_of(like), is_full_range(like) ? 1 : 0));
        in = "min=1:pin=1:tin=1:rin=0";
    }
    if (options_.orientation.mirrored) then("hflip");
    switch (options_.orientation.rotation) {
        case 90: then("transpose=clock"); break;
        case 180: then("hflip,vflip"); break;
        case 270: then("transpose=cclock"); break;
        default: break;
    }
    then(fmt::format("split={}", options_.sizes.size()));
    std::string graph = "[in]" + chain;
    for (size_t i = 0; i < options_.sizes.size(); ++i) graph += fmt::format("[s{}]", i);
    for (size_t i = 0; i < options_.sizes.size(); ++i) {
        graph += fmt::format(";[s{}]zscale=w={}:h={}:f=lanczos:{}:m=1:p=1:t=1:r=0,format=yuv420p,setsar=1[out{}]", i, options_.sizes[i].width,
                             options_.sizes[i].height, in, i);
    }
    return graph;
}

Result<> Scaler::build(const AVFrame& like) {
    graph_.reset(avfilter_graph_alloc());
    graph_->nb_threads = 1;
    sinks_.clear();
    const std::string arguments = fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/1:pixel_aspect=1/1", like.width, like.height, like.format);
    int failure = avfilter_graph_create_filter(&source_, avfilter_get_by_name("buffer"), "in", arguments.c_str(), nullptr, graph_.get());
    if (failure < 0) return from_av(failure, "preparing to scale");

    // Labels of the description's open ends, tied to the ends that we hold.
    AVFilterInOut* from = avfilter_inout_alloc();
    *from = {.name = av_strdup("in"), .filter_ctx = source_, .pad_idx = 0, .next = nullptr};
    AVFilterInOut* to = nullptr;
    for (size_t i = 0; i < options_.sizes.size() && failure >= 0; ++i) {
        const std::string name = fmt::format("out{}", i);
        AVFilterContext* sink = nullptr;
        failure = avfilter_graph_create_filter(&sink, avfilter_get_by_name("buffersink"), name.c_str(), nullptr, nullptr, graph_.get());
        sinks_.push_back(sink);
        AVFilterInOut* end = avfilter_inout_alloc();
        *end = {.name = av_strdup(name.c_str()), .filter_ctx = sink, .pad_idx = 0, .next = to};
        to = end;
    }
    if (failure >= 0) failure = avfilter_graph_parse_ptr(graph_.get(), description(like).c_str(), &to, &from, nullptr);
    avfilter_inout_free(&from);
    avfilter_inout_free(&to);
    if (failure >= 0) failure = avfilter_graph_config(graph_.get(), nullptr);
    if (failure < 0) return from_av(failure, "preparing to scale");
    width_ = like.width;
    height_ = like.height;
    format_ = like.format;
    draining_ = false;
    return {};
}

Result<bool> Scaler::push(const AVFrame& frame, int64_t number) {
    const bool same = frame.width == width_ && frame.height == height_ && frame.format == format_;
    if (graph_ == nullptr || (!same && draining_)) {
        TRY(build(frame));
    } else if (!same) {
        TRY(finish());
        return false;
    }
    const Owned<AVFrame> copy(av_frame_clone(&frame));
    if (copy == nullptr) return Error{ErrorKind::exhausted, "out of memory"};
    copy->pts = number;
    copy->sample_aspect_ratio = {1, 1};
    const int pushed = av_buffersrc_add_frame(source_, copy.get());
    if (pushed < 0) return from_av(pushed, "scaling");
    return true;
}

Result<> Scaler::finish() {
    if (graph_ == nullptr || draining_) return {};
    draining_ = true;
    const int closed = av_buffersrc_add_frame(source_, nullptr);
    if (closed < 0) return from_av(closed, "scaling");
    return {};
}

Result<bool> Scaler::pull(size_t index, AVFrame& picture, int64_t& number) {
    if (graph_ == nullptr) return false;
    const int pulled = av_buffersink_get_frame(sinks_[index], &picture);
    if (pulled == AVERROR(EAGAIN) || pulled == AVERROR_EOF) return false;
    if (pulled < 0) return from_av(pulled, "scaling");
    number = av_rescale_q(picture.pts, av_buffersink_get_time_base(sinks_[index]), {1, 1});
    return true;
}

}  // namespace nuri::media_worker
