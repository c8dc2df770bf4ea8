#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "avails/check_schema.h"
#include "avails/convert.h"
#include "avails/read.h"
#include "avails/write.h"
#include "exchange/exchange_test_house.h"

namespace nuri::exchange {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

avails::Document read(std::string_view bytes) {
    avails::Findings findings;
    return *avails::read_document(as_bytes(bytes), findings);
}

std::vector<std::string> said(const std::vector<avails::Finding>& findings) {
    std::vector<std::string> lines;
    for (const avails::Finding& finding : findings) lines.push_back(finding.message);
    return lines;
}

const Line full = with(tide_line, {{"AvailTrans:Territory", "KR,JP"},
                                   {"AvailTrans:AssetLanguage", "ko:audio,en:subtitle"},
                                   {"AvailTrans:AllowedLanguages", "ko,en"},
                                   {"AvailTrans:OtherTerms", "a word among friends"},
                                   {"House:Shelf", "7"},
                                   {"AvailTrans:Start", "2026-01-01"},
                                   {"AvailTrans:End", "Open"}});

TEST(ExportTest, GivesBackWhatCameInWordForWord) {
    House house;
    const std::string file =
        book_of({full, with(tide_line, {{"AvailTrans:LicenseType", "Library"}, {"Avail:AvailID", "N-2"}})});
    ASSERT_EQ(house.exchange.import(house.keep(file), {}, "ana", today)->import.state, ImportState::applied);
    const auto exported = *house.exchange.export_file({}, today);
    EXPECT_THAT(avails::differences(read(file), read(exported.bytes)), IsEmpty());
    EXPECT_THAT(exported.unsaid, IsEmpty());
    EXPECT_EQ(exported.rows, 2);
}

TEST(ExportTest, SaysWhatXmlHasNoPlaceFor) {
    House house;
    ASSERT_TRUE(house.import({full}));
    const auto exported =
        *house.exchange.export_file({.format = avails::Format::xml, .version = "2.5", .partner = {}}, today);
    EXPECT_THAT(exported.bytes, HasSubstr("<md:country>JP</md:country>"));
    EXPECT_THAT(said(exported.unsaid),
                testing::UnorderedElementsAre("'7' has no place in XML of 2.5",
                                              "'a word among friends' has no place in XML of 2.5"));
}

TEST(ExportTest, KeepsElementsThatNoColumnSays) {
    House house;
    avails::Document rows = read(book_of({tide_line}));
    std::string xml = *avails::write_xml(avails::as_xml(rows, "2.5")->document);
    xml.insert(
        xml.find("</avails:Transaction>"),
        "<avails:Term termName=\"HouseRule\"><avails:Text>never on Sundays</avails:Text></avails:Term>");
    ASSERT_EQ(house.exchange.import(house.keep(xml), {}, "ana", today)->import.state, ImportState::applied);
    const auto exported =
        *house.exchange.export_file({.format = avails::Format::xml, .version = {}, .partner = {}}, today);
    EXPECT_THAT(exported.bytes, HasSubstr("never on Sundays"));
    const auto workbook = *house.exchange.export_file({}, today);
    EXPECT_THAT(said(workbook.unsaid), testing::Contains(HasSubstr("never on sundays")));
    // A change that no column shows is a change.
    std::string changed = xml;
    changed.replace(changed.find("Sundays"), 7, "Mondays");
    EXPECT_EQ(house.exchange.import(house.keep(changed), {}, "ana", today)->import.counts.changed, 1);
}

TEST(ExportTest, StatesLicencesThatNoFileBrought) {
    House house;
    const auto snapshot = *catalogue::Snapshot::load(*house.database);
    licensing::NewGrant grant;
    grant.title = snapshot->find("tide-line")->id;
    grant.territories = "KR";
    grant.from = today;
    grant.max_height = 1080;
    grant.hdr = false;
    grant.partner = "Northwind";
    ASSERT_TRUE(house.licensing.add(grant, snapshot->tree(), today));
    grant.sign = rights::Sign::blackout;
    grant.max_height.reset();
    grant.hdr = true;
    ASSERT_TRUE(house.licensing.add(grant, snapshot->tree(), today));
    const auto exported = *house.exchange.export_file({}, today);
    EXPECT_EQ(exported.rows, 1);
    EXPECT_THAT(said(exported.unsaid),
                testing::ElementsAre("licence 2 of tide-line: a blackout has no place in Avails"));
    avails::Findings findings;
    const auto document = *avails::read_document(as_bytes(exported.bytes), findings);
    avails::RowView row(document, document.sheets.front());
    row.look_at(document.sheets.front().rows.front());
    EXPECT_EQ(row[avails::Field::territory], "KR");
    EXPECT_EQ(row[avails::Field::start], "2026-03-01T00:00:00Z");
}

TEST(OfferStatusTest, TellsWhatBecameOfEachRow) {
    House house;
    const auto outcome =
        house.import({tide_line,
                      with(tide_line, {{"AvailTrans:Territory", "JP"},
                                       {"Avail:AvailID", "N-2"},
                                       {"AvailTrans:Start", "2026-06-01T00:00:00Z"}}),
                      with(tide_line, {{"AvailTrans:LicenseType", "Library"}, {"Avail:AvailID", "N-3"}})});
    const auto status = *house.exchange.offer_status(outcome->import.id, {}, today);
    EXPECT_EQ(status.rows, 3);
    const auto of = [&](std::string_view id) {
        const size_t at = status.bytes.find("<avails:TransactionID>" + std::string(id));
        return status.bytes.substr(at, status.bytes.find("</avails:Transaction>", at) - at);
    };
    EXPECT_THAT(of("N-1"), HasSubstr("<avails:ProgressCode>Live<"));
    EXPECT_THAT(of("N-2"), HasSubstr("<avails:ProgressCode>Ready<"));
    EXPECT_THAT(of("N-3"),
                testing::AllOf(HasSubstr("<avails:ProgressCode>Issue<"), HasSubstr("LicenseType Library")));
    EXPECT_EQ(house.exchange.offer_status_since(today + 1h, "", {}, today + 2h)->rows, 0);
    EXPECT_EQ(house.exchange.offer_status_since(today + 1h, "", {}, today + 24h * 200)->rows, 1)
        << "Japan has opened";
}

TEST(StatusTest, IsLiveOnlyWithSomethingToPlay) {
    House house;
    const auto outcome =
        house.import({tide_line, with(tide_line, {{"AvailTrans:Territory", "JP"},
                                                  {"Avail:AvailID", "N-2"},
                                                  {"AvailTrans:Start", "2026-06-01T00:00:00Z"}})});
    const auto codes = [&](bool ready) {
        const auto status = *house.exchange.offer_status(
            outcome->import.id, {.is_ready = [ready](TitleId) { return ready; }}, today);
        std::string found;
        constexpr std::string_view tag = "<avails:ProgressCode>";
        for (size_t at = status.bytes.find(tag); at != std::string::npos; at = status.bytes.find(tag, at + 1))
            found +=
                status.bytes.substr(at + tag.size(), status.bytes.find('<', at + 1) - at - tag.size()) + " ";
        return found;
    };
    EXPECT_EQ(codes(true), "Live Ready ");
    EXPECT_EQ(codes(false), "Issue In-Process ");
}

TEST(StatusTest, IsValidByItsSchema) {
    House house;
    const auto outcome = house.import(
        {tide_line, with(tide_line, {{"AvailTrans:Territory", "US-TX, JP"}, {"Avail:AvailID", "N-2"}}),
         with(tide_line, {{"AvailTrans:LicenseType", "Library"}, {"AvailTrans:End", "Open"}})});
    const auto status = *house.exchange.offer_status(outcome->import.id, {}, today);
    const auto document = avails::read_elements(as_bytes(status.bytes));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->version, "2.7");
    avails::Findings findings;
    avails::check_schema(*document, findings);
    for (const avails::Finding& finding : findings.kept()) ADD_FAILURE() << finding.message;
}

TEST(StatusTest, IsASheetAsWell) {
    House house;
    const auto outcome = house.import({tide_line});
    const auto status =
        *house.exchange.offer_status(outcome->import.id, {.format = avails::Format::workbook}, today);
    EXPECT_EQ(status.name, "offer-status-1.xlsx");
    avails::Findings findings;
    const auto read = avails::read_document(as_bytes(status.bytes), findings);
    ASSERT_TRUE(read) << read.error().message;
    const avails::Sheet& sheet = read->sheets.at(0);
    ASSERT_EQ(sheet.rows.size(), 1u);
    std::string told;
    for (const avails::Cell& cell : sheet.rows[0].cells)
        told += sheet.columns[cell.column].name + "=" + std::string(read->text(cell)) + ";";
    EXPECT_THAT(told,
                testing::AllOf(HasSubstr("AvailID=N-1;"), HasSubstr("Territory=KR;"),
                               HasSubstr("ProgressCode=Live;"), HasSubstr("Start=2026-01-01T00:00:00Z;")));
}

/// Documents drawn by lot: whatever is stated comes out as it went in.
TEST(ExportTest, RoundTripsWhateverIsStated) {
    for (uint32_t seed = 1; seed <= 40; ++seed) {
        uint32_t state = seed * 2654435761u;
        const auto draw = [&](uint32_t below) {
            state = state * 1664525u + 1013904223u;
            return (state >> 8) % below;
        };
        std::vector<Line> lines;
        for (uint32_t i = 0, count = 1 + draw(12); i < count; ++i) {
            Line line = with(tide_line, {{"Avail:AvailID", "R-" + std::to_string(i)}});
            for (const avails::FieldFacts& field : avails::fields()) {
                if (draw(6) != 0) continue;
                static constexpr const char* values[] = {
                    "2026-05-05",           "Yes",  "7",    "KR;JP", "en:audio, ko", "a & b < c",
                    " \u6c34\ub9c8\ub8e8 ", "PT1H", "Open", "0.5"};
                const std::string column = std::string(field.section) + ":" + std::string(field.column);
                const bool fixed = std::any_of(tide_line.begin(), tide_line.end(),
                                               [&](const auto& cell) { return cell.first == column; });
                std::string value = values[draw(std::size(values))];
                for (const auto& [from, to] : {std::pair{"&", "&amp;"}, std::pair{"<", "&lt;"}})
                    if (const size_t at = value.find(from); at != std::string::npos) value.replace(at, 1, to);
                if (!fixed) line.emplace_back(column, value);
            }
            lines.push_back(std::move(line));
        }
        House house;
        Terms lenient;
        lenient.partner = "Northwind";
        lenient.profile = "[severity]\n";
        for (const avails::Rule& rule : avails::rules())
            if (rule.severity == avails::Severity::error)
                lenient.profile += std::string(rule.code) + " = \"info\"\n";
        const std::string file = book_of(lines);
        const auto outcome = house.exchange.import(house.keep(file), lenient, "ana", today);
        ASSERT_TRUE(outcome) << "seed " << seed << ": " << outcome.error().message;
        const auto exported = *house.exchange.export_file({}, today);
        EXPECT_THAT(avails::differences(read(file), read(exported.bytes)), IsEmpty()) << "seed " << seed;
        // And through XML, but for what is listed.
        const avails::Document source = read(file);
        const auto converted = *avails::as_xml(source, "2.7");
        const auto changes = avails::differences(source, converted.document);
        size_t told = 0;
        for (const auto& change : changes)
            told += change.kind == avails::ChangeKind::removed
                        ? 1
                        : static_cast<size_t>(
                              std::count_if(change.fields.begin(), change.fields.end(),
                                            [](const auto& field) { return !field.before.empty(); }));
        EXPECT_EQ(converted.unsaid.size(), told) << "seed " << seed;
    }
}

}  // namespace
}  // namespace nuri::exchange
