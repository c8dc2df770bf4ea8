#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "avails/finding.h"
#include "base/result.h"
#include "exchange/terms.h"
#include "store/database.h"

namespace nuri::exchange {

/// How the tables of this register hold what is more than a number: as JSON.
std::string counts_text(const Counts& counts);
std::string findings_text(const std::vector<avails::Finding>& findings);
Result<std::vector<avails::Finding>> parse_findings(std::string_view text);

/// SELECT … FROM avails_imports i and its file; to be followed by WHERE and ORDER BY.
extern const std::string_view select_imports;
Result<Import> read_import(const store::Row& row);

/// `not_found` if there is no such import, or no such file.
Result<Import> import_of(store::Reader& reader, ImportId id);
Result<KeptFile> file_of(store::Reader& reader, std::string_view sha256);

/// The profile that was settled with a partner; empty for none.
Result<std::string> stored_profile(store::Reader& reader, std::string_view partner);

}  // namespace nuri::exchange
