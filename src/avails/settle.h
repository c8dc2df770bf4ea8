#pragma once

#include "avails/document.h"
#include "avails/profile.h"

namespace nuri::avails {

/// Reads the cells of a document as its profile says: words of a party for the specification's, dates in its
/// order, its separators of lists. What was written is kept (`Cell::written`), and is what is written back.
void settle(Document& document, const Profile& profile);

}  // namespace nuri::avails
