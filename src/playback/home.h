#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decision/watchable.h"
#include "playback/continuing.h"

namespace nuri::playback {

enum class RowKind {
    continue_watching,
    my_list,
    popular,
    new_titles,
    originals,
    leaving_soon,
    country,   ///< of origin
    language,  ///< it was made in
    genre,
};
/// "continue_watching", …, "new", …: as the API names them.
std::string_view to_string(RowKind kind);

/// One row of the first page, whole.
struct HomeRow {
    RowKind kind = RowKind::genre;
    std::string argument;  ///< "KR", "ko" or "drama", of a row by country, language or genre
    std::vector<TitleId> titles;
    /// Of a row that anybody gets: so many at its beginning are in no other such row's first screen.
    size_t fresh = 0;

    /// "popular", "country:KR": its name in addresses, the same for the same row at any time.
    std::string id() const;
};

/// What the first page is made of beside the catalogue; of a visitor both are empty.
struct HomeSources {
    const std::vector<Continuing>& continuing;
    const std::vector<TitleId>& my_list;  ///< newest first
    const std::vector<TitleId>& popular;  ///< the most watched first, where the viewer is
};

/// The first page: what it opens with, and its rows in their order. A row that would be empty is not there,
/// nor one by country, language or genre with fewer than `generic_row_min` titles that the rows before it do
/// not open with. The same audience and moment get the same page.
struct Home {
    /// As many titles of a row are seen without scrolling on.
    static constexpr size_t first_screen = 6;
    static constexpr size_t generic_row_min = 3;
    static constexpr size_t generic_rows_max = 30;
    static constexpr size_t row_titles_max = 200;
    static constexpr size_t new_titles_max = 40;
    static constexpr std::chrono::hours leaving_within{30 * 24};

    std::optional<TitleId> billboard;
    std::vector<HomeRow> rows;

    static Home of(const decision::Watchable& watchable, const HomeSources& sources);
};

}  // namespace nuri::playback
