#include "world/ratings.h"

#include <algorithm>

#include "base/text.h"
#include "world/data.h"

namespace nuri::world {
namespace {

const std::vector<RatingSystem>& systems() {
    static const std::vector<RatingSystem> made = [] {
        static const std::vector<RatingLabel> labels = [] {
            std::vector<RatingLabel> all;
            for (const auto& row : data::rating_labels) all.push_back({row.label, row.age, row.meaning});
            return all;
        }();
        std::vector<RatingSystem> all;
        for (const auto& row : data::rating_systems) {
            all.push_back({row.id, *Territory::parse(row.territory), row.name, row.television,
                           std::span(labels).subspan(row.first, row.count)});
        }
        return all;
    }();
    return made;
}

}  // namespace

std::vector<const RatingSystem*> ratings_for(Territory territory) {
    std::vector<const RatingSystem*> out;
    for (const auto& system : systems()) {
        if (system.territory == territory || system.territory == territory.leaf()) out.push_back(&system);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) {
        if (a->territory.is_subdivision() != b->territory.is_subdivision())
            return a->territory.is_subdivision();
        return a->television < b->television;
    });
    return out;
}

Result<const RatingSystem*> rating_system(std::string_view id) {
    std::vector<std::string_view> known;
    for (const auto& system : systems()) {
        if (equals_ignoring_case(system.id, id)) return &system;
        known.push_back(system.id);
    }
    return Error{ErrorKind::not_found, "unknown rating system \"" + std::string(id.substr(0, 64)) +
                                           "\"; there are " + join(known, ", ")};
}

int age_of(std::string_view system, std::string_view label) {
    const auto found = rating_system(system);
    if (!found) return unrated_age;
    for (const auto& known : (*found)->labels) {
        if (equals_ignoring_case(known.label, label)) return known.age;
    }
    return unrated_age;
}

}  // namespace nuri::world
