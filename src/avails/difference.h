#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"

namespace nuri::avails {

enum class ChangeKind { added, removed, changed, same };
std::string_view to_string(ChangeKind kind);

struct FieldChange {
    std::string column;
    std::string before, after;  ///< empty where there was, or is, no value
};

/// A row of a document: indices into its sheets and the sheet's rows.
struct RowRef {
    uint32_t sheet = 0, row = 0;
    friend bool operator==(const RowRef&, const RowRef&) = default;
};

/// What became of one row.
struct Change {
    ChangeKind kind = ChangeKind::added;
    Place before, after;  ///< the other one is the file as a whole where the row was added or removed
    RowRef before_row, after_row;
    std::string subject;              ///< for people: ALID, licence type, format, territory
    std::vector<FieldChange> fields;  ///< of a changed row
};

/// Which rows are compared, and what of them.
struct Comparing {
    bool tells_same = false;  ///< rows that say the same are told as well
    /// EntryType says what is to be done with a row, more than it states something.
    bool entry_types = true;
    /// Without them all rows are taken.
    std::function<bool(RowRef)> takes_before = {}, takes_after = {};
};

/// What differs between the rows of two documents, a workbook and XML among each other too; their order does
/// not matter, nor do comments, nor how a value is spelt (`statement_of`). Rows are the same statement if
/// they have the same AvailID of the same asset, or else if they offer the same edit in the same form and
/// place; of several such windows those that are wholly equal pair up first, then those that start together,
/// then the rest in their order. Takes time in proportion to the rows, whatever they say.
std::vector<Change> differences(const Document& before, const Document& after, const Comparing& how = {});

/// What one row states otherwise than another, EntryType aside.
std::vector<FieldChange> field_changes(const Document& before, RowRef before_row, const Document& after,
                                       RowRef after_row);

/// What a cell states, however it is spelt: dates as YYYY-MM-DD, "Yes" and "1" of a truth as "true",
/// durations as xs:duration, lists with one separator, words in lower case; a Start or End that is a bare
/// date with the time of day that the specification gives it, 00:00:00 and 23:59:59. What cannot be read is
/// as it stands.
std::string statement_of(const Document& document, const Cell& cell, const Column& column);

/// "md:alid:… SVOD HD US 2025-06-01": a row for people.
std::string subject_of(const RowView& row);

}  // namespace nuri::avails
