#include "playback/home.h"

#include <algorithm>
#include <map>
#include <set>

#include "catalogue/snapshot.h"

namespace nuri::playback {
namespace {

using catalogue::Title;

bool has_flag(const Title& title, std::string_view flag) {
    return std::find(title.facts.flags.begin(), title.facts.flags.end(), flag) != title.facts.flags.end();
}

bool has_backdrop(const Title& title) {
    return std::any_of(title.facts.artwork.begin(), title.facts.artwork.end(),
                       [](const auto& picture) { return picture.kind == catalogue::ArtworkKind::backdrop; });
}

/// The films and series of an audience with their facts, newest first: what the rows are chosen from.
class Shelf {
  public:
    explicit Shelf(const decision::Watchable& watchable) : watchable_(watchable) {
        const auto& tops = watchable.tops();
        for (auto id = tops.rbegin(); id != tops.rend(); ++id)
            titles_.push_back(watchable.snapshot().catalogue->find(*id));
    }

    const std::vector<const Title*>& titles() const { return titles_; }

    /// The newest that is chosen for it, or of our own making, or any; rather one with a picture for it.
    std::optional<TitleId> billboard() const {
        const Title* best = nullptr;
        int best_score = -1;
        for (const Title* title : titles_) {
            const int score = (has_backdrop(*title) ? 4 : 0) + (has_flag(*title, "featured") ? 2 : 0) +
                              (has_flag(*title, "original") ? 1 : 0);
            if (score <= best_score) continue;
            best = title;
            best_score = score;
        }
        return best == nullptr ? std::nullopt : std::optional(best->id);
    }

    template<typename Wanted>
    std::vector<TitleId> those(size_t count_max, Wanted&& wanted) const {
        std::vector<TitleId> ids;
        for (const Title* title : titles_) {
            if (ids.size() >= count_max) break;
            if (wanted(*title)) ids.push_back(title->id);
        }
        return ids;
    }

    std::vector<TitleId> leaving() const {
        std::vector<std::pair<Instant, TitleId>> leaving;
        const Instant until = watchable_.audience().at + Home::leaving_within;
        for (const Title* title : titles_) {
            const auto when = watchable_.snapshot().leaves_at(watchable_.audience(), title->id);
            if (when && *when <= until) leaving.emplace_back(*when, title->id);
        }
        std::sort(leaving.begin(), leaving.end());
        std::vector<TitleId> ids;
        for (const auto& [when, id] : leaving) ids.push_back(id);
        return ids;
    }

    /// Rows by one fact, the longest first.
    template<typename WordsOf>
    std::vector<HomeRow> grouped(RowKind kind, WordsOf&& words_of) const {
        std::map<std::string, std::vector<TitleId>> groups;
        for (const Title* title : titles_) {
            for (const std::string& word : words_of(*title)) groups[word].push_back(title->id);
        }
        std::vector<HomeRow> rows;
        for (auto& [word, titles] : groups) {
            if (titles.size() >= Home::generic_row_min) rows.push_back({kind, word, std::move(titles), 0});
        }
        std::stable_sort(rows.begin(), rows.end(), [](const HomeRow& a, const HomeRow& b) {
            return a.titles.size() > b.titles.size();
        });
        return rows;
    }

  private:
    const decision::Watchable& watchable_;
    std::vector<const Title*> titles_;
};

/// Genre, country, genre, language: so that the page changes its tune as one goes down.
std::vector<HomeRow> generic_rows(const Shelf& shelf) {
    using Words = std::vector<std::string>;
    std::vector<HomeRow> genres =
        shelf.grouped(RowKind::genre, [](const Title& title) { return title.facts.genres; });
    std::vector<HomeRow> countries = shelf.grouped(RowKind::country, [](const Title& title) {
        std::set<std::string> codes;
        for (const world::Territory& country : title.facts.countries) codes.insert(country.leaf().code());
        return Words(codes.begin(), codes.end());
    });
    std::vector<HomeRow> languages = shelf.grouped(RowKind::language, [](const Title& title) {
        const auto& language = title.facts.original_language;
        return language && language->language() != "und" ? Words{std::string(language->language())} : Words{};
    });
    std::vector<HomeRow> rows;
    size_t genre = 0, country = 0, language = 0;
    const auto take = [&rows](std::vector<HomeRow>& from, size_t& at) {
        if (at < from.size()) rows.push_back(std::move(from[at++]));
    };
    while (genre < genres.size() || country < countries.size() || language < languages.size()) {
        take(genres, genre);
        take(countries, country);
        take(genres, genre);
        take(languages, language);
    }
    return rows;
}

/// Puts first what no row before it opens with, and drops rows that have too little of that: two rows with
/// the same face are one too many.
std::vector<HomeRow> without_repeats(std::vector<HomeRow> rows) {
    std::vector<HomeRow> kept;
    std::set<TitleId> shown;
    for (HomeRow& row : rows) {
        if (kept.size() >= Home::generic_rows_max) break;
        const auto repeats = std::stable_partition(row.titles.begin(), row.titles.end(),
                                                   [&](TitleId id) { return !shown.contains(id); });
        row.fresh = static_cast<size_t>(repeats - row.titles.begin());
        if (row.fresh < Home::generic_row_min) continue;
        for (size_t n = 0; n < std::min(row.fresh, Home::first_screen); ++n) shown.insert(row.titles[n]);
        if (row.titles.size() > Home::row_titles_max) row.titles.resize(Home::row_titles_max);
        row.fresh = std::min(row.fresh, row.titles.size());
        kept.push_back(std::move(row));
    }
    return kept;
}

}  // namespace

std::string_view to_string(RowKind kind) {
    switch (kind) {
        case RowKind::continue_watching:
            return "continue_watching";
        case RowKind::my_list:
            return "my_list";
        case RowKind::popular:
            return "popular";
        case RowKind::new_titles:
            return "new";
        case RowKind::originals:
            return "originals";
        case RowKind::leaving_soon:
            return "leaving_soon";
        case RowKind::country:
            return "country";
        case RowKind::language:
            return "language";
        case RowKind::genre:
            return "genre";
    }
    return "";
}

std::string HomeRow::id() const {
    const std::string word(to_string(kind));
    return argument.empty() ? word : word + ":" + argument;
}

Home Home::of(const decision::Watchable& watchable, const HomeSources& sources) {
    const Shelf shelf(watchable);
    Home home;
    home.billboard = shelf.billboard();
    const auto add = [&home](RowKind kind, std::vector<TitleId> titles) {
        if (titles.empty()) return;
        const size_t count = titles.size();
        home.rows.push_back({kind, {}, std::move(titles), count});
    };
    const auto visible = [&](const std::vector<TitleId>& titles) {
        std::vector<TitleId> left;
        for (const TitleId id : titles) {
            if (watchable.contains(id)) left.push_back(id);
        }
        return left;
    };
    std::vector<TitleId> continued;
    for (const Continuing& item : sources.continuing) continued.push_back(item.title);
    add(RowKind::continue_watching, std::move(continued));
    add(RowKind::my_list, visible(sources.my_list));
    add(RowKind::popular, visible(sources.popular));
    add(RowKind::new_titles, shelf.those(new_titles_max, [](const Title&) { return true; }));
    add(RowKind::originals,
        shelf.those(row_titles_max, [](const Title& title) { return has_flag(title, "original"); }));
    add(RowKind::leaving_soon, shelf.leaving());
    for (HomeRow& row : without_repeats(generic_rows(shelf))) home.rows.push_back(std::move(row));
    return home;
}

}  // namespace nuri::playback
