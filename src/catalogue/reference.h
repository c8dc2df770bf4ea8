#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nuri::catalogue {

/// How people and programs name a title: a slug ("tide-line"), a place below a series ("dawn-over-hanok/s1",
/// "dawn-over-hanok/s1e2", or "one-summer/e3" of a series without seasons), an ALID ("md:alid:…") or an EIDR
/// ("10.5240/…").
struct Reference {
    enum class By { slug, alid, eidr } by = By::slug;
    std::string name;  ///< the slug (of the series, where a place follows), ALID or EIDR
    std::optional<int> season = {};
    std::optional<int> episode = {};

    /// `invalid` for what is none of these.
    static Result<Reference> parse(std::string_view text);

    friend bool operator==(const Reference&, const Reference&) = default;
};

/// An EIDR content id in its canonical form, upper case. `invalid` unless it has the prefix 10.5240, five
/// groups of four hexadecimal digits and a check character.
Result<std::string> parse_eidr(std::string_view text);

/// The check character that belongs to an EIDR in canonical form (ISO 7064, MOD 37,36, over the twenty
/// digits). Ids with a wrong one are in circulation, so a difference is told and not refused.
char eidr_check_character(std::string_view eidr);

/// "md:alid:" and what follows it, which is compared byte by byte. `invalid` for white space, or more than
/// 256 bytes.
Result<std::string> parse_alid(std::string_view text);

}  // namespace nuri::catalogue
