#include "avails/read.h"

#include <gtest/gtest.h>

#include "avails/workbook_test_maker.h"
#include "avails/xml_reader.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

const std::vector<std::string> columns{
    "Avail:ALID",       "Disposition:EntryType", "AvailTrans:Territory", "AvailTrans:LicenseType",
    "AvailTrans:Start", "AvailTrans:End",        "Ours:House Note"};
const std::vector<std::string> row{
    "md:alid:org:a.example:1", "Full Extract", "US", "SVOD", "2025-06-01", "Open", "ask Ann"};

Document read(const std::vector<uint8_t>& file, Findings& findings) {
    auto document = read_document(file, findings);
    EXPECT_TRUE(document) << document.error().message;
    return *std::move(document);
}

std::vector<std::string> codes(const Findings& findings) {
    std::vector<std::string> found;
    for (const Finding& finding : findings.kept()) found.push_back(finding.code);
    return found;
}

TEST(WorkbookTest, KeepsEveryColumnWithItsPlaceKnownOrNot) {
    Findings findings;
    const Document document = read(sheet_of(columns, {row}).bytes(), findings);
    ASSERT_EQ(document.sheets.size(), 1u);
    const Sheet& sheet = document.sheets[0];
    EXPECT_EQ(sheet.name, "Movies");
    ASSERT_EQ(sheet.columns.size(), 7u);
    EXPECT_EQ(sheet.columns[2].field, Field::territory);
    EXPECT_EQ(sheet.columns[6].field, std::nullopt);
    EXPECT_EQ(sheet.columns[6].section, "Ours");
    ASSERT_EQ(sheet.rows.size(), 1u);
    EXPECT_EQ(sheet.rows[0].number, 4u);
    EXPECT_EQ(document.text(sheet.rows[0].cells[6]), "ask Ann");
    EXPECT_EQ(codes(findings), std::vector<std::string>{"column_unknown"});
}

TEST(WorkbookTest, FindsColumnsByNameWhateverTheirOrderSectionAndCase) {
    Findings findings;
    const Document document = read(sheet_of({"X:territory", "AvailTerms:ContractID", "Avail:BundleALIDs",
                                             "Avail:ExceptionsFlag", "AvailTrans: End "},
                                            {})
                                       .bytes(),
                                   findings);
    EXPECT_TRUE(document.sheets[0].column_of(Field::territory));
    EXPECT_TRUE(document.sheets[0].column_of(Field::contract_id));
    EXPECT_TRUE(document.sheets[0].column_of(Field::bundled_alids));
    EXPECT_TRUE(document.sheets[0].column_of(Field::exception_flag));
    EXPECT_TRUE(document.sheets[0].column_of(Field::end));
}

TEST(WorkbookTest, TakesARowWithoutAlidOrWithTwoSlashesForAComment) {
    Findings findings;
    std::vector<std::string> slashes = row, nameless = row;
    slashes[0] = "// e.g., this";
    nameless[0] = "";
    const Document document = read(sheet_of(columns, {slashes, nameless, row}).bytes(), findings);
    EXPECT_EQ(document.sheets[0].rows.size(), 3u);
    EXPECT_EQ(document.row_count(), 1u);
    EXPECT_EQ(codes(findings), (std::vector<std::string>{"column_unknown", "row_skipped"}));
}

TEST(WorkbookTest, RefusesFormulasErrorsAndStringsThatAreNotThere) {
    TestWorkbook book = sheet_of(columns, {row, row, row});
    book.rows[3][4] = "><f>NOW()</f><v>45809</v></c>";
    book.rows[4][4] = typed_cell("e", "#REF!");
    book.rows[5][4] = typed_cell("s", "7");
    Findings findings;
    const Document document = read(book.bytes(), findings);
    EXPECT_EQ(codes(findings),
              (std::vector<std::string>{"column_unknown", "formula", "cell_error", "cell_error"}));
    EXPECT_EQ(findings.kept()[1].place, (Place{"Movies", 4, "Start"}));
    EXPECT_EQ(document.sheets[0].rows[0].cells[4].kind, CellKind::formula);
}

TEST(WorkbookTest, ReadsNumbersTruthsAndSharedStringsAsTheyAreWritten) {
    TestWorkbook book = sheet_of(columns, {row});
    book.shared = {"Full Extract"};
    book.dates_1904 = true;
    book.rows[3][1] = typed_cell("s", "0");
    book.rows[3][4] = number_cell("44347.50");
    book.rows[3][6] = typed_cell("b", "1");
    Findings findings;
    const Document document = read(book.bytes(), findings);
    const auto& cells = document.sheets[0].rows[0].cells;
    EXPECT_TRUE(document.dates_1904);
    EXPECT_EQ(document.text(cells[1]), "Full Extract");
    EXPECT_EQ(cells[4].kind, CellKind::number);
    EXPECT_EQ(document.text(cells[4]), "44347.50");
    EXPECT_EQ(cells[6].kind, CellKind::boolean);
}

TEST(WorkbookTest, SaysThatRowThreeHoldsAStatementAndReadsIt) {
    TestWorkbook book = sheet_of(columns, {row});
    book.rows.erase(book.rows.begin() + 2);
    Findings findings;
    EXPECT_EQ(read(book.bytes(), findings).row_count(), 1u);
    EXPECT_EQ(codes(findings), (std::vector<std::string>{"column_unknown", "marker_row_data"}));
}

TEST(WorkbookTest, PassesOverSheetsThatAreNoAvails) {
    Findings findings;
    EXPECT_EQ(read(sheet_of({"a:Definition", "b:Meaning"}, {{"x", "y"}}).bytes(), findings).row_count(), 0u);
    EXPECT_EQ(codes(findings), (std::vector<std::string>{"sheet_ignored", "file_empty"}));
}

TEST(WorkbookTest, EndsInAnErrorWhereverTheFileIsCutShort) {
    const std::vector<uint8_t> whole = sheet_of(columns, {row}).bytes();
    for (size_t size = 0; size < whole.size(); ++size) {
        Findings findings;
        EXPECT_FALSE(read_workbook(std::span(whole).first(size), findings)) << size;
    }
}

TEST(WorkbookTest, EndsInAnErrorOrADocumentWhicheverByteIsSpoilt) {
    const std::vector<uint8_t> whole = sheet_of(columns, {row}).bytes();
    for (size_t at = 0; at < whole.size(); ++at) {
        std::vector<uint8_t> spoilt = whole;
        spoilt[at] ^= 0x55;
        Findings findings;
        (void)read_document(spoilt, findings);
    }
}

TEST(WorkbookTest, IsBoundedWhateverItUnpacksTo) {
    TestWorkbook book;
    book.sheet_xml = "<worksheet><sheetData>" + std::string(40 << 20, ' ') + "</sheetData></worksheet>";
    Findings findings;
    const auto bomb = read_workbook(book.bytes(), findings);
    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().kind, ErrorKind::too_large);

    ReadLimits limits;
    limits.rows_max = 2;
    Findings many;
    const auto document = read_workbook(sheet_of(columns, {row, row, row, row}).bytes(), many, limits);
    ASSERT_TRUE(document);
    EXPECT_TRUE(many.has_errors());
}

TEST(WorkbookTest, RefusesTheOldFormatAndPasswords) {
    Findings findings;
    EXPECT_EQ(read_document(as_bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), findings).error().kind,
              ErrorKind::unsupported);
}

constexpr std::string_view list = R"(<?xml version="1.0" encoding="UTF-8"?>
<a:AvailList xmlns:a="http://www.movielabs.com/schema/avails/v2.5/avails" xmlns:md="http://www.movielabs.com/schema/md/v2.8/md">
  <a:Avail>
    <a:ALID>md:alid:org:a.example:1</a:ALID>
    <a:Disposition><a:EntryType>Full Extract</a:EntryType></a:Disposition>
    <a:Licensor><md:DisplayName>Northwind &amp; Sons</md:DisplayName></a:Licensor>
    <a:AvailType>episode</a:AvailType>
    <a:Asset contentID="md:cid:org:a.example:1">
      <a:WorkType>Episode</a:WorkType>
      <a:EpisodeMetadata>
        <a:TitleInternalAlias>Dawn</a:TitleInternalAlias>
        <a:AltIdentifier><md:Namespace>x</md:Namespace><md:Identifier>RetailerEpisodeID1:77</md:Identifier></a:AltIdentifier>
        <a:EpisodeNumber><md:Number>2</md:Number></a:EpisodeNumber>
        <a:SeasonMetadata><a:SeasonContentID>md:cid:org:a.example:s1</a:SeasonContentID><a:SeriesMetadata><a:SeriesTitleInternalAlias>Hanok</a:SeriesTitleInternalAlias></a:SeriesMetadata></a:SeasonMetadata>
      </a:EpisodeMetadata>
    </a:Asset>
    <a:Transaction TransactionID="T1">
      <a:LicenseType>EST</a:LicenseType>
      <a:Territory><md:country>US</md:country></a:Territory>
      <a:Territory><md:countryRegion>CA-QC</md:countryRegion></a:Territory>
      <a:Start>2025-06-01T00:00:00</a:Start>
      <a:EndCondition lag="P30D">Broadcast</a:EndCondition>
      <a:AllowedLanguage asset="audio">en</a:AllowedLanguage>
      <a:AllowedLanguage>fr</a:AllowedLanguage>
      <a:FormatProfile HDR="DV">UHD</a:FormatProfile>
      <a:Term termName="WSP"><a:Money currency="USD">9.99</a:Money></a:Term>
      <a:Term termName="House"><a:Text>kept</a:Text></a:Term>
    </a:Transaction>
  </a:Avail>
</a:AvailList>)";

TEST(XmlTest, MakesARowOfEachTransactionAndKeepsEveryElement) {
    Findings findings;
    const Document document = read({list.begin(), list.end()}, findings);
    EXPECT_EQ(document.version, "2.5");
    ASSERT_EQ(document.row_count(), 1u);
    RowView view(document, document.sheets[0]);
    view.look_at(document.sheets[0].rows[0]);
    const struct {
        Field field;
        const char* text;
    } cases[] = {{Field::display_name, "Northwind & Sons"},
                 {Field::avail_id, "T1"},
                 {Field::territory, "US,CA-QC"},
                 {Field::start, "2025-06-01T00:00:00"},
                 {Field::end, "Broadcast"},
                 {Field::end_lag, "P30D"},
                 {Field::allowed_languages, "en:audio,fr"},
                 {Field::hdr, "DV"},
                 {Field::price_type, "WSP"},
                 {Field::price_value, "9.99"},
                 {Field::price_currency, "USD"},
                 {Field::episode_content_id, "md:cid:org:a.example:1"},
                 {Field::episode_title_internal_alias, "Dawn"},
                 {Field::retailer_episode_id_1, "77"},
                 {Field::episode_number, "2"},
                 {Field::season_content_id, "md:cid:org:a.example:s1"},
                 {Field::series_title_internal_alias, "Hanok"},
                 {Field::title_internal_alias, ""}};
    for (const auto& row_case : cases)
        EXPECT_EQ(view[row_case.field], row_case.text) << facts(row_case.field).column;
    EXPECT_EQ(view.cell(Field::start)->line, 21u);
    bool house = false;
    for (const Element& element : document.elements) house |= document.texts[element.text] == "kept";
    EXPECT_TRUE(house);
}

TEST(XmlTest, RefusesWhatIsNoXmlOrMoreThanItReads) {
    const struct {
        const char* name;
        std::string file;
        ErrorKind kind;
    } cases[] = {
        {"empty", "", ErrorKind::corrupt},
        {"text", "hello", ErrorKind::corrupt},
        {"open", "<a><b></b>", ErrorKind::corrupt},
        {"crossed", "<a><b></a></b>", ErrorKind::corrupt},
        {"two roots", "<a/><b/>", ErrorKind::corrupt},
        {"attribute twice", "<a b='1' b='2'/>", ErrorKind::corrupt},
        {"control character", "<a>\x01</a>", ErrorKind::corrupt},
        {"not UTF-8", "<a>\xFF</a>", ErrorKind::corrupt},
        {"a character that is none", "<a>&#0;</a>", ErrorKind::corrupt},
        {"declaration", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ErrorKind::unsupported},
        {"entity", "<a>&b;</a>", ErrorKind::unsupported},
        {"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", ErrorKind::unsupported},
        {"UTF-16", "\xFF\xFE<", ErrorKind::unsupported},
        {"another root", "<a/>", ErrorKind::unsupported},
        {"too deep",
         [] {
             std::string deep;
             for (int i = 0; i < 200; ++i) deep += "<a>";
             return deep;
         }(),
         ErrorKind::too_large},
    };
    for (const auto& row_case : cases) {
        Findings findings;
        const auto document = read_xml(as_bytes(row_case.file), findings);
        ASSERT_FALSE(document) << row_case.name;
        EXPECT_EQ(document.error().kind, row_case.kind) << row_case.name << ": " << document.error().message;
    }
}

TEST(XmlTest, ReadsTheSameInPiecesOfAnySize) {
    const auto events = [](size_t piece_bytes) {
        std::string all;
        XmlReader xml([at = size_t{0}, piece_bytes]() mutable -> Result<std::string_view> {
            const std::string_view piece = list.substr(std::min(at, list.size()), piece_bytes);
            at += piece.size();
            return piece;
        });
        while (true) {
            const auto event = xml.next();
            if (!event || *event == XmlReader::Event::finish) return all + (event ? "." : "!");
            all += *event == XmlReader::Event::text ? xml.text() : xml.name();
        }
    };
    for (const size_t size : {1u, 2u, 3u, 7u, 64u}) EXPECT_EQ(events(size), events(list.size())) << size;
}

}  // namespace
}  // namespace nuri::avails
