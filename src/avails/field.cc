#include "avails/field.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/text.h"

namespace nuri::avails {
namespace {

constexpr FieldFacts table[] = {
#define FIELD(id, section, column, kind, base, path, since, until) \
    {Field::id, section, column, FieldKind::kind, Base::base, path, since, until},
#include "avails/fields.inc"
#undef FIELD
};
static_assert(std::size(table) == field_count);

/// Headers that official templates and tools write, and the column they mean.
constexpr struct {
    std::string_view written;
    Field field;
} aliases[] = {
    {"BundleALIDs", Field::bundled_alids},
    {"BundledALID", Field::bundled_alids},
    {"ExceptionsFlag", Field::exception_flag},
    {"VolumeDistributinoNumber", Field::volume_distribution_number},
    {"Avail/AvailID", Field::avail_id},
    {"AllowedLanguage", Field::allowed_languages},
    {"AssetLanguages", Field::asset_language},
    {"HoldbackLanguages", Field::holdback_language},
    {"PreOrderFulfillDate", Field::pre_order_fulfill_date},
    {"RequiredFulfillmentLanguage", Field::required_languages},
};

}  // namespace

std::span<const FieldFacts> fields() {
    return table;
}

const FieldFacts& facts(Field field) {
    return table[static_cast<size_t>(field)];
}

std::optional<FoundField> find_field(std::string_view column) {
    static const std::unordered_map<std::string, FoundField> known = [] {
        std::unordered_map<std::string, FoundField> map;
        for (const FieldFacts& row : table) map.emplace(to_lower(row.column), FoundField{row.id, false});
        for (const auto& alias : aliases) map.emplace(to_lower(alias.written), FoundField{alias.field, true});
        return map;
    }();
    const auto at = known.find(to_lower(trim(column)));
    return at == known.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace nuri::avails
