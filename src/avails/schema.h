#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nuri::avails {

/// What one version of Avails XML may hold: of each type its children with their order and number, its
/// attributes, and what texts look like. Compiled from one table for all versions (schema_table.h).
///
/// The children of a type are kept as an automaton: each place where an element may stand, the places that
/// may follow it, and those that may be last. XML Schema lets no two places of one name be open at once, so
/// one place is all there is to remember while reading.
///
/// Spec: MovieLabs Avails 2.1 to 2.7 with Common Metadata 2.4 to 2.12; XML Schema 1.0 part 1, 3.8 and 3.9.
class Schema {
  public:
    /// Whose namespace elements are in.
    enum class Space : uint8_t { avails, mdmec, md };

    struct Attribute {
        std::string_view name;
        std::string_view kind;  ///< xml_value.h
        bool required = false;
    };
    enum class Wildcard : uint8_t { none, other, any };
    struct Position {
        std::string_view name;
        Space space = Space::avails;
        uint32_t type = 0;
        bool required = false;               ///< it cannot be left out where it may stand
        Wildcard wildcard = Wildcard::none;  ///< then of no name: a vendor's own elements
    };
    struct Type {
        std::string_view name;
        Space space = Space::avails;
        std::string_view kind;  ///< of its text; empty: there is none
        bool anything = false;  ///< nothing is known of it
        std::vector<Attribute> attributes;
        std::vector<Position> positions;
        std::vector<uint32_t> first, last;
        std::vector<std::vector<uint32_t>> follow;  ///< by position
        bool may_be_empty = true;
    };

    /// "2.1" to "2.7", oldest first.
    static std::span<const std::string_view> versions();
    /// None for another version.
    static const Schema* of(std::string_view version);
    /// For a document whose version is not known, the newest.
    static const Schema& nearest_to(std::string_view version);

    std::string_view version() const { return version_; }
    /// The URI of a namespace in this version.
    const std::string& uri(Space space) const { return uris_[static_cast<size_t>(space)]; }
    const Type& type(uint32_t index) const { return types_[index]; }
    /// Of that name in the table ("AvailVolumeMetadata"); null where this version has none.
    const Type* find(std::string_view name) const;
    /// Of a root: "AvailList", and since 2.5 "OfferStatusList". The type has the element's name.
    const Type* root(std::string_view name) const;

  private:
    friend class SchemaCompiler;
    std::string_view version_;
    std::string uris_[3];
    std::vector<Type> types_;
    std::vector<uint32_t> roots_;
};

}  // namespace nuri::avails
