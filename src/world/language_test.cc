#include "world/language.h"

#include <gtest/gtest.h>

namespace nuri::world {
namespace {

LanguageTag tag(std::string_view text) { return *LanguageTag::parse(text); }

TEST(LanguageTagTest, IsWrittenInOneWay) {
    const struct {
        const char *written, *canonical;
    } cases[] = {
        {"KO", "ko"},           {"eng-us", "en-US"},     {"ES-419", "es-419"},       {"zh-hant-tw", "zh-Hant-TW"},
        {"iw", "he"},           {"cmn", "zh"},           {"zh-yue", "yue"},          {"tl", "fil"},
        {"sl-ROZAJ", "sl-rozaj"}, {"de-1996", "de-1996"}, {"en-u-CA-buddhist", "en-u-ca-buddhist"}, {"yue", "yue"},
    };
    for (const auto& c : cases) {
        const auto read = LanguageTag::parse(c.written);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->text(), c.canonical);
    }
    EXPECT_EQ(tag("zh-Hant-TW").language(), "zh");
    EXPECT_EQ(tag("zh-Hant-TW").script(), "Hant");
    EXPECT_EQ(tag("zh-Hant-TW").region(), "TW");
    EXPECT_EQ(tag("es-419").script(), "");
    EXPECT_EQ(tag("ko").region(), "");
}

TEST(LanguageTagTest, RefusesNonsense) {
    for (const char* text : {"", "k", "korean", "xx", "en-", "-en", "en--US", "en-XX", "en_US", "en-Latn-Latn", "zh-Xxxx",
                             "en-u", "en-a-b", "en-x-ninechars", "12", "es-41", "ko KR", "한국어"}) {
        EXPECT_FALSE(LanguageTag::parse(text)) << text;
    }
    EXPECT_FALSE(LanguageTag::parse("en-x-" + std::string(100, 'a')));
    EXPECT_TRUE(LanguageTag::parse("en-x-eightchr"));
    EXPECT_EQ(LanguageTag::parse("xx").error().message, "language tag \"xx\" names a language that does not exist");
}

TEST(LanguageTagTest, FallsBackAlongTheParentsAndNotIntoAnotherScript) {
    const struct {
        const char *from, *chain;
    } cases[] = {
        {"es-MX", "es-MX es-419 es en"}, {"ko-KR", "ko-KR ko en"},     {"en", "en"},
        {"en-GB", "en-GB en-001 en"},    {"zh-TW", "zh-TW zh-Hant en"}, {"zh-HK", "zh-HK zh-Hant en"},
        {"zh-CN", "zh-CN zh en"},        {"pt-AO", "pt-AO pt-PT pt en"},
    };
    for (const auto& c : cases) {
        std::string chain;
        for (const auto& link : fallback_chain(tag(c.from), tag("en"))) chain += (chain.empty() ? "" : " ") + link.text();
        EXPECT_EQ(chain, c.chain);
    }
}

TEST(LanguageTagTest, ARangeTakesInWhatIsNarrower) {
    const struct {
        const char *range, *tag;
        bool matches;
    } cases[] = {
        {"es", "es", true},        {"es", "es-419", true},    {"es-419", "es", false},  {"es-419", "es-MX", true},
        {"es-419", "es-ES", false}, {"zh-Hant", "zh-TW", true}, {"zh-Hans", "zh-TW", false}, {"zh-TW", "zh-Hant", false},
        {"ko", "ja", false},       {"ko-Kore", "ko", true},   {"es-MX", "es-419", false},
    };
    for (const auto& c : cases) EXPECT_EQ(matches(tag(c.range), tag(c.tag)), c.matches) << c.range << " " << c.tag;
}

TEST(LanguageTagTest, FindsTheBestOfWhatIsOffered) {
    const struct {
        const char* wanted;
        std::vector<const char*> offered;
        const char* best;
    } cases[] = {
        {"es-MX", {"en", "es", "es-419"}, "es-419"},
        {"es-MX", {"es-ES", "en"}, "es-ES"},
        {"zh-TW", {"zh-Hans", "zh-Hant"}, "zh-Hant"},
        {"zh-TW", {"zh-Hans"}, nullptr},
        {"ko", {"en", "ja"}, nullptr},
        {"en-AU", {"en-GB", "en-US"}, "en-GB"},
    };
    for (const auto& c : cases) {
        std::vector<LanguageTag> offered;
        for (const char* text : c.offered) offered.push_back(tag(text));
        const LanguageTag* best = best_match(tag(c.wanted), offered);
        EXPECT_EQ(best == nullptr ? "none" : best->text(), c.best == nullptr ? "none" : c.best) << c.wanted;
    }
}

TEST(LanguageTagTest, HasNamesForPeople) {
    EXPECT_EQ(english_name(tag("es-419")), "Spanish (Latin America)");
    EXPECT_EQ(korean_name(tag("es-419")), "스페인어(라틴 아메리카)");
    EXPECT_EQ(english_name(tag("zh-Hant")), "Chinese (Traditional)");
    EXPECT_EQ(native_name(tag("ko")), "한국어");
    EXPECT_EQ(english_name(tag("qaa")), "qaa");
    EXPECT_GE(common_languages().size(), 60u);
    for (const auto& language : common_languages()) {
        EXPECT_NE(native_name(language), language.text());
        EXPECT_NE(korean_name(language), language.text());
        EXPECT_EQ(*LanguageTag::parse(language.text()), language);
    }
}

}  // namespace
}  // namespace nuri::world
