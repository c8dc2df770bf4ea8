#pragma once

#include <compare>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nuri::world {

/// A language as a viewer reads or hears it (BCP 47, RFC 5646), in canonical form: "KO" is "ko", "eng-us" is
/// "en-US", "zh-hant-tw" is "zh-Hant-TW", the withdrawn "iw" is "he", "cmn" is "zh". Not a territory.
class LanguageTag {
  public:
    /// `invalid` for what is not well formed, for a two-letter language or a region that does not exist, and
    /// for more than 64 bytes. Three-letter languages are taken at their word (ISO 639-3 has 8,000).
    static Result<LanguageTag> parse(std::string_view text);

    const std::string& text() const { return text_; }
    std::string_view language() const { return std::string_view(text_).substr(0, language_size_); }
    /// Four letters ("Hant"), or empty.
    std::string_view script() const {
        return std::string_view(text_).substr(script_at_, script_at_ == 0 ? 0 : 4);
    }
    /// Two letters or three digits ("MX", "419"), or empty.
    std::string_view region() const { return std::string_view(text_).substr(region_at_, region_size_); }

    friend bool operator==(const LanguageTag& a, const LanguageTag& b) { return a.text_ == b.text_; }
    friend auto operator<=>(const LanguageTag& a, const LanguageTag& b) { return a.text_ <=> b.text_; }

  private:
    LanguageTag() = default;

    std::string text_;
    uint8_t language_size_ = 0;
    uint8_t script_at_ = 0, region_at_ = 0, region_size_ = 0;
};

std::string to_string(const LanguageTag& tag);

/// The script the language is written in, named or most likely: "Kore" of ko, "Hant" of zh-TW, "Latn" of es;
/// empty where CLDR knows none.
std::string_view script_of(const LanguageTag& tag);

/// Where to look for a text in `tag`, best first, and `last` in the end: es-MX > es-419 > es > en. By CLDR's
/// parent locales, so zh-TW goes to zh-Hant and not on to zh, which is written in another script.
std::vector<LanguageTag> fallback_chain(const LanguageTag& tag, const LanguageTag& last);

/// Whether a licence or wish for `range` takes in `tag`: the language, script and region that the range names
/// must be the tag's (RFC 4647, section 3.3.1), where a script may be implied ("zh-Hant" takes in "zh-TW")
/// and a region may be a group ("es-419" takes in "es-MX"). So "es" takes in "es-419", and not the other way
/// round.
bool matches(const LanguageTag& range, const LanguageTag& tag);

/// The best of `offered` for `wanted`: the first of its fallback chain that is there; else one that matches a
/// link of it; else one of the same language and script. Null where nothing would be understood.
const LanguageTag* best_match(const LanguageTag& wanted, std::span<const LanguageTag> offered);

/// "Spanish (Latin America)", "스페인어(라틴 아메리카)" and so on: in English or Korean for any tag whose
/// parts CLDR names, and in the language itself ("한국어") for the commonest; else the tag.
std::string english_name(const LanguageTag& tag);
std::string korean_name(const LanguageTag& tag);
std::string native_name(const LanguageTag& tag);

/// The tags that have a native name: what a menu of languages offers, some sixty, ordered by code.
std::vector<LanguageTag> common_languages();

}  // namespace nuri::world

template<>
struct std::hash<nuri::world::LanguageTag> {
    size_t operator()(const nuri::world::LanguageTag& tag) const noexcept {
        return std::hash<std::string>{}(tag.text());
    }
};
