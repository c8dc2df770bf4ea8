// Rights questions as a licensing manager writes them: tests/scenarios/*.scenario, described in
// docs/rights.md. Every question is put to the reference and to the compiled index.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "base/text.h"
#include "rights/index.h"
#include "rights/reference.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

namespace fs = std::filesystem;

// What follows each keyword of a line, and under "" what stands before the first.
using Clauses = std::map<std::string, std::string, std::less<>>;

Clauses clauses_of(std::string_view text) {
    static const std::vector<std::string_view> keywords = {
        "in",        "from",  "to", "for",     "audio", "subtitles", "height", "hdr",   "sdr",  "priority",
        "exclusive", "since", "on", "because", "home",  "at",        "by",     "until", "opens"};
    Clauses clauses;
    std::string keyword;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        if (std::find(keywords.begin(), keywords.end(), word) != keywords.end() && keyword != "because") {
            keyword = word;
            clauses[keyword];
            continue;
        }
        std::string& value = clauses[keyword];
        value += (value.empty() ? "" : " ") + word;
    }
    return clauses;
}

class Scenario {
  public:
    explicit Scenario(fs::path file) : file_(std::move(file)) {}

    void run() {
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);) {
            ++line_;
            line = line.substr(0, line.find('#'));
            const std::string_view text = trim(line);
            if (text.empty()) continue;
            const auto done = line[0] == ' ' ? item(text) : section(text);
            if (!done) ADD_FAILURE_AT(file_.c_str(), line_) << done.error().message;
        }
        if (questions_ == 0) ADD_FAILURE_AT(file_.c_str(), line_) << "asks nothing";
    }

    int questions() const { return questions_; }

  private:
    static Error wrong(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

    Result<> section(std::string_view name) {
        static const std::vector<std::string_view> names = {"footprint", "groups", "titles", "grants",
                                                            "questions"};
        if (std::find(names.begin(), names.end(), name) == names.end())
            return wrong("unknown section " + std::string(name));
        section_ = name;
        if (section_ != "questions") return {};
        tree_ = TRY(TitleTree::from(nodes_));
        index_.emplace(TRY(Index::compile(*tree_, grants_, footprint_)));
        return {};
    }

    Result<> item(std::string_view text) {
        if (section_ == "footprint") return footprint_item(text);
        if (section_ == "groups") return group_item(text);
        if (section_ == "titles") return title_item(text);
        if (section_ == "grants") return grant_item(text);
        if (section_ == "questions") return question(text);
        return wrong("stands in no section");
    }

    // launched US + CA since 2026-01-01 | announced TH on 2026-05-01 | unavailable CN because embargo
    Result<> footprint_item(std::string_view text) {
        const size_t space = text.find(' ');
        const auto presence = world::parse_presence(text.substr(0, space));
        if (!presence || space == std::string_view::npos)
            return wrong("expected launched, announced or unavailable");
        Clauses clauses = clauses_of(text.substr(space));
        const auto places = TRY(world::parse_territories(clauses[""], groups_));
        world::ServiceState state{*presence, {}, {}, clauses["because"]};
        if (!clauses["since"].empty()) state.since = TRY(parse_instant(clauses["since"]));
        if (!clauses["on"].empty()) state.on = TRY(parse_instant(clauses["on"]));
        places.for_each([&](world::Territory t) { footprint_.set(t, state); });
        return {};
    }

    // @latam = 419 - CU
    Result<> group_item(std::string_view text) {
        const size_t equals = text.find('=');
        if (text[0] != '@' || equals == std::string_view::npos) return wrong("expected @name = expression");
        groups_[std::string(trim(text.substr(1, equals - 1)))] =
            TRY(world::parse_territories(text.substr(equals + 1), groups_));
        return {};
    }

    // film tide-line | episode dawn/s1e1 in dawn/s1
    Result<> title_item(std::string_view text) {
        Clauses clauses = clauses_of(text);
        const auto words = split(clauses[""], ' ');
        if (words.size() != 2) return wrong("expected a kind and a name");
        const std::string name(words[1]);
        TitleNode node{TitleId(static_cast<int64_t>(titles_.size()) + 1), {}};
        if (!clauses["in"].empty()) node.parent = TRY(title(clauses["in"]));
        titles_[name] = node.id;
        nodes_.push_back(node);
        return {};
    }

    // americas: allow dawn in US + CA from 2026-06-01 to 2026-09-01 for SVOD audio ko,en height 1080 sdr
    Result<> grant_item(std::string_view text) {
        const size_t colon = text.find(": ");
        if (colon == std::string_view::npos) return wrong("expected name: and a grant");
        Clauses clauses = clauses_of(text.substr(colon + 1));
        const auto words = split(clauses[""], ' ');
        const auto sign = words.empty() ? std::nullopt : parse_sign(words[0]);
        if (!sign || words.size() != 2) return wrong("expected allow, holdback or blackout, and a title");
        Grant grant;
        grant.id = GrantId(static_cast<int64_t>(grants_.size()) + 1);
        grant.sign = *sign;
        grant.title = TRY(title(words[1]));
        grant.territories = TRY(world::parse_territories(clauses["in"], groups_));
        const Instant from = TRY(parse_instant(clauses["from"]));
        grant.window = Window::from(from);
        if (!clauses["to"].empty()) {
            const Instant to = TRY(parse_instant(clauses["to"]));
            grant.window = TRY(Window::between(from, to));
        }
        if (!clauses["for"].empty()) grant.license_types = TRY(parse_license_types(clauses["for"]));
        if (clauses.contains("audio")) grant.terms.audio = TRY(languages(clauses["audio"]));
        if (clauses.contains("subtitles")) grant.terms.subtitles = TRY(languages(clauses["subtitles"]));
        if (clauses.contains("height"))
            grant.terms.max_height = static_cast<int>(parse_integer(clauses["height"]).value_or(0));
        if (clauses.contains("priority"))
            grant.priority = static_cast<int>(parse_integer(clauses["priority"]).value_or(0));
        grant.terms.hdr = !clauses.contains("sdr");
        grant.exclusive = clauses.contains("exclusive");
        TRY(validate(grant));
        grant_names_[std::string(trim(text.substr(0, colon)))] = grant.id;
        grants_.push_back(grant);
        return {};
    }

    // dawn/s1e1 in MX home FR at 2026-06-01 for SVOD -> licensed by americas until 2026-09-01
    Result<> question(std::string_view text) {
        const size_t arrow = text.find("->");
        if (arrow == std::string_view::npos) return wrong("expected question -> answer");
        ++questions_;
        Clauses asked = clauses_of(text.substr(0, arrow));
        Query query{{}, TRY(world::Territory::parse(asked["in"])), {}, TRY(parse_instant(asked["at"]))};
        if (!asked["home"].empty()) query.home = TRY(world::Territory::parse(asked["home"]));
        if (!asked["for"].empty()) query.license_type = TRY(parse_license_type(asked["for"]));
        if (asked[""] == "available") return check_available(query, trim(text.substr(arrow + 2)));
        query.title = TRY(title(asked[""]));
        const Decision decision = decide_by_reference(*tree_, grants_, footprint_, query);
        if (decision != index_->decide(query)) return wrong("the index differs from the reference");
        return check_answer(decision, clauses_of(text.substr(arrow + 2)));
    }

    Result<> check_available(const Query& query, std::string_view expected) {
        std::vector<std::string> found;
        for (const TitleId id :
             index_->available({query.territory, query.home, query.at, query.license_type})) {
            for (const auto& [name, title] : titles_) {
                if (title == id) found.push_back(name);
            }
        }
        const std::string shown = found.empty() ? "nothing" : join(found, " ");
        if (shown != expected) return wrong("available are: " + shown);
        return {};
    }

    Result<> check_answer(const Decision& d, Clauses expected) {
        std::map<std::string, std::string, std::less<>> said = {
            {"", std::string(to_string(d.reason))},
            {"by", "nobody"},
            {"until", d.valid_until ? nuri::to_string(*d.valid_until) : "ever"},
            {"opens", d.opens_at ? nuri::to_string(*d.opens_at) : "never"},
            {"height", d.max_height ? std::to_string(*d.max_height) : "any"},
            {"audio", shown(d.audio)},
            {"subtitles", shown(d.subtitles)},
        };
        said[d.hdr ? "hdr" : "sdr"] = "";
        for (const auto& [name, id] : grant_names_) {
            if (d.grant == id) said["by"] = name;
        }
        for (auto& [clause, value] : expected) {
            if (clause == "until" || clause == "opens") {
                if (value != "ever" && value != "never") value = nuri::to_string(TRY(parse_instant(value)));
            }
            const auto found = said.find(clause);
            if (found == said.end()) return wrong("the answer has no \"" + clause + "\"");
            if (found->second != value) {
                return wrong((clause.empty() ? "the answer is " : "the answer is " + clause + " ") +
                             found->second + ", not " + value);
            }
        }
        return {};
    }

    Result<TitleId> title(std::string_view name) const {
        const auto found = titles_.find(name);
        if (found == titles_.end()) return wrong("unknown title \"" + std::string(name) + "\"");
        return found->second;
    }

    static Result<Languages> languages(std::string_view text) {
        std::vector<world::LanguageTag> out;
        for (const auto part : split(text, ',')) out.push_back(TRY(world::LanguageTag::parse(trim(part))));
        return Languages(std::move(out));
    }
    static std::string shown(const Languages& languages) {
        if (!languages) return "any";
        std::string text;
        for (const auto& tag : *languages) text += (text.empty() ? "" : ",") + tag.text();
        return text;
    }

    fs::path file_;
    int line_ = 0;
    int questions_ = 0;
    std::string section_;
    world::TerritoryGroups groups_;
    world::Footprint footprint_;
    std::map<std::string, TitleId, std::less<>> titles_;
    std::map<std::string, GrantId, std::less<>> grant_names_;
    std::vector<TitleNode> nodes_;
    std::vector<Grant> grants_;
    std::optional<TitleTree> tree_;
    std::optional<Index> index_;
};

TEST(ScenarioTest, EveryQuestionIsAnsweredAsWritten) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(NURI_SOURCE_DIR) / "tests/scenarios")) {
        if (entry.path().extension() == ".scenario") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    ASSERT_GE(files.size(), 15u);
    int questions = 0;
    for (const fs::path& file : files) {
        Scenario scenario(file);
        scenario.run();
        questions += scenario.questions();
    }
    RecordProperty("questions", questions);
}

}  // namespace
}  // namespace nuri::rights
