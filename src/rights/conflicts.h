#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rights/grant.h"
#include "rights/title_tree.h"

namespace nuri::rights {

/// Which way a right goes.
enum class Flow : uint8_t {
    in,   ///< we hold it
    out,  ///< we gave it to another
};

/// A grant as the desk sees it. Its window is settled (`resolve`); what was ended is cut short or left out.
struct Right {
    Grant grant;
    Flow flow = Flow::in;
    /// Of a right out: the contracts of the rights in that it is sublicensed from. None: from anything we
    /// hold.
    std::vector<ContractId> sources = {};
};

enum class ConflictKind : uint8_t {
    no_rights_in,            ///< a right out of what we do not hold
    outside_chain,           ///< we hold it, but not by the contract it is said to come from
    no_exclusive_rights_in,  ///< an exclusive right out of what we do not hold exclusively
    exclusivity,             ///< two rights out, or two in of two partners, meet and one of them is exclusive
    overlap,                 ///< two rights of one partner and direction: on equal terms, or exclusive
    holdback,                ///< a right out (or in) within a holdback or blackout
    caps_exceeded,           ///< a right out permits more than the right in that it is taken from
};
inline constexpr int conflict_kind_count = 7;
std::string_view to_string(ConflictKind kind);

/// What two rights have in common, or what one of them lacks. Languages are those both speak of: none is any.
struct SharedSpan {
    TitleId title;     ///< the lower of the two
    std::string edit;  ///< the same; empty: every version
    world::TerritorySet territories;
    Window window = Window::from(Instant{});
    LicenseTypes license_types;
    Languages audio;
    Languages subtitles;
    friend bool operator==(const SharedSpan&, const SharedSpan&) = default;
};

/// What of a right out goes beyond its source.
struct Exceeded {
    bool height = false, hdr = false, audio_format = false, audio = false, subtitles = false;
    bool downloads = false, plays = false, devices = false;
    bool any() const {
        return height || hdr || audio_format || audio || subtitles || downloads || plays || devices;
    }
    friend bool operator==(const Exceeded&, const Exceeded&) = default;
};

/// Two sides that cannot both hold, and where they meet. `against` is none where the fault is that there is
/// nothing on the other side.
struct Conflict {
    ConflictKind kind = ConflictKind::overlap;
    GrantId right;
    std::optional<GrantId> against;
    SharedSpan shared;
    Exceeded exceeded;  ///< of caps_exceeded
    friend bool operator==(const Conflict&, const Conflict&) = default;
};

struct Conflicts {
    std::vector<Conflict> found;  ///< by right, then kind, then the other side
    bool truncated = false;       ///< there are more than `found_max`
    static constexpr size_t found_max = 100'000;
};

/// Rights by the title they are of: made once for many questions. Borrows the rights.
class RightsByTitle {
  public:
    RightsByTitle(const TitleTree& titles, std::span<const Right> rights);

    const TitleTree& titles() const { return titles_; }
    std::span<const Right> rights() const { return rights_; }
    /// Numbers in rights() of those that bear on a title: its own and its ancestors'.
    std::vector<uint32_t> bearing_on(TitleId title) const;
    /// Of the title's own.
    std::span<const uint32_t> of(TitleId title) const;

  private:
    const TitleTree& titles_;
    std::span<const Right> rights_;
    std::unordered_map<TitleId, std::vector<uint32_t>> own_;
};

/// All conflicts among `rights`. A pair of equals is told once, by its later id. Looks title by title along
/// the chain and sweeps the windows in order of their starts: 90,000 rights take a fraction of a second
/// unless thousands bear on one title. Rights of titles that are not in the tree are passed over. What a
/// right out lacks is told in boxes of territories x time x licence types that do not meet.
///
/// Not a conflict: rights that have no licence type, territory, moment, device or edit in common, or that
/// name audio languages and share none; two of one partner and direction whose terms differ and of which none
/// is exclusive; a right out and a right in, as one is taken from the other.
///
/// A right out of a series that was bought episode by episode is looked at by the episode.
Conflicts find_conflicts(const TitleTree& titles, std::span<const Right> rights);

/// Those that `candidate` would bring, or brings, to the others: what is asked at entry. A right of the
/// candidate's id among `rights` is what it replaces.
Conflicts conflicts_of(const TitleTree& titles, std::span<const Right> rights, const Right& candidate);

}  // namespace nuri::rights
