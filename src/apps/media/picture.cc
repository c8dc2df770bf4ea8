#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

#include "commands.h"
#include "descriptor_sink.h"
#include "libav.h"

namespace nuri::media_worker {
namespace {

constexpr size_t bytes_max = 20u << 20;
constexpr int64_t pixels_max = 50'000'000;
constexpr int side_max = 16'384;
constexpr size_t cuts_max = 32;

Result<std::vector<uint8_t>> read_whole(int descriptor) {
    std::vector<uint8_t> bytes(bytes_max + 1 + AV_INPUT_BUFFER_PADDING_SIZE);
    size_t size = 0;
    while (size <= bytes_max) {
        const ssize_t read =
            ::pread(descriptor, bytes.data() + size, bytes_max + 1 - size, static_cast<off_t>(size));
        if (read < 0 && errno == EINTR) continue;
        if (read < 0) return Error{ErrorKind::io, "the picture cannot be read"};
        if (read == 0) break;
        size += static_cast<size_t>(read);
    }
    if (size == 0) return Error{ErrorKind::corrupt, "the picture is empty"};
    if (size > bytes_max)
        return Error{ErrorKind::too_large, fmt::format("the picture has more than {} bytes", bytes_max)};
    bytes.resize(size);
    return bytes;
}

/// By the first bytes; no demuxer is asked, so nothing but these three decoders is ever tried.
Result<AVCodecID> codec_of(const std::vector<uint8_t>& bytes) {
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                                std::min<size_t>(bytes.size(), 12));
    if (head.starts_with("\xFF\xD8\xFF")) return AV_CODEC_ID_MJPEG;
    if (head.starts_with("\x89PNG\r\n\x1A\n")) return AV_CODEC_ID_PNG;
    if (head.size() == 12 && head.starts_with("RIFF") && head.substr(8) == "WEBP") return AV_CODEC_ID_WEBP;
    return Error{ErrorKind::unsupported, "the picture is neither JPEG nor PNG nor WebP"};
}

Result<Owned<AVFrame>> decode(std::vector<uint8_t> bytes) {
    const AVCodec* codec = avcodec_find_decoder(TRY(codec_of(bytes)));
    const Owned<AVCodecContext> decoder(avcodec_alloc_context3(codec));
    decoder->thread_count = 1;
    decoder->max_pixels = pixels_max;
    decoder->err_recognition = AV_EF_EXPLODE;
    int failure = avcodec_open2(decoder.get(), codec, nullptr);
    if (failure < 0) return from_av(failure, "opening the picture");
    const Owned<AVPacket> packet = new_packet();
    failure = av_new_packet(packet.get(), static_cast<int>(bytes.size()));
    if (failure < 0) return from_av(failure, "reading the picture");
    std::memcpy(packet->data, bytes.data(), bytes.size());
    failure = avcodec_send_packet(decoder.get(), packet.get());
    if (failure >= 0) failure = avcodec_send_packet(decoder.get(), nullptr);
    Owned<AVFrame> frame = new_frame();
    if (failure >= 0) failure = avcodec_receive_frame(decoder.get(), frame.get());
    if (failure < 0) return Error{ErrorKind::corrupt, "the picture is damaged, or larger than 50 megapixels"};
    if (frame->width > side_max || frame->height > side_max)
        return Error{ErrorKind::too_large, fmt::format("the picture is {} x {} pixels; a side may have {}",
                                                       frame->width, frame->height, side_max)};
    return frame;
}

/// Pixels of 8-bit RGBA, upright.
struct Canvas {
    int width = 0, height = 0;
    bool alpha = false;
    std::vector<uint8_t> pixels;
    int stride() const { return width * 4; }
};

Result<Canvas> unpacked(const AVFrame& frame) {
    const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    Canvas canvas{
        frame.width, frame.height, format != nullptr && (format->flags & AV_PIX_FMT_FLAG_ALPHA) != 0, {}};
    canvas.pixels.resize(static_cast<size_t>(canvas.stride()) * static_cast<size_t>(canvas.height) + 64);
    const Owned<SwsContext> scaler(sws_getContext(
        frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width, frame.height,
        AV_PIX_FMT_RGBA, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
    if (scaler == nullptr)
        return Error{ErrorKind::unsupported, "the picture's pixels are of an unknown kind"};
    uint8_t* planes[] = {canvas.pixels.data(), nullptr, nullptr, nullptr};
    const int strides[] = {canvas.stride(), 0, 0, 0};
    const int scaled = sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
    if (scaled < 0) return from_av(scaled, "unpacking the picture");
    return canvas;
}

/// Turns a photograph as its Exif orientation says (CIPA DC-008, 4.6.4: 1 to 8).
Canvas upright(Canvas canvas, const AVFrame& frame) {
    const AVDictionaryEntry* entry = av_dict_get(frame.metadata, "Orientation", nullptr, 0);
    const int orientation = entry != nullptr ? std::atoi(entry->value) : 1;
    if (orientation < 2 || orientation > 8) return canvas;
    const bool swapped = orientation >= 5;
    Canvas turned{
        swapped ? canvas.height : canvas.width, swapped ? canvas.width : canvas.height, canvas.alpha, {}};
    turned.pixels.resize(canvas.pixels.size());
    for (int y = 0; y < turned.height; ++y) {
        for (int x = 0; x < turned.width; ++x) {
            int from_x = swapped ? y : x, from_y = swapped ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                from_x = canvas.width - 1 - from_x;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                from_y = canvas.height - 1 - from_y;
            std::memcpy(&turned.pixels[static_cast<size_t>(y) * static_cast<size_t>(turned.stride()) +
                                       static_cast<size_t>(x) * 4],
                        &canvas.pixels[static_cast<size_t>(from_y) * static_cast<size_t>(canvas.stride()) +
                                       static_cast<size_t>(from_x) * 4],
                        4);
        }
    }
    return turned;
}

/// JPEG knows no transparency: what shines through is black.
void flatten(Canvas& canvas) {
    for (size_t i = 0; i + 3 < canvas.pixels.size(); i += 4) {
        const unsigned alpha = canvas.pixels[i + 3];
        for (size_t c = 0; c < 3; ++c)
            canvas.pixels[i + c] = static_cast<uint8_t>(canvas.pixels[i + c] * alpha / 255);
        canvas.pixels[i + 3] = 255;
    }
}

struct Cut {
    int x = 0, y = 0, width = 0, height = 0;
    int to_width = 0, to_height = 0;
};

Result<Cut> read_cut(const Request& request, const Canvas& canvas) {
    const auto side = [&](std::string_view name, int least, int most) -> Result<int> {
        return static_cast<int>(TRY(request.integer(name, least, most)));
    };
    Cut cut;
    cut.x = TRY(side("x", 0, canvas.width - 1));
    cut.y = TRY(side("y", 0, canvas.height - 1));
    cut.width = TRY(side("width", 1, canvas.width - cut.x));
    cut.height = TRY(side("height", 1, canvas.height - cut.y));
    cut.to_width = TRY(side("to_width", 1, side_max));
    cut.to_height = TRY(side("to_height", 1, side_max));
    return cut;
}

Result<int64_t> write_cut(const Canvas& canvas, const Cut& cut, AVCodecID codec_id, int quality,
                          int descriptor) {
    const bool jpeg = codec_id == AV_CODEC_ID_MJPEG;
    const AVPixelFormat format = jpeg ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_RGBA;
    const Owned<AVFrame> picture = new_frame();
    picture->format = format;
    picture->width = cut.to_width;
    picture->height = cut.to_height;
    picture->color_range = AVCOL_RANGE_JPEG;
    int failure = av_frame_get_buffer(picture.get(), 0);
    if (failure < 0) return from_av(failure, "making a picture");
    const Owned<SwsContext> scaler(
        sws_getContext(cut.width, cut.height, AV_PIX_FMT_RGBA, cut.to_width, cut.to_height, format,
                       SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
    if (scaler == nullptr) return Error{ErrorKind::unsupported, "a size that cannot be made"};
    const uint8_t* planes[] = {canvas.pixels.data() +
                                   static_cast<size_t>(cut.y) * static_cast<size_t>(canvas.stride()) +
                                   static_cast<size_t>(cut.x) * 4,
                               nullptr, nullptr, nullptr};
    const int strides[] = {canvas.stride(), 0, 0, 0};
    const int scaled =
        sws_scale(scaler.get(), planes, strides, 0, cut.height, picture->data, picture->linesize);
    if (scaled < 0) return from_av(scaled, "scaling the picture");

    const AVCodec* codec = avcodec_find_encoder(codec_id);
    const Owned<AVCodecContext> encoder(avcodec_alloc_context3(codec));
    encoder->width = cut.to_width;
    encoder->height = cut.to_height;
    encoder->pix_fmt = format;
    encoder->color_range = AVCOL_RANGE_JPEG;
    encoder->time_base = {1, 1};
    encoder->thread_count = 1;
    encoder->flags |= AV_CODEC_FLAG_BITEXACT;
    if (jpeg) {
        encoder->flags |= AV_CODEC_FLAG_QSCALE;
        encoder->global_quality = quality * FF_QP2LAMBDA;
        picture->quality = encoder->global_quality;
    }
    picture->pts = 0;
    failure = avcodec_open2(encoder.get(), codec, nullptr);
    if (failure >= 0) failure = avcodec_send_frame(encoder.get(), picture.get());
    if (failure >= 0) failure = avcodec_send_frame(encoder.get(), nullptr);
    const Owned<AVPacket> packet = new_packet();
    if (failure >= 0) failure = avcodec_receive_packet(encoder.get(), packet.get());
    if (failure < 0) return from_av(failure, "writing the picture");
    DescriptorSink sink(descriptor);
    TRY(sink.append({packet->data, static_cast<size_t>(packet->size)}));
    return static_cast<int64_t>(sink.written());
}

}  // namespace

Result<std::string> picture(const Request& request, Reply& reply) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    const std::vector<int64_t> outputs = TRY(request.outputs());
    const std::vector<Request> cuts = TRY(request.objects("cuts", cuts_max));
    const bool keep_alpha = TRY(request.flag("keep_alpha"));
    const auto quality = static_cast<int>(TRY(request.integer("quality", 2, 31)));
    if (inputs.size() != 1 || outputs.size() != cuts.size())
        return Error{ErrorKind::invalid, "a picture is one input, and an output a cut"};
    const Owned<AVFrame> frame = TRY(decode(TRY(read_whole(static_cast<int>(inputs[0])))));
    Canvas canvas = upright(TRY(unpacked(*frame)), *frame);
    const bool alpha = canvas.alpha;
    if (alpha && !keep_alpha) flatten(canvas);
    JsonArray sizes;
    for (size_t i = 0; i < cuts.size(); ++i) {
        const Cut cut = TRY(read_cut(cuts[i], canvas));
        sizes.add(TRY(write_cut(canvas, cut, keep_alpha ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG, quality,
                                static_cast<int>(outputs[i]))));
        reply.progress(static_cast<double>(i + 1) / static_cast<double>(cuts.size()));
    }
    return JsonObject()
        .number("width", int64_t{canvas.width})
        .number("height", int64_t{canvas.height})
        .flag("alpha", alpha)
        .raw("sizes", sizes.str())
        .str();
}

}  // namespace nuri::media_worker
