#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "catalogue/snapshot.h"
#include "licensing/rights_book.h"
#include "rights/white_space.h"
#include "world/language.h"

namespace nuri::desk {

/// What to show of the calendar: titles down the page, time across it.
struct CalendarQuery {
    std::vector<TitleId> titles;  ///< these and all below them; none: every film and series
    world::TerritorySet territories;
    rights::Window period = rights::Window::from(Instant{});  ///< must end
    rights::LicenseType license_type = rights::LicenseType::svod;
    enum class Only : uint8_t {
        all,
        opening,  ///< titles that open somewhere within the period
        closing,  ///< titles that close somewhere within it, with nothing behind
    } only = Only::all;
    size_t offset = 0;
    size_t limit = 50;
};

struct CalendarLine {
    TitleId title;
    std::vector<rights::Space> spaces;  ///< fill territories x period exactly
    std::optional<Instant> opens;       ///< the first time within the period that something begins to be held
    std::optional<Instant> closes;      ///< the first time that something is no longer held
};

struct Calendar {
    size_t total = 0;                 ///< lines there are in all
    std::vector<CalendarLine> lines;  ///< by name for the reader, from `offset`
};

/// The windows of titles over time. `chain` says whose names to sort by. `invalid` for an open-ended period
/// or no territory.
Result<Calendar> calendar(const catalogue::Snapshot& titles, const licensing::RightsBook& book,
                          const CalendarQuery& query, std::span<const world::LanguageTag> chain);

}  // namespace nuri::desk
