#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"
#include "base/result.h"

namespace nuri::avails {

/// Versions that are written, the newest last: workbooks 1.6 to 1.9, XML 2.1 to 2.7.
std::span<const std::string_view> versions(Format format);

/// A document in another form, and what of the first could not be said in it: one finding (`unsaid`) for each
/// value, at its place in the first.
struct Converted {
    Document document;
    std::vector<Finding> unsaid;
    static constexpr size_t unsaid_max = 20'000;  ///< more are left out
};

/// The rows of a document as a workbook of this version: tabs Movies and TV up to 1.7.3, AllAvails from 1.8
/// on. Columns that the specification does not know go along; those of another version do not. `invalid` for
/// a version that is not written.
Result<Converted> as_workbook(const Document& source, std::string_view version);

/// The rows of a document as XML of this version: an Avail for each ALID and asset, a Transaction for each
/// row. An End without a time of day becomes 23:59:59, as the specification reads it. `invalid` as above.
Result<Converted> as_xml(const Document& source, std::string_view version);

/// What of the elements of an XML document its rows do not say.
std::vector<Finding> beyond_rows(const Document& source);

}  // namespace nuri::avails
