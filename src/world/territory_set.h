#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "world/territory.h"

namespace nuri::world {

/// A set of territories, exact down to subdivisions.
///
/// Each of the 257 leaves has one bit, which speaks for the leaf and all its subdivisions but those listed
/// as exceptions: `US - US-TX` is the bit of US and the exception US-TX, `BE-WAL` is the exception alone. So
/// a viewer of whom only "US" is known counts as in the bit: he is within `US - US-TX` and not within
/// `US-TX`.
///
/// A value; equal sets compare equal however they were made.
class TerritorySet {
  public:
    TerritorySet() = default;
    TerritorySet(std::initializer_list<Territory> members);

    /// Every territory there is: "001".
    static TerritorySet all();

    void insert(Territory territory);
    void erase(Territory territory);
    bool contains(Territory territory) const;

    /// No territory and no part of one.
    bool empty() const;
    /// Leaves whose bit is set, and subdivisions that are in although their leaf is not.
    int size() const;

    bool intersects(const TerritorySet& other) const { return !(*this & other).empty(); }
    bool includes(const TerritorySet& other) const { return (other - *this).empty(); }

    /// Calls `visit(Territory)` for what size() counts, leaves first, each by their order.
    template<typename Visit>
    void for_each(Visit visit) const {
        for (int word = 0; word < word_count; ++word) {
            for (uint64_t bits = leaves_[word]; bits != 0; bits &= bits - 1) {
                visit(Territory::from_index(word * 64 + std::countr_zero(bits)));
            }
        }
        for (const uint16_t number : exceptions_) {
            const Territory part = Territory::from_subdivision(number);
            if (!leaf_bit(part.index())) visit(part);
        }
    }

    /// Subdivisions whose membership differs from their leaf's, in order.
    std::vector<Territory> exceptions() const;

    friend TerritorySet operator|(const TerritorySet& a, const TerritorySet& b);
    friend TerritorySet operator&(const TerritorySet& a, const TerritorySet& b);
    friend TerritorySet operator-(const TerritorySet& a, const TerritorySet& b);
    TerritorySet& operator|=(const TerritorySet& other) { return *this = *this | other; }
    TerritorySet& operator-=(const TerritorySet& other) { return *this = *this - other; }

    friend bool operator==(const TerritorySet&, const TerritorySet&) = default;
    /// An order for maps, without meaning of its own.
    friend auto operator<=>(const TerritorySet&, const TerritorySet&) = default;

  private:
    static constexpr int word_count = 5;  // 320 bits: 257 do not fit into four words
    static_assert(word_count * 64 >= territory_count);

    template<typename Combine>
    static TerritorySet combined(const TerritorySet& a, const TerritorySet& b, Combine combine);
    bool leaf_bit(int index) const { return (leaves_[index / 64] >> (index % 64) & 1) != 0; }
    bool is_exception(int subdivision) const;

    std::array<uint64_t, word_count> leaves_{};
    std::vector<uint16_t> exceptions_;  // sorted; not one of them agrees with its leaf
};

/// An expression that reads back as the same set, and the same for equal sets: "419", "CA + US",
/// "001 - CN - KP", "BE-WAL", "US - US-TX". The empty set is "none", which no expression means.
std::string to_string(const TerritorySet& set);

}  // namespace nuri::world
