#pragma once

namespace nuri::store {
struct Schema;
}

namespace nuri::events {

/// What playback events, the audit and progress are kept in. For store::migrate, at a start.
const store::Schema& schema();

}  // namespace nuri::events
