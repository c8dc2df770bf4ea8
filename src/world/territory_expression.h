#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "world/territory_set.h"

namespace nuri::world {

/// Groups that a contract defines for itself, by name without the '@'. "Latin America" of one studio is not
/// 419, nor that of another studio; so a group belongs to a version of a contract and is handed in with it.
using TerritoryGroups = std::map<std::string, TerritorySet, std::less<>>;

/// Bounds of an expression: of a longer or deeper one the error is `too_large`.
inline constexpr size_t expression_length_max = 16 * 1024;
inline constexpr int expression_depth_max = 32;

/// Reads `US + CA + 419 - CU`, `001 - (CN + KP)`, `US,CA,419`, `@latam - MX`, `world`.
///
///     expression = term { ("+" | "," | "-") term }      from left to right: A - B + C is (A - B) + C
///     term       = code | "world" | "@" name | "(" expression ")"
///     code       = alpha-2, alpha-3, M49 numerals, EU, EEA, EZ, UN, or a subdivision (CA-QC); in any case
///
/// A '-' between a country and letters or digits without a space belongs to a subdivision: `US-TX` is Texas
/// and `US-CA` California. "US without Canada" wants its spaces, `US - CA`; and `US-TZ`, which is no
/// subdivision, is refused, for a licence must not grow to the whole country by a slip of the pen.
///
/// `invalid` for anything else, with the column (from 1) and the nearest code, and for an expression that
/// comes to nothing: "US - US" is a slip of the pen, and no licence.
Result<TerritorySet> parse_territories(std::string_view text, const TerritoryGroups& groups = {});

/// The members of a M49 or other known group ("419", "EU", "EEA", "001"); `not_found` for other codes.
Result<TerritorySet> territory_group(std::string_view code);

}  // namespace nuri::world
