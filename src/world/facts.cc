#include "world/facts.h"

#include <algorithm>

#include "world/data.h"

namespace nuri::world {
namespace {
const data::TerritoryRow& row(Territory territory) {
    return data::territories[territory.index()];
}
}  // namespace

std::string_view english_name(Territory territory) {
    return row(territory).english;
}
std::string_view korean_name(Territory territory) {
    return row(territory).korean;
}
int m49_code(Territory territory) {
    return row(territory).m49;
}
std::string_view first_zone_of(Territory territory) {
    return row(territory).zone;
}

std::optional<Currency> currency_of(Territory territory) {
    if (row(territory).currency.empty()) return std::nullopt;
    return *Currency::parse(row(territory).currency);
}

std::vector<SpokenLanguage> languages_of(Territory territory) {
    std::vector<SpokenLanguage> out;
    const auto first = std::lower_bound(data::spoken.begin(), data::spoken.end(), territory.index(),
                                        [](const data::SpokenRow& r, int leaf) { return r.leaf < leaf; });
    for (auto spoken = first; spoken != data::spoken.end() && spoken->leaf == territory.index(); ++spoken) {
        out.push_back({*LanguageTag::parse(spoken->tag), spoken->percent, spoken->official});
    }
    return out;
}

}  // namespace nuri::world
