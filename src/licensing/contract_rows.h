#pragma once

#include <string_view>

#include "base/result.h"
#include "licensing/contracts.h"
#include "store/database.h"

namespace nuri::licensing {

/// Of a row with the contract's id, partner, reference, direction, status, starts, ends and note.
Contract contract_of(const store::Row& row);

/// `not_found` if there is no such contract.
Result<Contract> read_contract(store::Reader& reader, ContractId id);

/// `corrupt` for what no version can be in.
Result<VersionState> parse_version_state(std::string_view word);

}  // namespace nuri::licensing
