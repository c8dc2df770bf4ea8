#pragma once

#include "avails/document.h"

namespace nuri::avails {

inline constexpr std::string_view xml_sheet_name = "AvailList";

/// Makes the sheet of an XML document: a row for each Transaction of each Asset of each Avail, with the
/// columns that are used, in the order of `fields()`. What the elements say beyond the columns stays with the
/// elements. False if there would be more than `rows_max`; the rest is left out.
bool make_rows(Document& document, size_t rows_max);

}  // namespace nuri::avails
