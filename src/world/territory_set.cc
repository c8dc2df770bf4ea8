#include "world/territory_set.h"

#include <algorithm>

#include "world/data.h"

namespace nuri::world {

TerritorySet::TerritorySet(std::initializer_list<Territory> members) {
    for (const Territory member : members) insert(member);
}

TerritorySet TerritorySet::all() {
    TerritorySet set;
    for (int i = 0; i < territory_count; ++i) set.leaves_[i / 64] |= uint64_t{1} << (i % 64);
    return set;
}

bool TerritorySet::is_exception(int subdivision) const {
    return std::binary_search(exceptions_.begin(), exceptions_.end(), subdivision);
}

bool TerritorySet::contains(Territory territory) const {
    return leaf_bit(territory.index()) !=
           (territory.is_subdivision() && is_exception(territory.subdivision()));
}

// Whether a leaf or subdivision is in the outcome depends on whether it is in each side, and on nothing else;
// so the leaves can be combined by words, and only subdivisions that one side names need a look.
template<typename Combine>
TerritorySet TerritorySet::combined(const TerritorySet& a, const TerritorySet& b, Combine combine) {
    TerritorySet out;
    for (int i = 0; i < word_count; ++i) out.leaves_[i] = combine(a.leaves_[i], b.leaves_[i]);
    std::vector<uint16_t> named;
    std::set_union(a.exceptions_.begin(), a.exceptions_.end(), b.exceptions_.begin(), b.exceptions_.end(),
                   std::back_inserter(named));
    for (const uint16_t number : named) {
        const Territory part = Territory::from_subdivision(number);
        const bool in = (combine(uint64_t{a.contains(part)}, uint64_t{b.contains(part)}) & 1) != 0;
        if (in != out.leaf_bit(part.index())) out.exceptions_.push_back(number);
    }
    return out;
}

TerritorySet operator|(const TerritorySet& a, const TerritorySet& b) {
    return TerritorySet::combined(a, b, [](uint64_t x, uint64_t y) { return x | y; });
}
TerritorySet operator&(const TerritorySet& a, const TerritorySet& b) {
    return TerritorySet::combined(a, b, [](uint64_t x, uint64_t y) { return x & y; });
}
TerritorySet operator-(const TerritorySet& a, const TerritorySet& b) {
    return TerritorySet::combined(a, b, [](uint64_t x, uint64_t y) { return x & ~y; });
}

void TerritorySet::insert(Territory territory) {
    if (contains(territory) && territory.is_subdivision()) return;
    TerritorySet one;
    if (territory.is_subdivision()) {
        one.exceptions_.push_back(static_cast<uint16_t>(territory.subdivision()));
    } else {
        one.leaves_[territory.index() / 64] = uint64_t{1} << (territory.index() % 64);
    }
    *this = *this | one;
}

void TerritorySet::erase(Territory territory) {
    *this = *this - TerritorySet{territory};
}

bool TerritorySet::empty() const {
    return exceptions_.empty() &&
           std::all_of(leaves_.begin(), leaves_.end(), [](uint64_t w) { return w == 0; });
}

int TerritorySet::size() const {
    int count = 0;
    for_each([&](Territory) { ++count; });
    return count;
}

std::vector<Territory> TerritorySet::exceptions() const {
    std::vector<Territory> out;
    for (const uint16_t number : exceptions_) out.push_back(Territory::from_subdivision(number));
    return out;
}

std::string to_string(const TerritorySet& set) {
    if (set.empty()) return "none";
    TerritorySet leaves;  // without the exceptions, which are written last
    for (int i = 0; i < territory_count; ++i) {
        if (set.contains(Territory::from_index(i))) leaves.insert(Territory::from_index(i));
    }
    std::string text;
    const auto add = [&](const char* sign, std::string_view code) {
        if (!text.empty()) text += sign;
        text += code;
    };
    const auto leaf_words = [](const TerritorySet& s) {
        std::array<uint64_t, 5> words{};
        s.for_each([&](Territory t) { words[t.index() / 64] |= uint64_t{1} << (t.index() % 64); });
        return words;
    };
    const auto words = leaf_words(leaves);
    const auto group = std::find_if(data::groups.begin(), data::groups.end(),
                                    [&](const auto& row) { return row.leaves == words; });
    if (group != data::groups.end()) {
        add("", group->code);
    } else if (leaves.size() > territory_count / 2) {
        add("", "001");
        (TerritorySet::all() - leaves).for_each([&](Territory t) { add(" - ", t.code()); });
    } else {
        leaves.for_each([&](Territory t) { add(" + ", t.code()); });
    }
    // Added parts first: an expression cannot begin with a minus.
    for (const Territory part : set.exceptions()) {
        if (!set.contains(part.leaf())) add(" + ", part.code());
    }
    for (const Territory part : set.exceptions()) {
        if (set.contains(part.leaf())) add(" - ", part.code());
    }
    return text;
}

}  // namespace nuri::world
