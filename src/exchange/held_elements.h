#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "avails/document.h"
#include "base/result.h"
#include "exchange/statement_rows.h"
#include "store/database.h"

namespace nuri::exchange {

/// Puts the XML statements that are held together again as one AvailList: each Avail as it was received,
/// without the Assets and Transactions whose statements are gone. Files of other schema versions, or with
/// other prefixes, are brought under the root of the newest.
///
/// `made` has Avails of other origin (avails/convert.h), which are put behind; where a work is among both,
/// they stand side by side. Null for none. `document` is in version `version`, the newest root's, or
/// `made`'s.
struct Assembled {
    std::string xml;
    std::string version;
};
Result<Assembled> assemble(store::Reader& reader, const HeldDocument& held, const avails::Document* made);

}  // namespace nuri::exchange
