#include "rights/index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

#include "base/check.h"
#include "rights/index_layout.h"

namespace nuri::rights {
namespace {

// A title without grants has no block: its lanes end before the first is looked at.
form::BlockParts<const uint8_t> block_of(const uint8_t* blocks, const form::Title& title, uint32_t atoms) {
    return {blocks + uint64_t{title.block} * sizeof(form::CacheLine), title.lanes, atoms};
}

// Eight bytes are read whatever the row's width, and what belongs to the next row is cut off: behind the rows
// of every block stand its grants.
uint64_t row_of(const uint8_t* rows, const form::Title& title, uint32_t atom, uint32_t word) {
    uint64_t bits = 0;
    std::memcpy(&bits, rows + size_t{atom} * title.row_bytes + word * 8, sizeof bits);
    return bits & (~uint64_t{0} >> (64 - 8 * std::min(title.row_bytes, 8u)));
}

// Calls `visit(lane)` for the lanes that hold in the territory for the licence type, in the order of
// precedence, until it returns false.
template<typename Visit>
void for_each_lane(const form::BlockParts<const uint8_t>& block, const form::Title& title,
                   const form::Asked& asked, Visit visit) {
    for (uint32_t word = 0; word < form::words(title.lanes); ++word) {
        uint64_t holding = row_of(block.rows, title, asked.atom, word) &
                           block.types[asked.type * form::words(title.lanes) + word];
        for (; holding != 0; holding &= holding - 1) {
            if (!visit(word * 64 + static_cast<uint32_t>(std::countr_zero(holding)))) return;
        }
    }
}

// The law where the service is offered. Lanes stand in the order of precedence, denies first, so the first
// open one decides; and what ends its reign is its own end or the start of one that stands before it.
Verdict judge(const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
    const auto block = block_of(blocks, title, asked.atoms);
    Verdict verdict;
    bool ahead = false, past = false;
    for_each_lane(block, title, asked, [&](uint32_t lane) {
        const bool denies = lane < title.denies;
        if (asked.at < block.starts[lane]) {
            verdict.valid_until_ms = std::min(verdict.valid_until_ms, block.starts[lane]);
            ahead |= !denies;
            return true;
        }
        if (asked.at < block.ends[lane]) {
            verdict = {denies ? Reason::denied : Reason::licensed, block.grants[lane],
                       std::min(verdict.valid_until_ms, block.ends[lane])};
            return false;
        }
        past |= !denies;
        return true;
    });
    if (verdict.grant == form::none)
        verdict.reason = ahead ? Reason::not_open_yet : past ? Reason::closed : Reason::no_licence;
    return verdict;
}

// The first moment after `at` at which an allow is open and no deny is; else the first at which an allow is.
int64_t first_opening(const uint8_t* blocks, const form::Title& title, const form::Asked& asked) {
    const auto block = block_of(blocks, title, asked.atoms);
    std::vector<std::pair<int64_t, int64_t>> denied, allowed;
    for_each_lane(block, title, asked, [&](uint32_t lane) {
        if (asked.at < block.ends[lane])
            (lane < title.denies ? denied : allowed).emplace_back(block.starts[lane], block.ends[lane]);
        return true;
    });
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

// What the service's own state answers, if it does not leave the question to the licences.
std::optional<Verdict> judge_service(const form::Service& service, const form::Asked& asked,
                                     const Circumstances& circumstances) {
    switch (static_cast<world::Presence>(service.presence)) {
        case world::Presence::unavailable:
            return Verdict{Reason::service_unavailable, form::none, Verdict::never};
        case world::Presence::announced:
            return Verdict{Reason::service_not_launched, form::none, Verdict::never};
        case world::Presence::launched:
            break;
    }
    if (asked.at < service.since) return Verdict{Reason::service_not_launched, form::none, service.since};
    if (circumstances.anonymiser != Anonymiser::none &&
        circumstances.rules.anonymisers == AnonymiserPolicy::block) {
        return Verdict{Reason::anonymiser, form::none, Verdict::never};
    }
    return std::nullopt;
}

bool names_device(const Circumstances& circumstances) {
    return circumstances.device.has_value() || !circumstances.platform.empty();
}
bool is_hidden(const Circumstances& circumstances) {
    return circumstances.anonymiser != Anonymiser::none &&
           circumstances.rules.anonymisers == AnonymiserPolicy::originals;
}

}  // namespace

Index::Index(std::unique_ptr<Layout> layout) : layout_(std::move(layout)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

form::Asked Index::Layout::ask(world::Territory present, const std::optional<world::Territory>& home,
                               Instant at, LicenseType type, const Circumstances& circumstances) const {
    const auto territory = home ? deciding_territory(present, home, circumstances.rules.travel) : present;
    return {atom_of(territory), to_unix_ms(at), static_cast<uint32_t>(type), header->atoms};
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

uint32_t Index::Layout::number_of(TitleId title) const {
    const auto absent = static_cast<uint32_t>(titles.size());
    const int64_t id = title.number();
    const uint64_t at = static_cast<uint64_t>(id) - static_cast<uint64_t>(header->first_title);
    if (consecutive) return at < absent ? static_cast<uint32_t>(at) : absent;
    if (!numbers.empty()) return at < numbers.size() ? std::min(numbers[at], absent) : absent;
    const auto found = std::lower_bound(titles.begin(), titles.end(), id,
                                        [](const form::Title& t, int64_t wanted) { return t.id < wanted; });
    return found != titles.end() && found->id == id ? static_cast<uint32_t>(found - titles.begin()) : absent;
}

const form::Title& Index::Layout::record_of(uint32_t number, std::string_view edit) const {
    const form::Title& title = titles[number];
    if (edit.empty() || edits.empty()) return title;
    auto found = std::lower_bound(edits.begin(), edits.end(), title.id,
                                  [](const form::Edit& e, int64_t wanted) { return e.title.id < wanted; });
    for (; found != edits.end() && found->title.id == title.id; ++found) {
        if (lines[found->name] == edit) return found->title;
    }
    return title;
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
    l.board.fetch_rows(static_cast<size_t>(query.license_type) * l.header->atoms);
    const Circumstances& circumstances = query.circumstances;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type, circumstances);
    const uint32_t number = l.number_of(query.title);
    const bool bare = circumstances.anonymiser == Anonymiser::none && circumstances.edit.empty() &&
                      !(l.header->limited != 0 && names_device(circumstances));
    if (bare && number < l.titles.size()) {
        // A row stands only where the service is launched.
        if (const uint16_t row = l.row_of(asked); row != Board::no_row) {
            const Verdict& written = l.board.row(row)[number];
            if (asked.at < written.valid_until_ms) return written;
        }
    }
    if (const auto answer = judge_service(l.services[asked.atom], asked, circumstances)) return *answer;
    if (number >= l.titles.size()) return {};
    const form::Title& title = l.record_of(number, circumstances.edit);
    if (is_hidden(circumstances) || (title.limited != 0 && names_device(circumstances)))
        return judge_in_circumstances(l, title, asked, circumstances).verdict;
    return judge(l.blocks, title, asked);
}

Decision Index::decide(const Query& query) const {
    const Verdict verdict = this->verdict(query);
    Decision decision;
    decision.allowed = verdict.allowed();
    decision.reason = verdict.reason;
    if (verdict.grant != form::none) decision.grant = grant_id(verdict.grant);
    if (verdict.valid_until_ms != Verdict::never) decision.valid_until = from_unix_ms(verdict.valid_until_ms);
    if (verdict.allowed()) set_terms(decision, terms(verdict.grant));
    if (verdict.reason == Reason::not_open_yet) {
        const Layout& l = *layout_;
        const Circumstances& circumstances = query.circumstances;
        const form::Asked asked =
            l.ask(query.territory, query.home, query.at, query.license_type, circumstances);
        const form::Title& title = l.record_of(l.number_of(query.title), circumstances.edit);
        const bool special = is_hidden(circumstances) || (title.limited != 0 && names_device(circumstances));
        decision.opens_at =
            from_unix_ms(special ? judge_in_circumstances(l, title, asked, circumstances).opens_ms
                                 : first_opening(l.blocks, title, asked));
    }
    return decision;
}

void Index::sweep(const SweepQuery& query, std::vector<Verdict>& out) const {
    const Layout& l = *layout_;
    const Circumstances& circumstances = query.circumstances;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type, circumstances);
    out.resize(l.titles.size());
    if (const auto answer = judge_service(l.services[asked.atom], asked, circumstances)) {
        std::fill(out.begin(), out.end(), *answer);
        return;
    }
    const bool devices = l.header->limited != 0 && names_device(circumstances);
    if (is_hidden(circumstances) || !circumstances.edit.empty() || devices) {
        const bool hidden = is_hidden(circumstances);
        for (size_t i = 0; i < out.size(); ++i) {
            const form::Title& title = l.record_of(static_cast<uint32_t>(i), circumstances.edit);
            out[i] = hidden || (devices && title.limited != 0)
                         ? judge_in_circumstances(l, title, asked, circumstances).verdict
                         : judge(l.blocks, title, asked);
        }
        return;
    }
    const uint16_t row = l.row_of(asked);
    if (row == Board::no_row) {
        for (size_t i = 0; i < out.size(); ++i) out[i] = judge(l.blocks, l.titles[i], asked);
        return;
    }
    std::copy_n(l.board.row(row), out.size(), out.begin());
    if (asked.at < l.board.next_change[row]) return;
    for (size_t i = 0; i < out.size(); ++i) {
        if (asked.at >= out[i].valid_until_ms) out[i] = judge(l.blocks, l.titles[i], asked);
    }
}

std::vector<TitleId> Index::available(const SweepQuery& query) const {
    const Layout& l = *layout_;
    const Circumstances& circumstances = query.circumstances;
    const bool bare = circumstances.anonymiser == Anonymiser::none && circumstances.edit.empty() &&
                      !(l.header->limited != 0 && names_device(circumstances));
    std::vector<TitleId> out;
    const form::Asked asked = l.ask(query.territory, query.home, query.at, query.license_type, circumstances);
    const uint16_t row = bare ? l.row_of(asked) : Board::no_row;
    if (row != Board::no_row && asked.at < l.board.next_change[row]) {
        const std::vector<uint64_t>& licensed = l.board.licensed[row];
        size_t count = 0;
        for (const uint64_t word : licensed) count += static_cast<size_t>(std::popcount(word));
        out.resize(count);
        TitleId* next = out.data();
        for (size_t word = 0; word < licensed.size(); ++word) {
            for (uint64_t bits = licensed[word]; bits != 0; bits &= bits - 1) {
                const size_t number = word * 64 + static_cast<size_t>(std::countr_zero(bits));
                *next++ = TitleId(l.consecutive ? l.header->first_title + static_cast<int64_t>(number)
                                                : l.titles[number].id);
            }
        }
        return out;
    }
    std::vector<Verdict> verdicts;
    sweep(query, verdicts);
    // Written for every title and kept for the licensed: no branch on an answer that cannot be guessed.
    out.resize(verdicts.size());
    size_t count = 0;
    for (size_t i = 0; i < verdicts.size(); ++i) {
        out[count] = TitleId(l.titles[i].id);
        count += verdicts[i].allowed() ? 1 : 0;
    }
    out.resize(count);
    return out;
}

void Index::prepare(Instant present, std::span<const world::Territory> territories, LicenseTypes types) {
    Layout& l = *layout_;
    Board& board = l.board;
    board = {};
    board.titles = l.titles.size();
    board.row_of.assign(size_t{license_type_count} * l.header->atoms, Board::no_row);
    const int64_t at = to_unix_ms(present);
    const size_t rows_max = std::min<size_t>(
        Board::no_row, board_bytes_max / std::max<size_t>(board.titles * sizeof(Verdict), 1));
    std::vector<form::Asked> asked_of;                        // of each row
    std::map<std::pair<uint32_t, uint32_t>, uint16_t> known;  // by type and the first alike atom
    for (int type = 0; type < license_type_count; ++type) {
        if (!types.contains(static_cast<LicenseType>(type))) continue;
        for (const world::Territory territory : territories) {
            const form::Asked asked{l.atom_of(territory), at, static_cast<uint32_t>(type), l.header->atoms};
            if (judge_service(l.services[asked.atom], asked, {})) continue;
            const auto found = known.find({asked.type, l.alike[asked.atom]});
            if (found == known.end() && asked_of.size() >= rows_max) continue;
            const auto row = found != known.end() ? found->second : static_cast<uint16_t>(asked_of.size());
            if (found == known.end()) {
                known[{asked.type, l.alike[asked.atom]}] = row;
                asked_of.push_back(asked);
            }
            board.row_of[asked.type * asked.atoms + asked.atom] = row;
        }
    }
    board.rows = asked_of.size();
    board.verdicts.reserve(board.rows * board.titles);
    for (size_t row = 0; row < board.rows; ++row) {
        auto& licensed = board.licensed.emplace_back((board.titles + 63) / 64);
        int64_t& next_change = board.next_change.emplace_back(Verdict::never);
        for (size_t i = 0; i < board.titles; ++i) {
            const Verdict& verdict = board.verdicts.emplace_back(judge(l.blocks, l.titles[i], asked_of[row]));
            licensed[i / 64] |= uint64_t{verdict.allowed()} << (i % 64);
            next_change = std::min(next_change, verdict.valid_until_ms);
        }
    }
    board.present = at;
}

size_t Index::board_bytes() const {
    return layout_->board.rows * layout_->board.titles * sizeof(Verdict);
}

}  // namespace nuri::rights
