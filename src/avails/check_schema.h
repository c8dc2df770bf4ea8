#pragma once

#include "avails/document.h"
#include "avails/finding.h"
#include "avails/schema.h"

namespace nuri::avails {

/// Holds an XML document against the schema of its version: which elements and attributes stand where, how
/// often, in which order and namespace, and what their values look like. Of a version that is not known it is
/// held against the newest, without the namespaces. Also here, for it is about any element: territories,
/// languages and currencies that do not exist.
///
/// One finding for one fault: an element that stands in the wrong place is not missed in the right one, and a
/// namespace that is wrong is told once.
void check_schema(const Document& document, Findings& findings);

}  // namespace nuri::avails
