#include "avails/layout.h"

#include <algorithm>

#include "avails/vocabulary.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

/// A sheet with fewer known columns is a dictionary, a cover or somebody's notes.
constexpr int known_columns_min = 4;

}  // namespace

SheetBuilder::SheetBuilder(Document& document, const Profile& profile, Findings& findings, std::string name)
    : document_(document), profile_(profile), findings_(findings) {
    sheet_.name = std::move(name);
}

/// By the specification, or by what was settled with the party.
std::optional<FoundField> SheetBuilder::field_named(std::string_view name) const {
    const auto settled = profile_.columns.find(to_lower(trim(name)));
    if (settled == profile_.columns.end()) return find_field(name);
    auto found = find_field(settled->second);
    if (found) found->alias = false;
    return found;
}

bool SheetBuilder::settle_columns() {
    settled_ = true;
    int known = 0;
    std::vector<bool> seen(field_count);
    for (const Cell& cell : names_) {
        const std::string_view name = trim(document_.text(cell));
        if (name.empty()) continue;
        Column column;
        column.name = name;
        column.place = cell.column;
        for (const Cell& section : sections_)
            if (section.column == cell.column) column.section = trim(document_.text(section));
        if (const auto found = field_named(name)) {
            const auto place = [&] { return Place{sheet_.name, 2, column.name}; };
            ++known;
            if (seen[static_cast<size_t>(found->field)]) {
                findings_.add("column_repeated", place(),
                              "column '" + column.name + "' is there twice; the first counts",
                              "remove one of the two");
            } else {
                column.field = found->field;
                if (found->alias)
                    findings_.add("column_alias", place(),
                                  "column '" + column.name + "' is read as '" +
                                      std::string(facts(found->field).column) + "'");
            }
            seen[static_cast<size_t>(found->field)] = true;
        }
        sheet_.columns.push_back(std::move(column));
    }
    foreign_ = known < known_columns_min;
    if (foreign_) return false;
    for (size_t i = 0; i < sheet_.columns.size(); ++i) {
        const Column& column = sheet_.columns[i];
        if (column_by_place_.size() <= column.place) column_by_place_.resize(column.place + 1u, -1);
        column_by_place_[column.place] = static_cast<int>(i);
        if (!field_named(column.name))
            findings_.add("column_unknown", {sheet_.name, 2, column.name},
                          "column '" + column.name + "' is not of the specification; it is kept as it is");
    }
    return true;
}

uint16_t SheetBuilder::column_at(uint16_t place) {
    if (column_by_place_.size() <= place) column_by_place_.resize(place + 1u, -1);
    if (column_by_place_[place] < 0) {
        column_by_place_[place] = static_cast<int>(sheet_.columns.size());
        sheet_.columns.push_back({"", "", std::nullopt, place});
    }
    return static_cast<uint16_t>(column_by_place_[place]);
}

std::string_view SheetBuilder::value(const Row& row, Field field) const {
    for (const Cell& cell : row.cells)
        if (sheet_.columns[cell.column].field == field) return trim(document_.text(cell));
    return {};
}

std::string SheetBuilder::column_name(uint16_t place) const {
    for (const Column& column : sheet_.columns)
        if (column.place == place && !column.name.empty()) return column.name;
    return column_letters(place);
}

bool SheetBuilder::is_data(const Row& row) {
    return is_word(Field::entry_type, value(row, Field::entry_type)) ||
           is_word(Field::work_type, value(row, Field::work_type));
}

bool SheetBuilder::is_comment(const Row& row) {
    const bool has_alid = sheet_.column_of(Field::alid).has_value();
    const std::string_view alid = value(row, Field::alid);
    std::string_view first;
    for (const Cell& cell : row.cells)
        if (first.empty()) first = trim(document_.text(cell));
    if (alid.starts_with("//") || first.starts_with("//")) return true;
    if (!has_alid || !alid.empty()) return false;
    if (is_data(row))
        findings_.add("row_skipped", {sheet_.name, row.number, "ALID"},
                      "the row has values but no ALID, and so is a comment by the specification",
                      "give it an ALID, or begin its first cell with //");
    return true;
}

bool SheetBuilder::take(uint32_t number, std::vector<Cell> cells) {
    if (number <= 2) {
        (number == 1 ? sections_ : names_) = std::move(cells);
        return true;
    }
    if (!settled_ && !settle_columns()) return false;
    Row row;
    row.number = number;
    for (Cell& cell : cells) cell.column = column_at(cell.column);
    row.cells = std::move(cells);
    if (number == 3) {
        if (!is_data(row)) {
            sheet_.markers = std::move(row);
            return true;
        }
        findings_.add("marker_row_data", {sheet_.name, 3, ""},
                      "row 3 is where REQ and Opt stand, and holds a statement; it is read as one",
                      "insert a row above it");
    }
    row.comment = is_comment(row);
    sheet_.rows.push_back(std::move(row));
    return true;
}

void SheetBuilder::finish() && {
    if (!settled_) settle_columns();
    if (foreign_) {
        findings_.add("sheet_ignored", {sheet_.name, 0, ""},
                      "sheet '" + sheet_.name + "' has no avails columns in row 2, and was not read");
        return;
    }
    document_.sheets.push_back(std::move(sheet_));
}

std::string workbook_version(const Document& document) {
    // From the newest: a column that came with a version, and was not in any before it.
    static constexpr struct {
        Field field;
        std::string_view version;
    } came_with[] = {
        {Field::tpr_type, "1.9"},
        {Field::campaign_id, "1.9"},
        {Field::ref_alid, "1.9"},
        {Field::associated_alid, "1.9"},
        {Field::package_label, "1.8"},
        {Field::store_type, "1.8"},
        {Field::volume_number, "1.8"},
        {Field::licensee, "1.7.3"},
        {Field::start_lag, "1.7.3"},
        {Field::window_duration, "1.7.3"},
        {Field::retailer_id_1, "1.7.2"},
        {Field::retailer_spare_1, "1.7.2"},
        {Field::alid, "1.7"},
    };
    for (const Sheet& sheet : document.sheets) {
        for (const Cell& cell : sheet.markers.cells) {
            const std::string_view mark = trim(document.text(cell));
            if (sheet.columns[cell.column].field == Field::display_name && (mark == "1.8" || mark == "1.9"))
                return std::string(mark);
        }
    }
    for (const auto& [field, version] : came_with)
        for (const Sheet& sheet : document.sheets)
            if (sheet.column_of(field)) return std::string(version);
    return document.sheets.empty() ? "" : "1.6";
}

}  // namespace nuri::avails
