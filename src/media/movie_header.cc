#include "media/movie_header.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "media/box.h"
#include "media/language.h"
#include "media/sample_entry.h"

namespace nuri::media {
namespace {

constexpr size_t tracks_max = 64;

Error missing(std::string_view box) {
    return {ErrorKind::corrupt, fmt::format("no usable {} box", box)};
}

/// `value` of one timescale in another, to the nearest unit.
uint64_t rescale(uint64_t value, uint32_t from, uint32_t to) {
    const auto scaled = (static_cast<unsigned __int128>(value) * to + from / 2) / from;
    return static_cast<uint64_t>(std::min<unsigned __int128>(scaled, INT64_MAX));
}

/// The times of `mvhd` and `mdhd`, which differ in the boxes' versions alike.
uint32_t read_timescale(FieldReader& fields) {
    const uint8_t version = fields.u8();
    fields.skip(3 + (version == 1 ? 16 : 8));
    const uint32_t timescale = fields.u32();
    fields.skip(version == 1 ? 8 : 4);
    return timescale;
}

/// Leading empty edits are a delay; one edit that shows the media follows. More cannot be said by an init
/// segment (ISO/IEC 23000-19, 7.5.13), so such a file has to be rendered anew.
Result<> read_edits(std::span<const uint8_t> elst, uint32_t movie_timescale, TrackHeader& track) {
    FieldReader fields(elst);
    const uint8_t version = fields.u8();
    fields.skip(3);
    const uint32_t count = fields.u32();
    if (count > fields.left() / (version == 1 ? 20 : 12)) return missing("elst");
    bool shown = false;
    uint64_t delay = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const uint64_t duration = version == 1 ? fields.u64() : fields.u32();
        const int64_t media_time =
            version == 1 ? static_cast<int64_t>(fields.u64()) : static_cast<int32_t>(fields.u32());
        const uint32_t rate = fields.u32();
        if (media_time < 0 && !shown) {
            if (duration > UINT32_MAX) return missing("elst");
            delay += duration;
            continue;
        }
        if (shown || rate != 0x10000 || media_time > UINT32_MAX) {
            return Error{
                ErrorKind::unsupported,
                fmt::format("track {} is edited (entry {} of its edit list); render it to one piece first",
                            track.number, i + 1)};
        }
        shown = true;
        track.info.media_time = static_cast<uint32_t>(media_time);
        track.shown = rescale(duration, movie_timescale, track.info.timescale);
        // The movie's clock may be coarser than the track's: a unit of it is not a cut.
        if (duration > 0) track.shown += track.info.timescale / movie_timescale + 1;
    }
    track.delay = rescale(delay, movie_timescale, track.info.timescale);
    return {};
}

/// None: a track of a kind or codec that is left out, as the finding says.
Result<std::optional<TrackHeader>> read_track(std::span<const uint8_t> trak, uint32_t movie_timescale,
                                              std::vector<std::string>& findings) {
    TrackHeader track;
    const auto tkhd = find_box(trak, fourcc("tkhd"));
    const auto mdia = find_box(trak, fourcc("mdia"));
    if (!tkhd || !mdia) return missing(tkhd ? "mdia" : "tkhd");
    FieldReader header(*tkhd);
    const uint8_t version = header.u8();
    header.skip(version == 1 ? 19 : 11);
    track.number = header.u32();
    if (!header.ok()) return missing("tkhd");

    const auto hdlr = find_box(*mdia, fourcc("hdlr"));
    if (!hdlr) return missing("hdlr");
    FieldReader handler(*hdlr);
    handler.skip(8);
    const FourCc kind = handler.u32();
    if (kind != fourcc("vide") && kind != fourcc("soun")) {
        findings.push_back(
            fmt::format("track {} is left out: it is neither picture nor sound", track.number));
        return std::optional<TrackHeader>();
    }
    track.info.kind = kind == fourcc("vide") ? TrackKind::video : TrackKind::audio;

    const auto mdhd = find_box(*mdia, fourcc("mdhd"));
    if (!mdhd) return missing("mdhd");
    FieldReader media(*mdhd);
    track.info.timescale = read_timescale(media);
    const uint16_t packed = media.u16();
    if (!media.ok() || track.info.timescale == 0) return missing("mdhd");
    const char letters[] = {static_cast<char>(0x60 + (packed >> 10 & 31)),
                            static_cast<char>(0x60 + (packed >> 5 & 31)),
                            static_cast<char>(0x60 + (packed & 31))};
    track.info.language = bcp47({letters, 3});
    if (const auto elng = find_box(*mdia, fourcc("elng")); elng && elng->size() > 5 && elng->size() < 64) {
        const auto tag = as_text(elng->subspan(4));
        const auto text = tag.substr(0, tag.find('\0'));
        const bool legal = std::all_of(text.begin(), text.end(), [](char c) {
            return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
        if (legal && !text.empty()) track.info.language = text;
    }

    const auto minf = find_box(*mdia, fourcc("minf"));
    const auto stbl = minf ? find_box(*minf, fourcc("stbl")) : std::nullopt;
    const auto stsd = stbl ? find_box(*stbl, fourcc("stsd")) : std::nullopt;
    if (!stsd || stsd->size() < 8) return missing("stsd");
    track.sample_table = *stbl;
    BoxWalk entries(stsd->subspan(8));
    const auto entry = entries.next();
    if (!entry) return missing("stsd");
    if (const auto read = read_sample_entry(*entry, track.info); !read) {
        if (read.error().kind != ErrorKind::unsupported)
            return Error(read.error()).context(fmt::format("track {}", track.number));
        findings.push_back(fmt::format("track {} is left out: {}", track.number, read.error().message));
        return std::optional<TrackHeader>();
    }
    if (entries.next()) {
        return Error{ErrorKind::unsupported,
                     fmt::format("track {} changes its codec settings midway", track.number)};
    }
    if (const auto edts = find_box(trak, fourcc("edts"))) {
        if (const auto elst = find_box(*edts, fourcc("elst"))) TRY(read_edits(*elst, movie_timescale, track));
    }
    return std::optional(std::move(track));
}

}  // namespace

Result<MovieHeader> read_movie_header(std::span<const uint8_t> moov) {
    MovieHeader movie;
    const auto mvhd = find_box(moov, fourcc("mvhd"));
    if (!mvhd) return missing("mvhd");
    FieldReader header(*mvhd);
    const uint32_t movie_timescale = read_timescale(header);
    if (!header.ok() || movie_timescale == 0) return missing("mvhd");

    size_t traks = 0;
    BoxWalk walk(moov);
    while (const auto box = walk.next()) {
        if (box->type != fourcc("trak")) continue;
        if (++traks > tracks_max)
            return Error{ErrorKind::too_large, fmt::format("more than {} tracks", tracks_max)};
        auto track = TRY(read_track(box->payload, movie_timescale, movie.findings));
        if (track) movie.tracks.push_back(std::move(*track));
    }
    if (!walk.ok()) return missing("moov");

    const auto mvex = find_box(moov, fourcc("mvex"));
    if (!mvex) return movie;
    movie.fragmented = true;
    BoxWalk defaults(*mvex);
    while (const auto box = defaults.next()) {
        if (box->type != fourcc("trex")) continue;
        FieldReader fields(box->payload);
        fields.skip(4);
        const uint32_t number = fields.u32();
        fields.skip(4);
        FragmentDefaults trex;
        trex.duration = fields.u32();
        trex.size = fields.u32();
        trex.flags = fields.u32();
        for (auto& track : movie.tracks) {
            if (track.number == number) track.defaults = trex;
        }
    }
    return movie;
}

}  // namespace nuri::media
