#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "base/result.h"

namespace nuri::avails {

/// The media type of a workbook.
inline constexpr std::string_view workbook_content_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Writes a document's sheets as a workbook (.xlsx): rows 1 to 3, comments, and every column, known or not,
/// at the place and in the form in which it was read, so that reading the bytes gives the same document
/// again. Formulas are written as the values they had, and spreadsheet errors as texts. Of an XML document it
/// is the sheet made of it. The same document makes the same bytes. `too_large` beyond what a workbook can
/// hold.
Result<std::vector<uint8_t>> write_workbook(const Document& document);

/// Writes the elements of an XML document as they were read, prefixes and unknown elements included; comments
/// and layout are not kept. `unsupported` for a document that was a workbook.
Result<std::string> write_xml(const Document& document);

/// One element with all that is in it, in the same form.
std::string element_text(const Document& document, const Element& element);

}  // namespace nuri::avails
