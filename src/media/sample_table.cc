#include "media/sample_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "media/box.h"

namespace nuri::media {
namespace {

Error broken(std::string_view box) {
    return {ErrorKind::corrupt, fmt::format("the {} box contradicts its track", box)};
}

Error too_many(size_t most) {
    return {ErrorKind::too_large, fmt::format("more than {} samples", most)};
}

/// A table box after its version and flags: empty when it is absent.
FieldReader table(std::span<const uint8_t> stbl, std::string_view type) {
    const auto box = find_box(stbl, fourcc(type));
    FieldReader fields(box ? *box : std::span<const uint8_t>{});
    if (box) fields.skip(4);
    return fields;
}

/// The number of entries, no more than the bytes that follow can hold; none when it claims more.
std::optional<uint32_t> entry_count(FieldReader& fields, size_t entry_size) {
    const uint32_t count = fields.u32();
    if (count > fields.left() / entry_size) return {};
    return count;
}

Result<> read_sizes(std::span<const uint8_t> stbl, uint64_t file_size, size_t most,
                    std::vector<Sample>& samples) {
    if (find_box(stbl, fourcc("stsz"))) {
        FieldReader fields = table(stbl, "stsz");
        const uint32_t size = fields.u32();
        const uint32_t count = fields.u32();
        if (count > most) return too_many(most);
        if (!fields.ok() || (size == 0 && count > fields.left() / 4)) return broken("stsz");
        // Samples of one size lie in the file too: a few bytes cannot claim millions of them.
        if (size > 0 && count > file_size / size) return broken("stsz");
        samples.resize(count);
        for (auto& sample : samples) sample.size = size > 0 ? size : fields.u32();
        return {};
    }
    FieldReader fields = table(stbl, "stz2");
    fields.skip(3);
    const uint8_t bits = fields.u8();
    const uint32_t count = fields.u32();
    if (count > most) return too_many(most);
    if (!fields.ok() || (bits != 4 && bits != 8 && bits != 16) ||
        (static_cast<uint64_t>(count) * bits + 7) / 8 > fields.left()) {
        return broken("stz2");
    }
    samples.resize(count);
    uint8_t pair = 0;
    for (uint32_t i = 0; i < count; ++i) {
        if (bits == 4) {
            if (i % 2 == 0) pair = fields.u8();
            samples[i].size = i % 2 == 0 ? pair >> 4 : pair & 15;
        } else {
            samples[i].size = bits == 8 ? fields.u8() : fields.u16();
        }
    }
    return {};
}

Result<> read_times(std::span<const uint8_t> stbl, std::vector<Sample>& samples) {
    FieldReader stts = table(stbl, "stts");
    const auto runs = entry_count(stts, 8);
    if (!runs) return broken("stts");
    size_t at = 0;
    for (uint32_t run = 0; run < *runs; ++run) {
        const uint32_t count = stts.u32(), duration = stts.u32();
        if (count > samples.size() - at) return broken("stts");
        for (uint32_t i = 0; i < count; ++i) samples[at++].duration = duration;
    }
    if (at != samples.size()) return broken("stts");

    const auto box = find_box(stbl, fourcc("ctts"));
    if (!box) return {};
    FieldReader ctts(*box);
    ctts.skip(4);
    const auto offsets = entry_count(ctts, 8);
    if (!offsets) return broken("ctts");
    at = 0;
    for (uint32_t run = 0; run < *offsets; ++run) {
        const uint32_t count = ctts.u32();
        // Version 0 is unsigned by the standard, but files with negative offsets in it are common, and no
        // true offset reaches 2^31.
        const auto offset = static_cast<int32_t>(ctts.u32());
        if (count > samples.size() - at) return broken("ctts");
        for (uint32_t i = 0; i < count; ++i) samples[at++].composition_offset = offset;
    }
    return {};
}

Result<> read_sync(std::span<const uint8_t> stbl, std::vector<Sample>& samples) {
    const auto box = find_box(stbl, fourcc("stss"));
    if (!box) {
        for (auto& sample : samples) sample.sync = true;
        return {};
    }
    FieldReader stss(*box);
    stss.skip(4);
    const auto count = entry_count(stss, 4);
    if (!count) return broken("stss");
    for (uint32_t i = 0; i < *count; ++i) {
        const uint32_t number = stss.u32();
        if (number == 0 || number > samples.size()) return broken("stss");
        samples[number - 1].sync = true;
    }
    return {};
}

Result<> read_places(std::span<const uint8_t> stbl, uint64_t file_size, SampleList& list) {
    const bool wide = !find_box(stbl, fourcc("stco"));
    FieldReader chunks = table(stbl, wide ? "co64" : "stco");
    const auto chunk_count = entry_count(chunks, wide ? 8 : 4);
    if (!chunk_count) return broken("stco");
    FieldReader stsc = table(stbl, "stsc");
    const auto run_count = entry_count(stsc, 12);
    if (!run_count) return broken("stsc");

    list.offsets.reserve(list.samples.size());
    uint32_t runs_read = 0, samples_per_chunk = 0;
    uint32_t next_first = *run_count > 0 ? stsc.u32() : 0, next_samples = stsc.u32(), next_entry = stsc.u32();
    for (uint32_t chunk = 1; chunk <= *chunk_count && list.offsets.size() < list.samples.size(); ++chunk) {
        if (runs_read < *run_count && next_first == chunk) {
            samples_per_chunk = next_samples;
            if (next_entry != 1)
                return Error{ErrorKind::unsupported, "a track that changes its codec settings midway"};
            if (++runs_read < *run_count) {
                next_first = stsc.u32();
                next_samples = stsc.u32();
                next_entry = stsc.u32();
                if (next_first <= chunk) return broken("stsc");
            }
        }
        if (runs_read == 0) return broken("stsc");
        uint64_t offset = wide ? chunks.u64() : chunks.u32();
        for (uint32_t i = 0; i < samples_per_chunk && list.offsets.size() < list.samples.size(); ++i) {
            const uint32_t size = list.samples[list.offsets.size()].size;
            if (offset > file_size || size > file_size - offset) {
                return Error{ErrorKind::corrupt,
                             fmt::format("the file is cut short: sample {} lies at byte {} of {}",
                                         list.offsets.size() + 1, offset, file_size)};
            }
            list.offsets.push_back(offset);
            offset += size;
        }
    }
    if (list.offsets.size() != list.samples.size()) return broken("stsc");
    return {};
}

/// What a `tfhd` says, over what `trex` says.
struct FragmentHeader {
    uint64_t base = 0;
    FragmentDefaults defaults;
};

constexpr uint32_t non_sync_bit = 0x00010000;

/// One `trun`. `next` is where its data starts when it does not say; afterwards, where it ended.
Result<> read_run(std::span<const uint8_t> trun, const FragmentHeader& header, uint64_t file_size,
                  size_t most, uint64_t& next, SampleList& list) {
    FieldReader fields(trun);
    const uint32_t flags = fields.u32() & 0xFFFFFF;
    const uint32_t count = fields.u32();
    if ((flags & 0x01) != 0)
        next = header.base + static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(fields.u32())));
    uint32_t first_flags = 0;
    if ((flags & 0x04) != 0) first_flags = fields.u32();
    size_t entry_size = 0;
    for (const uint32_t bit : {0x100u, 0x200u, 0x400u, 0x800u}) entry_size += (flags & bit) != 0 ? 4 : 0;
    if (!fields.ok() || count > most - std::min(most, list.samples.size())) return too_many(most);
    if (entry_size > 0 && count > fields.left() / entry_size) return broken("trun");
    if ((flags & 0x200) == 0 && count > file_size / std::max<uint32_t>(header.defaults.size, 1))
        return broken("trun");
    for (uint32_t i = 0; i < count; ++i) {
        Sample sample;
        sample.duration = (flags & 0x100) != 0 ? fields.u32() : header.defaults.duration;
        sample.size = (flags & 0x200) != 0 ? fields.u32() : header.defaults.size;
        uint32_t sample_flags = (flags & 0x400) != 0 ? fields.u32() : header.defaults.flags;
        if (i == 0 && (flags & 0x04) != 0) sample_flags = first_flags;
        sample.sync = (sample_flags & non_sync_bit) == 0;
        if ((flags & 0x800) != 0) sample.composition_offset = static_cast<int32_t>(fields.u32());
        if (next > file_size || sample.size > file_size - next) {
            return Error{
                ErrorKind::corrupt,
                fmt::format("the file is cut short: a sample lies at byte {} of {}", next, file_size)};
        }
        list.samples.push_back(sample);
        list.offsets.push_back(next);
        next += sample.size;
    }
    return {};
}

Result<std::optional<TrackFragment>> read_track_fragment(std::span<const uint8_t> traf, uint64_t moof_offset,
                                                         uint64_t& next, std::span<const TrackHeader> tracks,
                                                         uint64_t file_size, size_t most) {
    const auto tfhd = find_box(traf, fourcc("tfhd"));
    if (!tfhd) return broken("tfhd");
    FieldReader fields(*tfhd);
    const uint32_t flags = fields.u32() & 0xFFFFFF;
    TrackFragment fragment;
    fragment.number = fields.u32();
    const auto track = std::find_if(tracks.begin(), tracks.end(),
                                    [&](const auto& t) { return t.number == fragment.number; });
    if (track == tracks.end()) return std::optional<TrackFragment>();
    FragmentHeader header;
    header.defaults = track->defaults;
    header.base = moof_offset;
    if ((flags & 0x01) != 0) header.base = fields.u64();
    if ((flags & 0x02) != 0) fields.skip(4);
    if ((flags & 0x08) != 0) header.defaults.duration = fields.u32();
    if ((flags & 0x10) != 0) header.defaults.size = fields.u32();
    if ((flags & 0x20) != 0) header.defaults.flags = fields.u32();
    if (!fields.ok()) return broken("tfhd");
    if (const auto tfdt = find_box(traf, fourcc("tfdt"))) {
        FieldReader time(*tfdt);
        const uint8_t version = time.u8();
        time.skip(3);
        fragment.decode_time = version == 1 ? time.u64() : time.u32();
        if (!time.ok() || *fragment.decode_time > INT64_MAX / 2) return broken("tfdt");
    }
    BoxWalk walk(traf);
    while (const auto box = walk.next()) {
        if (box->type == fourcc("trun"))
            TRY(read_run(box->payload, header, file_size, most, next, fragment.list));
    }
    if (!walk.ok()) return broken("traf");
    return std::optional(std::move(fragment));
}

}  // namespace

Result<SampleList> read_sample_table(std::span<const uint8_t> stbl, uint64_t file_size, size_t most) {
    SampleList list;
    TRY(read_sizes(stbl, file_size, most, list.samples));
    TRY(read_times(stbl, list.samples));
    TRY(read_sync(stbl, list.samples));
    TRY(read_places(stbl, file_size, list));
    return list;
}

Result<std::vector<TrackFragment>> read_fragment(std::span<const uint8_t> moof, uint64_t moof_offset,
                                                 std::span<const TrackHeader> tracks, uint64_t file_size,
                                                 size_t most) {
    std::vector<TrackFragment> fragments;
    uint64_t next = moof_offset;
    BoxWalk walk(moof);
    while (const auto box = walk.next()) {
        if (box->type != fourcc("traf")) continue;
        auto fragment = TRY(read_track_fragment(box->payload, moof_offset, next, tracks, file_size, most));
        if (!fragment) continue;
        most -= std::min(most, fragment->list.samples.size());
        fragments.push_back(std::move(*fragment));
    }
    if (!walk.ok()) return broken("moof");
    return fragments;
}

}  // namespace nuri::media
