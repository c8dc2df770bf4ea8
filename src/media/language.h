#pragma once

#include <string>
#include <string_view>

namespace nuri::media {

/// The three letters (ISO 639-2/T) that an `mdhd` box has room for: "kor" for "ko-KR", "und" where there are
/// none.
std::string iso639_2(std::string_view bcp47);

/// The shortest BCP 47 tag for the three letters of an `mdhd`: "ko" for "kor" (and for the bibliographic
/// "fre", "fr"); the letters themselves where no shorter tag exists; "und" for what is not three lower-case
/// letters.
std::string bcp47(std::string_view iso639_2);

}  // namespace nuri::media
