#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "commands.h"
#include "source.h"

namespace nuri::media_worker {
namespace {

std::string ratio(AVRational value) {
    return fmt::format("[{},{}]", value.num, std::max(value.den, 1));
}

std::string_view dynamics(AVColorTransferCharacteristic transfer) {
    if (transfer == AVCOL_TRC_SMPTE2084) return "pq";
    if (transfer == AVCOL_TRC_ARIB_STD_B67) return "hlg";
    return "sdr";
}

std::string video_json(Source& source, AVStream& stream) {
    const AVCodecParameters& codec = *stream.codecpar;
    const bool interlaced =
        codec.field_order != AV_FIELD_UNKNOWN && codec.field_order != AV_FIELD_PROGRESSIVE;
    return JsonObject()
        .number("stream", static_cast<int64_t>(stream.index))
        .text("codec", avcodec_get_name(codec.codec_id))
        .number("width", static_cast<int64_t>(codec.width))
        .number("height", static_cast<int64_t>(codec.height))
        .raw("sample_aspect", ratio(sample_aspect_of(source.format(), stream)))
        .number("rotation", static_cast<int64_t>(orientation_of(stream).rotation))
        .raw("average_rate", ratio(stream.avg_frame_rate))
        .text("dynamics", dynamics(codec.color_trc))
        .number("primaries", static_cast<int64_t>(codec.color_primaries))
        .number("transfer", static_cast<int64_t>(codec.color_trc))
        .number("matrix", static_cast<int64_t>(codec.color_space))
        .flag("full_range", codec.color_range == AVCOL_RANGE_JPEG)
        .flag("interlaced", interlaced)
        .str();
}

std::string audio_json(const AVStream& stream) {
    const AVDictionaryEntry* language = av_dict_get(stream.metadata, "language", nullptr, 0);
    const std::string_view tag = language != nullptr ? language->value : "";
    return JsonObject()
        .number("stream", static_cast<int64_t>(stream.index))
        .text("codec", avcodec_get_name(stream.codecpar->codec_id))
        .number("channels", static_cast<int64_t>(stream.codecpar->ch_layout.nb_channels))
        .number("sample_rate_hz", static_cast<int64_t>(stream.codecpar->sample_rate))
        .text("language", tag == "und" ? "" : tag)
        .str();
}

/// Some encrypted files say so only beside each packet.
bool has_encrypted_packets(Source& source) {
    constexpr int looked_at = 64;
    const Owned<AVPacket> packet = new_packet();
    for (int i = 0; i < looked_at && source.read(*packet); ++i) {
        if (av_packet_get_side_data(packet.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr)
            return true;
    }
    return false;
}

/// How long the container says that its picture and sound last, in milliseconds; 0 if it does not. Tracks of
/// other kinds do not count: a subtitle may well outlast the film.
int64_t promised_ms(Source& source) {
    int64_t promised = 0;
    std::vector<int> streams = source.audio();
    if (source.video() >= 0) streams.push_back(source.video());
    for (const int index : streams) {
        const AVStream& stream = source.stream(index);
        if (stream.duration == AV_NOPTS_VALUE || stream.duration <= 0) continue;
        promised = std::max(promised, av_rescale_q(stream.duration, stream.time_base, {1, 1000}));
    }
    const int64_t whole = source.format().duration;
    if (promised == 0 && whole != AV_NOPTS_VALUE && whole > 0) promised = whole / 1000;
    return promised;
}

}  // namespace

Result<std::string> probe(const Request& request, Reply&) {
    const std::vector<int64_t> inputs = TRY(request.inputs());
    if (inputs.size() != 1) return Error{ErrorKind::invalid, "probe takes one input"};
    Source source = TRY(Source::open(static_cast<int>(inputs[0])));

    JsonArray findings;
    const auto find = [&](std::string_view code, std::string message) {
        findings.add(JsonObject().text("code", code).text("message", message).str());
    };
    JsonObject answer;
    answer.text("container", source.format().iformat->name);
    answer.number("duration_ms", promised_ms(source));
    if (source.video() >= 0) {
        AVStream& video = source.stream(source.video());
        (void)TRY(open_decoder(video, 1));
        if (video.codecpar->width <= 0 || video.codecpar->height <= 0) {
            return Error{ErrorKind::corrupt,
                         "the picture has no size: the file is damaged, or ends before the first frame"};
        }
        answer.raw("video", video_json(source, video));
        if (dynamics(video.codecpar->color_trc) != "sdr")
            find("tone_mapped", "the picture is HDR and is tone-mapped to SDR BT.709");
    }
    JsonArray audio;
    for (const int index : source.audio()) {
        const AVStream& stream = source.stream(index);
        if (const auto decoder = open_decoder(stream, 1); !decoder) {
            find("audio_left_out", decoder.error().message);
            continue;
        }
        audio.add(audio_json(stream));
    }
    if (has_encrypted_packets(source))
        return Error{ErrorKind::unsupported, "the file is encrypted; deliver it in the clear"};
    answer.raw("audio", audio.str());
    answer.raw("findings", findings.str());
    return answer.str();
}

}  // namespace nuri::media_worker
