#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "desk/holdings.h"
#include "rights/ids.h"
#include "world/language.h"
#include "world/territory.h"

namespace nuri::desk {

/// What a title may lack where it is licensed, or will be.
enum class Missing : uint8_t {
    asset,      ///< nothing to play
    subtitles,  ///< neither sound nor subtitles in a language of the territory that the licence allows
    dub,        ///< no sound in a language of the territory, though there are subtitles: a wish, not a want
    rating,     ///< no label of the territory's rating systems
    name,       ///< none in a language of the territory
    synopsis,   ///< likewise
    poster,     ///< no picture at all, not even the series'
    backdrop,
};
constexpr int missing_count = 8;
std::string_view to_string(Missing missing);
/// `invalid` names the words there are.
Result<Missing> parse_missing(std::string_view word);

/// The languages to reckon with in a territory, the weightiest first: official ones that at least one in a
/// hundred speaks (some are official in a single town) and those of a fifth of its people, at most three; the
/// first official one in any case.
std::vector<world::LanguageTag> languages_to_serve(world::Territory territory);

/// Languages that an asset can be heard and read in.
struct AssetLanguages {
    std::vector<world::LanguageTag> audio;
    std::vector<world::LanguageTag> subtitles;
};
/// Never null; empty for an asset that cannot be read.
using LanguagesOf = std::function<std::shared_ptr<const AssetLanguages>(TitleId)>;

/// One film or episode in one territory in which the service is launched or announced: licensed now, or from
/// a moment that is near.
struct Offer {
    TitleId title;
    world::Territory territory;
    bool licensed = false;                 ///< now
    std::optional<Instant> opens_at = {};  ///< where it is not licensed yet
    std::optional<Instant> ends_at = {};   ///< the next moment at which the licence changes, if any
    uint8_t missing = 0;                   ///< a bit for each Missing

    bool lacks(Missing what) const { return (missing >> static_cast<int>(what)) & 1; }
    /// A dub is a wish: who can read along can watch.
    bool ready() const { return (missing & ~(1u << static_cast<int>(Missing::dub))) == 0; }
};

/// All offers at one moment, by title and then by territory. Where the service is announced, licences count
/// as they will when it is launched. Immutable; keeps the snapshots it was made of. For 20,000 titles in
/// twenty territories some tenths of a second, so it is made once and kept (Desk).
class Readiness {
  public:
    /// `ahead`: how far in the future a window may open and still count.
    Readiness(const Holdings& holdings, const LanguagesOf& languages, Instant at, std::chrono::days ahead);

    const std::vector<Offer>& offers() const { return offers_; }
    /// Those of one film or episode.
    std::vector<Offer> offers_of(TitleId title) const;

    Instant at() const { return at_; }
    std::chrono::days ahead() const { return ahead_; }
    const Holdings& holdings() const { return holdings_; }

  private:
    Holdings holdings_;
    Instant at_;
    std::chrono::days ahead_;
    std::vector<Offer> offers_;
};

}  // namespace nuri::desk
