#pragma once

namespace nuri::store {
struct Schema;
}

namespace nuri::members {

/// What members, operators, their sessions, tokens and letters are kept in. For store::migrate, at a start.
const store::Schema& schema();

}  // namespace nuri::members
