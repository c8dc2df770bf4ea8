#include "rights/index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

// A title's block, taken apart.
struct Block {
    Block(const uint8_t* at, const form::Title& title)
        : starts(reinterpret_cast<const int64_t*>(at)),
          ends(starts + title.lanes),
          lanes(reinterpret_cast<const form::Lane*>(ends + title.lanes)),
          rows(reinterpret_cast<const uint8_t*>(lanes + title.lanes)),
          width(form::row_bytes(title.lanes)) {}

    uint32_t words() const { return (width + 7) / 8; }

    /// Bits of lanes 64 * word and up that hold in the atom's territory.
    uint64_t row(uint32_t atom, uint32_t word) const {
        switch (width) {
            case 1: return rows[atom];
            case 2: return load<uint16_t>(atom * 2u);
            case 4: return load<uint32_t>(atom * 4u);
            default: return load<uint64_t>(size_t{atom} * width + word * 8u);
        }
    }

    const int64_t* starts;
    const int64_t* ends;
    const form::Lane* lanes;

  private:
    template<typename Word>
    uint64_t load(size_t at) const {
        Word word;
        std::memcpy(&word, rows + at, sizeof word);
        return word;
    }
    const uint8_t* rows;
    uint32_t width;
};

// The law where the service is offered. Lanes stand in the order of precedence, denies first, so the first
// open one decides; and what ends its reign is its own end or the start of one that stands before it.
Verdict judge(const Block& block, const form::Title& title, uint32_t atom, int64_t at, uint32_t type) {
    int64_t change = Verdict::never;
    bool ahead = false, past = false;
    for (uint32_t word = 0; word < block.words(); ++word) {
        for (uint64_t bits = block.row(atom, word); bits != 0; bits &= bits - 1) {
            const uint32_t lane = word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
            if ((block.lanes[lane].types & type) == 0) continue;
            if (at < block.starts[lane]) {
                change = std::min(change, block.starts[lane]);
                ahead |= lane >= title.denies;
            } else if (at < block.ends[lane]) {
                return {lane < title.denies ? Reason::denied : Reason::licensed, block.lanes[lane].grant,
                        std::min(change, block.ends[lane])};
            } else {
                past |= lane >= title.denies;
            }
        }
    }
    const Reason reason = ahead ? Reason::not_open_yet : past ? Reason::closed : Reason::no_licence;
    return {reason, form::none, change};
}

// Whether judge() says `licensed`, without the when.
bool is_licensed(const Block& block, const form::Title& title, uint32_t atom, int64_t at, uint32_t type) {
    for (uint32_t word = 0; word < block.words(); ++word) {
        for (uint64_t bits = block.row(atom, word); bits != 0; bits &= bits - 1) {
            const uint32_t lane = word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
            const bool open = (at >= block.starts[lane]) & (at < block.ends[lane]) & ((block.lanes[lane].types & type) != 0);
            if (open) return lane >= title.denies;
        }
    }
    return false;
}

// The first moment after `at` at which an allow is open and no deny is; else the first at which an allow is.
int64_t first_opening(const Block& block, const form::Title& title, uint32_t atom, int64_t at, uint32_t type) {
    std::vector<std::pair<int64_t, int64_t>> denied, allowed;
    for (uint32_t word = 0; word < block.words(); ++word) {
        for (uint64_t bits = block.row(atom, word); bits != 0; bits &= bits - 1) {
            const uint32_t lane = word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
            if ((block.lanes[lane].types & type) == 0) continue;
            if (lane < title.denies) {
                denied.emplace_back(block.starts[lane], block.ends[lane]);
            } else if (at < block.starts[lane]) {
                allowed.emplace_back(block.starts[lane], block.ends[lane]);
            }
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

uint32_t type_bit(LicenseType type) { return 1u << static_cast<unsigned>(type); }

// What the service's own state answers, if it does not leave the question to the licences.
std::optional<Verdict> judge_service(const form::Service& service, int64_t at) {
    switch (static_cast<world::Presence>(service.presence)) {
        case world::Presence::unavailable: return Verdict{Reason::service_unavailable, form::none, Verdict::never};
        case world::Presence::announced: return Verdict{Reason::service_not_launched, form::none, Verdict::never};
        case world::Presence::launched: break;
    }
    if (at < service.since) return Verdict{Reason::service_not_launched, form::none, service.since};
    return std::nullopt;
}

}  // namespace

Index::Index(std::unique_ptr<Layout> layout) : layout_(std::move(layout)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

uint32_t Index::Layout::atom_of(world::Territory territory) const {
    if (territory.is_subdivision()) {
        const auto found = std::lower_bound(subdivisions.begin(), subdivisions.end(), territory.subdivision());
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

std::span<const uint8_t> Index::bytes() const { return layout_->bytes(); }
size_t Index::title_count() const { return layout_->titles.size(); }
size_t Index::grant_count() const { return layout_->grants.size(); }

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
    const uint32_t atom = l.atom_of(deciding_territory(query.territory, query.home));
    const int64_t at = to_unix_ms(query.at);
    if (const auto answer = judge_service(l.services[atom], at)) return *answer;
    const form::Title* title = l.find(query.title);
    if (title == nullptr || title->lanes == 0) return {};
    return judge(Block(l.blocks + uint64_t{title->block} * 8, *title), *title, atom, at, type_bit(query.license_type));
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
        const form::Title& title = *l.find(query.title);
        decision.opens_at = from_unix_ms(first_opening(Block(l.blocks + uint64_t{title.block} * 8, title), title,
                                                       l.atom_of(deciding_territory(query.territory, query.home)),
                                                       to_unix_ms(query.at), type_bit(query.license_type)));
    }
    return decision;
}

void Index::sweep(const SweepQuery& query, std::vector<Verdict>& out) const {
    const Layout& l = *layout_;
    const uint32_t atom = l.atom_of(deciding_territory(query.territory, query.home));
    const int64_t at = to_unix_ms(query.at);
    out.resize(l.titles.size());
    if (const auto answer = judge_service(l.services[atom], at)) {
        std::fill(out.begin(), out.end(), *answer);
        return;
    }
    const uint32_t type = type_bit(query.license_type);
    for (size_t i = 0; i < out.size(); ++i) {
        const form::Title& title = l.titles[i];
        out[i] = title.lanes == 0 ? Verdict{}
                                  : judge(Block(l.blocks + uint64_t{title.block} * 8, title), title, atom, at, type);
    }
}

std::vector<TitleId> Index::available(const SweepQuery& query) const {
    const Layout& l = *layout_;
    const uint32_t atom = l.atom_of(deciding_territory(query.territory, query.home));
    const int64_t at = to_unix_ms(query.at);
    std::vector<TitleId> out;
    if (judge_service(l.services[atom], at)) return out;
    const uint32_t type = type_bit(query.license_type);
    for (const form::Title& title : l.titles) {
        if (title.lanes == 0) continue;
        if (is_licensed(Block(l.blocks + uint64_t{title.block} * 8, title), title, atom, at, type)) {
            out.emplace_back(title.id);
        }
    }
    return out;
}

}  // namespace nuri::rights
