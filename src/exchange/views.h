#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "avails/difference.h"
#include "avails/finding.h"
#include "catalogue/snapshot.h"
#include "exchange/exchange.h"
#include "exchange/preview.h"

namespace nuri::exchange {

/// What this module tells, as JSON for the API and the command line alike; docs/api/openapi.yaml describes
/// the shapes (Avails…). `most` bounds each list.
std::string to_json(const std::vector<avails::Finding>& findings, size_t most);
std::string to_json(const KeptFile& file, const Exchange::Checked& checked, size_t most);
std::string to_json(const std::vector<avails::Change>& changes, size_t most);
std::string to_json(const Preview& preview, const catalogue::Snapshot& catalogue, size_t most);
std::string to_json(const Import& import);
std::string to_json(const std::vector<Import>& imports);
std::string to_json(const std::vector<Statement>& statements, const catalogue::Snapshot& catalogue);
std::string to_json(const std::vector<Exchange::StoredProfile>& profiles);

}  // namespace nuri::exchange
