#include "desk/title_finder.h"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <list>
#include <numeric>
#include <unordered_set>

#include "base/text.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"

namespace nuri::desk {
namespace {

using catalogue::Title;
using world::LanguageTag;

/// How well a title answers the words; lower is better.
enum Rank : uint8_t { whole, begins, word, within, elsewhere, nothing };

icu::UnicodeString to_unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

/// Of one line of folded text.
Rank rank_in(std::string_view line, std::string_view words) {
    Rank best = nothing;
    for (size_t at = line.find(words); at != std::string_view::npos; at = line.find(words, at + 1)) {
        if (at == 0) return line.size() == words.size() ? whole : begins;
        best = std::min(best, line[at - 1] == ' ' || line[at - 1] == '-' ? word : within);
    }
    return best;
}

/// Of lines with a line feed between them.
Rank rank_among(std::string_view lines, std::string_view words) {
    if (lines.find(words) == std::string_view::npos) return nothing;
    Rank best = nothing;
    for (const std::string_view line : split(lines, '\n')) best = std::min(best, rank_in(line, words));
    return best;
}

bool lacks(const Title& title, const Lack& lack, const Standing& standing) {
    const catalogue::Facts& facts = title.facts;
    const auto any_text = [&](auto passes) {
        return std::any_of(facts.texts.begin(), facts.texts.end(), [&](const catalogue::Text& text) {
            return (!lack.locale || world::matches(*lack.locale, text.locale)) && passes(text);
        });
    };
    switch (lack.of) {
        case Lack::Of::asset:
            return !standing.has_asset(title.id);
        case Lack::Of::artwork:
            return std::none_of(
                facts.artwork.begin(), facts.artwork.end(),
                [&](const catalogue::Artwork& picture) { return picture.kind == lack.artwork; });
        case Lack::Of::rating:
            return facts.ratings.empty();
        case Lack::Of::genre:
            return facts.genres.empty();
        case Lack::Of::country:
            return facts.countries.empty();
        case Lack::Of::name:
            return !any_text([](const catalogue::Text&) { return true; });
        case Lack::Of::synopsis:
            return !any_text([](const catalogue::Text& text) { return !text.synopsis.empty(); });
    }
    return false;
}

}  // namespace

std::string folded(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return std::string(text);
    icu::UnicodeString parts = decompose->normalize(to_unicode(text).foldCase(), status);
    icu::UnicodeString kept;
    bool space = true;
    for (int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const UChar32 c = parts.char32At(at);
        if (c >= 0x300 && c <= 0x36F) continue;  // marks of Latin, Greek and Cyrillic
        const bool blank = u_isUWhiteSpace(c);
        if (blank && space) continue;
        kept.append(blank ? UChar32(' ') : c);
        space = blank;
    }
    if (space && !kept.isEmpty()) kept.truncate(kept.length() - 1);
    std::string result;
    compose->normalize(kept, status).toUTF8String(result);
    return result;
}

Result<Lack> Lack::parse(std::string_view text) {
    const size_t colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    Lack lack;
    if (word == "name" || word == "synopsis") {
        lack.of = word == "name" ? Of::name : Of::synopsis;
        if (colon != std::string_view::npos)
            lack.locale = TRY(LanguageTag::parse(text.substr(colon + 1)).context("`missing`"));
        return lack;
    }
    constexpr std::pair<std::string_view, Of> others[] = {
        {"asset", Of::asset}, {"rating", Of::rating}, {"genre", Of::genre}, {"country", Of::country}};
    for (const auto& [other, of] : others) {
        if (text != other) continue;
        lack.of = of;
        return lack;
    }
    lack.of = Of::artwork;
    lack.artwork = TRY(catalogue::parse_artwork_kind(text).context("`missing`"));
    return lack;
}

Result<TitleOrder> parse_title_order(std::string_view text) {
    constexpr std::pair<std::string_view, TitleOrder> words[] = {{"name", TitleOrder::name},
                                                                 {"added", TitleOrder::added},
                                                                 {"year", TitleOrder::year},
                                                                 {"number", TitleOrder::number},
                                                                 {"status", TitleOrder::status}};
    for (const auto& [known, order] : words)
        if (known == text) return order;
    return Error{ErrorKind::invalid, "`sort` must be name, added, year, number or status"};
}

struct TitleFinder::State {
    struct Words {
        std::string names;  ///< folded, a line each: names, original title
        std::string marks;  ///< slug, place, ids
        std::string people;
    };
    /// The place of each title, by its position in the snapshot, when names are read in some language.
    using Ranks = std::shared_ptr<const std::vector<uint32_t>>;

    std::vector<Words> words;
    struct Person {
        catalogue::PersonId id;
        std::string names;
        int titles = 0;
    };
    std::vector<Person> people;
    static constexpr size_t orders_max = 4;
    std::mutex mutex;
    std::list<std::pair<std::string, Ranks>> orders;  // the one used last first

    Ranks ranks_for(const catalogue::Snapshot& catalogue, const std::vector<LanguageTag>& readers);
};

TitleFinder::TitleFinder(std::shared_ptr<const catalogue::Snapshot> catalogue)
    : catalogue_(std::move(catalogue)), state_(std::make_unique<State>()) {
    std::unordered_map<catalogue::PersonId, std::string> people;
    std::unordered_map<catalogue::PersonId, int> credits;
    std::vector<catalogue::PersonId> in_order;
    const auto names_of = [&](catalogue::PersonId id) -> const std::string& {
        const auto [entry, fresh] = people.try_emplace(id);
        const catalogue::Person* person = fresh ? catalogue_->person(id) : nullptr;
        if (person != nullptr) {
            in_order.push_back(id);
            for (const catalogue::LocalName& name : person->names) entry->second += folded(name.name) + "\n";
        }
        return entry->second;
    };
    state_->words.reserve(catalogue_->titles().size());
    for (const Title& title : catalogue_->titles()) {
        State::Words words;
        words.names = folded(title.facts.original_title) + "\n";
        for (const catalogue::Text& text : title.facts.texts)
            if (text.name != title.facts.original_title) words.names += folded(text.name) + "\n";
        words.marks = title.slug + "\n" + to_lower(catalogue_->reference_of(title)) + "\n" +
                      to_lower(title.facts.alid) + "\n" + to_lower(title.facts.eidr);
        std::unordered_set<catalogue::PersonId> seen;
        for (const catalogue::Credit& credit : title.facts.credits) {
            if (!seen.insert(credit.person).second) continue;
            words.people += names_of(credit.person);
            ++credits[credit.person];
        }
        state_->words.push_back(std::move(words));
    }
    for (const catalogue::PersonId id : in_order)
        state_->people.push_back({id, std::move(people[id]), credits[id]});
}

TitleFinder::~TitleFinder() = default;

TitleFinder::State::Ranks TitleFinder::State::ranks_for(const catalogue::Snapshot& catalogue,
                                                        const std::vector<LanguageTag>& readers) {
    std::string key;
    for (const LanguageTag& reader : readers) key += reader.text() + " ";
    const std::lock_guard lock(mutex);
    for (auto order = orders.begin(); order != orders.end(); ++order) {
        if (order->first != key) continue;
        orders.splice(orders.begin(), orders, order);
        return order->second;
    }
    UErrorCode status = U_ZERO_ERROR;
    const std::string language = readers.empty() ? "en" : readers.front().text();
    const std::unique_ptr<icu::Collator> collator(
        icu::Collator::createInstance(icu::Locale::forLanguageTag(language, status), status));
    std::vector<std::string> keys;
    keys.reserve(catalogue.titles().size());
    for (const Title& title : catalogue.titles()) {
        const icu::UnicodeString name = to_unicode(catalogue.view(title, readers).name);
        std::string sort_key;
        if (collator && U_SUCCESS(status)) {
            sort_key.resize(static_cast<size_t>(collator->getSortKey(name, nullptr, 0)));
            collator->getSortKey(name, reinterpret_cast<uint8_t*>(sort_key.data()),
                                 static_cast<int32_t>(sort_key.size()));
        } else {
            name.toUTF8String(sort_key);
        }
        keys.push_back(std::move(sort_key));
    }
    std::vector<uint32_t> by_name(keys.size());
    std::iota(by_name.begin(), by_name.end(), 0u);
    std::stable_sort(by_name.begin(), by_name.end(),
                     [&](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
    auto ranks = std::make_shared<std::vector<uint32_t>>(keys.size());
    for (uint32_t place = 0; place < by_name.size(); ++place) (*ranks)[by_name[place]] = place;
    orders.emplace_front(std::move(key), ranks);
    if (orders.size() > orders_max) orders.pop_back();
    return ranks;
}

std::vector<TitleId> TitleFinder::find(const Question& question, const Standing& standing) const {
    const TitleFilter& filter = question.filter;
    const std::string words = folded(filter.words);
    std::unordered_set<TitleId> licensed;
    if (filter.licensed_in) {
        for (const TitleId id :
             standing.holdings().law->index.available({*filter.licensed_in, {}, standing.at()}))
            for (const Title* up = catalogue_->find(id); up != nullptr;
                 up = up->parent ? catalogue_->find(*up->parent) : nullptr)
                licensed.insert(up->id);
    }
    const auto holds = [](const auto& list, const auto& wanted) {
        return std::find(list.begin(), list.end(), wanted) != list.end();
    };
    const auto fits = [&](const Title& title) {
        const catalogue::Facts& facts = title.facts;
        if (!filter.kinds.empty() && !holds(filter.kinds, title.kind)) return false;
        if (filter.parent && title.parent != *filter.parent) return false;
        if (filter.country && !holds(facts.countries, *filter.country)) return false;
        if (filter.language &&
            !(facts.original_language && world::matches(*filter.language, *facts.original_language)))
            return false;
        if (!filter.genre.empty() && !holds(facts.genres, filter.genre)) return false;
        if (filter.year_from && facts.release_year.value_or(INT32_MIN) < *filter.year_from) return false;
        if (filter.year_to && facts.release_year.value_or(INT32_MAX) > *filter.year_to) return false;
        if (filter.person &&
            std::none_of(facts.credits.begin(), facts.credits.end(),
                         [&](const auto& credit) { return credit.person == *filter.person; }))
            return false;
        if (filter.has_asset && standing.has_asset(title.id) != *filter.has_asset) return false;
        if (!filter.statuses.empty() && !holds(filter.statuses, standing.status_of(title.id))) return false;
        if (filter.licensed_in && !licensed.contains(title.id)) return false;
        return filter.missing.empty() ||
               std::any_of(filter.missing.begin(), filter.missing.end(),
                           [&](const Lack& lack) { return lacks(title, lack, standing); });
    };

    struct Found {
        int64_t key;
        uint32_t name;
        TitleId id;
    };
    const auto& titles = catalogue_->titles();
    const auto ranks = state_->ranks_for(*catalogue_, question.readers);
    std::vector<Found> found;
    for (uint32_t i = 0; i < titles.size(); ++i) {
        const Title& title = titles[i];
        if (!fits(title)) continue;
        Rank rank = whole;
        if (!words.empty()) {
            rank = rank_among(state_->words[i].names, words);
            if (rank == nothing && rank_among(state_->words[i].marks, words) != nothing) rank = elsewhere;
            if (rank == nothing && state_->words[i].people.find(words) != std::string::npos) rank = elsewhere;
            if (rank == nothing) continue;
        }
        int64_t key = 0;
        if (question.order == TitleOrder::match) key = rank;
        if (question.order == TitleOrder::added) key = title.id.number();
        if (question.order == TitleOrder::year) key = title.facts.release_year.value_or(0);
        if (question.order == TitleOrder::number) key = title.number.value_or(-1);
        if (question.order == TitleOrder::status) key = static_cast<int64_t>(standing.status_of(title.id));
        found.push_back({key, (*ranks)[i], title.id});
    }
    std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
        const bool less = a.key != b.key ? a.key < b.key : a.name != b.name ? a.name < b.name : a.id < b.id;
        const bool greater = a.key != b.key     ? a.key > b.key
                             : a.name != b.name ? a.name > b.name
                                                : a.id > b.id;
        return question.descending ? greater : less;
    });
    std::vector<TitleId> ids;
    ids.reserve(found.size());
    for (const Found& one : found) ids.push_back(one.id);
    return ids;
}

std::vector<TitleFinder::FoundPerson> TitleFinder::find_people(std::string_view text,
                                                               size_t count_max) const {
    const std::string words = folded(text);
    std::vector<std::pair<Rank, FoundPerson>> found;
    for (const State::Person& person : state_->people) {
        const Rank rank = rank_among(person.names, words);
        if (rank != nothing) found.emplace_back(rank, FoundPerson{person.id, person.titles});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        if (a.second.titles != b.second.titles) return a.second.titles > b.second.titles;
        return a.second.person < b.second.person;
    });
    std::vector<FoundPerson> people;
    for (size_t i = 0; i < found.size() && i < count_max; ++i) people.push_back(found[i].second);
    return people;
}

}  // namespace nuri::desk
