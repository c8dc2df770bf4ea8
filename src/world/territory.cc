#include "world/territory.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "world/data.h"

namespace nuri::world {
namespace {

struct Subdivision {
    std::string code;  // "CA-QC"
    uint16_t leaf;
};

// In the order of their codes, so that a Territory's numbers compare as its code does. Number 0 is taken
// by "no subdivision".
const std::vector<Subdivision>& subdivision_table() {
    static const std::vector<Subdivision> table = [] {
        std::vector<Subdivision> made{{"", 0}};
        for (const auto& row : data::subdivisions) {
            for (const std::string_view part : split(row.parts, ' ')) {
                made.push_back({std::string(data::territories[row.leaf].code) + "-" + std::string(part),
                                static_cast<uint16_t>(row.leaf)});
            }
        }
        return made;
    }();
    return table;
}

std::optional<int> leaf_by_code(std::string_view upper) {
    if (upper == "UK") upper = "GB";  // reserved for it, and what people write
    const auto* row = data::find(data::territories, &data::TerritoryRow::code, upper);
    if (row == nullptr) return std::nullopt;
    return static_cast<int>(row - data::territories.data());
}

template<typename Predicate>
std::optional<int> leaf_where(Predicate predicate) {
    const auto found = std::find_if(data::territories.begin(), data::territories.end(), predicate);
    if (found == data::territories.end()) return std::nullopt;
    return static_cast<int>(found - data::territories.begin());
}

// What somebody may have meant: a name instead of a code, two letters swapped, or a neighbour in the
// alphabet.
std::string nearest_code(std::string_view upper) {
    const auto named = leaf_where([&](const auto& row) { return equals_ignoring_case(row.english, upper); });
    if (named) return std::string(data::territories[*named].code);
    if (upper.size() != 2) return {};
    const std::string swapped{upper[1], upper[0]};
    if (leaf_by_code(swapped)) return swapped;
    const std::string_view* best = nullptr;
    for (const auto& row : data::territories) {
        if (row.code[0] != upper[0]) continue;
        if (best == nullptr || std::abs(row.code[1] - upper[1]) < std::abs((*best)[1] - upper[1])) {
            best = &row.code;
        }
    }
    return best == nullptr ? std::string() : std::string(*best);
}

Error unknown(std::string_view code, const std::string& hint) {
    return {ErrorKind::invalid, "unknown territory \"" + std::string(code) + "\"" +
                                    (hint.empty() ? "" : "; did you mean " + hint + "?")};
}

}  // namespace

Result<Territory> Territory::parse(std::string_view code) {
    constexpr size_t longest_code = 64;  // names are given hints too
    if (code.empty()) return Error{ErrorKind::invalid, "territory code is empty"};
    if (code.size() > longest_code)
        return Error{ErrorKind::invalid, "territory code is longer than 64 bytes"};
    const std::string upper = to_upper(code);
    const auto leaf = [](int index) { return Territory(static_cast<uint16_t>(index), 0); };

    if (const auto index = leaf_by_code(upper)) return leaf(*index);
    if (upper.size() == 3) {
        const bool numeric =
            std::all_of(upper.begin(), upper.end(), [](char c) { return c >= '0' && c <= '9'; });
        const int number = numeric ? std::stoi(upper) : 0;
        const auto index = leaf_where([&](const data::TerritoryRow& row) {
            return numeric ? number != 0 && row.m49 == number : row.alpha3 == upper;
        });
        if (index) return leaf(*index);
    }
    if (upper.find('-') == 2) {
        if (const auto* alias =
                data::find(data::subdivision_aliases, &data::SubdivisionAliasRow::code, upper)) {
            return leaf(alias->leaf);
        }
        const auto& table = subdivision_table();
        const auto found =
            std::lower_bound(table.begin() + 1, table.end(), upper,
                             [](const Subdivision& s, const std::string& c) { return s.code < c; });
        if (found != table.end() && found->code == upper) {
            return Territory(found->leaf, static_cast<uint16_t>(found - table.begin()));
        }
        if (leaf_by_code(std::string_view(upper).substr(0, 2))) {
            return Error{ErrorKind::invalid, "unknown subdivision \"" + std::string(code) +
                                                 "\"; the first level of ISO 3166-2 is known"};
        }
    }
    if (data::find(data::groups, &data::GroupRow::code, upper) != nullptr) {
        return Error{ErrorKind::invalid,
                     "\"" + std::string(code) + "\" is a group of territories, not one territory"};
    }
    return unknown(code, nearest_code(upper));
}

Territory Territory::from_index(int index) {
    CHECK(index >= 0 && index < territory_count);
    return Territory(static_cast<uint16_t>(index), 0);
}

Territory Territory::from_subdivision(int number) {
    const auto& table = subdivision_table();
    CHECK(number >= 1 && number < static_cast<int>(table.size()));
    return Territory(table[number].leaf, static_cast<uint16_t>(number));
}

std::string Territory::code() const {
    return is_subdivision() ? subdivision_table()[subdivision_].code
                            : std::string(data::territories[leaf_].code);
}

std::string to_string(Territory territory) {
    return territory.code();
}

int subdivision_count() {
    return static_cast<int>(subdivision_table().size()) - 1;
}

bool is_eu_member(Territory territory) {
    static const data::GroupRow* const eu = data::find(data::groups, &data::GroupRow::code, "EU");
    return (eu->leaves[territory.index() / 64] >> (territory.index() % 64) & 1) != 0;
}

uint64_t territory_edition() {
    // FNV-1a over every code in order: any insertion moves a number and changes this.
    static const uint64_t edition = [] {
        uint64_t hash = 14695981039346656037u;
        const auto add = [&](std::string_view text) {
            for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
            hash = (hash ^ 0xff) * 1099511628211u;
        };
        for (const auto& row : data::territories) add(row.code);
        for (const auto& subdivision : subdivision_table()) add(subdivision.code);
        return hash;
    }();
    return edition;
}

static_assert(sizeof(Territory) == 4);

}  // namespace nuri::world
