#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "avails/field.h"

namespace nuri::avails {

/// A text of a document's pool; 0 is the empty one.
using TextId = uint32_t;

/// The texts of a document, each kept once: a workbook says "Full Extract" and "US" a hundred thousand times.
class TextPool {
  public:
    TextPool() { intern({}); }
    TextPool(TextPool&&) noexcept = default;
    TextPool& operator=(TextPool&&) noexcept = default;
    TextId intern(std::string_view text);
    std::string_view operator[](TextId id) const { return texts_[id]; }
    /// Of all texts together.
    size_t bytes() const { return bytes_; }

  private:
    std::deque<std::string> texts_;  // never moves one
    std::unordered_map<std::string_view, TextId> ids_;
    size_t bytes_ = 0;
};

enum class CellKind : uint8_t {
    text,
    number,   ///< its text is the number as the file writes it
    boolean,  ///< "1" or "0"
    formula,  ///< its text is the value that was stored with it, which is not believed
    error,    ///< "#REF!"
};

struct Cell {
    uint16_t column = 0;  ///< index into the sheet's columns
    CellKind kind = CellKind::text;
    TextId text = 0;
    uint32_t line = 0;  ///< XML only: of the element
    TextId written =
        0;  ///< what the file has instead of `text`, where a profile settled what it means; else 0
};

/// One line of a sheet: a statement about one edit, one licence type, one window; or a comment. Empty cells
/// are not kept.
struct Row {
    uint32_t number = 0;  ///< of the sheet, from 1; the XML line of the Transaction
    bool comment = false;
    std::vector<Cell> cells;  ///< by column

    /// XML only: the Avail it was made of, as an index into the elements, and which of its Assets and
    /// Transactions, from 0.
    uint32_t element = 0, asset = 0, transaction = 0;
};

struct Column {
    std::string section, name;   ///< as the file writes them
    std::optional<Field> field;  ///< none for one we do not know: kept, and written back
    uint16_t place = 0;          ///< of the sheet, from 0 (A)
};

struct Sheet {
    std::string name;
    std::vector<Column> columns;
    Row markers;  ///< row 3
    std::vector<Row> rows;
    uint32_t header_rows = 3;

    /// The column's index; none if the sheet lacks it.
    std::optional<uint16_t> column_of(Field field) const;
};

struct Attribute {
    TextId name, value;
};

/// An element of an XML document, as it was written: prefixes and all. Comments and processing instructions
/// are not kept.
struct Element {
    TextId name = 0;
    TextId text = 0;  ///< verbatim; of an element with children what is not white space
    uint32_t line = 0;
    uint32_t parent = 0;
    std::vector<Attribute> attributes;
    std::vector<uint32_t> children;  ///< indices into the document's elements
};

enum class Format { workbook, xml };

/// An Avails file in memory, everything it says: known columns and elements, and the others verbatim, each
/// with its place. A workbook has its sheets. An XML file has its elements, and one sheet made of them
/// ("AvailList", a row for each transaction of each asset), so that one set of rules and one import serve
/// both.
///
/// Movable; not copied.
struct Document {
    Format format = Format::workbook;
    std::string version;  ///< "1.8" of a workbook, "2.5" of XML; empty if it cannot be told
    bool dates_1904 = false;
    TextPool texts;
    std::vector<Sheet> sheets;
    std::vector<Element> elements;  ///< the first is the root

    std::string_view text(const Cell& cell) const { return texts[cell.text]; }
    /// As the file has it.
    std::string_view written(const Cell& cell) const {
        return texts[cell.written != 0 ? cell.written : cell.text];
    }
    /// Without the prefix: "Avail" of "avails:Avail".
    std::string_view local_name(const Element& element) const;
    /// The first child of that local name; null if there is none.
    const Element* child(const Element& parent, std::string_view local) const;
    std::string_view attribute(const Element& element, std::string_view local) const;
    size_t row_count() const;  ///< without comments
};

/// The cells of one row by field, for rules that ask for dozens of them.
class RowView {
  public:
    RowView(const Document& document, const Sheet& sheet) : document_(document), sheet_(sheet) {}
    void look_at(const Row& row);

    const Document& document() const { return document_; }
    const Sheet& sheet() const { return sheet_; }
    const Row& row() const { return *row_; }
    const Cell* cell(Field field) const { return cells_[static_cast<size_t>(field)]; }
    /// Without blanks around it; empty where there is no cell.
    std::string_view operator[](Field field) const;
    bool has(Field field) const { return !(*this)[field].empty(); }

  private:
    const Document& document_;
    const Sheet& sheet_;
    const Row* row_ = nullptr;
    std::vector<const Cell*> cells_ = std::vector<const Cell*>(field_count);
};

/// "A", "Z", "AA": the letters of a sheet's column, from 0.
std::string column_letters(uint32_t place);

}  // namespace nuri::avails
