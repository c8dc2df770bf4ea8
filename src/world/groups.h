#pragma once

#include <string_view>
#include <vector>

#include "world/territory_set.h"

namespace nuri::world {

/// A group of territories that an expression may name by its code: a M49 region ("419"), or EU, EEA, EZ, UN.
/// The views live as long as the program.
struct Group {
    std::string_view code;
    std::string_view english, korean;
    TerritorySet territories;
};

/// All of them, by code; for lists to choose from. What an expression means is parse_territories' business.
std::vector<Group> groups();

}  // namespace nuri::world
