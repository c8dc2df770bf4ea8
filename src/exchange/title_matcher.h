#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "avails/document.h"
#include "avails/finding.h"
#include "catalogue/catalogue.h"
#include "catalogue/snapshot.h"
#include "rights/ids.h"
#include "store/database.h"

namespace nuri::exchange {

/// What a licensor calls our titles, by its id ("cid:md:cid:…"): learnt from rows that were matched.
using LearntNames = std::unordered_map<std::string, TitleId>;
Result<LearntNames> load_learnt_names(store::Reader& reader, std::string_view partner);

/// The ids by which a row names its title, each with its kind in front; in order of trust.
std::vector<std::string> ids_of(const avails::RowView& row);

/// A title that an import would make. Its parent is in the catalogue, or is another of these.
struct PlannedTitle {
    catalogue::Catalogue::NewTitle title;
    std::optional<size_t> parent = {};  ///< index among the planned ones
};

/// Finds the title that a row is about: by ALID and EIDR as the catalogue has them, by the ids that were
/// learnt, then by name and year; an episode or season also by its series and numbers. Several answers are a
/// finding (`title_ambiguous`), none is one too (`title_unknown`), unless titles may be made.
///
/// Borrows all it is given.
class TitleMatcher {
  public:
    TitleMatcher(const catalogue::Snapshot& catalogue, const LearntNames& learnt, bool create,
                 avails::Findings& findings);

    /// One of both, or neither.
    struct Match {
        TitleId title;                       ///< of the catalogue
        std::optional<size_t> planned = {};  ///< index into planned()
        explicit operator bool() const { return static_cast<bool>(title) || planned.has_value(); }
        friend bool operator==(const Match&, const Match&) = default;
    };
    Match match(const avails::RowView& row);

    const std::vector<PlannedTitle>& planned() const { return planned_; }

  private:
    struct Wanted;
    std::vector<TitleId> by_ids(catalogue::Kind kind, const std::vector<std::string>& ids) const;
    std::vector<TitleId> by_name(catalogue::Kind kind, std::string_view name, std::optional<int> year) const;
    std::vector<TitleId> series_of(const Wanted& wanted) const;
    std::vector<TitleId> by_place(const Wanted& wanted) const;
    Match make(const Wanted& wanted, const avails::RowView& row);
    size_t plan(PlannedTitle title, const std::string& key);
    Match parent_of(const Wanted& wanted, const avails::RowView& row);
    std::string free_slug(std::string_view name);

    const catalogue::Snapshot& catalogue_;
    const LearntNames& learnt_;
    bool create_;
    avails::Findings& findings_;
    std::unordered_map<std::string, std::vector<TitleId>> by_name_;  ///< kind and folded name
    std::unordered_map<std::string, TitleId> by_id_;                 ///< ALIDs and EIDRs, with their kind
    std::unordered_map<std::string, Match> seen_;
    std::vector<PlannedTitle> planned_;
    std::map<std::string, size_t> planned_by_key_;
    std::map<std::string, bool> slugs_;
};

}  // namespace nuri::exchange
