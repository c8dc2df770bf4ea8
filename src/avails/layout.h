#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"
#include "avails/profile.h"

namespace nuri::avails {

/// Makes a Sheet of rows as they are read: rows 1 and 2 name section and column, row 3 holds marks ("REQ"),
/// and what follows are statements and comments. Columns are found by name; those that nobody knows are kept.
///
/// Spec: MovieLabs Avails workbooks 1.6 to 1.9, "General Instructions and FAQ".
class SheetBuilder {
  public:
    /// Borrows all but the name.
    SheetBuilder(Document& document, const Profile& profile, Findings& findings, std::string name);

    /// The next row that has a cell; `Cell::column` is its place in the sheet. False once it is clear that
    /// this is no avails sheet, and the rest need not be read.
    bool take(uint32_t number, std::vector<Cell> cells);
    /// The name of the column at a place, for findings; its letters where there is none.
    std::string column_name(uint16_t place) const;
    size_t rows() const { return sheet_.rows.size(); }

    /// Puts the sheet into the document, or says in a finding why not.
    void finish() &&;

  private:
    bool settle_columns();
    std::optional<FoundField> field_named(std::string_view name) const;
    uint16_t column_at(uint16_t place);
    bool is_data(const Row& row);
    bool is_comment(const Row& row);
    std::string_view value(const Row& row, Field field) const;

    Document& document_;
    const Profile& profile_;
    Findings& findings_;
    Sheet sheet_;
    std::vector<Cell> sections_, names_;
    std::vector<int> column_by_place_;
    bool settled_ = false, foreign_ = false;
};

/// "1.6" to "1.9" by the mark in row 3 (1.8 and 1.9), else by the columns there are; empty without any.
std::string workbook_version(const Document& document);

}  // namespace nuri::avails
