#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/call.h"
#include "world/footprint.h"
#include "world/territory.h"

namespace nuri::studio_api {

/// Schema Territory.
boost::json::object territory_json(world::Territory territory, const world::ServiceState& state);

using TerritoryStates = std::vector<std::pair<world::Territory, world::ServiceState>>;

/// Sets what the service is in each, within a transaction and with one line in the audit log: `territory.set`
/// for one, `territory.bulk` for several. Returns the number of that line.
Result<int64_t> write_territories(api::Call& call, const TerritoryStates& states, int64_t undoes);

/// One side of such a line. `conflict` for what does not tell it.
Result<TerritoryStates> read_territories(const std::string& told);

}  // namespace nuri::studio_api
