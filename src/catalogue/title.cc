#include "catalogue/title.h"

#include <array>
#include <utility>

#include "base/check.h"

namespace nuri::catalogue {

namespace {

template<typename E, size_t n>
using Words = std::array<std::pair<E, std::string_view>, n>;

constexpr Words<Kind, 4> kinds{
    {{Kind::film, "film"}, {Kind::series, "series"}, {Kind::season, "season"}, {Kind::episode, "episode"}}};
constexpr Words<ArtworkKind, 4> artwork_kinds{{{ArtworkKind::poster, "poster"},
                                               {ArtworkKind::backdrop, "backdrop"},
                                               {ArtworkKind::logo, "logo"},
                                               {ArtworkKind::still, "still"}}};
constexpr Words<Role, 8> roles{{{Role::cast, "cast"},
                                {Role::director, "director"},
                                {Role::writer, "writer"},
                                {Role::creator, "creator"},
                                {Role::producer, "producer"},
                                {Role::composer, "composer"},
                                {Role::cinematographer, "cinematographer"},
                                {Role::editor, "editor"}}};

template<typename E, size_t n>
std::string_view word_of(const Words<E, n>& words, E value) {
    for (const auto& [candidate, word] : words)
        if (candidate == value) return word;
    CHECK(false);
}

template<typename E, size_t n>
Result<E> value_of(const Words<E, n>& words, std::string_view what, std::string_view text) {
    std::string known;
    for (const auto& [value, word] : words) {
        if (word == text) return value;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    return Error{ErrorKind::invalid,
                 "unknown " + std::string(what) + " '" + std::string(text) + "': one of " + known};
}

}  // namespace

std::optional<world::LanguageTag> Facts::known_language() const {
    if (original_language && original_language->language() == "und") return {};
    return original_language;
}

void Facts::forget_language() {
    original_language = *world::LanguageTag::parse("und");
}

std::string_view to_string(Kind kind) {
    return word_of(kinds, kind);
}
Result<Kind> parse_kind(std::string_view word) {
    return value_of(kinds, "kind", word);
}
std::string_view to_string(ArtworkKind kind) {
    return word_of(artwork_kinds, kind);
}
Result<ArtworkKind> parse_artwork_kind(std::string_view word) {
    return value_of(artwork_kinds, "kind of artwork", word);
}
std::string_view to_string(Role role) {
    return word_of(roles, role);
}
Result<Role> parse_role(std::string_view word) {
    return value_of(roles, "role", word);
}

}  // namespace nuri::catalogue
