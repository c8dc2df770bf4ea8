#include "media/fragment.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "media/box.h"

namespace nuri::media {
namespace {

constexpr uint64_t segment_bytes_max = 1 << 30;

constexpr uint32_t sync_flags = 0x02000000;      // depends on no other sample
constexpr uint32_t non_sync_flags = 0x01010000;  // depends on others; is not a sync sample
constexpr uint32_t flags_of(const Sample& sample) {
    return sample.sync ? sync_flags : non_sync_flags;
}

/// Which facts of the samples are alike and need be said once.
struct Common {
    bool duration = true;
    bool size = true;
    bool offset = true;       ///< composition offset 0 throughout
    bool flags = true;        ///< of all
    bool later_flags = true;  ///< of all but the first
};

Common common_facts(std::span<const Sample> samples) {
    Common common;
    const Sample& first = samples.front();
    const Sample& last = samples.back();
    for (size_t i = 0; i < samples.size(); ++i) {
        common.duration = common.duration && samples[i].duration == first.duration;
        common.size = common.size && samples[i].size == first.size;
        common.offset = common.offset && samples[i].composition_offset == 0;
        common.flags = common.flags && samples[i].sync == first.sync;
        common.later_flags = common.later_flags && (i == 0 || samples[i].sync == last.sync);
    }
    return common;
}

/// ISO/IEC 14496-12, 8.8.7 and 8.8.8. Returns where in `writer` the data offset is to be filled in.
size_t write_samples(BoxWriter& writer, uint64_t decode_time, std::span<const Sample> samples) {
    const Common common = common_facts(samples);
    {
        const auto tfhd = writer.full_box("tfhd", 0,
                                          0x020000u | (common.duration ? 0x08u : 0) |
                                              (common.size ? 0x10u : 0) | 0x20u);  // base is the moof
        writer.u32(1);
        if (common.duration) writer.u32(samples.front().duration);
        if (common.size) writer.u32(samples.front().size);
        writer.u32(flags_of(samples.back()));
    }
    {
        const auto tfdt = writer.full_box("tfdt", 1, 0);
        writer.u64(decode_time);
    }
    const bool first_flags = !common.flags && common.later_flags;
    const bool all_flags = !common.flags && !common.later_flags;
    const auto trun = writer.full_box("trun", 1,
                                      0x01u | (first_flags ? 0x04u : 0) | (common.duration ? 0 : 0x100u) |
                                          (common.size ? 0 : 0x200u) | (all_flags ? 0x400u : 0) |
                                          (common.offset ? 0 : 0x800u));
    writer.u32(static_cast<uint32_t>(samples.size()));
    const size_t data_offset_at = writer.size();
    writer.u32(0);
    if (first_flags) writer.u32(flags_of(samples.front()));
    for (const Sample& sample : samples) {
        if (!common.duration) writer.u32(sample.duration);
        if (!common.size) writer.u32(sample.size);
        if (all_flags) writer.u32(flags_of(sample));
        if (!common.offset) writer.u32(static_cast<uint32_t>(sample.composition_offset));
    }
    return data_offset_at;
}

/// ISO/IEC 23001-7, 7.2: `saiz` and `saio` point into `senc`. Written only where there is something to say:
/// sound under `cbcs` has neither IVs nor subsamples.
void write_protections(BoxWriter& writer, std::span<const SampleProtection> protections,
                       ProtectionScheme scheme, size_t moof_at) {
    const size_t iv_size = scheme == ProtectionScheme::cenc ? 8 : 0;
    const bool subsamples = std::any_of(protections.begin(), protections.end(),
                                        [](const auto& p) { return !p.subsamples.empty(); });
    if (iv_size == 0 && !subsamples) return;
    const auto size_of = [&](const SampleProtection& p) {
        return static_cast<uint8_t>(iv_size + (subsamples ? 2 + 6 * p.subsamples.size() : 0));
    };
    const uint8_t first = size_of(protections.front());
    const bool alike = std::all_of(protections.begin(), protections.end(),
                                   [&](const auto& p) { return size_of(p) == first; });
    {
        const auto saiz = writer.full_box("saiz", 0, 0);
        writer.u8(alike ? first : 0);
        writer.u32(static_cast<uint32_t>(protections.size()));
        if (!alike) {
            for (const auto& protection : protections) writer.u8(size_of(protection));
        }
    }
    const size_t saio_at = writer.size();
    {
        const auto saio = writer.full_box("saio", 0, 0);
        writer.u32(1);
        writer.u32(0);
    }
    const auto senc = writer.full_box("senc", 0, subsamples ? 2 : 0);
    writer.u32(static_cast<uint32_t>(protections.size()));
    writer.put32(saio_at + 16, static_cast<uint32_t>(writer.size() - moof_at));
    for (const auto& protection : protections) {
        if (iv_size > 0) writer.bytes(protection.iv);
        if (!subsamples) continue;
        writer.u16(static_cast<uint16_t>(protection.subsamples.size()));
        for (const auto& [clear_bytes, protected_bytes] : protection.subsamples) {
            writer.u16(clear_bytes);
            writer.u32(protected_bytes);
        }
    }
}

}  // namespace

Result<std::vector<uint8_t>> write_fragment_header(uint32_t sequence, uint64_t decode_time,
                                                   std::span<const Sample> samples,
                                                   std::span<const SampleProtection> protections,
                                                   const Protection* protection) {
    if (samples.empty()) return Error{ErrorKind::invalid, "a fragment without samples"};
    CHECK(protections.empty() || (protections.size() == samples.size() && protection != nullptr));
    uint64_t media_bytes = 0;
    for (const Sample& sample : samples) media_bytes += sample.size;
    if (media_bytes > UINT32_MAX - 8) {
        return Error{ErrorKind::too_large,
                     fmt::format("a fragment of {} bytes; the most is 4 GB", media_bytes)};
    }
    for (const auto& p : protections) {
        if (p.subsamples.size() > subsamples_max) {
            return Error{ErrorKind::too_large, fmt::format("a sample of {} subsamples; the most is {}",
                                                           p.subsamples.size(), subsamples_max)};
        }
    }
    BoxWriter writer;
    size_t data_offset_at = 0;
    {
        const auto moof = writer.box("moof");
        {
            const auto mfhd = writer.full_box("mfhd", 0, 0);
            writer.u32(sequence);
        }
        const auto traf = writer.box("traf");
        data_offset_at = write_samples(writer, decode_time, samples);
        if (!protections.empty()) write_protections(writer, protections, protection->scheme, 0);
    }
    writer.put32(data_offset_at, static_cast<uint32_t>(writer.size() + 8));
    writer.u32(static_cast<uint32_t>(media_bytes + 8));
    writer.text("mdat");
    return writer.take();
}

Result<> SegmentWriter::add(Sample sample, std::span<const uint8_t> bytes) {
    if (bytes.size() > segment_bytes_max - bytes_.size()) {
        return Error{ErrorKind::too_large, fmt::format("a segment of more than {} bytes", segment_bytes_max)};
    }
    sample.size = static_cast<uint32_t>(bytes.size());
    samples_.push_back(sample);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    gathered_duration_ += sample.duration;
    return {};
}

Result<> SegmentWriter::end_segment() {
    if (samples_.empty()) return {};
    TRY(sink_.append(TRY(write_fragment_header(sequence_, decode_time_, samples_))));
    TRY(sink_.append(bytes_));
    ++sequence_;
    decode_time_ += gathered_duration_;
    gathered_duration_ = 0;
    samples_.clear();
    bytes_.clear();
    return {};
}

}  // namespace nuri::media
