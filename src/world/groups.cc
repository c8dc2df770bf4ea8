#include "world/groups.h"

#include "world/data.h"
#include "world/territory_expression.h"

namespace nuri::world {

std::vector<Group> groups() {
    std::vector<Group> all;
    all.reserve(data::groups.size());
    for (const data::GroupRow& row : data::groups)
        all.push_back({row.code, row.english, row.korean, *territory_group(row.code)});
    return all;
}

}  // namespace nuri::world
