#pragma once

#include <string_view>

#include "avails/document.h"

namespace nuri::avails {

/// An XML document that says what the rows of another say, by the paths of fields.inc; with a sheet made of
/// it again. What has no path, or none in that version, is left out. One Avail is made of the rows that have
/// an ALID and an asset in common, in the order of their first rows.
///
/// Elements stand in the order of avails-v2.7.xsd, which older versions share. `version` is one of
/// versions(Format::xml).
Document build_elements(const Document& source, std::string_view version);

}  // namespace nuri::avails
