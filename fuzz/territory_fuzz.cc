// Territory expressions and codes, as an operator, a contract or a workbook writes them. What is read must be
// written as an expression that reads back as the same set.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "world/language.h"
#include "world/territory_expression.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace nuri::world;
    static const TerritoryGroups groups{{"latam", *parse_territories("419 - CU")},
                                        {"alpen", *parse_territories("AT + CH")}};
    const std::string_view text = nuri::as_text({data, size});
    if (const auto set = parse_territories(text, groups)) {
        const auto again = parse_territories(to_string(*set));
        CHECK(again && *again == *set);
        CHECK(set->size() > 0);
    }
    if (const auto territory = Territory::parse(text))
        CHECK(*Territory::parse(territory->code()) == *territory);
    if (const auto tag = LanguageTag::parse(text)) {
        const auto again = LanguageTag::parse(tag->text());
        CHECK(again && *again == *tag && matches(*tag, *again));
        CHECK(!fallback_chain(*tag, *tag).empty());
    }
    return 0;
}
