#include "media/hls.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "media/selection.h"

namespace nuri::media {
namespace {

/// A quoted-string holds neither quotes nor line ends (RFC 8216bis, 4.2), and knows no escape for them.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') {
            out += '\'';
        } else {
            out += static_cast<uint8_t>(c) < 0x20 ? ' ' : c;
        }
    }
    return out + '"';
}

/// Decimal seconds to the microsecond, for the span between two times of one clock. Each time is rounded by
/// itself, so that the sum over a playlist is right to the microsecond however long the playlist is.
std::string span_seconds(uint64_t start, uint64_t end, uint32_t timescale) {
    const auto micros = [timescale](uint64_t units) {
        return static_cast<uint64_t>((static_cast<unsigned __int128>(units) * 1'000'000 + timescale / 2) /
                                     timescale);
    };
    const uint64_t length = micros(end) - micros(start);
    return fmt::format("{}.{:06}", length / 1'000'000, length % 1'000'000);
}

std::string head(uint64_t target_seconds, std::string_view extra = {}) {
    return fmt::format(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:"
        "VOD\n{}",
        target_seconds, extra);
}

/// No segment's length, rounded to whole seconds, may be over it (RFC 8216bis, 4.4.3.1).
uint64_t target_duration(const SegmentIndex& index) {
    uint64_t target = 1;
    for (size_t n = 0; n < index.segments.size(); ++n) {
        target = std::max<uint64_t>(
            target, (2ull * index.presentation_duration(n) + index.timescale) / (2ull * index.timescale));
    }
    return target;
}

std::string key_attributes(const Protection& protection, const ManifestOptions& options) {
    const bool cbcs = protection.scheme == ProtectionScheme::cbcs;
    std::string text =
        fmt::format("METHOD={},URI={}", cbcs ? "SAMPLE-AES" : "SAMPLE-AES-CTR", quoted(options.key_uri));
    if (cbcs) text += fmt::format(",IV=0x{}", to_hex(protection.constant_iv));
    return text + R"(,KEYFORMAT="identity",KEYFORMATVERSIONS="1")";
}

/// A playlist's address as the multivariant playlist gives it.
std::string playlist_url(std::string_view id, const ManifestOptions& options,
                         std::string_view which = "playlist") {
    const std::string folder = percent_encode(id);
    if (options.addressing == Addressing::numbered) return fmt::format("{}/{}.m3u8", folder, which);
    return which == "playlist" ? folder + ".m3u8" : fmt::format("{}-{}.m3u8", folder, which);
}

std::string_view video_range(const TrackInfo& info) {
    if (!info.colour) return "SDR";
    return info.colour->transfer == 16   ? "PQ"
           : info.colour->transfer == 18 ? "HLG"
                                         : "SDR";  // H.273, table 3
}

/// Renditions of one group may be switched among without a new decoder: one codec, one channel count.
std::string audio_group(const TrackInfo& info) {
    return fmt::format("audio-{}-{}ch", to_lower(info.codec), info.channels);
}

/// In a group no two names may be alike (RFC 8216bis, 4.4.6.1.1).
class Names {
  public:
    std::string next(const std::string& group, std::string name) {
        const std::string plain = name;
        for (int n = 2; !used_.insert(group + '\n' + name).second; ++n)
            name = fmt::format("{} ({})", plain, n);
        return name;
    }

  private:
    std::set<std::string> used_;
};

std::string menu_name(std::string_view name, std::string_view language, Role role) {
    if (!name.empty()) return std::string(name);
    std::string text(language == "und" ? "Default" : language);
    if (role != Role::main && role != Role::dub) text += fmt::format(" ({})", to_string(role));
    return text;
}

void add_audio(std::string& out, const Selection& selection, const ManifestOptions& options, Names& names) {
    std::map<std::string, const MediaTrack*>
        defaults;  // one a group, in the default's language where the group has it
    for (const auto* track : selection.audio) {
        auto& chosen = defaults.try_emplace(audio_group(track->info), track).first->second;
        const auto rank = [&](const MediaTrack* t) {
            return (t == selection.default_audio ? 4 : 0) +
                   (t->info.language == selection.default_audio->info.language ? 2 : 0) +
                   (t->info.role == Role::main || t->info.role == Role::dub ? 1 : 0);
        };
        if (rank(track) > rank(chosen)) chosen = track;
    }
    for (const auto* track : selection.audio) {
        const std::string group = audio_group(track->info);
        const Role role = track->info.role;
        out += fmt::format("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID={},NAME={}", quoted(group),
                           quoted(names.next(group, menu_name(track->name, track->info.language, role))));
        if (track->info.language != "und") out += ",LANGUAGE=" + quoted(track->info.language);
        out += fmt::format(",DEFAULT={},AUTOSELECT={}", defaults[group] == track ? "YES" : "NO",
                           role == Role::commentary ? "NO" : "YES");
        if (role == Role::description) out += R"(,CHARACTERISTICS="public.accessibility.describes-video")";
        out += fmt::format(",CHANNELS=\"{}\",URI={}\n", track->info.channels,
                           quoted(playlist_url(track->id, options)));
    }
}

void add_texts(std::string& out, const Selection& selection, const ManifestOptions& options, Names& names) {
    for (const auto* text : selection.texts) {
        out +=
            fmt::format("#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME={}",
                        quoted(names.next("subtitles", menu_name(text->name, text->language, text->role))));
        if (text->language != "und") out += ",LANGUAGE=" + quoted(text->language);
        out +=
            fmt::format(",DEFAULT=NO,AUTOSELECT={},FORCED={}", text->role == Role::commentary ? "NO" : "YES",
                        text->role == Role::forced_subtitle ? "YES" : "NO");
        if (text->role == Role::caption) {
            out += R"(,CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,)"
                   R"(public.accessibility.describes-music-and-sound")";
        }
        out += fmt::format(",URI={}\n", quoted(playlist_url(text->id, options)));
    }
}

/// One variant: a video track with a group of sounds, whose heaviest counts, or a sound alone.
void add_variant(std::string& out, const MediaTrack& track, const std::vector<const MediaTrack*>& group,
                 bool texts, const ManifestOptions& options) {
    uint64_t peak = 0, average = 0;
    for (const auto* audio : group) {
        peak = std::max(peak, audio->index->peak_bandwidth_bps());
        average = std::max(average, audio->index->average_bandwidth_bps());
    }
    std::string codecs = track.info.codec;
    if (!group.empty()) codecs += "," + group.front()->info.codec;
    out += fmt::format("#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS={}",
                       track.index->peak_bandwidth_bps() + peak,
                       track.index->average_bandwidth_bps() + average, quoted(codecs));
    if (track.info.kind == TrackKind::video) {
        const auto [width, height] = display_size(track.info);
        out += fmt::format(",RESOLUTION={}x{}", width, height);
        if (track.info.frame_rate_units > 0) {
            out += fmt::format(",FRAME-RATE={:.3f}",
                               static_cast<double>(track.info.frame_rate_units) / track.info.frame_rate_base);
        }
        out += fmt::format(",VIDEO-RANGE={}", video_range(track.info));
    }
    if (!group.empty()) out += ",AUDIO=" + quoted(audio_group(group.front()->info));
    if (texts) out += ",SUBTITLES=\"subtitles\"";
    if (track.info.kind == TrackKind::video) out += ",CLOSED-CAPTIONS=NONE";
    out += "\n" + playlist_url(track.id, options) + "\n";
}

/// Bits a second of the I-frame playlist: its heaviest picture over the time it stands, and all over all.
void add_trick_play(std::string& out, const MediaTrack& track, const ManifestOptions& options) {
    const SegmentIndex& index = *track.index;
    double peak = 0, bits = 0, length = 0;
    for (size_t n = 0; n < index.segments.size(); ++n) {
        const double seconds = static_cast<double>(index.presentation_duration(n)) / index.timescale;
        bits += 8.0 * index.segments[n].key_size;
        length += seconds;
        if (seconds > 0) peak = std::max(peak, 8.0 * index.segments[n].key_size / seconds);
    }
    if (bits <= 0 || length <= 0) return;
    const auto [width, height] = display_size(track.info);
    out += fmt::format(
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS={},RESOLUTION={}x{},VIDEO-RANGE={"
        "},URI={}\n",
        static_cast<uint64_t>(std::ceil(peak)), static_cast<uint64_t>(std::ceil(bits / length)),
        quoted(track.info.codec), width, height, video_range(track.info),
        quoted(playlist_url(track.id, options, "iframes")));
}

double image_seconds(const ImageTrack& image) {
    return image.interval.seconds() * image.columns * image.rows;
}

void add_images(std::string& out, const Selection& selection, const ManifestOptions& options) {
    for (const auto* image : selection.images) {
        if (image->images == 0 || image_seconds(*image) <= 0) continue;
        const double bandwidth = 8.0 * static_cast<double>(image->largest_bytes) / image_seconds(*image);
        out += fmt::format("#EXT-X-IMAGE-STREAM-INF:BANDWIDTH={},CODECS=\"jpeg\",RESOLUTION={}x{},URI={}\n",
                           std::max<uint64_t>(1, static_cast<uint64_t>(std::ceil(bandwidth))), image->width,
                           image->height, quoted(playlist_url(image->id, options)));
    }
}

std::string text_playlist(const TextTrack& text, MediaTime duration, const ManifestOptions& options) {
    const auto units = static_cast<uint64_t>(duration.units);
    const std::string length = span_seconds(0, units, duration.timescale);
    const std::string url =
        options.addressing == Addressing::numbered ? "subtitles.vtt" : percent_encode(text.file);
    return head(static_cast<uint64_t>(std::max(1.0, std::round(duration.seconds())))) +
           fmt::format("#EXTINF:{},\n{}\n#EXT-X-ENDLIST\n", length, url);
}

std::string image_playlist(const ImageTrack& image, MediaTime duration, const ManifestOptions& options) {
    const double whole = image_seconds(image);
    std::string out = head(static_cast<uint64_t>(std::max(1.0, std::round(whole))), "#EXT-X-IMAGES-ONLY\n");
    for (uint32_t n = 0; n < image.images; ++n) {
        const double length = std::clamp(duration.seconds() - n * whole, 0.0, whole);
        out += fmt::format("#EXTINF:{:.6f},\n#EXT-X-TILES:RESOLUTION={}x{},LAYOUT={}x{},DURATION={:.6f}\n",
                           length, image.width, image.height, image.columns, image.rows,
                           image.interval.seconds());
        out += options.addressing == Addressing::numbered
                   ? fmt::format("{}.jpg\n", n)
                   : fmt::format("{}/{}.jpg\n", percent_encode(image.id), n);
    }
    return out + "#EXT-X-ENDLIST\n";
}

/// Key and init segment: what every playlist of a media track has above its segments.
std::string map_lines(const MediaTrack& track, const ManifestOptions& options) {
    std::string out;
    if (track.info.protection)
        out += fmt::format("#EXT-X-KEY:{}\n", key_attributes(*track.info.protection, options));
    if (options.addressing == Addressing::numbered) return out + "#EXT-X-MAP:URI=\"init.mp4\"\n";
    return out + fmt::format("#EXT-X-MAP:URI={},BYTERANGE=\"{}@0\"\n", quoted(track_url(track)),
                             track.index->init_size);
}

}  // namespace

Result<std::string> hls_multivariant(const Presentation& presentation, const ManifestOptions& options) {
    const Selection selection = TRY(select(presentation, options));
    std::string out = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n";
    std::set<std::string> keys;
    for (const auto* list : {&selection.video, &selection.audio}) {
        for (const auto* track : *list) {
            if (track->info.protection) keys.insert(key_attributes(*track->info.protection, options));
        }
    }
    for (const auto& key : keys) out += fmt::format("#EXT-X-SESSION-KEY:{}\n", key);

    Names names;
    const bool texts = !selection.texts.empty();
    if (!selection.video.empty()) add_audio(out, selection, options, names);
    add_texts(out, selection, options, names);
    if (selection.video.empty()) {
        for (const auto* track : selection.audio) add_variant(out, *track, {}, texts, options);
        return out;
    }
    std::map<std::string, std::vector<const MediaTrack*>> groups;
    for (const auto* track : selection.audio) groups[audio_group(track->info)].push_back(track);
    for (const auto* track : selection.video) {
        if (groups.empty()) add_variant(out, *track, {}, texts, options);
        for (const auto& [name, group] : groups) add_variant(out, *track, group, texts, options);
    }
    for (const auto* track : selection.video) add_trick_play(out, *track, options);
    add_images(out, selection, options);
    return out;
}

Result<std::string> hls_media_playlist(const Presentation& presentation, std::string_view id,
                                       const ManifestOptions& options) {
    const Error none{ErrorKind::not_found, fmt::format("no track '{}'", id)};
    if (!options.allows(id)) return none;
    if (const auto* text = presentation.find_text(id))
        return text_playlist(*text, TRY(select(presentation, options)).duration(), options);
    if (const auto* image = presentation.find_image(id))
        return image_playlist(*image, TRY(select(presentation, options)).duration(), options);
    const auto* track = presentation.find_track(id);
    if (track == nullptr) return none;

    const SegmentIndex& index = *track->index;
    std::string out =
        head(target_duration(index), "#EXT-X-INDEPENDENT-SEGMENTS\n") + map_lines(*track, options);
    const std::string url = track_url(*track);
    for (size_t n = 0; n < index.segments.size(); ++n) {
        const Segment& segment = index.segments[n];
        out += fmt::format("#EXTINF:{},\n", span_seconds(index.presentation_start(n),
                                                         index.presentation_start(n + 1), index.timescale));
        if (options.addressing == Addressing::numbered) {
            out += fmt::format("{}.m4s\n", n);
        } else {
            out += fmt::format("#EXT-X-BYTERANGE:{}@{}\n{}\n", segment.size, segment.offset, url);
        }
    }
    return out + "#EXT-X-ENDLIST\n";
}

Result<std::string> hls_iframe_playlist(const Presentation& presentation, std::string_view id,
                                        const ManifestOptions& options) {
    const auto* track = options.allows(id) ? presentation.find_track(id) : nullptr;
    if (track == nullptr || track->info.kind != TrackKind::video) {
        return Error{ErrorKind::not_found, fmt::format("no video track '{}'", id)};
    }
    const SegmentIndex& index = *track->index;
    std::string out = head(target_duration(index), "#EXT-X-I-FRAMES-ONLY\n") + map_lines(*track, options);
    for (size_t n = 0; n < index.segments.size(); ++n) {
        const Segment& segment = index.segments[n];
        if (segment.key_size == 0) continue;
        const bool numbered = options.addressing == Addressing::numbered;
        out += fmt::format(
            "#EXTINF:{},\n#EXT-X-BYTERANGE:{}@{}\n{}\n",
            span_seconds(index.presentation_start(n), index.presentation_start(n + 1), index.timescale),
            segment.key_size, numbered ? 0 : segment.offset,
            numbered ? fmt::format("{}.m4s", n) : track_url(*track));
    }
    return out + "#EXT-X-ENDLIST\n";
}

}  // namespace nuri::media
