#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "world/language.h"
#include "world/money.h"
#include "world/territory.h"

namespace nuri::world {

/// Facts about a leaf territory; a subdivision is answered for its leaf. The views live as long as the
/// program.

/// "South Korea", "대한민국".
std::string_view english_name(Territory territory);
std::string_view korean_name(Territory territory);

/// ISO 3166-1 numeric (UN M49), 410 of KR; 0 where there is none (the reserved codes, such as XK and IC).
int m49_code(Territory territory);

/// The currency that is legal tender today; none for Antarctica.
std::optional<Currency> currency_of(Territory territory);

/// The IANA zone whose clocks show midnight first: Asia/Seoul, and America/St_Johns of Canada. A licence
/// "from 1 June, local midnight" opens by it.
std::string_view first_zone_of(Territory territory);

struct SpokenLanguage {
    LanguageTag language;
    double population_percent;  ///< of the territory's people; shares overlap and may pass 100 together
    bool official;              ///< in law or in fact, in the whole territory or a region of it
};

/// Official languages first, then by share. What to dub and subtitle into, and what to offer a visitor whose
/// browser says nothing.
std::vector<SpokenLanguage> languages_of(Territory territory);

}  // namespace nuri::world
