#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "api/call.h"
#include "api/json_input.h"
#include "assets/asset_document.h"

namespace nuri::studio_api {

/// The parts of an asset that viewers may skip, as the routes of an asset and of the audit log share them.

/// {"marks": [{"kind", "start_ms", "end_ms"}]}, as they are asked for, sent and kept in the audit log.
boost::json::object marks_json(const std::vector<assets::Marker>& marks);
/// Reads it. That each lies within its asset, and none over another of its kind, is the register's to say.
Result<std::vector<assets::Marker>> read_marks(api::Input input);

/// Sets all marks of an asset, with their line in the audit log, within a transaction; what there is now.
Result<boost::json::object> write_marks(api::Call& call, assets::AssetId id,
                                        const std::vector<assets::Marker>& marks, int64_t undoes);

}  // namespace nuri::studio_api
