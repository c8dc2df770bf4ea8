#include "media/sample_entry.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace nuri::media {
namespace {

std::string type_text(FourCc type) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const char c = static_cast<char>(type >> shift);
        text += c >= 0x20 && c < 0x7F ? c : '?';
    }
    return text;
}

std::string_view configuration_box(std::string_view entry) {
    if (entry == "avc1" || entry == "avc3") return "avcC";
    if (entry == "hvc1" || entry == "hev1") return "hvcC";
    if (entry == "av01") return "av1C";
    if (entry == "Opus") return "dOps";
    if (entry == "ac-3") return "dac3";
    if (entry == "ec-3") return "dec3";
    return {};
}

/// ISO/IEC 14496-1, 7.2.6: descriptors nested in one another, their lengths below 128 written in one byte.
/// Bit rates are left at 0, "unknown": manifests tell the true ones.
void write_esds(BoxWriter& writer, std::span<const uint8_t> configuration) {
    const auto size = static_cast<uint8_t>(configuration.size());
    const auto box = writer.full_box("esds", 0, 0);
    writer.u8(3);  // ES_Descriptor
    writer.u8(static_cast<uint8_t>(3 + 2 + 13 + 2 + size + 3));
    writer.u16(0);
    writer.u8(0);
    writer.u8(4);  // DecoderConfigDescriptor
    writer.u8(static_cast<uint8_t>(13 + 2 + size));
    writer.u8(0x40);        // MPEG-4 audio
    writer.u8(5 << 2 | 1);  // an audio stream
    writer.u24(0);
    writer.u32(0);
    writer.u32(0);
    writer.u8(5);  // DecoderSpecificInfo
    writer.u8(size);
    writer.bytes(configuration);
    writer.u8(6);  // SLConfigDescriptor
    writer.u8(1);
    writer.u8(2);
}

void write_video(BoxWriter& writer, const TrackInfo& track) {
    writer.zeros(16);
    writer.u16(track.width);
    writer.u16(track.height);
    writer.u32(72 << 16);
    writer.u32(72 << 16);
    writer.u32(0);
    writer.u16(1);
    writer.zeros(32);  // no compressor name
    writer.u16(24);
    writer.u16(0xFFFF);
    {
        const auto box = writer.box(configuration_box(track.sample_entry));
        writer.bytes(track.configuration);
    }
    if (track.colour) {
        const auto box = writer.box("colr");
        writer.text("nclx");
        writer.u16(track.colour->primaries);
        writer.u16(track.colour->transfer);
        writer.u16(track.colour->matrix);
        writer.u8(track.colour->full_range ? 0x80 : 0);
    }
    {
        const auto box = writer.box("pasp");
        writer.u32(track.sar_width);
        writer.u32(track.sar_height);
    }
    if (track.mastering_display.size() == 24) {
        const auto box = writer.box("mdcv");
        writer.bytes(track.mastering_display);
    }
    if (track.content_light.size() == 4) {
        const auto box = writer.box("clli");
        writer.bytes(track.content_light);
    }
}

void write_audio(BoxWriter& writer, const TrackInfo& track) {
    writer.zeros(8);
    writer.u16(track.channels);
    writer.u16(16);
    writer.u32(0);
    // 16.16: a rate that does not fit is told by the decoder configuration alone.
    writer.u32(track.sample_rate_hz < 65536 ? track.sample_rate_hz << 16 : 0);
    if (track.sample_entry == "mp4a") {
        write_esds(writer, track.configuration);
    } else {
        const auto box = writer.box(configuration_box(track.sample_entry));
        writer.bytes(track.configuration);
    }
}

/// ISO/IEC 23001-7, 8.1 and 8.2; ISO/IEC 14496-12, 8.12.
void write_protection(BoxWriter& writer, const TrackInfo& track) {
    const Protection& protection = *track.protection;
    const bool cbcs = protection.scheme == ProtectionScheme::cbcs;
    const auto sinf = writer.box("sinf");
    {
        const auto frma = writer.box("frma");
        writer.text(track.sample_entry);
    }
    {
        const auto schm = writer.full_box("schm", 0, 0);
        writer.text(cbcs ? "cbcs" : "cenc");
        writer.u32(0x00010000);
    }
    const auto schi = writer.box("schi");
    const auto tenc = writer.full_box("tenc", cbcs ? 1 : 0, 0);
    writer.u8(0);
    writer.u8(cbcs && track.kind == TrackKind::video ? 1 << 4 | 9 : 0);  // one block in ten, or all
    writer.u8(1);                                                        // protected
    writer.u8(cbcs ? 0 : 8);                                             // bytes of IV with each sample
    writer.bytes(protection.key_id);
    if (cbcs) {
        writer.u8(16);
        writer.bytes(protection.constant_iv);
    }
}

/// The AudioSpecificConfig within an `esds`. `unsupported` when it holds something else than MPEG-4 audio.
Result<std::vector<uint8_t>> read_esds(std::span<const uint8_t> payload) {
    FieldReader fields(payload);
    fields.skip(4);
    const auto length = [&fields] {
        size_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const uint8_t byte = fields.u8();
            value = value << 7 | (byte & 0x7F);
            if ((byte & 0x80) == 0) break;
        }
        return value;
    };
    if (fields.u8() != 3) return Error{ErrorKind::corrupt, "an esds box without its descriptor"};
    length();
    fields.skip(2);
    const uint8_t flags = fields.u8();
    if ((flags & 0x80) != 0) fields.skip(2);
    if ((flags & 0x40) != 0) fields.skip(fields.u8());
    if ((flags & 0x20) != 0) fields.skip(2);
    if (fields.u8() != 4) return Error{ErrorKind::corrupt, "an esds box without a decoder configuration"};
    length();
    const uint8_t object_type = fields.u8();
    if (fields.ok() && object_type != 0x40) {
        return Error{ErrorKind::unsupported,
                     fmt::format("sound of object type 0x{:02x} in an mp4a entry", object_type)};
    }
    fields.skip(12);
    if (fields.u8() != 5) return Error{ErrorKind::corrupt, "an esds box without an AudioSpecificConfig"};
    const auto configuration = fields.bytes(length());
    if (!fields.ok() || configuration.size() < 2 || configuration.size() > 64) {
        return Error{ErrorKind::corrupt, "an esds box that is cut short"};
    }
    return std::vector<uint8_t>(configuration.begin(), configuration.end());
}

Result<> read_video(FieldReader& fields, TrackInfo& track) {
    fields.skip(16);
    track.width = fields.u16();
    track.height = fields.u16();
    fields.skip(50);
    if (!fields.ok() || track.width == 0 || track.height == 0) {
        return Error{ErrorKind::corrupt, fmt::format("a picture of {}x{}", track.width, track.height)};
    }
    BoxWalk walk(fields.rest());
    while (const auto box = walk.next()) {
        FieldReader inner(box->payload);
        if (box->type == fourcc("colr")) {
            if (inner.u32() != fourcc("nclx")) continue;
            Colour colour;
            colour.primaries = inner.u16();
            colour.transfer = inner.u16();
            colour.matrix = inner.u16();
            colour.full_range = (inner.u8() & 0x80) != 0;
            if (inner.ok()) track.colour = colour;
        } else if (box->type == fourcc("pasp")) {
            const uint32_t width = inner.u32(), height = inner.u32();
            if (width > 0 && height > 0 && width < 65536 && height < 65536) {
                track.sar_width = width;
                track.sar_height = height;
            }
        } else if (box->type == fourcc("mdcv") && box->payload.size() == 24) {
            track.mastering_display.assign(box->payload.begin(), box->payload.end());
        } else if (box->type == fourcc("clli") && box->payload.size() == 4) {
            track.content_light.assign(box->payload.begin(), box->payload.end());
        }
    }
    return {};
}

Result<> read_audio(FieldReader& fields, TrackInfo& track) {
    const uint16_t version = fields.u16();
    fields.skip(6);
    track.channels = fields.u16();
    fields.skip(6);
    track.sample_rate_hz = fields.u32() >> 16;
    if (version == 1) fields.skip(16);  // QuickTime's longer entry
    if (!fields.ok() || version > 1)
        return Error{ErrorKind::unsupported, fmt::format("a sound entry of version {}", version)};
    return {};
}

/// What the sample entry says of channels and rate is often a default; the decoder's own words are true.
/// ISO/IEC 14496-3, 1.6.2.1, for the object types without extensions; SBR doubles the rate in the decoder.
void read_aac_facts(TrackInfo& track) {
    constexpr uint32_t rates[] = {96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                  22050, 16000, 12000, 11025, 8000,  7350};
    const auto& c = track.configuration;
    if (c[0] >> 3 == 31) return;
    const uint32_t rate = (c[0] & 7u) << 1 | c[1] >> 7u;
    const uint32_t channels = c[1] >> 3 & 15u;
    if (rate < std::size(rates) && (c[0] >> 3 == 2)) track.sample_rate_hz = rates[rate];
    if (channels >= 1 && channels <= 6) track.channels = static_cast<uint16_t>(channels);
    if (channels == 7) track.channels = 8;
}

bool is_video_entry(std::string_view entry) {
    return entry == "avc1" || entry == "avc3" || entry == "hvc1" || entry == "hev1" || entry == "av01";
}

/// What `write_protection` wrote, and the like of it; `track.sample_entry` becomes that of the clear track.
Result<> read_protection(std::span<const uint8_t> boxes, TrackInfo& track) {
    const auto sinf = find_box(boxes, fourcc("sinf"));
    const auto frma = sinf ? find_box(*sinf, fourcc("frma")) : std::nullopt;
    const auto schm = sinf ? find_box(*sinf, fourcc("schm")) : std::nullopt;
    const auto schi = sinf ? find_box(*sinf, fourcc("schi")) : std::nullopt;
    const auto tenc = schi ? find_box(*schi, fourcc("tenc")) : std::nullopt;
    if (!frma || frma->size() != 4 || !schm || schm->size() < 8 || !tenc) {
        return Error{ErrorKind::corrupt, "an encrypted entry that does not say how"};
    }
    track.sample_entry = type_text(FieldReader(*frma).u32());
    Protection protection;
    const FourCc scheme = FieldReader(schm->subspan(4)).u32();
    if (scheme != fourcc("cenc") && scheme != fourcc("cbcs")) {
        return Error{ErrorKind::unsupported, fmt::format("encryption scheme '{}'", type_text(scheme))};
    }
    protection.scheme = scheme == fourcc("cenc") ? ProtectionScheme::cenc : ProtectionScheme::cbcs;
    FieldReader fields(*tenc);
    fields.skip(7);
    const uint8_t iv_size = fields.u8();
    const auto key_id = fields.bytes(16);
    if (!fields.ok()) return Error{ErrorKind::corrupt, "a tenc box that is cut short"};
    std::copy(key_id.begin(), key_id.end(), protection.key_id.begin());
    if (iv_size == 0) {
        const auto iv = fields.bytes(fields.u8());
        std::copy_n(iv.begin(), std::min(iv.size(), protection.constant_iv.size()),
                    protection.constant_iv.begin());
    }
    track.protection = protection;
    return {};
}

}  // namespace

void write_sample_entry(BoxWriter& writer, const TrackInfo& track) {
    const bool video = track.kind == TrackKind::video;
    const auto entry =
        writer.box(track.protection ? (video ? "encv" : "enca") : std::string_view(track.sample_entry));
    writer.zeros(6);
    writer.u16(1);  // data reference
    video ? write_video(writer, track) : write_audio(writer, track);
    if (track.protection) write_protection(writer, track);
}

Result<> read_sample_entry(const Box& entry, TrackInfo& track) {
    track.sample_entry = type_text(entry.type);
    const bool encrypted = entry.type == fourcc("encv") || entry.type == fourcc("enca");
    if (!encrypted && configuration_box(track.sample_entry).empty() && entry.type != fourcc("mp4a")) {
        return Error{ErrorKind::unsupported, fmt::format("codec '{}'", track.sample_entry)};
    }
    const bool video = track.kind == TrackKind::video;
    FieldReader fields(entry.payload);
    fields.skip(8);
    TRY(video ? read_video(fields, track) : read_audio(fields, track));
    if (encrypted) TRY(read_protection(fields.rest(), track));
    if (is_video_entry(track.sample_entry) != video) {
        return Error{ErrorKind::corrupt,
                     fmt::format("entry '{}' in a track of another kind", track.sample_entry)};
    }
    const std::string_view wanted = configuration_box(track.sample_entry);
    if (track.sample_entry == "mp4a") {
        auto esds = find_box(fields.rest(), fourcc("esds"));
        if (const auto wave = find_box(fields.rest(), fourcc("wave")); !esds && wave)
            esds = find_box(*wave, fourcc("esds"));
        if (!esds) return Error{ErrorKind::corrupt, "an mp4a entry without esds"};
        track.configuration = TRY(read_esds(*esds));
        read_aac_facts(track);
    } else {
        const auto configuration = wanted.empty() ? std::nullopt : find_box(fields.rest(), fourcc(wanted));
        if (!configuration)
            return Error{ErrorKind::corrupt,
                         fmt::format("entry '{}' without {}", track.sample_entry, wanted)};
        track.configuration.assign(configuration->begin(), configuration->end());
    }
    track.codec = TRY(codec_string(track.sample_entry, track.configuration));
    if (!video && track.channels == 0) return Error{ErrorKind::corrupt, "sound of 0 channels"};
    return {};
}

}  // namespace nuri::media
