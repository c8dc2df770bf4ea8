#include "exchange/offer.h"

#include <gtest/gtest.h>

#include "avails/read.h"
#include "exchange/exchange_test_house.h"

namespace nuri::exchange {
namespace {

struct Made {
    Offer offer;
    std::vector<licensing::NewGrant> grants;
    std::string error;
};

Made made_of(const Line& line, std::string_view profile_text = "") {
    avails::Findings findings;
    const auto profile = *avails::parse_profile(profile_text);
    const std::string bytes = book_of({line});
    const auto document = *avails::read_document(as_bytes(bytes), findings, {}, profile);
    avails::RowView row(document, document.sheets.front());
    row.look_at(document.sheets.front().rows.front());
    Made made{offer_of(row, profile), {}, {}};
    if (!made.offer.reason.empty()) return made;
    Clocks clocks;
    auto grants = grants_of(made.offer, today, clocks);
    if (grants)
        made.grants = *grants;
    else
        made.error = grants.error().message;
    return made;
}

TEST(OfferTest, SaysWhyARowGrantsNothing) {
    const struct {
        Line change;
        const char* reason;
        const char* profile = "";
    } cases[] = {
        {{{"AvailTrans:LicenseType", "Library"}}, "LicenseType Library is nothing that is offered here"},
        {{{"AvailTrans:FormatProfile", "3D"}}, "FormatProfile 3D is nothing that is offered here"},
        {{{"AvailAsset:WorkType", "Collection"}}, "a Collection is no title of the catalogue"},
        {{{"AvailTrans:TitleStatus", "Revoked"}}, "its TitleStatus is Revoked"},
        {{{"AvailTrans:PriceType", "TPR-WSP"}}, "a price reduction changes no right"},
        {{{"AvailTrans:Territory", "Narnia"}}, "'Narnia' is no territory"},
        {{{"AvailTrans:Start", "soon"}}, "Start is no date"},
        {{{"AvailTrans:End", "TBD"}}, "End is not yet settled"},
        {{{"AvailTrans:End", ""}}, "End is not stated"},
        {{{"Avail:Licensee", "Somebody"}}, "it is for Somebody", "licensee = \"nuri\""},
        {{{"AvailTrans:AllowedLanguages", "xx-not-one"}}, "'xx-not-one' is no language"},
    };
    for (const auto& [change, reason, profile] : cases)
        EXPECT_EQ(made_of(with(tide_line, change), profile).offer.reason, reason);
    EXPECT_EQ(made_of(with(tide_line, {{"Avail:Licensee", "Somebody"}})).offer.reason, "")
        << "no profile says who we are";
}

TEST(OfferTest, OpensALocalMidnightInEachTerritory) {
    const Line line = with(tide_line, {{"AvailTrans:Territory", "KR,GB"},
                                       {"AvailTrans:Start", "2026-06-01"},
                                       {"AvailTrans:End", "2026-08-31"}});
    const Made made = made_of(line);
    ASSERT_EQ(made.grants.size(), 1u) << made.error;
    ASSERT_TRUE(made.grants[0].timing);
    EXPECT_EQ(rights::to_string(made.grants[0].timing->start), "local 2026-06-01");
    EXPECT_EQ(rights::to_string(*made.grants[0].timing->end), "local 2026-09-01")
        << "the last day is part of it";
    const Made korea = made_of(with(line, {{"AvailTrans:Territory", "KR"}}));
    ASSERT_EQ(korea.grants.size(), 1u);
    EXPECT_FALSE(korea.grants[0].timing) << "one clock needs no more than two instants";
    EXPECT_EQ(nuri::to_string(korea.grants[0].from), "2026-05-31T15:00:00Z");
    EXPECT_EQ(nuri::to_string(*korea.grants[0].to), "2026-08-31T15:00:00Z");
}

TEST(OfferTest, MakesAGrantForEachClockOfATimeOfDay) {
    const Made made = made_of(with(tide_line, {{"AvailTrans:Territory", "KR,JP,GB"},
                                               {"AvailTrans:Start", "2026-06-01T09:00:00"},
                                               {"AvailTrans:End", "Open"}}));
    ASSERT_EQ(made.grants.size(), 2u);
    EXPECT_EQ(nuri::to_string(made.grants[0].from), "2026-06-01T00:00:00Z");
    EXPECT_EQ(made.grants[0].territories, "JP + KR");
    EXPECT_EQ(nuri::to_string(made.grants[1].from), "2026-06-01T08:00:00Z");
}

TEST(OfferTest, GoesByTheZoneAndTheEndThatWereSettled) {
    const Line line = with(tide_line, {{"AvailTrans:Territory", "KR,GB"},
                                       {"AvailTrans:Start", "01/06/2026"},
                                       {"AvailTrans:End", "31/08/2026"}});
    const Made made =
        made_of(line, "zone = \"Europe/Paris\"\ndate_order = \"day-first\"\ndate_only_end = \"opens-day\"");
    ASSERT_EQ(made.grants.size(), 1u) << made.offer.reason;
    EXPECT_EQ(nuri::to_string(made.grants[0].from), "2026-05-31T22:00:00Z");
    EXPECT_EQ(nuri::to_string(*made.grants[0].to), "2026-08-30T22:00:00Z");
}

TEST(OfferTest, WaitsForEvents) {
    const Made made = made_of(with(tide_line, {{"AvailTrans:Start", "Theatrical"},
                                               {"AvailTrans:StartLag", "P45D"},
                                               {"AvailTrans:End", "Open"},
                                               {"AvailTrans:WindowDuration", "P180D"}}));
    ASSERT_EQ(made.grants.size(), 1u) << made.offer.reason << made.error;
    EXPECT_TRUE(made.offer.waits());
    EXPECT_EQ(rights::to_string(made.grants[0].timing->start), "Theatrical + P45D");
    EXPECT_EQ(rights::to_string(*made.grants[0].timing->length), "P180D");
}

TEST(OfferTest, EndsWithTheShorterOfEndAndDuration) {
    const Made made = made_of(with(tide_line, {{"AvailTrans:WindowDuration", "P30D"}}));
    EXPECT_EQ(nuri::to_string(*made.grants.at(0).to), "2026-01-31T00:00:00Z");
}

TEST(OfferTest, KeepsSoundAndSubtitlesApart) {
    const Made made =
        made_of(with(tide_line, {{"AvailTrans:AllowedLanguages", "ko:audio,en:subtitle,es:subdub"},
                                 {"AvailTrans:HoldbackLanguage", "ja"}}));
    const auto& grant = made.grants.at(0);
    EXPECT_EQ(*grant.audio, (std::vector<std::string>{"es", "ko"}));
    EXPECT_EQ(*grant.subtitles, (std::vector<std::string>{"en", "es"}));
    EXPECT_EQ(grant.audio_held_back, std::vector<std::string>{"ja"});
    const Made sound = made_of(with(tide_line, {{"AvailTrans:AllowedLanguages", "ko:audio"}}));
    EXPECT_FALSE(sound.grants.at(0).subtitles) << "of which nothing was said";
}

TEST(OfferTest, CapsThePictureByItsFormat) {
    const struct {
        const char *format, *hdr;
        int height;
        bool permitted;
    } cases[] = {{"SD", "", 576, false},
                 {"HD", "", 1080, false},
                 {"HD", "HDR10", 1080, true},
                 {"UHD", "", 2160, true},
                 {"UHD", "False", 2160, false}};
    for (const auto& [format, hdr, height, permitted] : cases) {
        const Made made =
            made_of(with(tide_line, {{"AvailTrans:FormatProfile", format}, {"AvailTrans:HDR", hdr}}));
        EXPECT_EQ(made.grants.at(0).max_height, height) << format;
        EXPECT_EQ(made.grants.at(0).hdr, permitted) << format << " " << hdr;
    }
}

TEST(OfferTest, ReadsTheWordsAndHeadersThatWereSettled) {
    Line line = with(tide_line, {{"AvailTrans:LicenseType", "Subscription"}});
    for (auto& [column, value] : line)
        if (column == "AvailTrans:Territory") column = "AvailTrans:Country Code", value = "KR/JP";
    const Made made = made_of(line,
                              "separators = \"/\"\n[columns]\n\"Country Code\" = "
                              "\"Territory\"\n[words.LicenseType]\nsubscription = \"SVOD\"");
    ASSERT_EQ(made.grants.size(), 1u) << made.offer.reason;
    EXPECT_EQ(made.grants[0].territories, "JP + KR");
    EXPECT_EQ(made.grants[0].license_types, "SVOD");
}

}  // namespace
}  // namespace nuri::exchange
