#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::world {

/// How many territories have no territory below them. One more than a byte can number, and one more
/// than a 256-bit set can hold, which has cost others dearly.
inline constexpr int territory_count = 257;

/// A place where a viewer can be and a licence can hold: one of CLDR's 257 leaf territories (ISO 3166-1
/// and eight reserved codes such as IC, the Canaries), or a first-level subdivision of one (ISO 3166-2,
/// CA-QC), where a contract goes so far.
///
/// A territory without a subdivision means two things that never meet in one value: in a licence the
/// country as a whole, and of a viewer "somewhere in it, we do not know where". See TerritorySet.
///
/// A subdivision that is a territory in its own right is that territory: US-PR reads as PR, FR-RE as RE.
/// Ordered by code.
class Territory {
  public:
    /// Alpha-2 ("kr"), alpha-3 ("KOR"), M49 numerals of one country ("410") or a subdivision ("CA-QC"), in
    /// any case. `invalid` with the nearest code where there is one; a group (419, EU) is `invalid` too.
    static Result<Territory> parse(std::string_view code);

    /// The leaf of a dense index from 0 to 256, which follows the alphabet of the codes. Indices change
    /// when a new edition of the data adds a territory: what is kept on disk keeps codes.
    static Territory from_index(int index);

    /// The subdivision of a dense number from 1; 0 is none. As above, only within one run of a program.
    static Territory from_subdivision(int number);

    int index() const { return leaf_; }
    int subdivision() const { return subdivision_; }
    bool is_subdivision() const { return subdivision_ != 0; }

    /// The territory that a subdivision is part of; itself otherwise.
    Territory leaf() const { return Territory(leaf_, 0); }

    /// "KR", "CA-QC".
    std::string code() const;

    friend auto operator<=>(Territory, Territory) = default;

  private:
    constexpr Territory(uint16_t leaf, uint16_t subdivision) : leaf_(leaf), subdivision_(subdivision) {}

    uint16_t leaf_;
    uint16_t subdivision_;
};

std::string to_string(Territory territory);

/// How many subdivisions are known: their numbers are 1 to this.
int subdivision_count();

/// Member states of the Union, as the portability of subscriptions goes by them (Regulation (EU) 2017/1128).
bool is_eu_member(Territory territory);

/// A number that changes whenever the numbering of territories or subdivisions does: a compiled file that
/// holds indices carries it and is refused under another.
uint64_t territory_edition();

}  // namespace nuri::world

template<>
struct std::hash<nuri::world::Territory> {
    size_t operator()(nuri::world::Territory t) const noexcept {
        return static_cast<size_t>(t.index()) << 16 | static_cast<size_t>(t.subdivision());
    }
};
