#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "catalogue/title.h"
#include "desk/standing.h"

namespace nuri::desk {

/// Something that a title has none of.
struct Lack {
    enum class Of { asset, artwork, rating, genre, country, name, synopsis } of = Of::asset;
    catalogue::ArtworkKind artwork = catalogue::ArtworkKind::poster;  ///< of artwork
    std::optional<world::LanguageTag> locale = {};                    ///< of name and synopsis

    /// "poster", "asset", "name:ko". `invalid` for what is none of these.
    static Result<Lack> parse(std::string_view text);
};

/// Which titles; what is empty does not matter.
struct TitleFilter {
    std::string
        words;  ///< in a name in any language, an original title, a person's name, a slug, place or id
    std::vector<catalogue::Kind> kinds;
    std::optional<TitleId> parent = {};  ///< directly below it
    std::vector<TitleStatus> statuses;
    std::optional<world::Territory> country = {};  ///< of origin
    std::optional<world::LanguageTag> language = {};
    std::string genre;
    std::optional<catalogue::PersonId> person = {};
    std::optional<bool> has_asset = {};
    std::optional<world::Territory> licensed_in = {};  ///< now
    std::vector<Lack> missing;                         ///< any of them
    std::optional<int> year_from = {}, year_to = {};
};

enum class TitleOrder { name, added, year, number, status, match };
/// `invalid` for a word that is none; `match` is chosen by leaving it out.
Result<TitleOrder> parse_title_order(std::string_view word);

/// The catalogue as a desk looks through it: folded words of every title and the order of their names in each
/// reader's language, made once for each catalogue snapshot (a tenth of a second for 20,000 titles) and asked
/// in a millisecond or two. Immutable but for the orders, which are made when first asked for and kept for
/// the last few languages. Safe to use from many threads. Keeps the snapshot.
class TitleFinder {
  public:
    explicit TitleFinder(std::shared_ptr<const catalogue::Snapshot> catalogue);
    ~TitleFinder();

    struct Question {
        TitleFilter filter;
        TitleOrder order = TitleOrder::name;
        bool descending = false;
        std::vector<world::LanguageTag> readers;  ///< languages in which names are read, best first
    };
    /// All that fit, in order; ties by id. `standing` is of the same catalogue.
    std::vector<TitleId> find(const Question& question, const Standing& standing) const;

    struct FoundPerson {
        catalogue::PersonId person;
        int titles = 0;  ///< that credit them
    };
    /// The best match first, then those with most titles.
    std::vector<FoundPerson> find_people(std::string_view words, size_t count_max) const;

    const catalogue::Snapshot& catalogue() const { return *catalogue_; }

  private:
    struct State;
    std::shared_ptr<const catalogue::Snapshot> catalogue_;
    std::unique_ptr<State> state_;
};

/// Text as it is compared: case and Latin accents folded, canonically composed, white space single. Hangul
/// initials, kana and their marks stay what they are.
std::string folded(std::string_view text);

}  // namespace nuri::desk
