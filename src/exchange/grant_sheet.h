#pragma once

#include <string>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"
#include "catalogue/snapshot.h"
#include "licensing/licensing.h"

namespace nuri::exchange {

inline constexpr std::string_view grant_sheet_name = "Licences";

/// Adds a sheet of rows that say what grants say which no file stated: one for each licence type. What Avails
/// have no words for is told (`unsaid`): denials, heights between formats, priorities. Nothing is added for
/// no grants.
void add_grant_sheet(avails::Document& document, const catalogue::Snapshot& catalogue,
                     const std::vector<licensing::GrantRecord>& grants, std::vector<avails::Finding>& unsaid);

}  // namespace nuri::exchange
