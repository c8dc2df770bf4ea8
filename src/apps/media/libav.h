#pragma once

#include <memory>
#include <string>
#include <string_view>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include "base/result.h"

/// libav's objects with owners. GPL parts of libav (x264) are linked into this program only; no header of another folder
/// may include this one.
namespace nuri::media_worker {

struct Freeing {
    void operator()(AVFrame* p) const { av_frame_free(&p); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
    void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
    void operator()(AVFilterGraph* p) const { avfilter_graph_free(&p); }
    void operator()(SwsContext* p) const { sws_freeContext(p); }
    void operator()(SwrContext* p) const { swr_free(&p); }
    void operator()(AVIOContext* p) const {
        av_freep(&p->buffer);
        avio_context_free(&p);
    }
};

template<typename T>
using Owned = std::unique_ptr<T, Freeing>;

inline Owned<AVFrame> new_frame() { return Owned<AVFrame>(av_frame_alloc()); }
inline Owned<AVPacket> new_packet() { return Owned<AVPacket>(av_packet_alloc()); }

/// The Error that a libav return value stands for: AVERROR_INVALIDDATA is `corrupt`, a codec or format we lack or do not
/// allow is `unsupported`, ENOMEM and ENOSPC are `exhausted`, all else is `io`.
Error from_av(int code, std::string_view doing);

}  // namespace nuri::media_worker
