#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "rights/grant.h"

namespace nuri::rights {

/// Territories x time x licence types: what a right takes up, and what is left when others are taken off.
/// For the sources of the finders.
struct Box {
    world::TerritorySet territories;
    Window window = Window::from(Instant{});
    LicenseTypes types;
};

inline Box box_of(const Grant& grant) {
    return {grant.territories, grant.window, grant.license_types};
}

inline std::optional<Box> intersection(const Box& a, const Box& b) {
    const auto types = LicenseTypes::from_bits(a.types.bits() & b.types.bits());
    if (types.empty()) return std::nullopt;
    const auto window = a.window.intersection(b.window);
    if (!window) return std::nullopt;
    world::TerritorySet territories = a.territories & b.territories;
    if (territories.empty()) return std::nullopt;
    return Box{std::move(territories), *window, types};
}

/// What is left of `boxes` without `taken`: boxes that do not meet where `boxes` did not.
inline std::vector<Box> without(std::vector<Box> boxes, const Box& taken) {
    std::vector<Box> left;
    for (Box& box : boxes) {
        const auto shared = intersection(box, taken);
        if (!shared) {
            left.push_back(std::move(box));
            continue;
        }
        const auto other_types = LicenseTypes::from_bits(box.types.bits() & ~unsigned{shared->types.bits()});
        if (!other_types.empty()) left.push_back({box.territories, box.window, other_types});
        world::TerritorySet elsewhere = box.territories - shared->territories;
        if (!elsewhere.empty()) left.push_back({std::move(elsewhere), box.window, shared->types});
        if (box.window.start() < shared->window.start()) {
            left.push_back({shared->territories, *Window::between(box.window.start(), shared->window.start()),
                            shared->types});
        }
        if (const auto end = shared->window.end(); end && box.window.end() != end) {
            const auto after =
                box.window.end() ? *Window::between(*end, *box.window.end()) : Window::from(*end);
            left.push_back({shared->territories, after, shared->types});
        }
    }
    return left;
}

/// The part of `boxes` that lies within `limit`.
inline std::vector<Box> within(const std::vector<Box>& boxes, const Box& limit) {
    std::vector<Box> parts;
    for (const Box& box : boxes) {
        if (auto shared = intersection(box, limit)) parts.push_back(*std::move(shared));
    }
    return parts;
}

}  // namespace nuri::rights
