#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "rights/ids.h"
#include "world/language.h"
#include "world/territory.h"

namespace nuri::catalogue {

using PersonId = Id<struct PersonTag>;

enum class Kind { film, series, season, episode };
std::string_view to_string(Kind kind);
/// `invalid` names the kinds there are.
Result<Kind> parse_kind(std::string_view word);

/// What a title is called and said to be in one locale. The locale is the reader's language, never a place.
struct Text {
    world::LanguageTag locale;
    std::string name;      ///< never empty
    std::string synopsis;  ///< may be empty; then another locale's is shown
    friend bool operator==(const Text&, const Text&) = default;
};

enum class ArtworkKind { poster, backdrop, logo, still };
std::string_view to_string(ArtworkKind kind);
Result<ArtworkKind> parse_artwork_kind(std::string_view word);

/// The part of a picture that must be seen however it is cut, in pixels of the picture.
struct Crop {
    int x = 0, y = 0, width = 0, height = 0;
    friend bool operator==(const Crop&, const Crop&) = default;
};

struct Artwork {
    ArtworkKind kind = ArtworkKind::poster;
    std::optional<world::LanguageTag> locale;  ///< of the words in the picture; none for one without words
    std::string object;                        ///< key in the object store
    int width = 0, height = 0;                 ///< pixels
    std::optional<Crop> crop;
    friend bool operator==(const Artwork&, const Artwork&) = default;
};

/// A label as a rating body gave it: ("KR-KMRB", "15"). What age it means is for world::age_of to say.
struct Rating {
    std::string system;
    std::string label;
    friend bool operator==(const Rating&, const Rating&) = default;
};

enum class Role { cast, director, writer, creator, producer, composer, cinematographer, editor };
std::string_view to_string(Role role);
Result<Role> parse_role(std::string_view word);

struct Credit {
    PersonId person;
    Role role = Role::cast;
    std::string character;  ///< of a cast member; may be empty
    friend bool operator==(const Credit&, const Credit&) = default;
};

/// Somebody's name as it is written for readers of one locale: 봉준호 in ko, Bong Joon Ho in en.
struct LocalName {
    world::LanguageTag locale;
    std::string name;
    friend bool operator==(const LocalName&, const LocalName&) = default;
};

struct Person {
    PersonId id;
    std::vector<LocalName> names;
};

struct Genre {
    std::string slug;
    std::vector<LocalName> names;
};

/// What the house says of a title of its own accord: that it was made for the service, that it is chosen for
/// the billboard.
constexpr std::string_view known_flags[] = {"original", "featured"};

/// What we know of a title beyond its place among the others. All of it may be changed.
struct Facts {
    std::string alid;  ///< MovieLabs logical asset id, "md:alid:org:…"; empty if there is none
    std::string eidr;  ///< "10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C"; empty if there is none

    /// Kept whatever is translated. Where they are not given, the first name's own; "und" where somebody has
    /// said that the language is not known.
    std::optional<world::LanguageTag> original_language = {};
    std::string original_title;
    /// The original language, unless it is not known.
    std::optional<world::LanguageTag> known_language() const;
    /// Says that it is not known, so that it is not taken from a name again.
    void forget_language();

    std::optional<int> release_year = {};
    std::vector<world::Territory> countries;  ///< of origin; a co-production has several
    std::optional<std::chrono::seconds> runtime = {};

    std::vector<Text> texts;
    std::vector<Artwork> artwork;
    std::vector<std::string> genres;  ///< slugs of known genres
    std::vector<Credit> credits;      ///< in billing order
    std::vector<Rating> ratings;
    std::vector<std::string> advisories;  ///< slugs: "violence", "flashing-lights"
    std::vector<std::string> flags;       ///< of `known_flags`, in that order
};

/// A film, a series, one of its seasons, or an episode. An episode stands below a season, or directly below a
/// series that has none; a season below a series; the others below nothing. The number is the season's within
/// its series, or the episode's within its parent.
struct Title {
    TitleId id;
    Kind kind = Kind::film;
    std::optional<TitleId> parent = {};
    std::optional<int> number = {};
    std::string slug;
    Facts facts;
};

}  // namespace nuri::catalogue
