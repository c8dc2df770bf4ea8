#pragma once

#include <set>
#include <tuple>

#include "avails/document.h"
#include "avails/finding.h"
#include "avails/profile.h"
#include "world/territory_set.h"

namespace nuri::avails {

/// Holds a document against all rules (finding.h): each value, each row, the rows among each other, and of
/// XML the elements. Needs no register; what a contract or the catalogue has to say is for the import.
/// Findings come ordered by place.
void check(const Document& document, const Profile& profile, Findings& findings);

// The parts of it; what the schema says of XML is in check_schema.h.
void check_columns(const Document& document, Findings& findings);
/// An element of XML is in each row that was made of it: field, line and text of those that were looked at.
using SeenValues = std::set<std::tuple<Field, uint32_t, TextId>>;
void check_values(const RowView& row, SeenValues& seen, Findings& findings);
void check_row(const RowView& row, const Profile& profile, Findings& findings);
void check_among_rows(const Document& document, const Profile& profile, Findings& findings);
void check_elements(const Document& document, Findings& findings);

/// Where a field of the row stands.
Place place_of(const RowView& row, Field field);

/// The territories of a row: its list without its exclusion. Codes that cannot be read are left out.
world::TerritorySet territories_of(const RowView& row);

}  // namespace nuri::avails
