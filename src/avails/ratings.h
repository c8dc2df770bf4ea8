#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world/territory_set.h"

namespace nuri::avails {

/// A rating as a licensor states it.
struct StatedRating {
    std::string_view system, value;
    std::vector<std::string_view> reasons;
    world::TerritorySet territories;  ///< where it is stated for; empty: not said
};

struct RatingFault {
    enum class About { system, value, reason, place };
    std::string_view code;  ///< of the rules
    About about = About::system;
    std::string message, mend;
};

/// What is wrong with a rating: a system that nobody registered, a label it does not give or gives no longer,
/// a reason that is none of its codes, a country that does not use it. A system named "Custom:…" is between
/// two parties and is not looked at; reasons are only where a system has codes for them. Names are compared
/// in any case.
///
/// Spec: MovieLabs Common Metadata Ratings 2.5.1 (August 2024), 110 systems; what `world` knows besides
/// counts as well.
std::vector<RatingFault> faults_of(const StatedRating& rating);

}  // namespace nuri::avails
