#include "avails/schema.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "avails/check_schema.h"
#include "avails/convert.h"
#include "avails/ratings.h"
#include "avails/read.h"
#include "avails/values.h"
#include "avails/workbook_test_maker.h"
#include "avails/write.h"
#include "avails/xml_value.h"
#include "base/text.h"

namespace nuri::avails {
namespace {

/// An Avail that is valid in every version, but for the root's namespaces.
constexpr std::string_view avail = R"(<a:Avail>
<a:ALID>md:alid:org:northwind.example:1</a:ALID>
<a:Disposition><a:EntryType>Full Extract</a:EntryType></a:Disposition>
<a:Licensor><md:DisplayName>Northwind</md:DisplayName></a:Licensor>
<a:AvailType>single</a:AvailType>
<a:ShortDescription>Tide Line</a:ShortDescription>
<a:Asset contentID="md:cid:org:northwind.example:1">
<a:WorkType>Movie</a:WorkType>
<a:Metadata>
<a:TitleDisplayUnlimited>Tide Line</a:TitleDisplayUnlimited>
<a:TitleInternalAlias>Tide Line</a:TitleInternalAlias>
<a:RunLength>PT1H30M</a:RunLength>
</a:Metadata>
</a:Asset>
<a:Transaction TransactionID="N-1">
<a:LicenseType>EST</a:LicenseType>
<a:Description>none</a:Description>
<a:Territory><md:country>KR</md:country></a:Territory>
<a:Start>2026-01-01T00:00:00Z</a:Start>
<a:EndCondition>Open</a:EndCondition>
<a:FormatProfile>HD</a:FormatProfile>
<a:Term termName="Tier"><a:Text>1</a:Text></a:Term>
</a:Transaction>
</a:Avail>)";

std::string list_of(std::string_view version, std::string_view avails) {
    const Schema& schema = *Schema::of(version);
    return "<a:AvailList xmlns:a=\"" + schema.uri(Schema::Space::avails) + "\" xmlns:md=\"" +
           schema.uri(Schema::Space::md) + "\" xmlns:x=\"urn:vendor\">" + std::string(avails) +
           "</a:AvailList>";
}

/// "structure: 'Avail' lacks 'ALID' …" of each finding.
std::string told(std::string_view xml) {
    const auto document = read_elements(as_bytes(xml));
    EXPECT_TRUE(document) << document.error().message;
    Findings findings;
    check_schema(*document, findings);
    std::string all;
    for (const Finding& finding : findings.kept()) all += finding.code + ": " + finding.message + "\n";
    return all;
}

TEST(SchemaTest, KnowsElevenVersionsAndTheirNamespaces) {
    EXPECT_EQ(Schema::versions().size(), 11u);
    EXPECT_EQ(Schema::of("2.8"), nullptr);
    EXPECT_EQ(Schema::of("2.2.2")->uri(Schema::Space::md), "http://www.movielabs.com/schema/md/v2.5/md");
    EXPECT_EQ(Schema::of("2.4")->root("OfferStatusList"), nullptr);
    EXPECT_NE(Schema::of("2.5")->root("OfferStatusList"), nullptr);
}

TEST(SchemaTest, HasNothingToSayOfWhatIsValidInAnyVersion) {
    for (const std::string_view version : Schema::versions())
        EXPECT_EQ(told(list_of(version, avail)), "") << version;
}

TEST(SchemaTest, TellsOneFaultOnce) {
    const struct {
        const char* from;  // of the Avail, and what is put in its place
        const char* to;
        const char* code;
        const char* says;
    } cases[] = {
        {"<a:ALID>md:alid:org:northwind.example:1</a:ALID>", "", "structure",
         "'Avail' lacks 'ALID' before 'Disposition'"},
        {"<a:ALID>md:alid:org:northwind.example:1</a:ALID>", "<a:ALID> </a:ALID>", "element_empty", "ALID"},
        {"<a:FormatProfile>HD</a:FormatProfile>", "", "structure", "lacks 'FormatProfile'"},
        {"<a:Start>2026-01-01T00:00:00Z</a:Start>", "", "structure", "lacks 'Start' or 'StartCondition'"},
        {"<a:Start>2026-01-01T00:00:00Z</a:Start>", "<a:Start>2026-01-01</a:Start>", "value_type",
         "'2026-01-01' is no dateTime"},
        {"<a:RunLength>PT1H30M</a:RunLength>", "<a:RunLength>1:30</a:RunLength>", "value_type",
         "no duration"},
        {"<a:LicenseType>EST</a:LicenseType>", "<a:LicenseType>EST</a:LicenseType><a:Licence>1</a:Licence>",
         "structure", "'Licence' is no element of 'Transaction' in version 2.7"},
        {"<a:AvailType>single</a:AvailType>", "<a:AvailType>single</a:AvailType><a:AvailType>x</a:AvailType>",
         "structure", "twice"},
        {"<a:AvailType>single</a:AvailType>\n<a:ShortDescription>Tide Line</a:ShortDescription>",
         "<a:ShortDescription>Tide Line</a:ShortDescription><a:AvailType>single</a:AvailType>", "structure",
         "'ShortDescription' stands before 'AvailType'"},
        {" contentID=\"md:cid:org:northwind.example:1\"", "", "structure", "lacks its attribute 'contentID'"},
        {" contentID=\"md:cid:org:northwind.example:1\"", " contentID=\"\"", "element_empty", "contentID"},
        {"<a:WorkType>", "<a:WorkType colour=\"red\">", "structure", "no attribute 'colour'"},
        {"<a:Term termName=\"Tier\"><a:Text>1</a:Text>", "<a:Term><a:Text>1</a:Text>", "structure",
         "'termName'"},
        {"<md:country>KR</md:country>", "<md:country>JJ</md:country>", "country_unknown", "'JJ'"},
        {"<md:country>KR</md:country>", "<md:country>kr</md:country>", "value_type", "'kr' is no country"},
        {"<a:TitleDisplayUnlimited>", "<a:TitleDisplayUnlimited language=\"fr-xx\">", "language_unknown",
         "fr-xx"},
        {"<a:Term termName=\"Tier\"><a:Text>1</a:Text>",
         "<a:Term termName=\"WSP\"><a:Money currency=\"USX\">1</a:Money>", "currency_unknown", "USX"},
        {"<a:Territory><md:country>KR</md:country>", "<a:Territory>Korea<md:country>KR</md:country>",
         "structure", "holds the text 'Korea'"},
        {"<a:LicenseType>EST</a:LicenseType>", "<x:Own/><a:LicenseType>EST</a:LicenseType>", "structure",
         "no place for others' elements"},
        {"<md:DisplayName>", "<md:DisplayName xmlns:md=\"http://www.movielabs.com/schema/md/v2.3/md\">",
         "namespace", "v2.3"},
        {"<md:country>KR</md:country>", "<m:country>KR</m:country>", "namespace", "bound to no namespace"},
    };
    for (const auto& row : cases) {
        std::string changed(avail);
        const size_t at = changed.find(row.from);
        ASSERT_NE(at, std::string::npos) << row.from;
        changed.replace(at, std::string_view(row.from).size(), row.to);
        const std::string found = told(list_of("2.7", changed));
        EXPECT_TRUE(found.starts_with(std::string(row.code) + ": ")) << row.to << "\n" << found;
        EXPECT_NE(found.find(row.says), std::string::npos) << row.to << "\n" << found;
        EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 1) << row.to << "\n" << found;
    }
}

TEST(SchemaTest, LetsVendorsExtendWhereTheSchemaDoes) {
    std::string extended(avail);
    extended.insert(extended.find("</a:Disposition>"), "<x:Own deep=\"yes\"><x:More/></x:Own>");
    extended.insert(extended.find("</a:Asset>"), "<x:Own/>");
    EXPECT_EQ(told(list_of("2.7", extended)), "");
}

/// What came, went and changed its number from version to version.
TEST(SchemaTest, AppliesTheVersionOfTheFile) {
    const auto with = [](std::string_view before, std::string_view what) {
        std::string changed(avail);
        changed.insert(changed.find(before), what);
        return changed;
    };
    const std::string licensee =
        with("<a:AvailType>", "<a:Licensee><md:DisplayName>N</md:DisplayName></a:Licensee>");
    EXPECT_NE(told(list_of("2.5", licensee)), "");
    EXPECT_EQ(told(list_of("2.5.2", licensee)), "");
    EXPECT_NE(told(list_of("2.6", licensee)), "") << "taken out again";
    const std::string window = with("<a:FormatProfile>", "<a:WindowDuration>P30D</a:WindowDuration>");
    EXPECT_NE(told(list_of("2.2.2", window)), "");
    EXPECT_EQ(told(list_of("2.3", window)), "");
    std::string described(avail);
    const std::string_view description = "<a:Description>none</a:Description>";
    described.erase(described.find(description), description.size());
    EXPECT_NE(told(list_of("2.1", described)), "") << "a description was required";
    EXPECT_EQ(told(list_of("2.2", described)), "");
}

TEST(SchemaTest, IsKeptByWhatWeWrite) {
    const auto book = sheet_of({"Avail:DisplayName",
                                "Avail:ALID",
                                "Avail:AvailID",
                                "Disposition:EntryType",
                                "AvailAsset:WorkType",
                                "AvailAsset:ContentID",
                                "AvailMetadata:TitleInternalAlias",
                                "AvailMetadata:Director",
                                "AvailMetadata:RatingSystem",
                                "AvailMetadata:RatingValue",
                                "AvailMetadata:TotalRunTime",
                                "AvailMetadata:ReleaseYear",
                                "AvailTrans:Territory",
                                "AvailTrans:TerritoryExclusion",
                                "AvailTrans:LicenseType",
                                "AvailTrans:Description",
                                "AvailTrans:Start",
                                "AvailTrans:End",
                                "AvailTrans:FormatProfile",
                                "AvailTrans:HDR",
                                "AvailTrans:AllowedLanguages",
                                "AvailTrans:PriceType",
                                "AvailTrans:PriceValue",
                                "AvailTrans:PriceCurrency",
                                "AvailTrans:RentalDuration",
                                "AvailTrans:ContractID",
                                "AvailAsset:VolumeContentID",
                                "AvailMetadata:VolumeNumber",
                                "AvailMetadata:SeasonNumber",
                                "AvailAsset:SeasonContentID",
                                "AvailAsset:SeriesContentID",
                                "AvailMetadata:SeriesTitleInternalAlias"},
                               {{"Northwind",
                                 "md:alid:org:n.example:1",
                                 "N-1",
                                 "Full Extract",
                                 "Movie",
                                 "md:cid:org:n.example:1",
                                 "Tide Line",
                                 "Ana Lim",
                                 "MPAA",
                                 "PG",
                                 "01:30:00",
                                 "2020",
                                 "US, CA-QC",
                                 "PR",
                                 "VOD",
                                 "a",
                                 "2026-01-01",
                                 "Theatrical",
                                 "UHD",
                                 "HDR10",
                                 "en, fr:audio",
                                 "WSP",
                                 "9.99",
                                 "USD",
                                 "48",
                                 "C-1",
                                 "",
                                 "",
                                 "",
                                 "",
                                 "",
                                 ""},
                                {"Northwind",
                                 "md:alid:org:n.example:2",
                                 "N-2",
                                 "Full Extract",
                                 "Volume",
                                 "",
                                 "Volume",
                                 "Ana Lim",
                                 "",
                                 "",
                                 "",
                                 "2020",
                                 "US",
                                 "",
                                 "SVOD",
                                 "a",
                                 "2026-01-01T00:00:00Z",
                                 "Open",
                                 "HD",
                                 "",
                                 "",
                                 "",
                                 "",
                                 "",
                                 "",
                                 "",
                                 "md:cid:org:n.example:v",
                                 "1",
                                 "2",
                                 "md:cid:org:n.example:s",
                                 "md:cid:org:n.example:r",
                                 "Tides"}})
                          .bytes();
    Findings findings;
    const auto document = read_document(book, findings);
    ASSERT_TRUE(document);
    for (const std::string_view version : Schema::versions()) {
        if (version < "2.4") continue;  // volumes came with 2.4
        const auto made = as_xml(*document, version);
        ASSERT_TRUE(made);
        EXPECT_EQ(told(*write_xml(made->document)), "") << version;
    }
}

/// Found by the fuzzer: what columns cannot say is looked for by building the elements again, in the version
/// of the file, of which there was no schema.
TEST(SchemaTest, ConvertsADocumentWhoseVersionNobodyKnows) {
    std::string list = list_of("2.7", avail);
    list.replace(list.find("avails/v2.7"), 11, "avails/v9.9");
    Findings findings;
    const auto document = read_document(as_bytes(list), findings);
    ASSERT_TRUE(document);
    ASSERT_FALSE(findings.kept().empty());
    EXPECT_EQ(findings.kept()[0].code, "namespace");
    EXPECT_TRUE(as_workbook(*document, "1.9"));
    EXPECT_TRUE(as_xml(*document, "2.7"));
}

TEST(XmlValueTest, LooksLikeItsKind) {
    const struct {
        const char* kind;
        std::vector<const char*> are, are_not;
    } cases[] = {
        {"boolean", {"true", "0", " false "}, {"True", "yes", ""}},
        {"integer", {"-7", "+3", "010"}, {"1.0", "", "seven", "1e3"}},
        {"positiveInteger", {"1", "+12"}, {"0", "-1", "00"}},
        {"nonNegativeInteger", {"0", "-0", "4"}, {"-1"}},
        {"decimal", {"1", "-1.5", ".5", "5."}, {".", "1e3", "9,99"}},
        {"double", {"1e3", "NaN", "-INF"}, {"inf", "1e"}},
        {"decimal<-90..90>", {"-90", "90.0", "0"}, {"90.1", "-91", "x"}},
        {"date",
         {"2024-02-29", "2026-01-01Z", "2026-01-01+14:00", "-0044-03-15"},
         {"2023-02-29", "2026-13-01", "26-01-01", "0000-01-01", "2026-01-01+14:01", "2026-01-01T00:00:00"}},
        {"dateTime",
         {"2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01T23:59:59.5-05:00"},
         {"2026-01-01", "2026-01-01T24:00:01", "2026-01-01T00:60:00", "2026-01-01T00:00"}},
        {"time", {"09:00:00", "09:00:00Z"}, {"9:00:00", "25:00:00"}},
        {"gYear", {"2026", "12026"}, {"26", "2026-01"}},
        {"gYearMonth", {"2026-01"}, {"2026-13", "2026"}},
        {"duration", {"P30D", "-PT12H", "P1Y2M3DT4H5M6.7S"}, {"P", "PT", "30", "P1H", "P1.5D", "PT1M1H"}},
        {"language", {"en", "zh-Hans-CN", "x-house"}, {"en-", "e1", "verylonglanguage"}},
        {"country", {"KR"}, {"kr", "KOR"}},
        {"subdivision|m49", {"US-TX", "419"}, {"US-", "41", "us-tx"}},
        {"gYear|date", {"2026", "2026-01-01"}, {"2026-01"}},
        {"'male'|'female'", {"male"}, {"Male", ""}},
        {"timecode", {"1.5", "01:02:03:04"}, {"1", "1:02:03:04"}},
        {"string", {"", "anything"}, {}},
    };
    for (const auto& [kind, are, are_not] : cases) {
        for (const char* value : are) EXPECT_TRUE(is_xml_value(value, kind)) << kind << " " << value;
        for (const char* value : are_not) EXPECT_FALSE(is_xml_value(value, kind)) << kind << " " << value;
    }
}

TEST(RatingTest, IsHeldAgainstItsSystem) {
    const auto at = [](std::string_view codes) {
        world::TerritorySet set;
        for (const std::string_view code : list_parts(codes)) set |= *parse_territory_code(code);
        return set;
    };
    const struct {
        const char* system;
        const char* value;
        std::vector<std::string_view> reasons;
        const char* territories;
        const char* code;
    } cases[] = {
        {"MPAA", "PG-13", {}, "US", ""},
        {"mpaa", "pg-13", {"violence"}, "US", ""},  // has no codes for reasons
        {"MPAA", "X", {}, "US", "rating_deprecated"},
        {"MPAA", "PG-12", {}, "US", "rating_value"},
        {"MPAA", "PG", {}, "FR", "rating_country"},
        {"MPAA", "PG", {}, "US, FR", ""},
        {"TVPG", "TV-14", {"D", "V"}, "US", ""},
        {"TVPG", "TV-14", {"D", "Q"}, "US", "rating_reason"},
        {"CSA", "12", {}, "FR", ""},
        {"Kijkwijzer", "12", {}, "BE", ""},
        {"US-MPA", "R", {}, "", ""},
        {"House", "7", {}, "US", "rating_system"},
        {"Custom:House", "7", {}, "US", ""},
        {"RCQ", "G", {}, "CA-QC", ""},
    };
    for (const auto& row : cases) {
        std::string codes;
        for (const RatingFault& fault : faults_of({row.system, row.value, row.reasons, at(row.territories)}))
            codes += fault.code;
        EXPECT_EQ(codes, row.code) << row.system << " " << row.value << " " << row.territories;
    }
}

}  // namespace
}  // namespace nuri::avails
