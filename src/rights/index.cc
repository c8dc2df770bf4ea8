#include "rights/index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

#define NURI_INLINE inline __attribute__((always_inline))

// Sixty-four lanes of a block: those that hold in the territory for the licence type.
struct Lanes {
    uint64_t ahead;  // not yet open
    uint64_t open;
    uint64_t past;
};

// A title without grants has no block: its lanes end before the first is looked at.
NURI_INLINE form::BlockParts<const uint8_t> block_of(const uint8_t* blocks, const form::Title& title,
                                                     uint32_t atoms) {
    return {blocks + uint64_t{title.block} * sizeof(form::CacheLine), title.lanes, atoms};
}

// Eight bytes are read whatever the row's width, and what belongs to the next row is cut off: behind the rows
// of every block stand its grants.
NURI_INLINE uint64_t row_of(const uint8_t* rows, const form::Title& title, uint32_t atom, uint32_t word) {
    uint64_t bits = 0;
    std::memcpy(&bits, rows + size_t{atom} * title.row_bytes + word * 8, sizeof bits);
    return bits & (~uint64_t{0} >> (64 - 8 * std::min(title.row_bytes, 8u)));
}

// Compares the windows of all lanes with the moment, four at a time and without a branch: which lanes are
// open is as good as random, and a wrong guess of the processor costs more than eight comparisons.
NURI_INLINE Lanes lanes_of(const form::BlockParts<const uint8_t>& block, const form::Title& title,
                           const form::Asked& asked, uint32_t word) {
    using Four = int64_t __attribute__((vector_size(32)));
    Four bit = {1, 2, 4, 8}, ahead = {}, alive = {};
    const auto compare = [&](uint32_t lane) __attribute__((always_inline)) {
        Four starts, ends;
        std::memcpy(&starts, block.starts + lane, sizeof starts);
        std::memcpy(&ends, block.ends + lane, sizeof ends);
        ahead |= (starts > asked.at) & bit;
        alive |= (ends > asked.at) & bit;
        bit <<= 4;
    };
    const uint32_t end = std::min(form::padded(title.lanes), word * 64 + 64);
    for (uint32_t lane = word * 64; lane < end; lane += 8) {
        compare(lane);
        compare(lane + 4);
    }
    const uint64_t holding = row_of(block.rows, title, asked.atom, word) &
                             block.types[asked.type * form::words(title.lanes) + word];
    const auto not_begun = static_cast<uint64_t>(ahead[0] | ahead[1] | ahead[2] | ahead[3]);
    const auto not_ended = static_cast<uint64_t>(alive[0] | alive[1] | alive[2] | alive[3]);
    return {holding & not_begun, holding & not_ended & ~not_begun, holding & ~not_ended};
}

uint64_t from_lane(uint32_t lane, uint32_t word) {
    if (lane <= word * 64) return ~uint64_t{0};
    return lane >= word * 64 + 64 ? 0 : ~uint64_t{0} << (lane - word * 64);
}

NURI_INLINE int64_t first_start(const int64_t* starts, uint64_t bits, uint32_t word, int64_t first) {
    for (; bits != 0; bits &= bits - 1) first = std::min(first, starts[word * 64 + std::countr_zero(bits)]);
    return first;
}

// The law where the service is offered. Lanes stand in the order of precedence, denies first, so the first
// open one decides; and what ends its reign is its own end or the start of one that stands before it.
NURI_INLINE Verdict judge(const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
    const auto block = block_of(blocks, title, asked.atoms);
    int64_t change = Verdict::never;
    bool ahead = false, past = false;
    for (uint32_t word = 0; word < form::words(title.lanes); ++word) {
        const Lanes lanes = lanes_of(block, title, asked, word);
        if (lanes.open != 0) {
            const uint64_t before = (lanes.open & -lanes.open) - 1;
            const uint32_t lane = word * 64 + static_cast<uint32_t>(std::countr_zero(lanes.open));
            change =
                first_start(block.starts, lanes.ahead & before, word, std::min(change, block.ends[lane]));
            return {lane < title.denies ? Reason::denied : Reason::licensed, block.grants[lane], change};
        }
        change = first_start(block.starts, lanes.ahead, word, change);
        ahead |= (lanes.ahead & from_lane(title.denies, word)) != 0;
        past |= (lanes.past & from_lane(title.denies, word)) != 0;
    }
    const Reason reason = ahead ? Reason::not_open_yet : past ? Reason::closed : Reason::no_licence;
    return {reason, form::none, change};
}

// Whether judge() says `licensed`, without the when.
NURI_INLINE bool is_licensed(const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
    const auto block = block_of(blocks, title, asked.atoms);
    for (uint32_t word = 0; word < form::words(title.lanes); ++word) {
        const uint64_t open = lanes_of(block, title, asked, word).open;
        // One word is the rule; asking whether it is empty would be a guess.
        const bool licensed = (open & -open & from_lane(title.denies, word)) != 0;
        if (title.lanes <= 64 || open != 0) return licensed;
    }
    return false;
}

// The first moment after `at` at which an allow is open and no deny is; else the first at which an allow is.
int64_t first_opening(const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
    const auto block = block_of(blocks, title, asked.atoms);
    std::vector<std::pair<int64_t, int64_t>> denied, allowed;
    for (uint32_t word = 0; word < form::words(title.lanes); ++word) {
        const Lanes lanes = lanes_of(block, title, asked, word);
        for (uint64_t bits = lanes.ahead | lanes.open; bits != 0; bits &= bits - 1) {
            const uint32_t lane = word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
            (lane < title.denies ? denied : allowed).emplace_back(block.starts[lane], block.ends[lane]);
        }
    }
    std::sort(denied.begin(), denied.end());
    std::sort(allowed.begin(), allowed.end());
    int64_t first = Verdict::never;
    for (const auto& [start, end] : allowed) {
        int64_t open = start;
        for (const auto& [from, to] : denied) {
            if (from <= open && open < to) open = to;
        }
        if (open < end) first = std::min(first, open);
    }
    return first != Verdict::never ? first : allowed.front().first;
}

// Each loop twice: as any x86-64 runs it, and with AVX2 where there is one (chosen when the program starts).
struct Loops {
    Verdict (*verdict)(const uint8_t* blocks, const form::Title& title, const form::Asked& asked);
    void (*sweep)(const uint8_t* blocks, std::span<const form::Title> titles, const form::Asked& asked,
                  Verdict* out);
    void (*available)(const uint8_t* blocks, std::span<const form::Title> titles, const form::Asked& asked,
                      std::vector<TitleId>& out);
};

// Where the titles behind this one will be looked at, fetched while this one is answered.
NURI_INLINE void fetch_ahead(const uint8_t* blocks, std::span<const form::Title> titles, size_t i,
                             const form::Asked& asked) {
    constexpr size_t distance = 12;
    if (i + distance >= titles.size()) return;
    const form::Title& title = titles[i + distance];
    const auto block = block_of(blocks, title, asked.atoms);
    __builtin_prefetch(block.starts);
    __builtin_prefetch(block.ends);
    __builtin_prefetch(block.types);
    __builtin_prefetch(block.rows + size_t{asked.atom} * title.row_bytes);
}

NURI_INLINE void sweep_all(const uint8_t* blocks, std::span<const form::Title> titles,
                           const form::Asked& asked, Verdict* out) {
    for (size_t i = 0; i < titles.size(); ++i) {
        fetch_ahead(blocks, titles, i, asked);
        out[i] = judge(blocks, titles[i], asked);
    }
}
NURI_INLINE void list_available(const uint8_t* blocks, std::span<const form::Title> titles,
                                const form::Asked& asked, std::vector<TitleId>& out) {
    // Written for every title and kept for the licensed: no branch on an answer that cannot be guessed.
    out.resize(titles.size());
    size_t count = 0;
    for (size_t i = 0; i < titles.size(); ++i) {
        fetch_ahead(blocks, titles, i, asked);
        out[count] = TitleId(titles[i].id);
        count += is_licensed(blocks, titles[i], asked) ? 1 : 0;
    }
    out.resize(count);
}

constexpr Loops plain_loops = {
    [](const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
        return judge(blocks, title, asked);
    },
    [](const uint8_t* blocks, std::span<const form::Title> titles, const form::Asked& asked, Verdict* out) {
        sweep_all(blocks, titles, asked, out);
    },
    [](const uint8_t* blocks, std::span<const form::Title> titles, const form::Asked& asked,
       std::vector<TitleId>& out) { list_available(blocks, titles, asked, out); },
};

#if defined(__x86_64__)
__attribute__((target("avx2"))) Verdict verdict_avx2(const uint8_t* blocks, const form::Title& title,
                                                     const form::Asked& asked) {
    return judge(blocks, title, asked);
}
__attribute__((target("avx2"))) void sweep_avx2(const uint8_t* blocks, std::span<const form::Title> titles,
                                                const form::Asked& asked, Verdict* out) {
    sweep_all(blocks, titles, asked, out);
}
__attribute__((target("avx2"))) void available_avx2(const uint8_t* blocks,
                                                    std::span<const form::Title> titles,
                                                    const form::Asked& asked, std::vector<TitleId>& out) {
    list_available(blocks, titles, asked, out);
}
const Loops loops =
    __builtin_cpu_supports("avx2") ? Loops{verdict_avx2, sweep_avx2, available_avx2} : plain_loops;
#else
const Loops loops = plain_loops;
#endif

// What the service's own state answers, if it does not leave the question to the licences.
std::optional<Verdict> judge_service(const form::Service& service, int64_t at) {
    switch (static_cast<world::Presence>(service.presence)) {
        case world::Presence::unavailable:
            return Verdict{Reason::service_unavailable, form::none, Verdict::never};
        case world::Presence::announced:
            return Verdict{Reason::service_not_launched, form::none, Verdict::never};
        case world::Presence::launched:
            break;
    }
    if (at < service.since) return Verdict{Reason::service_not_launched, form::none, service.since};
    return std::nullopt;
}

}  // namespace

Index::Index(std::unique_ptr<Layout> layout) : layout_(std::move(layout)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

form::Asked Index::Layout::ask(world::Territory present, const std::optional<world::Territory>& home,
                               Instant at, LicenseType type) const {
    return {atom_of(deciding_territory(present, home)), to_unix_ms(at), static_cast<uint32_t>(type),
            header->atoms};
}

uint32_t Index::Layout::atom_of(world::Territory territory) const {
    if (territory.is_subdivision()) {
        const auto found =
            std::lower_bound(subdivisions.begin(), subdivisions.end(), territory.subdivision());
        if (found != subdivisions.end() && *found == territory.subdivision()) {
            return static_cast<uint32_t>(world::territory_count + (found - subdivisions.begin()));
        }
    }
    return static_cast<uint32_t>(territory.index());
}

const form::Title* Index::Layout::find(TitleId title) const {
    const int64_t id = title.number();
    if (!numbers.empty()) {
        const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(header->first_title);
        if (at >= numbers.size() || numbers[at] == form::none) return nullptr;
        return &titles[numbers[at]];
    }
    const auto found = std::lower_bound(titles.begin(), titles.end(), id,
                                        [](const form::Title& t, int64_t wanted) { return t.id < wanted; });
    return found != titles.end() && found->id == id ? &*found : nullptr;
}

std::span<const uint8_t> Index::bytes() const {
    return layout_->bytes();
}
size_t Index::title_count() const {
    return layout_->titles.size();
}
size_t Index::grant_count() const {
    return layout_->grants.size();
}

GrantId Index::grant_id(uint32_t grant) const {
    CHECK(grant < layout_->grants.size());
    return GrantId(layout_->grants[grant].id);
}

const Terms& Index::terms(uint32_t grant) const {
    CHECK(grant < layout_->grants.size());
    return layout_->read_terms[layout_->grants[grant].terms];
}

std::vector<TitleId> Index::titles() const {
    std::vector<TitleId> out;
    out.reserve(layout_->titles.size());
    for (const auto& title : layout_->titles) out.emplace_back(title.id);
    return out;
}

Verdict Index::verdict(const Query& query) const {
    const Layout& l = *layout_;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type);
    if (const auto answer = judge_service(l.services[asked.atom], asked.at)) return *answer;
    const form::Title* title = l.find(query.title);
    return title == nullptr ? Verdict{} : loops.verdict(l.blocks, *title, asked);
}

Decision Index::decide(const Query& query) const {
    const Verdict verdict = this->verdict(query);
    Decision decision;
    decision.allowed = verdict.allowed();
    decision.reason = verdict.reason;
    if (verdict.grant != form::none) decision.grant = grant_id(verdict.grant);
    if (verdict.valid_until_ms != Verdict::never) decision.valid_until = from_unix_ms(verdict.valid_until_ms);
    if (verdict.allowed()) {
        const Terms& granted = terms(verdict.grant);
        decision.max_height = granted.max_height;
        decision.hdr = granted.hdr;
        decision.audio = granted.audio;
        decision.subtitles = granted.subtitles;
    }
    if (verdict.reason == Reason::not_open_yet) {
        const Layout& l = *layout_;
        const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type);
        decision.opens_at = from_unix_ms(first_opening(l.blocks, *l.find(query.title), asked));
    }
    return decision;
}

void Index::sweep(const SweepQuery& query, std::vector<Verdict>& out) const {
    const Layout& l = *layout_;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type);
    out.resize(l.titles.size());
    if (const auto answer = judge_service(l.services[asked.atom], asked.at)) {
        std::fill(out.begin(), out.end(), *answer);
    } else {
        loops.sweep(l.blocks, l.titles, asked, out.data());
    }
}

std::vector<TitleId> Index::available(const SweepQuery& query) const {
    const Layout& l = *layout_;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type);
    std::vector<TitleId> out;
    if (!judge_service(l.services[asked.atom], asked.at)) loops.available(l.blocks, l.titles, asked, out);
    return out;
}

}  // namespace nuri::rights
