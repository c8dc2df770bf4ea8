#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "commands.h"
#include "decoder.h"
#include "descriptor_sink.h"
#include "source.h"

namespace nuri::media_worker {
namespace {

constexpr size_t thumbnails_max = 5'000;
constexpr int side_max = 8192;

struct Grid {
    int columns = 1, rows = 1;
    int width = 0, height = 0;  ///< of one picture

    int cells() const { return columns * rows; }
};

/// A JPEG that is filled picture by picture.
class Sheet {
  public:
    explicit Sheet(const Grid& grid) : grid_(grid) {}

    Result<> begin() {
        picture_ = new_frame();
        picture_->format = AV_PIX_FMT_YUVJ420P;
        picture_->width = grid_.columns * grid_.width;
        picture_->height = grid_.rows * grid_.height;
        picture_->color_range = AVCOL_RANGE_JPEG;
        const int allocated = av_frame_get_buffer(picture_.get(), 0);
        if (allocated < 0) return from_av(allocated, "making a sheet");
        std::fill_n(picture_->data[0], picture_->linesize[0] * picture_->height, uint8_t{0});
        for (const int plane : {1, 2}) std::fill_n(picture_->data[plane], picture_->linesize[plane] * picture_->height / 2, uint8_t{128});
        return {};
    }

    Result<> place(int cell, const AVFrame& frame) {
        scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), grid_.width,
                                           grid_.height, AV_PIX_FMT_YUVJ420P, SWS_AREA, nullptr, nullptr, nullptr));
        if (scaler_ == nullptr) return Error{ErrorKind::unsupported, "pictures of a format that cannot be scaled"};
        // Our rungs are BT.709 in studio range; JFIF is BT.601 in full range.
        constexpr int unity = 1 << 16;
        sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(SWS_CS_ITU709), 0, sws_getCoefficients(SWS_CS_ITU601), 1, 0, unity, unity);
        const int x = cell % grid_.columns * grid_.width;
        const int y = cell / grid_.columns * grid_.height;
        uint8_t* planes[] = {picture_->data[0] + static_cast<ptrdiff_t>(y) * picture_->linesize[0] + x,
                             picture_->data[1] + static_cast<ptrdiff_t>(y / 2) * picture_->linesize[1] + x / 2,
                             picture_->data[2] + static_cast<ptrdiff_t>(y / 2) * picture_->linesize[2] + x / 2, nullptr};
        const int scaled = sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes, picture_->linesize);
        if (scaled < 0) return from_av(scaled, "scaling a thumbnail");
        return {};
    }

    /// `quality` is libav's for JPEG: 2 is the best, 31 the smallest.
    Result<uint64_t> write(int descriptor, int quality) {
        const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        const Owned<AVCodecContext> encoder(avcodec_alloc_context3(codec));
        encoder->width = picture_->width;
        encoder->height = picture_->height;
        encoder->pix_fmt = AV_PIX_FMT_YUVJ420P;
        encoder->color_range = AVCOL_RANGE_JPEG;
        encoder->time_base = {1, 1};
        encoder->thread_count = 1;
        encoder->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
        encoder->global_quality = quality * FF_QP2LAMBDA;
        picture_->quality = encoder->global_quality;
        picture_->pts = 0;
        int failure = avcodec_open2(encoder.get(), codec, nullptr);
        if (failure >= 0) failure = avcodec_send_frame(encoder.get(), picture_.get());
        if (failure >= 0) failure = avcodec_send_frame(encoder.get(), nullptr);
        const Owned<AVPacket> packet = new_packet();
        if (failure >= 0) failure = avcodec_receive_packet(encoder.get(), packet.get());
        if (failure < 0) return from_av(failure, "writing a JPEG");
        DescriptorSink sink(descriptor);
        TRY(sink.append({packet->data, static_cast<size_t>(packet->size)}));
        return sink.written();
    }

  private:
    Grid grid_;
    Owned<AVFrame> picture_;
    Owned<SwsContext> scaler_;
};

/// The frame that is shown at `pts`, or the last before it; by a seek and a short decode.
Result<bool> frame_at(Source& source, Decoder& decoder, int stream, int64_t pts, AVFrame& into) {
    if (!source.seek(stream, pts)) return false;
    decoder.forget();
    bool found = false;
    bool passed = false;
    const auto take = [&](AVFrame& frame) -> Result<> {
        if (passed || (found && frame.best_effort_timestamp > pts)) {
            passed = true;
            return {};
        }
        av_frame_unref(&into);
        av_frame_move_ref(&into, &frame);
        found = true;
        passed = into.best_effort_timestamp >= pts;
        return {};
    };
    const Owned<AVPacket> packet = new_packet();
    while (!passed && source.read(*packet)) {
        if (packet->stream_index == stream) TRY(decoder.feed(*packet, take));
    }
    if (!passed) TRY(decoder.finish(take));
    return found;
}

Result<Grid> read_grid(const Request& request) {
    Grid grid;
    grid.columns = static_cast<int>(TRY(request.integer("columns", 1, 32)));
    grid.rows = static_cast<int>(TRY(request.integer("rows", 1, 32)));
    grid.width = static_cast<int>(TRY(request.integer("width", 2, side_max)));
    grid.height = static_cast<int>(TRY(request.integer("height", 2, side_max)));
    if (grid.width % 2 != 0 || grid.height % 2 != 0 || grid.columns * grid.width > side_max || grid.rows * grid.height > side_max) {
        return Error{ErrorKind::invalid, fmt::format("thumbnails have even sides, and a sheet at most {} pixels a side", side_max)};
    }
    return grid;
}

}  // namespace

Result<std::string> thumbnails(const Request& request, Reply& reply) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    const std::vector<int64_t> outputs = TRY(request.outputs());
    const std::vector<int64_t> times_ms = TRY(request.integers("times_ms", thumbnails_max));
    const Grid grid = TRY(read_grid(request));
    const auto quality = static_cast<int>(TRY(request.integer("quality", 2, 31)));
    const size_t sheets = (times_ms.size() + static_cast<size_t>(grid.cells()) - 1) / static_cast<size_t>(grid.cells());
    if (inputs.size() != 1 || sheets == 0 || outputs.size() != sheets) return Error{ErrorKind::invalid, "thumbnails take one input, and an output a sheet"};

    Source source = TRY(Source::open(static_cast<int>(inputs[0])));
    if (source.video() < 0) return Error{ErrorKind::invalid, "there is no picture to take thumbnails of"};
    const AVStream& stream = source.stream(source.video());
    source.keep_only({stream.index});
    Decoder decoder = TRY(Decoder::open(stream, 1));
    const Owned<AVFrame> frame = new_frame();
    Sheet sheet(grid);
    JsonArray sizes;
    for (size_t i = 0; i < times_ms.size(); ++i) {
        const auto cell = static_cast<int>(i % static_cast<size_t>(grid.cells()));
        if (cell == 0) TRY(sheet.begin());
        const int64_t pts = av_rescale_q(times_ms[i], {1, 1000}, stream.time_base);
        if (TRY(frame_at(source, decoder, stream.index, pts, *frame))) TRY(sheet.place(cell, *frame));
        if (cell + 1 == grid.cells() || i + 1 == times_ms.size()) {
            sizes.add(static_cast<int64_t>(TRY(sheet.write(static_cast<int>(outputs[i / static_cast<size_t>(grid.cells())]), quality))));
        }
        reply.progress(static_cast<double>(i + 1) / static_cast<double>(times_ms.size()));
    }
    return JsonObject().raw("sizes", sizes.str()).str();
}

}  // namespace nuri::media_worker
