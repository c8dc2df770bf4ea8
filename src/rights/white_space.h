#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rights/conflicts.h"
#include "rights/title_tree.h"

namespace nuri::rights {

/// What is true of a title, for one licence type, in a territory, at a moment of the period looked at. The
/// first that applies.
enum class SpaceState : uint8_t {
    held_back,  ///< we hold it, or might, but a holdback or blackout keeps it closed
    sold,       ///< a right out has taken it
    held,       ///< we hold it and nobody else has it from us
    lapsed,     ///< we held it earlier: a right in has ended before
    upcoming,   ///< we will hold it: a right in begins later
    free,       ///< we never held it and nothing is agreed
};
inline constexpr int space_state_count = 6;
std::string_view to_string(SpaceState state);

/// A stretch of one state: these territories, this time. The stretches of a title and licence type fill
/// territories x period exactly, and no two of them meet.
struct Space {
    TitleId title;
    LicenseType license_type = LicenseType::svod;
    world::TerritorySet territories;
    Window window = Window::from(Instant{});
    SpaceState state = SpaceState::free;
    std::optional<GrantId> because;  ///< the right that makes it so; none of `free`
    friend bool operator==(const Space&, const Space&) = default;
};

/// How much of the wished for must be there.
enum class Coverage : uint8_t {
    partial,        ///< any stretch of at least `length_min`
    entire,         ///< a stretch fills the period in its territories
    starts_within,  ///< a stretch begins within the period, after its start
};

struct WhiteSpaceQuery {
    /// From which side one asks. To buy: what we do not hold (free, lapsed, upcoming), which another may sell
    /// us. To sell: what we hold and have not given away (held).
    enum class Side : uint8_t { buy, sell } side = Side::buy;
    std::vector<TitleId> titles;  ///< none: every title of the tree
    world::TerritorySet territories;
    Window period = Window::from(Instant{});  ///< must end
    LicenseTypes license_types{LicenseType::svod};
    Coverage coverage = Coverage::partial;
    std::chrono::seconds length_min{0};
    size_t limit = 10'000;  ///< stretches
};

struct WhiteSpace {
    std::vector<Space> spaces;  ///< by title, licence type, start, territories
    bool truncated = false;
};

/// Every stretch of every state for one title and type: the calendar's and the map's source. `invalid` for an
/// open-ended period or no territory. Rights with devices, editions or languages of their own count as rights
/// in only if they are whole (every version, every device): what is partly held is `free` to be bought.
Result<std::vector<Space>> survey(const TitleTree& titles, std::span<const Right> rights, TitleId title,
                                  LicenseType type, const world::TerritorySet& territories,
                                  const Window& period);
/// The same of rights that were sorted once: for one title after another.
Result<std::vector<Space>> survey(const RightsByTitle& rights, TitleId title, LicenseType type,
                                  const world::TerritorySet& territories, const Window& period);

/// What is free to buy or to sell, and what is about to be. Fails as `survey` does.
Result<WhiteSpace> find_white_space(const TitleTree& titles, std::span<const Right> rights,
                                    const WhiteSpaceQuery& query);

/// Stretches that end within `period`, the soonest first: rights in that lapse with nothing behind them.
Result<WhiteSpace> find_lapsing(const TitleTree& titles, std::span<const Right> rights,
                                const WhiteSpaceQuery& query);

}  // namespace nuri::rights
