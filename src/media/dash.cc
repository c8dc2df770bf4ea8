#include "media/dash.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "media/selection.h"
#include "media/xml_writer.h"

namespace nuri::media {
namespace {

constexpr std::string_view role_scheme = "urn:mpeg:dash:role:2011";

/// ISO 8601, to the microsecond: "PT231.541667S".
std::string iso_duration(MediaTime time) {
    const auto micros = static_cast<uint64_t>(
        (static_cast<__int128>(time.units) * 1'000'000 + time.timescale / 2) / time.timescale);
    std::string text = fmt::format("PT{}.{:06}", micros / 1'000'000, micros % 1'000'000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text + "S";
}

std::string uuid(std::span<const uint8_t> bytes) {
    std::string text = to_hex(bytes);
    for (const size_t at : {20u, 16u, 12u, 8u}) text.insert(at, "-");
    return text;
}

void write_descriptor(XmlWriter& xml, std::string_view name, std::string_view scheme,
                      std::string_view value) {
    xml.open(name);
    xml.attribute("schemeIdUri", scheme);
    xml.attribute("value", value);
    xml.close();
}

void write_protection(XmlWriter& xml, const Protection& protection) {
    xml.open("ContentProtection");
    xml.attribute("schemeIdUri", "urn:mpeg:dash:mp4protection:2011");
    xml.attribute("value", protection.scheme == ProtectionScheme::cbcs ? "cbcs" : "cenc");
    xml.attribute("cenc:default_KID", uuid(protection.key_id));
    xml.close();
    write_descriptor(xml, "ContentProtection", "urn:uuid:e2719d58-a985-b3c9-781a-007147f192ec",
                     "ClearKey1.0");
}

/// How segments of a track follow one another, runs of equal lengths told once: S elements of a
/// SegmentTimeline.
struct Run {
    uint64_t start = 0;
    uint32_t duration = 0;
    uint32_t repeats = 0;
    friend bool operator==(const Run&, const Run&) = default;
};

std::vector<Run> timeline_of(const SegmentIndex& index) {
    std::vector<Run> runs;
    for (size_t n = 0; n < index.segments.size(); ++n) {
        const uint32_t duration = index.presentation_duration(n);
        if (!runs.empty() && runs.back().duration == duration) {
            ++runs.back().repeats;
        } else {
            runs.push_back({index.presentation_start(n), duration, 0});
        }
    }
    return runs;
}

void write_template(XmlWriter& xml, const SegmentIndex& index) {
    xml.open("SegmentTemplate");
    xml.attribute("timescale", index.timescale);
    xml.attribute("startNumber", 0);
    xml.attribute("initialization", "$RepresentationID$/init.mp4");
    xml.attribute("media", "$RepresentationID$/$Number$.m4s");
    xml.open("SegmentTimeline");
    bool first = true;
    for (const auto& run : timeline_of(index)) {
        xml.open("S");
        if (std::exchange(first, false)) xml.attribute("t", run.start);
        xml.attribute("d", run.duration);
        if (run.repeats > 0) xml.attribute("r", run.repeats);
        xml.close();
    }
    xml.close();
    xml.close();
}

void write_base(XmlWriter& xml, const MediaTrack& track) {
    const SegmentIndex& index = *track.index;
    xml.leaf("BaseURL", track_url(track));
    xml.open("SegmentBase");
    xml.attribute("timescale", index.timescale);
    xml.attribute("indexRange",
                  fmt::format("{}-{}", index.sidx_offset, index.sidx_offset + index.sidx_size - 1));
    xml.open("Initialization");
    xml.attribute("range", fmt::format("0-{}", index.init_size - 1));
    xml.close();
    xml.close();
}

bool same_timeline(const std::vector<const MediaTrack*>& tracks) {
    return std::all_of(tracks.begin(), tracks.end(), [&](const MediaTrack* track) {
        return track->index->timescale == tracks.front()->index->timescale &&
               timeline_of(*track->index) == timeline_of(*tracks.front()->index);
    });
}

void write_video_attributes(XmlWriter& xml, const TrackInfo& info) {
    xml.attribute("width", info.width);
    xml.attribute("height", info.height);
    xml.attribute("sar", fmt::format("{}:{}", info.sar_width, info.sar_height));
    if (info.frame_rate_units == 0) return;
    xml.attribute("frameRate", info.frame_rate_base == 1
                                   ? std::to_string(info.frame_rate_units)
                                   : fmt::format("{}/{}", info.frame_rate_units, info.frame_rate_base));
}

/// ISO/IEC 23091-3, channel configurations: up to 5.1 the number is that of the channels; 7.1 is 12.
int channel_configuration(uint16_t channels) {
    return channels == 8 ? 12 : channels;
}

void write_set_head(XmlWriter& xml, const std::vector<const MediaTrack*>& tracks, const Selection& selection,
                    size_t number) {
    const TrackInfo& info = tracks.front()->info;
    const bool video = info.kind == TrackKind::video;
    xml.open("AdaptationSet");
    xml.attribute("id", number);
    xml.attribute("contentType", video ? "video" : "audio");
    xml.attribute("mimeType", video ? "video/mp4" : "audio/mp4");
    xml.attribute("segmentAlignment", "true");
    xml.attribute("startWithSAP", 1);
    if (video) {
        const auto [width, height] = display_size(info);
        const uint32_t divisor = std::max(1u, std::gcd(width, height));
        xml.attribute("par", fmt::format("{}:{}", width / divisor, height / divisor));
    } else {
        if (info.language != "und") xml.attribute("lang", info.language);
        // Players that have no better reason take the set of the highest priority.
        if (tracks.front() == selection.default_audio) xml.attribute("selectionPriority", 2);
    }
    if (info.protection) write_protection(xml, *info.protection);
    if (info.role == Role::description)
        write_descriptor(xml, "Accessibility", "urn:tva:metadata:cs:AudioPurposeCS:2007", "1");
    write_descriptor(xml, "Role", role_scheme, to_string(info.role));
    if (info.colour && video) {
        const std::pair<std::string_view, uint16_t> points[] = {
            {"ColourPrimaries", info.colour->primaries},
            {"TransferCharacteristics", info.colour->transfer},
            {"MatrixCoefficients", info.colour->matrix}};
        for (const auto& [name, value] : points) {
            write_descriptor(xml, "SupplementalProperty", fmt::format("urn:mpeg:mpegB:cicp:{}", name),
                             std::to_string(value));
        }
    }
    if (!tracks.front()->name.empty() && !video) xml.leaf("Label", tracks.front()->name);
}

void write_set(XmlWriter& xml, const std::vector<const MediaTrack*>& tracks, const Selection& selection,
               const ManifestOptions& options, size_t number) {
    write_set_head(xml, tracks, selection, number);
    const bool numbered = options.addressing == Addressing::numbered;
    const bool shared = numbered && same_timeline(tracks);
    if (shared) write_template(xml, *tracks.front()->index);
    for (const auto* track : tracks) {
        xml.open("Representation");
        xml.attribute("id", track->id);
        xml.attribute("bandwidth", track->index->peak_bandwidth_bps());
        xml.attribute("codecs", track->info.codec);
        if (track->info.kind == TrackKind::video) {
            write_video_attributes(xml, track->info);
        } else {
            xml.attribute("audioSamplingRate", track->info.sample_rate_hz);
            write_descriptor(xml, "AudioChannelConfiguration", "urn:mpeg:mpegB:cicp:ChannelConfiguration",
                             std::to_string(channel_configuration(track->info.channels)));
        }
        if (!numbered) {
            write_base(xml, *track);
        } else if (!shared) {
            write_template(xml, *track->index);
        }
        xml.close();
    }
    xml.close();
}

void write_text(XmlWriter& xml, const TextTrack& text, const ManifestOptions& options, size_t number) {
    xml.open("AdaptationSet");
    xml.attribute("id", number);
    xml.attribute("contentType", "text");
    xml.attribute("mimeType", "text/vtt");
    if (text.language != "und") xml.attribute("lang", text.language);
    write_descriptor(xml, "Role", role_scheme, text.role == Role::main ? "subtitle" : to_string(text.role));
    if (!text.name.empty()) xml.leaf("Label", text.name);
    xml.open("Representation");
    xml.attribute("id", text.id);
    xml.attribute("bandwidth", 256);
    xml.leaf("BaseURL", options.addressing == Addressing::numbered
                            ? percent_encode(text.id) + "/subtitles.vtt"
                            : percent_encode(text.file));
    xml.close();
    xml.close();
}

/// DASH-IF IOP 4.3, 6.2.6: every segment is one picture of tiles.
void write_images(XmlWriter& xml, const ImageTrack& image, size_t number) {
    const uint64_t tiles = static_cast<uint64_t>(image.columns) * image.rows;
    const double seconds = image.interval.seconds() * static_cast<double>(tiles);
    if (image.images == 0 || seconds <= 0) return;
    xml.open("AdaptationSet");
    xml.attribute("id", number);
    xml.attribute("contentType", "image");
    xml.attribute("mimeType", "image/jpeg");
    xml.open("SegmentTemplate");
    xml.attribute("timescale", image.interval.timescale);
    xml.attribute("startNumber", 0);
    xml.attribute("duration", image.interval.units * static_cast<int64_t>(tiles));
    xml.attribute("media", "$RepresentationID$/$Number$.jpg");
    xml.close();
    xml.open("Representation");
    xml.attribute("id", image.id);
    xml.attribute(
        "bandwidth",
        std::max<uint64_t>(
            1, static_cast<uint64_t>(std::ceil(8.0 * static_cast<double>(image.largest_bytes) / seconds))));
    xml.attribute("width", image.width * image.columns);
    xml.attribute("height", image.height * image.rows);
    write_descriptor(xml, "EssentialProperty", "http://dashif.org/guidelines/thumbnail_tile",
                     fmt::format("{}x{}", image.columns, image.rows));
    xml.close();
    xml.close();
}

/// Representations that a player may switch among without the viewer's doing.
bool switchable(const TrackInfo& a, const TrackInfo& b) {
    return a.sample_entry == b.sample_entry && a.role == b.role && a.language == b.language &&
           a.colour == b.colour && a.protection == b.protection &&
           (a.kind == TrackKind::video || a.channels == b.channels);
}

std::vector<std::vector<const MediaTrack*>> adaptation_sets(const Selection& selection) {
    std::vector<std::vector<const MediaTrack*>> sets;
    for (const auto* list : {&selection.video, &selection.audio}) {
        for (const auto* track : *list) {
            const auto set = std::find_if(sets.begin(), sets.end(), [&](const auto& tracks) {
                return tracks.front()->info.kind == track->info.kind &&
                       switchable(tracks.front()->info, track->info);
            });
            set != sets.end() ? set->push_back(track) : sets.push_back({track});
        }
    }
    return sets;
}

}  // namespace

Result<std::string> dash_manifest(const Presentation& presentation, const ManifestOptions& options) {
    const Selection selection = TRY(select(presentation, options));
    const bool numbered = options.addressing == Addressing::numbered;
    const MediaTime duration = selection.duration();
    double longest = 0;
    for (const auto* list : {&selection.video, &selection.audio}) {
        for (const auto* track : *list) {
            const SegmentIndex& index = *track->index;
            for (size_t n = 0; n < index.segments.size(); ++n) {
                longest =
                    std::max(longest, static_cast<double>(index.presentation_duration(n)) / index.timescale);
            }
        }
    }
    XmlWriter xml;
    xml.open("MPD");
    xml.attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011");
    xml.attribute("xmlns:cenc", "urn:mpeg:cenc:2013");
    xml.attribute("profiles",
                  fmt::format("urn:mpeg:dash:profile:isoff-{}:2011,urn:mpeg:dash:profile:cmaf:2019",
                              numbered ? "live" : "on-demand"));
    xml.attribute("type", "static");
    xml.attribute("mediaPresentationDuration", iso_duration(duration));
    // At the bandwidth told, which is that of the heaviest segment, one segment is enough to start with.
    xml.attribute("minBufferTime", fmt::format("PT{}S", std::ceil(longest)));
    xml.open("Period");
    xml.attribute("id", "0");
    xml.attribute("start", "PT0S");
    size_t number = 0;
    for (const auto& set : adaptation_sets(selection)) write_set(xml, set, selection, options, number++);
    for (const auto* text : selection.texts) write_text(xml, *text, options, number++);
    for (const auto* image : selection.images) write_images(xml, *image, number++);
    xml.close();
    xml.close();
    return xml.take();
}

}  // namespace nuri::media
