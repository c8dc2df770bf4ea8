#include "world/data.h"

namespace nuri::world::data {
namespace {

constexpr TerritoryRow territory_rows[] = {
#include "world/data_territories.inc"
};
constexpr GroupRow group_rows[] = {
#include "world/data_groups.inc"
};
constexpr SubdivisionRow subdivision_rows[] = {
#include "world/data_subdivisions.inc"
};
constexpr SubdivisionAliasRow subdivision_alias_rows[] = {
#include "world/data_subdivision_aliases.inc"
};
constexpr SpokenRow spoken_rows[] = {
#include "world/data_spoken.inc"
};
constexpr CurrencyRow currency_rows[] = {
#include "world/data_currencies.inc"
};
constexpr LanguageRow language_rows[] = {
#include "world/data_languages.inc"
};
constexpr PairRow regional_script_rows[] = {
#include "world/data_regional_scripts.inc"
};
constexpr PairRow language_alias_rows[] = {
#include "world/data_language_aliases.inc"
};
constexpr PairRow parent_locale_rows[] = {
#include "world/data_parent_locales.inc"
};
constexpr ScriptRow script_rows[] = {
#include "world/data_scripts.inc"
};
constexpr PairRow native_language_rows[] = {
#include "world/data_native_languages.inc"
};
constexpr RatingLabelRow rating_label_rows[] = {
#include "world/data_rating_labels.inc"
};
constexpr RatingSystemRow rating_system_rows[] = {
#include "world/data_rating_systems.inc"
};

}  // namespace

// constinit: other translation units may read these before main.
constinit const std::span<const TerritoryRow> territories(territory_rows);
constinit const std::span<const GroupRow> groups(group_rows);
constinit const std::span<const SubdivisionRow> subdivisions(subdivision_rows);
constinit const std::span<const SubdivisionAliasRow> subdivision_aliases(subdivision_alias_rows);
constinit const std::span<const SpokenRow> spoken(spoken_rows);
constinit const std::span<const CurrencyRow> currencies(currency_rows);
constinit const std::span<const LanguageRow> languages(language_rows);
constinit const std::span<const PairRow> regional_scripts(regional_script_rows);
constinit const std::span<const PairRow> language_aliases(language_alias_rows);
constinit const std::span<const PairRow> parent_locales(parent_locale_rows);
constinit const std::span<const ScriptRow> scripts(script_rows);
constinit const std::span<const PairRow> native_languages(native_language_rows);
constinit const std::span<const RatingLabelRow> rating_labels(rating_label_rows);
constinit const std::span<const RatingSystemRow> rating_systems(rating_system_rows);

}  // namespace nuri::world::data
