#pragma once

namespace nuri::store {
struct Schema;
}

namespace nuri::assets {

/// What the register of assets is kept in. For store::migrate, at a start.
const store::Schema& schema();

}  // namespace nuri::assets
