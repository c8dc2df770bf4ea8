#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rights/reference.h"
#include "world/language.h"

namespace nuri::rights {

/// The languages in which the service speaks to its operators.
enum class Speech : uint8_t { english, korean };
/// Korean for any tag of it, English for all else.
Speech speech_for(const world::LanguageTag& tag);

/// An explanation as sentences for people: the answer, whose law was applied and why, when it will change, and
/// one line for each grant with what came of it. Moments are given in UTC.
struct ExplanationWords {
    std::string answer;                ///< "Yes: licence 12 allows it until 1 September 2026, 00:00 UTC."
    std::string territory;             ///< "Judged by the law of Korea (KR), where the viewer is."
    std::vector<std::string> grants;   ///< as Explanation::grants, line by line
};

/// `name_of` names a grant as the reader knows it ("licence 12, Hanok Pictures 2026-14").
ExplanationWords in_words(const Explanation& explanation, const Query& query, Speech speech,
                          const std::function<std::string(GrantId)>& name_of);

/// One sentence for a reason and for a finding, without values.
std::string_view sentence(Reason reason, Speech speech);
std::string_view sentence(Finding finding, Speech speech);

}  // namespace nuri::rights
