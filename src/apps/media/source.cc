#include "source.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>

extern "C" {
#include <libavutil/display.h>
}

namespace nuri::media_worker {
namespace {

constexpr int io_buffer_bytes = 64 * 1024;
constexpr int streams_max = 64;

// Names as libav's demuxers and decoders bear them. Playlists, image sequences, network and device formats are not here.
constexpr const char* formats_allowed = "mov,matroska,webm,mpegts,mpeg,mxf,avi,wav,w64,aiff,flac,mp3,ogg,aac,ac3,eac3";
constexpr const char* codecs_allowed =
    "h264,hevc,mpeg1video,mpeg2video,mpeg4,vp8,vp9,libdav1d,av1,prores,dnxhd,mjpeg,ffv1,theora,rawvideo,v210,vc1,wmv3,"
    "aac,aac_latm,ac3,eac3,dca,truehd,mp2,mp2float,mp3,mp3float,opus,vorbis,flac,alac,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_bluray,pcm_dvd";

bool encrypted(const AVStream& stream) {
    const uint32_t tag = stream.codecpar->codec_tag;
    if (tag == MKTAG('e', 'n', 'c', 'v') || tag == MKTAG('e', 'n', 'c', 'a')) return true;
    return av_stream_get_side_data(&stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, nullptr) != nullptr;
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EPERM); }

}  // namespace

int Source::read_bytes(void* opaque, uint8_t* into, int size) {
    auto* reader = static_cast<Reader*>(opaque);
    while (true) {
        const ssize_t n = ::pread(reader->descriptor, into, static_cast<size_t>(size), reader->offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return AVERROR(errno);
        if (n == 0) return AVERROR_EOF;
        reader->offset += n;
        return static_cast<int>(n);
    }
}

int64_t Source::seek_bytes(void* opaque, int64_t offset, int whence) {
    auto* reader = static_cast<Reader*>(opaque);
    if (whence == AVSEEK_SIZE) return reader->size;
    switch (whence & ~AVSEEK_FORCE) {
        case SEEK_SET: break;
        case SEEK_CUR: offset += reader->offset; break;
        case SEEK_END: offset += reader->size; break;
        default: return AVERROR(EINVAL);
    }
    if (offset < 0) return AVERROR(EINVAL);
    return reader->offset = offset;
}

Result<Source> Source::open(int descriptor) {
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return Error{ErrorKind::invalid, "the input is not a file"};
    if (info.st_size == 0) return Error{ErrorKind::corrupt, "the file is empty"};

    Source source;
    source.reader_ = std::make_unique<Reader>(Reader{descriptor, 0, info.st_size});
    auto* buffer = static_cast<uint8_t*>(av_malloc(io_buffer_bytes));
    source.io_.reset(avio_alloc_context(buffer, io_buffer_bytes, 0, source.reader_.get(), read_bytes, nullptr, seek_bytes));
    AVFormatContext* format = avformat_alloc_context();
    format->pb = source.io_.get();
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = refuse_to_open;
    format->format_whitelist = av_strdup(formats_allowed);
    format->codec_whitelist = av_strdup(codecs_allowed);
    format->protocol_whitelist = av_strdup("none");
    format->max_streams = streams_max;
    format->probesize = 20 << 20;
    format->max_analyze_duration = 10 * AV_TIME_BASE;
    const int opened = avformat_open_input(&format, nullptr, nullptr, nullptr);  // frees `format` on failure
    if (opened == AVERROR(EINVAL) || opened == AVERROR_INVALIDDATA) {
        return Error{ErrorKind::unsupported, "the file is not media of a kind nuri reads (MP4, QuickTime, Matroska, WebM, MPEG-TS, MXF, AVI), or it was cut off before its index"};
    }
    if (opened < 0) return from_av(opened, "opening the file");
    source.format_.reset(format);
    const int looked = avformat_find_stream_info(format, nullptr);
    if (looked < 0) return from_av(looked, "looking at the streams");

    for (unsigned i = 0; i < format->nb_streams; ++i) {
        const AVStream& stream = *format->streams[i];
        const bool picture = stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
        const bool sound = stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
        if (!picture && !sound) continue;
        if (encrypted(stream)) {
            return Error{ErrorKind::unsupported, fmt::format("stream {} is encrypted; deliver it in the clear", i)};
        }
        constexpr int not_shown = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS | AV_DISPOSITION_STILL_IMAGE;
        if (picture && (stream.disposition & not_shown) == 0 && source.video_ < 0) source.video_ = static_cast<int>(i);
        if (sound) source.audio_.push_back(static_cast<int>(i));
    }
    return source;
}

Result<AVStream*> Source::stream_of(int64_t index, AVMediaType kind) {
    if (index < 0 || index >= format_->nb_streams || format_->streams[index]->codecpar->codec_type != kind) {
        return Error{ErrorKind::invalid, fmt::format("the file has no such stream {}", index)};
    }
    return format_->streams[index];
}

void Source::keep_only(const std::vector<int>& streams) {
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
        const bool wanted = std::find(streams.begin(), streams.end(), static_cast<int>(i)) != streams.end();
        format_->streams[i]->discard = wanted ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
}

bool Source::read(AVPacket& packet) {
    av_packet_unref(&packet);
    while (true) {
        const int read = av_read_frame(format_.get(), &packet);
        if (read == AVERROR(EAGAIN)) continue;
        return read >= 0;
    }
}

bool Source::seek(int stream, int64_t pts) { return av_seek_frame(format_.get(), stream, pts, AVSEEK_FLAG_BACKWARD) >= 0; }

double Source::position() const {
    return static_cast<double>(reader_->offset) / static_cast<double>(std::max<int64_t>(reader_->size, 1));
}

Result<Owned<AVCodecContext>> open_decoder(const AVStream& stream, int threads) {
    const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
    const char* name = avcodec_get_name(stream.codecpar->codec_id);
    if (codec == nullptr) return Error{ErrorKind::unsupported, fmt::format("stream {} is {}, for which there is no decoder", stream.index, name)};
    Owned<AVCodecContext> decoder(avcodec_alloc_context3(codec));
    const int copied = avcodec_parameters_to_context(decoder.get(), stream.codecpar);
    if (copied < 0) return from_av(copied, "preparing a decoder");
    decoder->pkt_timebase = stream.time_base;
    decoder->thread_count = threads;
    decoder->codec_whitelist = av_strdup(codecs_allowed);
    decoder->max_pixels = int64_t{8192} * 4320;
    const int opened = avcodec_open2(decoder.get(), codec, nullptr);
    if (opened == AVERROR(EINVAL)) return Error{ErrorKind::unsupported, fmt::format("stream {} is {}, which nuri does not decode", stream.index, name)};
    if (opened < 0) return from_av(opened, fmt::format("opening the {} decoder", name));
    return decoder;
}

Orientation orientation_of(const AVStream& stream) {
    const uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
    if (data == nullptr) return {};
    int32_t matrix[9];
    std::copy_n(reinterpret_cast<const int32_t*>(data), 9, matrix);
    Orientation orientation;
    // A mirror turns the sense of rotation; undone first, av_display_rotation_get sees a plain turn.
    orientation.mirrored = static_cast<double>(matrix[0]) * matrix[4] - static_cast<double>(matrix[1]) * matrix[3] < 0;
    if (orientation.mirrored) av_display_matrix_flip(matrix, 1, 0);
    const double anticlockwise = av_display_rotation_get(matrix);
    if (std::isfinite(anticlockwise)) {
        const int quarters = static_cast<int>(std::lround(-anticlockwise / 90)) % 4;
        orientation.rotation = (quarters + 4) % 4 * 90;
    }
    return orientation;
}

AVRational sample_aspect_of(AVFormatContext& format, AVStream& stream) {
    const AVRational aspect = av_guess_sample_aspect_ratio(&format, &stream, nullptr);
    if (aspect.num <= 0 || aspect.den <= 0) return {1, 1};
    const double ratio = av_q2d(aspect);
    if (std::abs(ratio - 1) <= 0.01 || ratio < 0.1 || ratio > 10) return {1, 1};
    return aspect;
}

}  // namespace nuri::media_worker
