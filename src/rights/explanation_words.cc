#include "rights/explanation_words.h"

#include "world/facts.h"

namespace nuri::rights {
namespace {

struct Words {
    std::string_view english, korean;
    std::string_view in(Speech speech) const { return speech == Speech::korean ? korean : english; }
};

// By Reason's order.
constexpr Words reason_words[] = {
    {"It may be watched.", "볼 수 있습니다."},
    {"The service is not offered there.", "이 지역에서는 서비스를 제공하지 않습니다."},
    {"The service has not been launched there yet.", "이 지역에서는 아직 서비스를 시작하지 않았습니다."},
    {"The viewer hides where they are, and the service does not let that pass.",
     "시청자가 위치를 숨기고 있어 서비스가 허용하지 않습니다."},
    {"A holdback or blackout keeps it closed.", "홀드백 또는 블랙아웃으로 막혀 있습니다."},
    {"No licence has opened yet.", "아직 시작된 라이선스가 없습니다."},
    {"The licences there were have ended.", "라이선스가 모두 끝났습니다."},
    {"There is no licence for it there.", "이 지역에 해당하는 라이선스가 없습니다."},
    {"The plays or downloads that the licence permits have all been had.",
     "라이선스가 허용한 재생 또는 다운로드 횟수를 모두 사용했습니다."},
    {"The member's plan does not include it.", "회원의 요금제에 포함되지 않습니다."},
    {"All of the plan's streams are in use.", "요금제의 동시 시청을 모두 사용하고 있습니다."},
    {"It is above the profile's maturity limit.", "프로필의 관람 등급 제한을 넘습니다."},
    {"It is licensed, but not for this device.", "라이선스는 있지만 이 기기에서는 볼 수 없습니다."},
    {"It is licensed, but there is nothing ready to play.",
     "라이선스는 있지만 재생할 준비가 되지 않았습니다."},
};
static_assert(std::size(reason_words) == static_cast<size_t>(Reason::not_ready) + 1);

// By Finding's order.
constexpr Words finding_words[] = {
    {"decides", "이 결정의 근거입니다"},
    {"would allow it, but a holdback or blackout outweighs it",
     "허용하지만 홀드백 또는 블랙아웃이 우선합니다"},
    {"holds too, but another one comes before it", "유효하지만 다른 라이선스가 우선합니다"},
    {"is for other territories", "다른 지역의 라이선스입니다"},
    {"is for other kinds of licence", "다른 유형의 라이선스입니다"},
    {"is for another version of the title", "작품의 다른 판본에 대한 라이선스입니다"},
    {"is for other devices or platforms", "다른 기기 또는 플랫폼의 라이선스입니다"},
    {"does not hold for a viewer who hides where they are", "위치를 숨긴 시청자에게는 적용되지 않습니다"},
    {"counts from something of which nobody has said when it was, and is closed until then",
     "기준이 되는 일의 날짜가 아직 알려지지 않아 그때까지 닫혀 있습니다"},
    {"opens later", "나중에 시작합니다"},
    {"has ended", "이미 끝났습니다"},
    {"would hold, but the service is not offered there", "유효하지만 이 지역에서 서비스를 제공하지 않습니다"},
};
static_assert(std::size(finding_words) == static_cast<size_t>(Finding::service_not_there) + 1);

// "2026-09-01 00:00 UTC", with seconds where there are any.
std::string shown(Instant at) {
    std::string text = nuri::to_string(at);
    text[10] = ' ';
    text.pop_back();
    if (text.ends_with(":00")) text.resize(text.size() - 3);
    return text + " UTC";
}

std::string shown(world::Territory territory, Speech speech) {
    const auto name =
        speech == Speech::korean ? world::korean_name(territory) : world::english_name(territory);
    return std::string(name) + " (" + territory.code() + ")";
}

std::string answer_of(const Explanation& told, Speech speech,
                      const std::function<std::string(GrantId)>& name_of) {
    const Decision& decision = told.decision;
    const bool korean = speech == Speech::korean;
    std::string text =
        korean ? (decision.allowed ? "예: " : "아니요: ") : (decision.allowed ? "Yes: " : "No: ");
    text += sentence(decision.reason, speech);
    if (decision.grant) text += (korean ? " 근거: " : " It rests on ") + name_of(*decision.grant) + ".";
    if (decision.opens_at) {
        text += korean ? " " + shown(*decision.opens_at) + "에 열립니다."
                       : " It opens at " + shown(*decision.opens_at) + ".";
    } else if (decision.valid_until) {
        text += korean ? " 이 답은 " + shown(*decision.valid_until) + "까지 유효합니다."
                       : " This holds until " + shown(*decision.valid_until) + ".";
    }
    return text;
}

std::string territory_of(const Explanation& told, const Query& query, Speech speech) {
    const std::string place = shown(told.territory, speech);
    const bool ported = told.territory != query.territory;
    if (speech == Speech::korean) {
        return ported ? "시청자가 있는 곳이 아니라 계정의 본국인 " + place + "의 법에 따라 판단했습니다."
                      : "시청자가 있는 " + place + "의 법에 따라 판단했습니다.";
    }
    return ported ? "Judged by the law of " + place + ", the account's home, wherever the viewer is."
                  : "Judged by the law of " + place + ", where the viewer is.";
}

}  // namespace

Speech speech_for(const world::LanguageTag& tag) {
    return tag.language() == "ko" ? Speech::korean : Speech::english;
}

std::string_view sentence(Reason reason, Speech speech) {
    return reason_words[static_cast<size_t>(reason)].in(speech);
}

std::string_view sentence(Finding finding, Speech speech) {
    return finding_words[static_cast<size_t>(finding)].in(speech);
}

ExplanationWords in_words(const Explanation& explanation, const Query& query, Speech speech,
                          const std::function<std::string(GrantId)>& name_of) {
    ExplanationWords words{
        answer_of(explanation, speech, name_of), territory_of(explanation, query, speech), {}};
    for (const Considered& considered : explanation.grants) {
        std::string line = name_of(considered.grant) + (speech == Speech::korean ? ": " : " ");
        line += sentence(considered.finding, speech);
        if (considered.window && considered.finding == Finding::opens_later)
            line += " (" + shown(considered.window->start()) + ")";
        if (considered.window && considered.window->end() && considered.finding == Finding::has_closed)
            line += " (" + shown(*considered.window->end()) + ")";
        words.grants.push_back(line + ".");
    }
    return words;
}

}  // namespace nuri::rights
