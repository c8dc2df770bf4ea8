#include "media/webvtt.h"


#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>

#include <gtest/gtest.h>

#include "base/text.h"

namespace nuri::media {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> codes(const TimedText& text) {
    std::vector<std::string> found;
    for (const auto& finding : text.findings) found.push_back(std::to_string(finding.line) + " " + finding.code);
    return found;
}

TEST(WebVttTest, ReadsCuesWithIdsSettingsAndTags) {
    const auto text = parse_webvtt(
        "\xEF\xBB\xBFWEBVTT - title\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: lime }\r\n\r\nREGION\r\nid:top\r\n\r\n"
        "NOTE a remark\r\n\r\nfirst\r\n00:01.000 --> 00:02.500 align:start line:0 size:50%\r\n<v Min>안녕</v>\r\nsecond line\r\n\r\n"
        "1:00:00.000-->1:00:01.000\nplain\n");
    ASSERT_TRUE(text);
    ASSERT_EQ(text->cues.size(), 2u);
    EXPECT_EQ(text->cues[0], (Cue{"first", 1000ms, 2500ms, "line:0 size:50% align:start", "<v Min>안녕</v>\nsecond line"}));
    EXPECT_EQ(text->cues[1], (Cue{"", 3600s, 3601s, "", "plain"}));
    EXPECT_EQ(text->styles, (std::vector<std::string>{"::cue { color: lime }"}));
    EXPECT_EQ(text->regions, (std::vector<std::string>{"id:top"}));
    EXPECT_TRUE(text->findings.empty());
}

TEST(WebVttTest, WantsItsSignature) {
    for (const char* bytes : {"WEBVTT", "WEBVTT\n", "WEBVTT\tx", "\xEF\xBB\xBFWEBVTT x"}) EXPECT_TRUE(parse_webvtt(bytes)) << bytes;
    for (const char* bytes : {"", "WEBVT", "webvtt", " WEBVTT", "WEBVTTx", "1\n00:00:01,000 --> 00:00:02,000\n"}) {
        EXPECT_EQ(parse_webvtt(bytes).error().kind, ErrorKind::invalid) << bytes;
    }
}

TEST(WebVttTest, ReadsOnlyTimesThatTheStandardKnows) {
    const struct {
        const char* line;
        bool cue;
    } cases[] = {
        {"00:00.000 --> 00:01.000", true},    {"00:00:00.000 --> 00:00:01.000", true}, {"100:00:00.000 --> 100:00:01.000", true},
        {"00:00.000-->00:01.000", true},      {" \t00:00.000 \t--> 00:01.000", true},   {"0:00.000 --> 00:01.000", false},
        {"00:00,000 --> 00:01,000", false},   {"00:60.000 --> 01:01.000", false},      {"00:59.999 --> 01:00.000", true},
        {"60:00.000 --> 60:01.000", false},   {"00:00.00 --> 00:01.000", false},       {"00:00.0000 --> 00:01.000", false},
        {"00:00.000 -> 00:01.000", false},    {"00:00:60.000 --> 00:01:01.000", false}, {"00:60:00.000 --> 01:00:01.000", false},
        {"00:00.000 --> ", false},            {"--> 00:01.000", false},
    };
    for (const auto& [line, cue] : cases) {
        const auto text = parse_webvtt(std::string("WEBVTT\n\n") + line + "\ntext\n");
        ASSERT_TRUE(text);
        EXPECT_EQ(text->cues.size(), cue ? 1u : 0u) << line;
        EXPECT_EQ(text->findings.empty(), cue) << line;
    }
}

TEST(WebVttTest, GoesOnWithoutWhatIsWrongAndSaysWhere) {
    const auto text = parse_webvtt(
        "WEBVTT\n\nstray block\n\n00:05.000 --> 00:04.000\nbackwards\n\n00:01.000 --> 00:02.000 line:x colour:red\n<q>a</i>\n\n"
        "00:03.000 --> 00:04.000\n\n00:04.000 --> 00:04.000\nof no length\n");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->cues.size(), 4u);
    EXPECT_EQ(codes(*text), (std::vector<std::string>{"3 block", "5 cue.timing", "8 cue.settings", "8 cue.settings", "8 cue.order", "8 tag",
                                                      "8 tag", "11 cue.empty", "13 cue.timing"}));
}

TEST(WebVttTest, StartsTheNextCueAtAnArrowThatComesTooSoon) {
    const auto text = parse_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\none\n00:03.000 --> 00:04.000\ntwo\n");
    ASSERT_TRUE(text);
    ASSERT_EQ(text->cues.size(), 2u);
    EXPECT_EQ(text->cues[0].text, "one");
    EXPECT_EQ(text->cues[1].text, "two");
}

TEST(WebVttTest, KeepsOnlySettingsThatAreLegal) {
    const struct {
        const char* settings;
        const char* kept;
    } cases[] = {
        {"line:-1", "line:-1"},         {"line:50%,end", "line:50%,end"}, {"line:101%", ""},          {"line:1e3", ""},
        {"position:100%", "position:100%"}, {"position:100.1%", ""},      {"size:0%", "size:0%"},     {"size:50", ""},
        {"align:middle", ""},           {"vertical:rl", "vertical:rl"},   {"align:start align:end", "align:end"}, {"region:", ""},
        {"position:10%,line-left", "position:10%,line-left"},             {"line:", ""},              {"align", ""},
    };
    for (const auto& [settings, kept] : cases) {
        const auto text = parse_webvtt(std::string("WEBVTT\n\n00:00.000 --> 00:01.000 ") + settings + "\nx\n");
        EXPECT_EQ(text->cues.at(0).settings, kept) << settings;
    }
}

TEST(WebVttTest, ReadsBackWhatItWrites) {
    const auto text = parse_webvtt("WEBVTT\n\nSTYLE\n::cue {}\n\nb\n00:03.000 --> 00:04.000 line:0\nlater\n\na\n00:01.000 --> 99:00:02.000\nx\ny\n");
    ASSERT_TRUE(text);
    const std::string written = write_webvtt(*text);
    const auto again = parse_webvtt(written);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->cues, (std::vector<Cue>{text->cues[1], text->cues[0]}));
    EXPECT_EQ(again->styles, text->styles);
    EXPECT_EQ(write_webvtt(*again), written);
}

TEST(WebVttTest, TurnsWhatIsNotTextIntoReplacementCharacters) {
    const auto text = parse_webvtt(std::string("WEBVTT\n\n00:00.000 --> 00:01.000\na\xFF") + '\0' + "b\xED\xA0\x80\n");
    ASSERT_TRUE(text);
    EXPECT_TRUE(is_utf8(text->cues.at(0).text));
    EXPECT_TRUE(text->cues.at(0).text.starts_with("a\xEF\xBF\xBD\xEF\xBF\xBD" "b"));
}

// They end in a job's result, which is JSON: half a character made it unreadable, and the job with it.
TEST(WebVttTest, ItsFindingsQuoteWholeCharacters) {
    std::string words;
    for (int i = 0; i < 60; ++i) words += "기";
    for (const auto& shift : {"", "a", "ab"}) {
        const std::string line = shift + words;
        const auto text = parse_webvtt("WEBVTT\n\n" + line + " --> \nx\n\n00:00.000 --> 00:01.000 " + line + "\n<" + line + ">\n");
        ASSERT_TRUE(text);
        EXPECT_EQ(text->findings.size(), 3u) << shift;
        for (const auto& finding : text->findings) EXPECT_TRUE(is_utf8(finding.message)) << finding.code << " " << shift;
    }
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {(std::istreambuf_iterator<char>(file)), {}};
}

/// What the Web Platform Tests assert of counts, ids, texts and times; of settings only what `Cue` tells.
void expect_assertions(const TimedText& text, const std::string& script, const std::string& name) {
    static const std::regex count(R"(assert_equals\(cues\.length, (\d+)\))");
    static const std::regex field(R"(assert_equals\(cues\[(\d+)\]\.(id|text|startTime|endTime), (?:'([^'\\]*)'|([\d.]+))\))");
    if (std::smatch match; std::regex_search(script, match, count)) { EXPECT_EQ(text.cues.size(), std::stoul(match[1])) << name; }
    for (auto it = std::sregex_iterator(script.begin(), script.end(), field); it != std::sregex_iterator(); ++it) {
        const auto& match = *it;
        const size_t number = std::stoul(match[1]);
        ASSERT_LT(number, text.cues.size()) << name;
        const Cue& cue = text.cues[number];
        if (match[2] == "id") { EXPECT_EQ(cue.id, match[3].str()) << name; }
        if (match[2] == "text") { EXPECT_EQ(cue.text, match[3].str()) << name; }
        if (match[2] == "startTime") { EXPECT_EQ(cue.start.count(), std::llround(std::stod(match[4]) * 1000)) << name; }
        if (match[2] == "endTime") { EXPECT_EQ(cue.end.count(), std::llround(std::stod(match[4]) * 1000)) << name; }
    }
}

TEST(WebVttTest, AgreesWithTheWebPlatformTestsWhereTheyAreAtHand) {
    const auto folder = std::filesystem::path(NURI_SOURCE_DIR) / "../shared/data/timedtext/wpt_webvtt/file-parsing";
    if (!std::filesystem::exists(folder)) {
        std::cout << "the Web Platform Tests are not here: nothing compared\n";
        return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".vtt") continue;
        auto script = entry.path();
        script.replace_extension(".assert.js");
        const auto text = parse_webvtt(read_file(entry.path()));
        ASSERT_TRUE(text) << entry.path();
        expect_assertions(*text, read_file(script), entry.path().filename());
    }
}

TEST(SubRipTest, BecomesCues) {
    const auto text = parse_subrip(
        "\xEF\xBB\xBF"
        "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hi</i> & <font color=\"red\">you</font>\r\n\r\n2\r\n00:00:03,5 --> 00:00:04.000  X1:10\r\n"
        "{\\an8}top {\\b1}<b>line\r\n\r\nafter a gap\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\n3 < 4 --> 5\r\n");
    ASSERT_TRUE(text);
    ASSERT_EQ(text->cues.size(), 3u);
    EXPECT_EQ(text->cues[0], (Cue{"", 1000ms, 2500ms, "", "<i>Hi</i> &amp; you"}));
    EXPECT_EQ(text->cues[1], (Cue{"", 3500ms, 4000ms, "line:0", "top <b>line\nafter a gap"}));
    EXPECT_EQ(text->cues[2].text, "3 &lt; 4 --&gt; 5");
    EXPECT_EQ(parse_webvtt(write_webvtt(*text))->cues.size(), 3u);
}

TEST(SubRipTest, RefusesWhatHasNoCue) {
    for (const char* bytes : {"", "hello", "1\n00:00:01 -> 00:00:02\nx\n", "1\n00:61:01,000 --> 00:62:02,000\nx\n"}) {
        EXPECT_EQ(parse_subrip(bytes).error().kind, ErrorKind::invalid) << bytes;
    }
}

}  // namespace
}  // namespace nuri::media
