#include "desk/readiness.h"

#include <algorithm>

#include "assets/asset_index.h"
#include "base/log.h"
#include "catalogue/snapshot.h"
#include "licensing/law.h"
#include "world/facts.h"
#include "world/ratings.h"

namespace nuri::desk {
namespace {

using catalogue::ArtworkKind;
using catalogue::Kind;
using catalogue::Title;
using world::LanguageTag;
using world::Territory;

constexpr std::string_view words[missing_count] = {"asset", "subtitles", "dub",    "rating",
                                                   "name",  "synopsis",  "poster", "backdrop"};

/// The law as it will be where the service is announced: there too.
Result<rights::Index> law_of_tomorrow(const Holdings& holdings) {
    world::Footprint footprint = holdings.law->footprint;
    const auto states = footprint.states();
    for (const auto& [territory, state] : states) {
        if (state.presence != world::Presence::unavailable)
            footprint.set(territory, world::ServiceState::launched());
    }
    return rights::Index::compile(holdings.catalogue->tree(), holdings.law->grants, footprint);
}

bool any_matches(const std::vector<LanguageTag>& wanted, const std::vector<LanguageTag>& offered,
                 const rights::Languages& allowed) {
    return std::any_of(offered.begin(), offered.end(), [&](const LanguageTag& tag) {
        const auto takes_in = [&](const LanguageTag& range) { return world::matches(range, tag); };
        return std::any_of(wanted.begin(), wanted.end(), takes_in) &&
               (!allowed || std::any_of(allowed->begin(), allowed->end(), takes_in));
    });
}

/// What a territory asks of every title, looked up once.
struct Demands {
    Territory territory;
    std::vector<LanguageTag> languages;
    std::vector<std::string_view> rating_systems;

    explicit Demands(Territory where) : territory(where), languages(languages_to_serve(where)) {
        for (const auto* system : world::ratings_for(where)) rating_systems.push_back(system->id);
    }
};

class Checker {
  public:
    Checker(const Holdings& holdings, const LanguagesOf& languages)
        : catalogue_(*holdings.catalogue), assets_(*holdings.assets), languages_(languages) {}

    uint8_t missing(const Title& title, const Demands& demands, const rights::Terms& terms) const {
        uint8_t bits = 0;
        const auto note = [&bits](Missing what, bool lacking) {
            if (lacking) bits |= static_cast<uint8_t>(1u << static_cast<int>(what));
        };
        if (assets_.current_of(title.id)) {
            const auto spoken = languages_(title.id);
            const bool heard = any_matches(demands.languages, spoken->audio, terms.audio);
            const bool read = any_matches(demands.languages, spoken->subtitles, terms.subtitles);
            note(Missing::subtitles, !demands.languages.empty() && !heard && !read);
            note(Missing::dub, !demands.languages.empty() && !heard && read);
        } else {
            note(Missing::asset, true);
        }
        note(Missing::rating, !demands.rating_systems.empty() && !rated(title, demands));
        const auto told = [&](auto passes) {
            return std::any_of(
                title.facts.texts.begin(), title.facts.texts.end(), [&](const catalogue::Text& text) {
                    return passes(text) && std::any_of(demands.languages.begin(), demands.languages.end(),
                                                       [&](const LanguageTag& language) {
                                                           return world::matches(language, text.locale);
                                                       });
                });
        };
        if (!demands.languages.empty()) {
            note(Missing::name, !told([](const catalogue::Text&) { return true; }));
            note(Missing::synopsis,
                 !told([](const catalogue::Text& text) { return !text.synopsis.empty(); }));
        }
        note(Missing::poster, catalogue_.artwork(title, ArtworkKind::poster, {}) == nullptr);
        note(Missing::backdrop, catalogue_.artwork(title, ArtworkKind::backdrop, {}) == nullptr);
        return bits;
    }

  private:
    bool rated(const Title& title, const Demands& demands) const {
        for (const Title* up = &title; up != nullptr;
             up = up->parent ? catalogue_.find(*up->parent) : nullptr) {
            for (const catalogue::Rating& rating : up->facts.ratings) {
                if (std::find(demands.rating_systems.begin(), demands.rating_systems.end(), rating.system) !=
                    demands.rating_systems.end())
                    return true;
            }
        }
        return false;
    }

    const catalogue::Snapshot& catalogue_;
    const assets::AssetIndex& assets_;
    const LanguagesOf& languages_;
};

}  // namespace

std::string_view to_string(Missing missing) {
    return words[static_cast<int>(missing)];
}

Result<Missing> parse_missing(std::string_view text) {
    for (int i = 0; i < missing_count; ++i)
        if (words[i] == text) return static_cast<Missing>(i);
    return Error{ErrorKind::invalid,
                 "`missing` must be asset, subtitles, dub, rating, name, synopsis, poster or backdrop"};
}

std::vector<LanguageTag> languages_to_serve(Territory territory) {
    constexpr size_t languages_max = 3;
    // An official language may be that of one town alone; what hardly anybody reads is no lack.
    constexpr double share_min_percent = 20, official_share_min_percent = 1;
    std::vector<LanguageTag> languages;
    for (const world::SpokenLanguage& spoken : world::languages_of(territory)) {
        const double share_min = spoken.official ? official_share_min_percent : share_min_percent;
        if (spoken.population_percent < share_min && !languages.empty()) continue;
        if (languages.size() < languages_max) languages.push_back(spoken.language);
    }
    return languages;
}

Readiness::Readiness(const Holdings& holdings, const LanguagesOf& languages, Instant at,
                     std::chrono::days ahead)
    : holdings_(holdings), at_(at), ahead_(ahead) {
    const auto compiled = law_of_tomorrow(holdings);
    if (!compiled) {
        // The same grants were compiled a moment ago for the law in force.
        log::error("the law of announced territories cannot be compiled",
                   {{"why", compiled.error().message}});
        return;
    }
    const rights::Index& index = *compiled;
    const std::vector<TitleId> titles = index.titles();
    const Checker checker(holdings_, languages);
    std::vector<rights::Verdict> verdicts;
    const Instant until = at + ahead;
    for (const auto& [territory, state] : holdings.law->footprint.states()) {
        if (state.presence == world::Presence::unavailable) continue;
        const Demands demands(territory);
        index.sweep({territory, {}, at}, verdicts);
        for (size_t i = 0; i < titles.size(); ++i) {
            const rights::Verdict& verdict = verdicts[i];
            const bool ahead_of =
                verdict.reason == rights::Reason::not_open_yet && verdict.valid_until_ms <= to_unix_ms(until);
            if (!verdict.allowed() && !ahead_of) continue;
            const Title* title = holdings.catalogue->find(titles[i]);
            if (title == nullptr || (title->kind != Kind::film && title->kind != Kind::episode)) continue;
            Offer offer{titles[i], territory, verdict.allowed()};
            rights::Verdict then = verdict;
            if (ahead_of) {
                const rights::Decision decision = index.decide({titles[i], territory, {}, at});
                if (!decision.opens_at || *decision.opens_at > until) continue;
                offer.opens_at = decision.opens_at;
                then = index.verdict({titles[i], territory, {}, *decision.opens_at});
                if (!then.allowed()) continue;
            }
            if (then.valid_until_ms != rights::Verdict::never)
                offer.ends_at = from_unix_ms(then.valid_until_ms);
            offer.missing = checker.missing(*title, demands, index.terms(then.grant));
            offers_.push_back(offer);
        }
    }
    std::stable_sort(offers_.begin(), offers_.end(),
                     [](const Offer& a, const Offer& b) { return a.title < b.title; });
}

std::vector<Offer> Readiness::offers_of(TitleId title) const {
    const auto first = std::lower_bound(offers_.begin(), offers_.end(), title,
                                        [](const Offer& offer, TitleId id) { return offer.title < id; });
    std::vector<Offer> found;
    for (auto offer = first; offer != offers_.end() && offer->title == title; ++offer)
        found.push_back(*offer);
    return found;
}

}  // namespace nuri::desk
