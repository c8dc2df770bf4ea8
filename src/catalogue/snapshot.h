#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "catalogue/title.h"
#include "rights/title_tree.h"
#include "store/database.h"

namespace nuri::catalogue {

/// Words chosen for one reader, and whose they are: a name in another language than the page's is marked so.
struct View {
    std::string_view name;
    world::LanguageTag name_locale;
    std::string_view synopsis;  ///< empty where there is none in any language
    world::LanguageTag synopsis_locale;
};

/// The whole catalogue at one revision, in memory: what pages, search and the compiled rights are made from.
/// Immutable, so any number of threads read it without a lock; published as a `shared_ptr<const Snapshot>`
/// and replaced as a whole. Views and spans borrow from it.
class Snapshot {
  public:
    /// Reads all tables once, within one transaction: some tenths of a second for 20,000 titles.
    static Result<std::shared_ptr<const Snapshot>> load(store::Database& database);

    /// One title, what it lies below and what lies directly below it, with their people and all genres:
    /// enough to tell of that title as a whole snapshot would. Within a write it is as that transaction has
    /// left it. `not_found` if there is no such title.
    static Result<std::shared_ptr<const Snapshot>> load_around(store::Reader& reader, TitleId title);

    /// The number of the register's revision that this is.
    int64_t revision() const { return revision_; }

    /// All titles, by id.
    const std::vector<Title>& titles() const { return titles_; }

    /// Null if there is none.
    const Title* find(TitleId id) const;
    const Title* find(std::string_view slug) const;

    /// By reference, as Catalogue::resolve does.
    Result<TitleId> resolve(std::string_view reference) const;

    /// Seasons of a series, episodes of a season: by number.
    std::span<const TitleId> children(TitleId id) const;

    /// What the rights are compiled over.
    const rights::TitleTree& tree() const { return *tree_; }

    /// The words for a reader who would have them in the languages of `chain`, best first
    /// (world::fallback_chain). Where none of them is there, the original title; for the synopsis the
    /// original language's, or any.
    View view(const Title& title, std::span<const world::LanguageTag> chain) const;

    /// The picture for that reader: in a language of the chain, else without words, else any; else the same
    /// of the season and of the series. Null if there is none at all.
    const Artwork* artwork(const Title& title, ArtworkKind kind,
                           std::span<const world::LanguageTag> chain) const;

    /// Null if there is none.
    const Person* person(PersonId id) const;
    const Genre* genre(std::string_view slug) const;
    const std::vector<Genre>& genres() const { return genres_; }

    /// The name among `names` for that reader, or the first; empty if there are none.
    static std::string_view name_for(std::span<const LocalName> names,
                                     std::span<const world::LanguageTag> chain);

    /// The place of a title as people write it: "dawn-over-hanok/s1e2", or its slug.
    std::string reference_of(const Title& title) const;

  private:
    Snapshot() = default;
    struct Loader;

    int64_t revision_ = 0;
    std::vector<Title> titles_;
    std::vector<Person> people_;
    std::vector<Genre> genres_;
    std::unordered_map<TitleId, size_t> by_id_;
    std::unordered_map<std::string_view, size_t> by_slug_, by_alid_, by_eidr_;  // keys borrow from titles_
    std::unordered_map<TitleId, std::vector<TitleId>> children_;
    std::unordered_map<PersonId, size_t> people_by_id_;
    std::optional<rights::TitleTree> tree_;
};

}  // namespace nuri::catalogue
