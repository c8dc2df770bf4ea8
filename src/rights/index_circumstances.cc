#include <algorithm>
#include <cstring>
#include <vector>

#include "base/text.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

// A lane that holds in the territory for the licence type, and whether it does for this viewer.
struct Lane {
    int64_t start, end;
    uint32_t grant;
    bool denies, hidden, other_device;
};

struct Answer {
    Reason reason;
    uint32_t grant;
    friend bool operator==(const Answer&, const Answer&) = default;
};

// Denies come first, then the preferred: the first that holds decides.
Answer answer_at(const std::vector<Lane>& lanes, int64_t at) {
    bool ahead = false, past = false, hidden = false, other_device = false;
    for (const Lane& lane : lanes) {
        const bool open = lane.start <= at && at < lane.end;
        if (lane.denies) {
            if (open) return {Reason::denied, lane.grant};
        } else if (lane.hidden) {
            hidden |= open;
        } else if (lane.other_device) {
            other_device |= open;
        } else if (open) {
            return {Reason::licensed, lane.grant};
        } else {
            (at < lane.start ? ahead : past) = true;
        }
    }
    return {hidden         ? Reason::anonymiser
            : other_device ? Reason::device
            : ahead        ? Reason::not_open_yet
            : past         ? Reason::closed
                           : Reason::no_licence,
            form::none};
}

bool fits_device(const Index::Layout& layout, const form::Grant& grant, const Circumstances& asked) {
    const bool denies = (grant.flags & form::Grant::denies) != 0;
    const auto devices = DeviceClasses::from_bits(grant.devices);
    if (asked.device ? !devices.contains(*asked.device) : denies && devices != DeviceClasses::all())
        return false;
    if (grant.platforms == form::none) return true;
    if (asked.platform.empty()) return !denies;
    const auto names = split(layout.lines[grant.platforms], ',');
    return std::find(names.begin(), names.end(), asked.platform) != names.end();
}

std::vector<Lane> lanes_of(const Index::Layout& layout, const form::Title& title, const form::Asked& asked,
                           const Circumstances& circumstances) {
    const form::BlockParts<const uint8_t> block(
        layout.blocks + uint64_t{title.block} * sizeof(form::CacheLine), title.lanes, asked.atoms);
    const bool originals = circumstances.anonymiser != Anonymiser::none &&
                           circumstances.rules.anonymisers == AnonymiserPolicy::originals;
    std::vector<Lane> lanes;
    for (uint32_t n = 0; n < title.lanes; ++n) {
        const uint8_t bits = block.rows[size_t{asked.atom} * title.row_bytes + n / 8];
        const form::Grant& grant = layout.grants[block.grants[n]];
        if ((bits >> (n % 8) & 1) == 0 || (grant.types >> asked.type & 1) == 0) continue;
        const bool denies = n < title.denies;
        const bool other_device = !fits_device(layout, grant, circumstances);
        if (denies && other_device) continue;
        const bool hidden = originals && (grant.flags & form::Grant::everywhere) == 0;
        lanes.push_back({block.starts[n], block.ends[n], block.grants[n], denies, hidden, other_device});
    }
    return lanes;
}

}  // namespace

Judged judge_in_circumstances(const Index::Layout& layout, const form::Title& title, const form::Asked& asked,
                              const Circumstances& circumstances) {
    const std::vector<Lane> lanes = lanes_of(layout, title, asked, circumstances);
    const Answer now = answer_at(lanes, asked.at);
    Judged judged{{now.reason, now.grant, Verdict::never}, Verdict::never};
    std::vector<int64_t> edges;
    for (const Lane& lane : lanes) {
        for (const int64_t edge : {lane.start, lane.end}) {
            if (edge > asked.at && edge != form::never) edges.push_back(edge);
        }
    }
    std::sort(edges.begin(), edges.end());
    for (const int64_t edge : edges) {
        const Answer then = answer_at(lanes, edge);
        if (then != now) judged.verdict.valid_until_ms = std::min(judged.verdict.valid_until_ms, edge);
        if (then.reason == Reason::licensed) judged.opens_ms = std::min(judged.opens_ms, edge);
    }
    if (now.reason == Reason::not_open_yet && judged.opens_ms == Verdict::never) {
        for (const Lane& lane : lanes) {
            if (!lane.denies && !lane.hidden && !lane.other_device && lane.start > asked.at)
                judged.opens_ms = std::min(judged.opens_ms, lane.start);
        }
    }
    return judged;
}

}  // namespace nuri::rights
