#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "licensing/licensing.h"
#include "rights/conflicts.h"
#include "rights/title_tree.h"
#include "store/database.h"

namespace nuri::licensing {

/// Every licence as the desk looks at it: rights in and rights out, drafts too, each with its contract, and
/// with its time settled. (The Law that viewers are decided by knows only what is ours and in force.) What
/// was ended is there with the window that was left to it, if any was.
///
/// Immutable; made anew when the register has changed. The titles it was loaded over are known by number
/// alone.
class RightsBook {
  public:
    /// Reads all grants within one transaction: some tenths of a second for 90,000.
    static Result<std::shared_ptr<const RightsBook>> load(store::Database& database,
                                                          const rights::TitleTree& titles);

    /// The revision of the licensing register that this is.
    int64_t revision() const { return revision_; }

    /// What rights::find_conflicts and rights::find_white_space take. A licence whose time differs by
    /// territory is some of them, all of its id. By licence.
    const std::vector<rights::Right>& rights() const { return rights_; }

    /// The rights that one licence is; none if its time is not settled yet, or nothing of it was left when it
    /// was ended.
    std::span<const rights::Right> rights_of(GrantId id) const;

    /// As it was written; null if it is none of this book's.
    const GrantRecord* record(GrantId id) const;
    /// Of a grant in the book; without a contract it is ours.
    Direction direction(GrantId id) const;

    /// What the register would make of a wish, by the rules of Licensing::add, without adding it. Fails as
    /// that does. Its id is `replaces`, or one that no licence has.
    static Result<rights::Right> candidate(store::Reader& reader, const NewGrant& wish,
                                           const rights::TitleTree& titles, std::optional<GrantId> replaces);

  private:
    RightsBook() = default;

    int64_t revision_ = 0;
    std::vector<rights::Right> rights_;
    std::vector<GrantRecord> records_;
    std::unordered_map<GrantId, size_t> by_id_;
    std::unordered_map<ContractId, Direction> directions_;
};

}  // namespace nuri::licensing
