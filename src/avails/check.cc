#include "avails/check.h"

#include "avails/check_schema.h"
#include "avails/span.h"
#include "avails/values.h"
#include "base/text.h"

namespace nuri::avails {

Place place_of(const RowView& row, Field field) {
    const Cell* cell = row.cell(field);
    const uint32_t line = cell != nullptr && cell->line != 0 ? cell->line : row.row().number;
    return {row.document().format == Format::xml ? std::string() : row.sheet().name, line,
            std::string(facts(field).column)};
}

world::TerritorySet territories_of(const RowView& row) {
    world::TerritorySet set;
    for (const std::string_view code : list_parts(row[Field::territory]))
        if (const auto territory = parse_territory_code(code)) set |= *territory;
    for (const std::string_view code : list_parts(row[Field::territory_exclusion]))
        if (const auto territory = parse_territory_code(code)) set -= *territory;
    return set;
}

void check_columns(const Document& document, Findings& findings) {
    for (const Sheet& sheet : document.sheets) {
        if (document.format == Format::xml) continue;
        for (const Field field : {Field::territory, Field::start, Field::end, Field::license_type,
                                  Field::work_type, Field::format_profile, Field::entry_type})
            if (!sheet.column_of(field))
                findings.add("column_missing", {sheet.name, 2, std::string(facts(field).column)},
                             "the sheet has no column '" + std::string(facts(field).column) + "'",
                             "add it; its place does not matter");
    }
}

void check(const Document& document, const Profile& profile, Findings& findings) {
    check_columns(document, findings);
    SeenValues seen;
    for (const Sheet& sheet : document.sheets) {
        RowView view(document, sheet);
        for (const Row& row : sheet.rows) {
            if (row.comment) continue;
            view.look_at(row);
            check_values(view, seen, findings);
            check_row(view, profile, findings);
        }
    }
    check_among_rows(document, profile, findings);
    if (document.format == Format::xml) {
        check_schema(document, findings);
        check_elements(document, findings);
    }
    findings.sort();
}

}  // namespace nuri::avails
