#pragma once

#include <string_view>

namespace nuri::avails {

/// The types of Avails XML, of all versions at once. A type is
///
///     Name { <Base  =kind  child child ... @attribute @attribute! }
///
/// where `<Base` are the base's children and attributes first, `=kind` is the text of an element without
/// children, and "!" marks an attribute that must be there. A child is `name:type`, a plain text where it
/// names no type, with "?", "*" or "+" behind; parentheses group, and "|" within them is a choice. `OTHER` is
/// any element of a namespace that is not MovieLabs', `ANY` any at all. A type is the name of another, a kind
/// (xml_value.h), or a kind with attributes, `string{@region,@language:language}`. "[2.3-]", "[-2.2]" and
/// "[2.5]" behind anything say in which versions there is such a thing. "[avails]", "[mdmec]" and "[md]" at
/// the head of a line say whose the types below are.
std::string_view schema_table();

}  // namespace nuri::avails
