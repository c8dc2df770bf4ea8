#pragma once

#include <string>
#include <string_view>

namespace nuri::avails {

/// Whether a text is a value of a kind, as the schema table names them: "string", "uri", "boolean",
/// "integer", "positiveInteger", "nonNegativeInteger", "decimal", "double", "date", "dateTime", "time",
/// "gYear", "gYearMonth", "duration", "language", "base64Binary"; "country" (two capitals), "subdivision"
/// (ISO 3166-2) and "m49"; "timecode"; "'word'"; a number of a range, "decimal<-90..90>"; or one of several,
/// "date|dateTime". Blanks around it do not count but for a string's.
///
/// Spec: XML Schema 1.0 part 2. A URI may hold anything, as there.
bool is_xml_value(std::string_view text, std::string_view kind);

/// For people: "a date or a dateTime", "one of male, female".
std::string describe_kind(std::string_view kind);

}  // namespace nuri::avails
