#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "world/territory.h"

namespace nuri::world {

/// The age that counts when nothing is known: an unrated title, an unknown label. The most restrictive.
inline constexpr int unrated_age = 18;

/// One label of a rating system and the youngest age it is meant for. Where a label gives advice and no age
/// (PG), the age is ours: 8, as the BBFC explains its own.
struct RatingLabel {
    std::string_view label;  ///< "15", "TV-MA"
    int age;                 ///< 0 to 21
    std::string_view meaning;
};

/// One body's labels in one territory, mildest first: "US-MPA", "US-TV", "KR-KMRB".
struct RatingSystem {
    std::string_view id;
    Territory territory;
    std::string_view name;
    bool television;  ///< for series rather than for cinema; a territory may have both
    std::span<const RatingLabel> labels;
};

/// Systems in use in a territory, cinema first; a subdivision's own before its country's (CA-QC). Empty where
/// we know of none.
std::vector<const RatingSystem*> ratings_for(Territory territory);

/// `not_found` names the systems there are.
Result<const RatingSystem*> rating_system(std::string_view id);

/// The youngest age for a label, ASCII letters in any case. A system or label that we do not know counts as
/// `unrated_age`: a spelling mistake must never open a title to children.
int age_of(std::string_view system, std::string_view label);

}  // namespace nuri::world
