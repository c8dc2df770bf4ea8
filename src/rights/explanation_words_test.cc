#include "rights/explanation_words.h"

#include <set>

#include <gtest/gtest.h>

#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

using namespace std::chrono_literals;

constexpr Instant june = std::chrono::sys_days{2026y / 6 / 1};
constexpr Instant july = std::chrono::sys_days{2026y / 7 / 1};

class ExplanationWordsTest : public testing::Test {
  protected:
    ExplanationWordsTest() {
        footprint_.set(*world::Territory::parse("KR"), world::ServiceState::launched());
        footprint_.set(*world::Territory::parse("FR"), world::ServiceState::launched());
        footprint_.set(*world::Territory::parse("DE"), world::ServiceState::launched());
        Grant grant;
        grant.id = GrantId(12);
        grant.title = TitleId(1);
        grant.territories = *world::parse_territories("KR");
        grant.window = *Window::between(june, july);
        grants_.push_back(grant);
        grant.id = GrantId(13);
        grant.territories = *world::parse_territories("DE");
        grants_.push_back(grant);
    }

    ExplanationWords told(const Query& query, Speech speech) {
        const TitleNode nodes[] = {{TitleId(1), {}}};
        return in_words(explain(*TitleTree::from(nodes), grants_, footprint_, query), query, speech,
                        [](GrantId id) { return "licence " + std::to_string(id.number()); });
    }

    world::Footprint footprint_;
    std::vector<Grant> grants_;
};

TEST_F(ExplanationWordsTest, TellTheAnswerItsGroundAndItsEnd) {
    const Query query{TitleId(1), *world::Territory::parse("KR"), {}, june};
    const auto english = told(query, Speech::english);
    EXPECT_EQ(english.answer,
              "Yes: It may be watched. It rests on licence 12. This holds until 2026-07-01 00:00 UTC.");
    EXPECT_EQ(english.territory, "Judged by the law of South Korea (KR), where the viewer is.");
    ASSERT_EQ(english.grants.size(), 2u);
    EXPECT_EQ(english.grants[0], "licence 12 decides.");
    EXPECT_EQ(english.grants[1], "licence 13 is for other territories.");
    EXPECT_EQ(told(query, Speech::korean).answer,
              "예: 볼 수 있습니다. 근거: licence 12. 이 답은 2026-07-01 00:00 UTC까지 유효합니다.");
}

TEST_F(ExplanationWordsTest, TellWhenItOpensAndWhenItEnded) {
    const auto early = told({TitleId(1), *world::Territory::parse("KR"), {}, june - 1s}, Speech::english);
    EXPECT_EQ(early.answer, "No: No licence has opened yet. It opens at 2026-06-01 00:00 UTC.");
    EXPECT_EQ(early.grants[0], "licence 12 opens later (2026-06-01 00:00 UTC).");
    const auto late = told({TitleId(1), *world::Territory::parse("KR"), {}, july}, Speech::english);
    EXPECT_EQ(late.answer, "No: The licences there were have ended.");
    EXPECT_EQ(late.grants[0], "licence 12 has ended (2026-07-01 00:00 UTC).");
}

TEST_F(ExplanationWordsTest, TellWhoseLawItWas) {
    const Query query{TitleId(1), *world::Territory::parse("FR"), *world::Territory::parse("DE"), june};
    EXPECT_EQ(told(query, Speech::english).territory,
              "Judged by the law of Germany (DE), the account's home, wherever the viewer is.");
}

TEST(SentenceTest, ThereIsOneOfItsOwnForEveryReasonAndFindingInBothLanguages) {
    for (const Speech speech : {Speech::english, Speech::korean}) {
        std::set<std::string_view> all;
        int count = 0;
        for (int r = 0; r <= static_cast<int>(Reason::not_ready); ++r, ++count)
            all.insert(sentence(static_cast<Reason>(r), speech));
        for (int f = 0; f <= static_cast<int>(Finding::service_not_there); ++f, ++count)
            all.insert(sentence(static_cast<Finding>(f), speech));
        EXPECT_EQ(all.size(), static_cast<size_t>(count));
    }
}

}  // namespace
}  // namespace nuri::rights
