#pragma once

#include <string>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"

namespace nuri::avails {

enum class ChangeKind { added, removed, changed };
std::string_view to_string(ChangeKind kind);

struct FieldChange {
    std::string column;
    std::string before, after;  ///< empty where there was, or is, no value
};

/// What became of one row.
struct Change {
    ChangeKind kind = ChangeKind::added;
    Place before, after;  ///< the other one is the file as a whole where the row was added or removed
    std::string subject;  ///< for people: ALID, licence type, format, territory
    std::vector<FieldChange> fields;  ///< of a changed row
};

/// What differs between the rows of two documents, a workbook and XML among each other too; their order does
/// not matter, nor do comments. Rows are the same statement if they have the same AvailID of the same asset,
/// or else if they offer the same edit in the same form and place; of several such windows those that are
/// wholly equal pair up first, then those that start together, then the rest in their order.
std::vector<Change> differences(const Document& before, const Document& after);

}  // namespace nuri::avails
