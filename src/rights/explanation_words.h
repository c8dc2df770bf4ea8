#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rights/reference.h"
#include "world/language.h"

namespace nuri::rights {

/// The languages in which the service speaks to its operators.
enum class Speech : uint8_t { english, korean };
/// Korean for any tag of it, English for all else.
Speech speech_for(const world::LanguageTag& tag);

/// An explanation as sentences for people. Moments are given in UTC.
struct ExplanationWords {
    std::string answer;               ///< "Yes: licence 12 allows it, until 2026-09-01 00:00 UTC."
    std::string territory;            ///< "Judged by the law of South Korea (KR), where the viewer is."
    std::vector<std::string> grants;  ///< as Explanation::grants, line by line
};

/// `name_of` names a grant as the reader knows it ("licence 12 of Hanok Pictures").
ExplanationWords in_words(const Explanation& explanation, const Query& query, Speech speech,
                          const std::function<std::string(GrantId)>& name_of);

/// One sentence for a reason, without values; and for what came of a grant, to stand behind its name.
std::string_view sentence(Reason reason, Speech speech);
std::string_view sentence(Finding finding, Speech speech);

}  // namespace nuri::rights
