#include "exchange/exchange.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/exchange_test_house.h"

namespace nuri::exchange {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Line japan = with(tide_line, {{"AvailTrans:Territory", "JP"}, {"Avail:AvailID", "N-2"}});
const std::string korea_grant = "tide-line KR 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z";
const std::string japan_grant = "tide-line JP 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z";

std::vector<std::string> errors(House& house, const std::vector<Line>& lines, const Terms& terms = {}) {
    return codes_of(house.preview(lines, terms).findings);
}

TEST(ExchangeTest, TakesAFileIntoTheLicensingRegister) {
    House house;
    const auto outcome = house.import({tide_line, japan});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->import.state, ImportState::applied);
    EXPECT_EQ(outcome->import.counts.added, 2);
    EXPECT_EQ(outcome->import.terms.partner, "Northwind");
    EXPECT_THAT(house.standing(), ElementsAre(japan_grant, korea_grant));
    const auto grant = house.grants().front();
    EXPECT_EQ(grant.partner, "Northwind");
    EXPECT_EQ(grant.grant.terms.max_height, 1080);
    EXPECT_EQ(grant.created_by, "import 1: northwind.xlsx, Movies row 4, by ana@example.com");
}

TEST(ExchangeTest, ShowsBeforehandWhatAnImportWouldDoAndDoesNothing) {
    House house;
    ASSERT_TRUE(
        house.footprint.set(*world::Territory::parse("KR"), world::ServiceState::launched(), "ana", today));
    const Preview preview = house.preview({tide_line});
    EXPECT_EQ(preview.counts.added, 1);
    EXPECT_EQ(preview.counts.granted, 1);
    ASSERT_EQ(preview.effects.size(), 1u);
    EXPECT_EQ(preview.effects[0].name, "tide-line");
    EXPECT_EQ(world::to_string(preview.effects[0].gained), "KR");
    EXPECT_EQ(preview.title_territories_gained, 1);
    EXPECT_THAT(house.standing(), IsEmpty());
    EXPECT_TRUE(house.exchange.imports({})->empty());
}

TEST(ExchangeTest, TellsWhereExclusiveRightsOfTwoLicensorsMeet) {
    const Line alone = with(tide_line, {{"AvailTrans:Exclusive", "Yes"}});
    const auto others = [](const char* from, const char* to) {
        return with(tide_line, {{"Avail:DisplayName", "Southwind"},
                                {"AvailTrans:Territory", "KR, JP"},
                                {"AvailTrans:Start", from},
                                {"AvailTrans:End", to}});
    };
    const struct {
        const char* name;
        Line held, file;
        std::vector<std::string> found;
    } cases[] = {
        {"neither is exclusive", tide_line, others("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"), {}},
        {"what is held is",
         alone,
         others("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
         {"grant 1 of 'Northwind' (exclusive) meets it in KR during "
          "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z"}},
        {"what comes is",
         others("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
         alone,
         {"grant 1 of 'Southwind' meets it in KR during 2026-06-01T00:00:00Z/2026-07-01T00:00:00Z"}},
        {"they follow each other", alone, others("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), {}},
        {"of the same licensor", alone, with(alone, {{"Avail:AvailID", "N-9"}}), {}},
    };
    for (const auto& row : cases) {
        House house;
        ASSERT_TRUE(house.import({row.held})) << row.name;
        const Preview preview = house.preview({row.file});
        std::vector<std::string> found;
        for (const avails::Finding& finding : preview.findings.kept())
            if (finding.code == "exclusive_elsewhere") found.push_back(finding.message);
        EXPECT_EQ(found, row.found) << row.name;
    }
}

TEST(ExchangeTest, DoesNothingForAFileThatSaysWhatIsHeldAlready) {
    House house;
    ASSERT_TRUE(house.import({tide_line, japan}));
    const auto again = house.import({japan, tide_line});
    EXPECT_EQ(again->import.counts.same, 2);
    EXPECT_EQ(again->import.counts.granted + again->import.counts.ended, 0);
    EXPECT_EQ(house.grants(true).size(), 2u);
}

TEST(ExchangeTest, ReplacesWhatAFullExtractSpeaksOf) {
    House house;
    ASSERT_TRUE(house.import({tide_line, japan}));
    const auto outcome = house.import({with(tide_line, {{"AvailTrans:End", "2026-09-01T00:00:00Z"}})});
    EXPECT_EQ(outcome->import.counts.changed, 1);
    EXPECT_EQ(outcome->import.counts.removed, 0) << "the file says nothing of Japan";
    EXPECT_THAT(house.standing(),
                ElementsAre(japan_grant, "tide-line KR 2026-01-01T00:00:00Z/2026-09-01T00:00:00Z"));
}

TEST(ExchangeTest, ReachesAsFarAsItsScope) {
    const struct {
        const char* name;
        Scope scope;
        std::vector<std::string> left;
    } cases[] = {
        {"entries",
         Scope::entries,
         {japan_grant, korea_grant, "other-film JP 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"}},
        {"titles", Scope::titles, {korea_grant, "other-film JP 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"}},
        {"territories",
         Scope::territories,
         {japan_grant, korea_grant, "other-film JP 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z"}},
        {"partner", Scope::partner, {korea_grant}},
    };
    for (const auto& [name, scope, left] : cases) {
        House house;
        house.add_film("other-film", "Other Film", 2020);
        const Line other = with(japan, {{"Avail:ALID", "md:alid:org:northwind.example:other"},
                                        {"AvailAsset:ContentID", "md:cid:org:northwind.example:other"},
                                        {"AvailMetadata:TitleInternalAlias", "Other Film"},
                                        {"AvailMetadata:ReleaseYear", "2020"},
                                        {"Avail:AvailID", "N-3"}});
        ASSERT_TRUE(house.import({tide_line, japan, other}));
        Terms terms;
        terms.scope = scope;
        ASSERT_EQ(house.import({tide_line}, terms)->import.state, ImportState::applied) << name;
        EXPECT_THAT(house.standing(), testing::UnorderedElementsAreArray(left)) << name;
    }
}

TEST(ExchangeTest, LeavesNothingOfAFullDelete) {
    House house;
    ASSERT_TRUE(house.import({tide_line, japan}));
    const auto outcome = house.import({with(tide_line, {{"Disposition:EntryType", "Full Delete"},
                                                        {"AvailTrans:Start", "1999-12-31"},
                                                        {"AvailTrans:End", "2000-01-01"}})});
    EXPECT_EQ(outcome->import.counts.removed, 1);
    EXPECT_THAT(house.standing(), ElementsAre(japan_grant));
}

TEST(ExchangeTest, KeepsRentalWhereSubscriptionIsReplaced) {
    House house;
    const Line rental =
        with(tide_line,
             {{"AvailTrans:LicenseType", "VOD"}, {"Avail:AvailID", "N-9"}, {"AvailTrans:PriceType", "NA"}});
    ASSERT_TRUE(house.import({tide_line, rental}));
    ASSERT_TRUE(house.import({with(tide_line, {{"AvailTrans:End", "Open"}})}));
    EXPECT_EQ(house.standing().size(), 2u);
}

TEST(ExchangeTest, RefusesToCutARowInTwo) {
    House house;
    ASSERT_TRUE(house.import({with(tide_line, {{"AvailTrans:Territory", "KR,JP"}})}));
    EXPECT_THAT(errors(house, {tide_line}), ElementsAre("scope_cuts"));
    Terms wide;
    wide.scope = Scope::titles;
    EXPECT_THAT(errors(house, {tide_line}, wide), IsEmpty());
}

TEST(ExchangeTest, CreatesUpdatesAndDeletesByAvailId) {
    House house;
    const auto entry = [](const Line& line, std::string word) {
        return with(line, {{"Disposition:EntryType", word}});
    };
    ASSERT_EQ(house.import({entry(tide_line, "Create"), entry(japan, "Create")})->import.counts.added, 2);
    EXPECT_THAT(errors(house, {entry(tide_line, "Create")}), ElementsAre("avail_id_taken"));
    EXPECT_THAT(errors(house, {with(entry(japan, "Update"), {{"Avail:AvailID", "N-7"}})}),
                ElementsAre("avail_id_missing"));
    EXPECT_EQ(
        house.import({with(entry(tide_line, "Update"), {{"AvailTrans:Start", "2026-06-01T00:00:00Z"}})})
            ->import.counts.changed,
        1);
    EXPECT_EQ(house.import({entry(japan, "Delete")})->import.counts.removed, 1);
    EXPECT_THAT(house.standing(), ElementsAre("tide-line KR 2026-06-01T00:00:00Z/2027-01-01T00:00:00Z"));
}

TEST(ExchangeTest, ChangesNothingButTheHistoryWhenFindingsStopIt) {
    House house;
    const auto outcome =
        house.import({with(tide_line, {{"AvailMetadata:TitleInternalAlias", "Nobody Knows"}})});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->import.state, ImportState::refused);
    EXPECT_THAT(codes_of(outcome->preview.findings), ElementsAre("title_unknown"));
    EXPECT_THAT(house.standing(), IsEmpty());
    EXPECT_EQ(house.exchange.findings(outcome->import.id)->size(), outcome->preview.findings.kept().size());
    EXPECT_EQ(house.exchange.undo(outcome->import.id, "ana", today).error().kind, ErrorKind::conflict);
}

TEST(ExchangeTest, RefusesWhatThePreviewDidNotShow) {
    House house;
    const std::string file = house.keep(book_of({tide_line}));
    const Preview preview = *house.exchange.preview(file, {}, today);
    ASSERT_TRUE(house.import({japan}));
    EXPECT_EQ(house.exchange.import(file, {}, "ana", today, preview.digest).error().kind,
              ErrorKind::conflict);
    const Preview again = *house.exchange.preview(file, {}, today);
    EXPECT_TRUE(house.exchange.import(file, {}, "ana", today, again.digest));
}

TEST(ExchangeTest, KeepsGrantsOfRowsThatChangeInNothingThatIsGranted) {
    House house;
    ASSERT_TRUE(house.import({tide_line}));
    const auto outcome = house.import({with(tide_line, {{"AvailTrans:Description", "second thoughts"}})});
    EXPECT_EQ(outcome->import.counts.changed, 1);
    EXPECT_EQ(outcome->import.counts.ended, 0);
    EXPECT_EQ(house.grants(true).size(), 1u);
    const auto statements = *house.exchange.statements(outcome->import.id, 0, 10);
    ASSERT_EQ(statements.size(), 1u);
    EXPECT_THAT(statements[0].grants, ElementsAre(house.grants().front().grant.id));
}

TEST(UndoTest, TakesAnImportBackAsAWhole) {
    House house;
    ASSERT_TRUE(house.import({tide_line, japan}));
    const auto before = house.standing();
    const auto second = house.import({with(tide_line, {{"AvailTrans:End", "Open"}}),
                                      with(japan, {{"Disposition:EntryType", "Full Delete"}})});
    ASSERT_EQ(second->import.state, ImportState::applied);
    EXPECT_NE(house.standing(), before);
    const auto undone = house.exchange.undo(second->import.id, "ana", today + 24h);
    ASSERT_TRUE(undone) << undone.error().message;
    EXPECT_EQ(undone->state, ImportState::undone);
    EXPECT_EQ(house.standing(), before);
    EXPECT_EQ(house.exchange.undo(second->import.id, "ana", today).error().kind, ErrorKind::conflict);
    // And the same file can come again.
    EXPECT_EQ(house.import({tide_line, japan})->import.counts.same, 2);
}

TEST(UndoTest, IsRefusedWhenALaterImportLiesOnTop) {
    House house;
    const auto first = house.import({tide_line});
    const auto second = house.import({with(tide_line, {{"AvailTrans:End", "Open"}})});
    const auto refused = house.exchange.undo(first->import.id, "ana", today);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("import 2 lies on top"));
    ASSERT_TRUE(house.exchange.undo(second->import.id, "ana", today));
    ASSERT_TRUE(house.exchange.undo(first->import.id, "ana", today));
    EXPECT_THAT(house.standing(), IsEmpty());
}

TEST(UndoTest, IsRefusedAfterALaterDeletionOfTheSameWork) {
    House house;
    ASSERT_TRUE(house.import({tide_line, japan}));
    const auto second = house.import({with(japan, {{"AvailTrans:End", "Open"}})});
    ASSERT_EQ(
        house.import({with(tide_line, {{"Disposition:EntryType", "Full Delete"}})})->import.counts.removed,
        1);
    EXPECT_THAT(house.exchange.undo(second->import.id, "ana", today).error().message,
                HasSubstr("import 3 lies on top"));
}

TEST(UndoTest, LeavesGrantsThatWereHandedOn) {
    House house;
    ASSERT_TRUE(house.import({tide_line}));
    const auto second = house.import({with(tide_line, {{"AvailTrans:Description", "second thoughts"}})});
    ASSERT_TRUE(house.exchange.undo(second->import.id, "ana", today));
    EXPECT_EQ(house.grants(true).size(), 1u);
    EXPECT_EQ(house.standing().size(), 1u);
}

}  // namespace
}  // namespace nuri::exchange
