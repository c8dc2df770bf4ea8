#include "avails/check.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "avails/difference.h"
#include "avails/read.h"
#include "avails/vocabulary.h"
#include "avails/workbook_test_maker.h"
#include "avails/write.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

/// A row that breaks no rule, as column and value; tests change some of it.
using Line = std::vector<std::pair<std::string, std::string>>;
const Line sound{{"Avail:DisplayName", "Northwind"},
                 {"Avail:ALID", "md:alid:org:northwind.example:1"},
                 {"Disposition:EntryType", "Full Extract"},
                 {"AvailAsset:WorkType", "Movie"},
                 {"AvailAsset:ContentID", "md:cid:org:northwind.example:1"},
                 {"AvailMetadata:TitleInternalAlias", "Tide Line"},
                 {"AvailTrans:Territory", "GB"},
                 {"AvailTrans:LicenseType", "SVOD"},
                 {"AvailTrans:FormatProfile", "HD"},
                 {"AvailTrans:Start", "2025-06-01"},
                 {"AvailTrans:End", "2025-06-30"}};

Line with(Line line, const Line& changes) {
    for (const auto& [column, value] : changes) {
        const auto found =
            std::find_if(line.begin(), line.end(), [&](const auto& pair) { return pair.first == column; });
        if (found == line.end())
            line.emplace_back(column, value);
        else
            found->second = value;
    }
    return line;
}

std::vector<uint8_t> book_of(const std::vector<Line>& lines) {
    std::vector<std::string> columns;
    for (const Line& line : lines)
        for (const auto& [column, value] : line)
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines) {
        std::vector<std::string> row(columns.size());
        for (const auto& [column, value] : line)
            row[static_cast<size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin())] =
                value;
        rows.push_back(std::move(row));
    }
    return sheet_of(columns, rows).bytes();
}

Findings findings_of(const std::vector<Line>& lines, const Profile& profile = {}) {
    Findings findings(profile.severities);
    const auto document = read_document(book_of(lines), findings);
    EXPECT_TRUE(document);
    check(*document, profile, findings);
    return findings;
}

std::string codes_of(const Findings& findings) {
    std::vector<std::string> codes;
    for (const Finding& finding : findings.kept()) codes.push_back(finding.code);
    return join(codes, " ");
}

TEST(CheckTest, HasNothingToSayOfASoundRow) {
    EXPECT_EQ(codes_of(findings_of({sound})), "");
}

TEST(CheckTest, FindsWhatIsWrongWithinARow) {
    const struct {
        const char* code;
        Line changes;
    } cases[] = {
        {"window_order", {{"AvailTrans:Start", "2025-07-01"}}},
        {"window_order",
         {{"AvailTrans:Start", "2025-06-30T12:00:00"}, {"AvailTrans:End", "2025-06-30T12:00:00"}}},
        {"date_unreadable", {{"AvailTrans:Start", "1 June"}}},
        {"date_unreadable", {{"AvailTrans:End", "Opn"}}},
        {"condition_tbd", {{"AvailTrans:End", "TBD"}}},
        {"country_unknown", {{"AvailTrans:Territory", "JJ"}}},
        {"exclusion_empties", {{"AvailTrans:TerritoryExclusion", "GB"}}},
        {"exclusion_outside", {{"AvailTrans:TerritoryExclusion", "KR"}}},
        {"allowed_and_held_back",
         {{"AvailTrans:AllowedLanguages", "en, fr:audio"}, {"AvailTrans:HoldbackLanguage", "fr"}}},
        {"languages_required",
         {{"AvailTrans:AssetLanguage", "en"}, {"AvailTrans:RequiredFulfillmentLanguages", "fr"}}},
        {"language_unknown", {{"AvailTrans:AllowedLanguages", "fr-xx"}}},
        {"language_unlisted", {{"AvailTrans:AllowedLanguages", "xyz"}}},
        {"word_unknown", {{"AvailTrans:FormatProfile", "HDD"}}},
        {"word_unlisted", {{"AvailTrans:LicenseType", "SVODD"}, {"AvailTrans:PriceType", "NA"}}},
        {"value_missing", {{"AvailTrans:FormatProfile", ""}}},
        {"price_missing", {{"AvailTrans:LicenseType", "EST"}}},
        {"price_type", {{"AvailTrans:PriceType", "SRP"}, {"AvailTrans:PriceValue", "9.99"}}},
        {"price_value", {{"AvailTrans:PriceType", "WSP"}, {"AvailTrans:PriceValue", "cheap"}}},
        {"currency_unknown", {{"AvailTrans:PriceCurrency", "USX"}}},
        {"lag_alone", {{"AvailTrans:StartLag", "P30D"}}},
        {"duration_unreadable", {{"AvailTrans:WindowDuration", "30 days"}}},
        {"duration_ambiguous", {{"AvailMetadata:TotalRunTime", "56:20"}}},
        {"suppression_date", {{"AvailTrans:LicenseType", "POEST"}, {"AvailTrans:PriceType", "NA"}}},
        {"pre_order_date", {{"AvailTrans:SpecialPreOrderFulfillDate", "2025-06-01"}}},
        {"truth_unreadable", {{"AvailTrans:Exclusive", "perhaps"}}},
        {"eidr_check_character", {{"AvailAsset:TitleID", "10.5240/7EC7-228A-510A-053E-CBB8-K"}}},
        {"eidr_syntax", {{"AvailAsset:TitleID", "10.5240/7EC7"}}},
        {"id_syntax", {{"Avail:ALID", "1"}}},
        {"id_scheme", {{"Avail:ALID", "md:alid:house:1"}}},
        {"bundle_members", {{"Avail:BundledALIDs", "md:alid:org:a.example:2"}}},
        {"entry_type_unsupported", {{"Disposition:EntryType", "Update"}}},
        {"rating_incomplete", {{"AvailMetadata:RatingSystem", "BBFC"}}},
        {"rating_value", {{"AvailMetadata:RatingSystem", "BBFC"}, {"AvailMetadata:RatingValue", "99"}}},
        {"rating_system", {{"AvailMetadata:RatingSystem", "House"}, {"AvailMetadata:RatingValue", "7"}}},
        {"window_before_release", {{"AvailMetadata:ReleaseHistoryOriginal", "2025-07-01"}}},
        {"caption_exemption", {{"AvailTrans:Territory", "US"}, {"AvailMetadata:CaptionIncluded", "No"}}},
        {"cell_character", {{"AvailMetadata:TitleInternalAlias", "Tide\tLine"}}},
    };
    for (const auto& row : cases)
        EXPECT_EQ(codes_of(findings_of({with(sound, row.changes)})), row.code) << row.changes.front().second;
}

TEST(CheckTest, FindsWhatIsWrongAmongRows) {
    const Line other_title = with(sound, {{"Avail:ALID", "md:alid:org:northwind.example:2"},
                                          {"AvailAsset:ContentID", "md:cid:org:northwind.example:2"}});
    const struct {
        const char *name, *codes;
        Line second;
    } cases[] = {
        {"another title", "", other_title},
        {"another territory", "", with(sound, {{"AvailTrans:Territory", "KR"}})},
        {"a window that touches", "",
         with(sound, {{"AvailTrans:Start", "2025-07-01"}, {"AvailTrans:End", "Open"}})},
        // Whoever ends a window at 23:59:59 means the midnight that follows.
        {"a window after the last second", "",
         with(sound, {{"AvailTrans:Start", "2025-05-01"}, {"AvailTrans:End", "2025-05-31T23:59:59"}})},
        {"a second between", "window_gap",
         with(sound, {{"AvailTrans:Start", "2025-07-01T00:00:01"}, {"AvailTrans:End", "Open"}})},
        {"a day shared", "window_overlap",
         with(sound, {{"AvailTrans:Start", "2025-06-30"}, {"AvailTrans:End", "Open"}})},
        {"a day shared in a part", "window_overlap",
         with(sound, {{"AvailTrans:Territory", "FR, GB"},
                      {"AvailTrans:Start", "2025-06-30"},
                      {"AvailTrans:End", "Open"}})},
        {"at another price", "window_overlap_price",
         with(sound,
              {{"AvailTrans:SRP", "9.99"}, {"AvailTrans:Start", "2025-06-30"}, {"AvailTrans:End", "Open"}})},
        {"the same row", "row_repeated window_overlap", sound},
        {"another licensor", "row_disagrees", with(sound, {{"Avail:DisplayName", "Southwind"}})},
        {"another alias", "asset_disagrees",
         with(sound, {{"AvailMetadata:TitleInternalAlias", "Tide Lines"}})},
        {"one of them alone", "exclusive_conflict",
         with(sound, {{"Avail:Licensee", "Somebody"}, {"AvailTrans:Exclusive", "Yes"}})},
    };
    for (const auto& row : cases)
        EXPECT_EQ(codes_of(findings_of({sound, row.second})), row.codes) << row.name;
}

TEST(CheckTest, NamesPlaceAndMend) {
    const Findings findings = findings_of(
        {sound, with(sound, {{"AvailTrans:FormatProfile", "HDD"}, {"AvailTrans:Territory", "KR"}})});
    ASSERT_EQ(findings.kept().size(), 1u);
    EXPECT_EQ(findings.kept()[0].place, (Place{"Movies", 5, "FormatProfile"}));
    EXPECT_EQ(findings.kept()[0].mend, "did you mean 'HD'?");
    EXPECT_TRUE(findings.has_errors());
}

TEST(ProfileTest, SettlesSeveritiesAndWhatABareEndDateMeans) {
    const auto lenient = parse_profile(
        "date_only_end = 'opens-day'\n[severity]\nword_unknown = 'off'\nrow_repeated = 'error'\n");
    ASSERT_TRUE(lenient) << lenient.error().message;
    EXPECT_EQ(codes_of(findings_of({with(sound, {{"AvailTrans:FormatProfile", "HDD"}})}, *lenient)), "");
    // An end of 30 June is now the midnight that opens it.
    EXPECT_EQ(codes_of(findings_of(
                  {sound, with(sound, {{"AvailTrans:Start", "2025-06-30"}, {"AvailTrans:End", "Open"}})},
                  *lenient)),
              "");
    for (const char* text : {"[severity]\nno_rule = 'off'", "[severity]\nformula = 'loud'", "colour = 'red'",
                             "date_only_end = 'x'", "= ="})
        EXPECT_FALSE(parse_profile(text)) << text;
}

TEST(WriteTest, AWorkbookReadsBackAsTheSameDocument) {
    Findings findings;
    const auto document = read_document(
        book_of({sound,
                 with(sound, {{"Ours:Note", "a &lt;b&gt; &amp; \"c\" "}, {"AvailTrans:Territory", "KR"}})}),
        findings);
    const auto bytes = write_workbook(*document);
    ASSERT_TRUE(bytes);
    const auto again = read_document(*bytes, findings);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(differences(*document, *again).empty());
    EXPECT_EQ(*write_workbook(*again), *bytes);
}

TEST(DifferenceTest, TellsAddedRemovedAndChangedRows) {
    Findings findings;
    const Line korea = with(sound, {{"AvailTrans:Territory", "KR"}}),
               france = with(sound, {{"AvailTrans:Territory", "FR"}});
    const auto before = read_document(book_of({sound, korea}), findings);
    const auto after = read_document(book_of({france, with(sound, {{"AvailTrans:End", "Open"}})}), findings);
    const auto changes = differences(*before, *after);
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_EQ(changes[0].kind, ChangeKind::changed);
    EXPECT_EQ(changes[0].fields[0].column, "End");
    EXPECT_EQ(changes[0].fields[0].after, "Open");
    std::vector<ChangeKind> rest{changes[1].kind, changes[2].kind};
    std::sort(rest.begin(), rest.end());
    EXPECT_EQ(rest, (std::vector{ChangeKind::added, ChangeKind::removed}));
    EXPECT_TRUE(differences(*before, *before).empty());
}

TEST(VocabularyTest, NamesTheNearestWord) {
    EXPECT_EQ(nearest("Moive", words(Field::work_type)), "Movie");
    EXPECT_EQ(nearest("full extrct", words(Field::entry_type)), "Full Extract");
    EXPECT_EQ(nearest("elephant", words(Field::format_profile)), "");
}

TEST(DocumentationTest, ListsTheRulesAsTheyAre) {
    std::ifstream file(std::string(NURI_SOURCE_DIR) + "/docs/avails.md");
    std::vector<std::string> listed, ours;
    bool within = false;
    for (std::string line; std::getline(file, line);) {
        within = (within && line.starts_with('|')) || line.starts_with("| rule | severity |");
        if (within && line.starts_with("| `")) listed.push_back(line);
    }
    for (const Rule& rule : rules())
        ours.push_back("| `" + std::string(rule.code) + "` | " + std::string(to_string(rule.severity)) +
                       " | " + std::string(rule.source) + " | " + std::string(rule.says) + " |");
    EXPECT_EQ(listed, ours);
}

/// MovieLabs' own templates, which are not ours to hand on: looked at where somebody has put them beside the
/// sources.
TEST(MovieLabsSamplesTest, HaveFourOverlappingPairsInEachMoviesTemplate) {
    const std::filesystem::path folder = std::filesystem::path(NURI_SOURCE_DIR) / "../shared/data/avails";
    if (!std::filesystem::exists(folder)) {
        std::printf("MovieLabs' sample files are not at %s: nothing was compared\n", folder.c_str());
        return;
    }
    const std::string samples = (folder / "mddf/mddf-lib/test/resources/avails/xlsx").string() + "/";
    for (const std::string& path :
         {samples + "Movies_v1.7.2.xlsx", samples + "Movies_v1.8.xlsx", samples + "Movies_v1.9.xlsx",
          (folder / "pivotshare/data/EMA_Avails_Movies-TV_v1-6e2.xlsx").string()}) {
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        Findings findings;
        const auto document = read_document(as_bytes(bytes), findings);
        ASSERT_TRUE(document) << path;
        check(*document, {}, findings);
        const auto pairs =
            std::count_if(findings.kept().begin(), findings.kept().end(), [](const Finding& finding) {
                return finding.code.starts_with("window_overlap") &&
                       finding.place.sheet.find("Movies") != std::string::npos;
            });
        EXPECT_EQ(pairs, 4) << path;
        const auto bytes_again = write_workbook(*document);
        ASSERT_TRUE(bytes_again);
        const auto again = read_document(*bytes_again, findings);
        ASSERT_TRUE(again) << path << ": " << again.error().message;
        EXPECT_TRUE(differences(*document, *again).empty()) << path;
    }
}

}  // namespace
}  // namespace nuri::avails
