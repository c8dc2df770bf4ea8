#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// The generated tables (tools/generate-world.mjs), for this module's sources only. All sorted by their first member
// unless it says otherwise.
namespace nuri::world::data {

struct TerritoryRow {
    std::string_view code, alpha3;
    int m49;
    std::string_view english, korean, currency, zone;
};
struct GroupRow {
    std::string_view code, english, korean;
    std::array<uint64_t, 5> leaves;
};
/// The parts of one leaf, "AL AK AR": without the leaf's own letters, separated by spaces.
struct SubdivisionRow {
    int leaf;
    std::string_view parts;
};
struct SubdivisionAliasRow {
    std::string_view code;
    int leaf;
};
/// By leaf, official languages first, then by share.
struct SpokenRow {
    int leaf;
    std::string_view tag;
    double percent;
    bool official;
};
struct CurrencyRow {
    std::string_view code;
    int minor_digits;
};
struct LanguageRow {
    std::string_view code, english, korean, script;
};
/// From, to: tags, codes or names.
struct PairRow {
    std::string_view first, second;
};
struct ScriptRow {
    std::string_view code, english, korean;
};
struct RatingLabelRow {
    std::string_view label;
    int age;
    std::string_view meaning;
};
/// In the order of the table; labels [first, first + count).
struct RatingSystemRow {
    std::string_view id, territory, name;
    bool television;
    int first, count;
};

extern const std::span<const TerritoryRow> territories;
extern const std::span<const GroupRow> groups;
extern const std::span<const SubdivisionRow> subdivisions;
extern const std::span<const SubdivisionAliasRow> subdivision_aliases;
extern const std::span<const SpokenRow> spoken;
extern const std::span<const CurrencyRow> currencies;
extern const std::span<const LanguageRow> languages;
extern const std::span<const PairRow> regional_scripts;
extern const std::span<const PairRow> language_aliases;
extern const std::span<const PairRow> parent_locales;
extern const std::span<const ScriptRow> scripts;
extern const std::span<const PairRow> native_languages;
extern const std::span<const RatingLabelRow> rating_labels;
extern const std::span<const RatingSystemRow> rating_systems;

/// The row whose `key` member is `value`, by bisection; null if there is none.
template<typename Row>
const Row* find(std::span<const Row> rows, std::string_view Row::* key, std::string_view value) {
    size_t low = 0, high = rows.size();
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (rows[middle].*key < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < rows.size() && rows[low].*key == value ? &rows[low] : nullptr;
}

}  // namespace nuri::world::data
