#include "playback/similar.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "catalogue/snapshot.h"
#include "playback/playable.h"

namespace nuri::playback {
namespace {

using catalogue::Title;

// What one thing in common is worth, beside a genre that half the titles have (1).
constexpr double person_weight = 2.5;
constexpr double people_weight_max = 5;
constexpr double country_weight = 1;
constexpr double language_weight = 0.5;
constexpr double kind_weight = 0.25;

template<typename Range, typename Value>
bool has(const Range& range, const Value& value) {
    return std::find(range.begin(), range.end(), value) != range.end();
}

std::set<catalogue::PersonId> people_of(const Title& title) {
    std::set<catalogue::PersonId> people;
    for (const catalogue::Credit& credit : title.facts.credits) people.insert(credit.person);
    return people;
}

}  // namespace

std::vector<TitleId> similar_titles(const decision::Watchable& watchable, TitleId id, size_t count_max) {
    const catalogue::Snapshot& catalogue = *watchable.snapshot().catalogue;
    const Title* title = catalogue.find(top_of(catalogue, id));
    if (title == nullptr) return {};

    std::map<std::string_view, int> genre_counts;
    for (const TitleId top : watchable.tops()) {
        for (const std::string& genre : catalogue.find(top)->facts.genres) ++genre_counts[genre];
    }
    const auto all = static_cast<double>(watchable.tops().size());
    const std::set<catalogue::PersonId> people = people_of(*title);
    const auto language = title->facts.known_language();

    std::vector<std::pair<double, TitleId>> found;
    for (const TitleId top : watchable.tops()) {
        if (top == title->id) continue;
        const Title& other = *catalogue.find(top);
        double score = 0;
        for (const std::string& genre : other.facts.genres) {
            if (has(title->facts.genres, genre)) score += std::log2(1 + all / genre_counts[genre]);
        }
        double known = 0;
        for (const catalogue::PersonId person : people_of(other)) {
            if (people.contains(person)) known += person_weight;
        }
        score += std::min(known, people_weight_max);
        for (const world::Territory& country : other.facts.countries) {
            if (has(title->facts.countries, country)) score += country_weight;
        }
        if (language && other.facts.known_language() == language) score += language_weight;
        if (score > 0) found.emplace_back(score + (other.kind == title->kind ? kind_weight : 0), top);
    }
    const size_t wanted = std::min(count_max, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(wanted), found.end(),
                      [](const auto& a, const auto& b) {
                          return a.first != b.first ? a.first > b.first : a.second > b.second;
                      });
    std::vector<TitleId> titles;
    for (size_t n = 0; n < wanted; ++n) titles.push_back(found[n].second);
    return titles;
}

}  // namespace nuri::playback
