#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "catalogue/title.h"
#include "store/database.h"
#include "store/migration.h"

namespace nuri::catalogue {

/// The register of titles: what there is, not what may be shown. Titles are added and changed, and never
/// removed: licences, assets and statements name them for good.
///
/// Each change is one transaction that also counts up the revision "catalogue" (store/revision.h), so that
/// whoever holds a Snapshot knows when to load another. The forms that take a Writer take part in the
/// caller's transaction. Borrows the Database, which outlives it.
class Catalogue {
  public:
    static constexpr std::string_view revision_name = "catalogue";

    explicit Catalogue(store::Database& database) : database_(database) {}

    static const store::Schema& schema();

    struct NewTitle {
        std::string slug;
        Kind kind = Kind::film;
        std::optional<TitleId> parent = {};
        std::optional<int> number = {};
        Facts facts;
    };
    struct Added {
        TitleId id;
        std::vector<std::string> warnings;  ///< what is odd but was taken: a wrong check character
    };

    /// `conflict`, naming the title that is in the way, for a slug, ALID or EIDR that is taken or a number
    /// that its siblings have; `invalid` for a parent of the wrong kind, a missing name or number, or a
    /// locale named twice; `not_found` for an unknown parent, genre or person.
    Result<Added> add(const NewTitle& title, Instant now);
    static Result<Added> add(store::Writer& writer, const NewTitle& title, Instant now);

    /// Replaces all facts of a title at once; fails as `add` does.
    Result<Added> set_facts(TitleId title, const Facts& facts, Instant now);
    static Result<Added> set_facts(store::Writer& writer, TitleId title, const Facts& facts, Instant now);

    /// What a bulk edit makes of a title.
    struct CommonChange {
        const Title* before;  ///< as it is within the transaction
        Facts after;
    };
    /// As set_facts for each, where only what bulk edits touch may differ: original language, year,
    /// countries, genres, ratings, advisories. Writes only what does differ: some 25 us a title and list.
    static Result<> set_common_facts(store::Writer& writer, const std::vector<CommonChange>& changes,
                                     Instant now);

    /// Numbers the children of a title anew: `first`, `first` + 1, … in the order given. `conflict` unless
    /// each of them is named, and once.
    static Result<> order(store::Writer& writer, TitleId parent, const std::vector<TitleId>& children,
                          int first, Instant now);

    /// Sets or replaces the words of one locale.
    Result<> set_text(TitleId title, const Text& text, Instant now);

    /// Sets or replaces the artwork of one kind and locale.
    Result<> set_artwork(TitleId title, const Artwork& artwork, Instant now);
    /// `not_found` if there is none.
    Result<> remove_artwork(TitleId title, ArtworkKind kind, const std::optional<world::LanguageTag>& locale,
                            Instant now);

    /// A person has at least one name. Two people may share one.
    Result<PersonId> add_person(const std::vector<LocalName>& names, Instant now);
    static Result<PersonId> add_person(store::Writer& writer, const std::vector<LocalName>& names,
                                       Instant now);

    /// Adds a genre, or replaces the names of one. Some are there from the beginning.
    Result<> set_genre(const Genre& genre, Instant now);

    /// The title that a reference (catalogue/reference.h) names: `not_found` says which part of it is not
    /// there.
    Result<TitleId> resolve(std::string_view reference);
    static Result<TitleId> resolve(store::Reader& reader, std::string_view reference);

  private:
    store::Database& database_;
};

}  // namespace nuri::catalogue
