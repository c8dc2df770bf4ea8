// Rights questions as a licensing manager writes them: tests/scenarios/*.scenario, described in
// docs/rights.md. Every question is put to the reference and to the compiled index.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "base/text.h"
#include "rights/conflicts.h"
#include "rights/index.h"
#include "rights/reference.h"
#include "rights/white_space.h"
#include "world/territory_expression.h"

namespace nuri::rights {
namespace {

namespace fs = std::filesystem;

// What follows each keyword of a line, and under "" what stands before the first.
using Clauses = std::map<std::string, std::string, std::less<>>;

Clauses clauses_of(std::string_view text) {
    static const std::vector<std::string_view> keywords = {"in",          "from",      "to",
                                                           "for",         "audio",     "subtitles",
                                                           "height",      "hdr",       "sdr",
                                                           "priority",    "exclusive", "since",
                                                           "on",          "because",   "home",
                                                           "at",          "by",        "until",
                                                           "opens",       "edit",      "devices",
                                                           "platforms",   "dubs",      "forced",
                                                           "hold-audio",  "hold-dubs", "sound",
                                                           "download",    "keep",      "watch",
                                                           "downloads",   "runs",      "plays",
                                                           "length",      "out",       "partner",
                                                           "contract",    "source",    "hold-subtitles",
                                                           "hold-forced", "platform",  "behind",
                                                           "of",          "against",   "least",
                                                           "entire",      "starting"};
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
        static const std::vector<std::string_view> names = {"footprint", "rules",  "groups",   "titles",
                                                            "events",    "grants", "questions"};
        if (std::find(names.begin(), names.end(), name) == names.end())
            return wrong("unknown section " + std::string(name));
        section_ = name;
        if (section_ != "questions") return {};
        tree_ = TRY(TitleTree::from(nodes_));
        settled_ = resolve(*tree_, grants_, events_);
        for (const Grant& grant : settled_.grants) {
            Right right = rights_of_.at(grant.id);
            right.grant = grant;
            if (right.flow == Flow::in) held_.push_back(grant);
            rights_.push_back(std::move(right));
        }
        index_.emplace(TRY(Index::compile(*tree_, held_, footprint_)));
        return {};
    }

    Result<> item(std::string_view text) {
        if (section_ == "footprint") return footprint_item(text);
        if (section_ == "groups") return group_item(text);
        if (section_ == "rules") return rule_item(text);
        if (section_ == "titles") return title_item(text);
        if (section_ == "events") return event_item(text);
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

    // travel follow | anonymisers block
    Result<> rule_item(std::string_view text) {
        const auto words = split(text, ' ');
        if (words.size() != 2) return wrong("expected travel or anonymisers, and a word");
        const auto travel = parse_travel_rule(words[1]);
        const auto policy = parse_anonymiser_policy(words[1]);
        if (words[0] == "travel" && travel)
            rules_.travel = *travel;
        else if (words[0] == "anonymisers" && policy)
            rules_.anonymisers = *policy;
        else
            return wrong("unknown rule");
        return {};
    }

    // theatrical of tide-line in US at 2026-04-01
    Result<> event_item(std::string_view text) {
        Clauses clauses = clauses_of(text);
        const auto event = TRY(parse_release_event(clauses[""]));
        const TitleId of = TRY(title(clauses["of"]));
        const Instant at = TRY(parse_instant(clauses["at"]));
        if (clauses["in"].empty()) {
            events_.set(of, event, {}, at);
        } else {
            TRY(world::parse_territories(clauses["in"], groups_)).for_each([&](world::Territory t) {
                events_.set(of, event, t, at);
            });
        }
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
        TRY(take_time(clauses, grant));
        if (!clauses["for"].empty()) grant.license_types = TRY(parse_license_types(clauses["for"]));
        grant.edit = clauses["edit"];
        if (clauses.contains("devices")) grant.devices = TRY(parse_device_classes(clauses["devices"]));
        if (clauses.contains("platforms")) {
            for (const auto name : split(clauses["platforms"], ',')) grant.platforms.emplace_back(trim(name));
        }
        if (clauses.contains("priority")) grant.priority = TRY(number(clauses["priority"]));
        TRY(take_terms(clauses, grant.terms));
        grant.exclusive = clauses.contains("exclusive");
        grant.partner = PartnerId(number_of(clauses["partner"]));
        grant.contract = ContractId(number_of(clauses["contract"]));
        TRY(validate(grant));
        grant_names_[std::string(trim(text.substr(0, colon)))] = grant.id;
        Right right{grant, clauses.contains("out") ? Flow::out : Flow::in, {}};
        if (!clauses["source"].empty()) right.sources = {ContractId(number_of(clauses["source"]))};
        rights_of_.emplace(grant.id, std::move(right));
        grants_.push_back(grant);
        return {};
    }

    // from 2026-06-01 | from local 2026-06-01 | from Theatrical + P45D to Theatrical + P1Y | length P180D
    Result<> take_time(Clauses& clauses, Grant& grant) {
        Timing timing{TRY(parse_edge(clauses["from"])), {}, {}};
        if (!clauses["to"].empty()) timing.end = TRY(parse_edge(clauses["to"]));
        if (!clauses["length"].empty()) timing.length = TRY(parse_lag(clauses["length"]));
        if (const auto window = TRY(window_of(timing)))
            grant.window = *window;
        else
            grant.timing = timing;
        return {};
    }

    Result<> take_terms(Clauses& clauses, Terms& terms) {
        for (const auto& [word, list] : {std::pair("audio", &terms.audio),
                                         {"subtitles", &terms.subtitles},
                                         {"dubs", &terms.dubs},
                                         {"forced", &terms.forced}}) {
            if (clauses.contains(word)) *list = TRY(languages(clauses[word]));
        }
        HeldBack& back = terms.held_back;
        for (const auto& [word, list] : {std::pair("hold-audio", &back.audio),
                                         {"hold-subtitles", &back.subtitles},
                                         {"hold-dubs", &back.dubs},
                                         {"hold-forced", &back.forced}}) {
            if (clauses.contains(word)) *list = *TRY(languages(clauses[word]));
        }
        if (clauses.contains("height")) terms.max_height = TRY(number(clauses["height"]));
        terms.hdr = !clauses.contains("sdr");
        if (clauses.contains("sound")) {
            const auto format = parse_audio_format(clauses["sound"]);
            if (!format) return wrong("the sound is stereo, surround or immersive");
            terms.audio_format = *format;
        }
        if (clauses.contains("download")) {
            DownloadTerms& download = terms.download.emplace();
            if (clauses.contains("keep")) download.keep = TRY(seconds(clauses["keep"]));
            if (clauses.contains("watch")) download.watch = TRY(seconds(clauses["watch"]));
            if (clauses.contains("downloads")) download.per_account_max = TRY(number(clauses["downloads"]));
        }
        if (clauses.contains("runs")) terms.plays.runs_max = TRY(number(clauses["runs"]));
        if (clauses.contains("plays")) terms.plays.per_account_max = TRY(number(clauses["plays"]));
        return {};
    }

    // dawn/s1e1 in MX home FR at 2026-06-01 for SVOD -> licensed by americas until 2026-09-01
    Result<> question(std::string_view text) {
        const size_t arrow = text.find("->");
        if (arrow == std::string_view::npos) return wrong("expected question -> answer");
        ++questions_;
        const std::string_view answer = trim(text.substr(arrow + 2));
        Clauses asked = clauses_of(text.substr(0, arrow));
        if (asked[""] == "conflicts") return check_conflicts(answer);
        if (asked[""].starts_with("sale ")) return check_sale(asked, answer);
        if (asked[""].starts_with("space ")) return check_space(asked, answer);
        const bool why = asked[""].starts_with("why ");
        const std::string name = why ? asked[""].substr(4) : asked[""];
        Query query{{}, TRY(world::Territory::parse(asked["in"])), {}, TRY(parse_instant(asked["at"]))};
        if (!asked["home"].empty()) query.home = TRY(world::Territory::parse(asked["home"]));
        if (!asked["for"].empty()) query.license_type = TRY(parse_license_type(asked["for"]));
        Circumstances& circumstances = query.circumstances;
        circumstances.rules = rules_;
        circumstances.edit = asked["edit"];
        circumstances.platform = asked["platform"];
        if (!asked["on"].empty() && !(circumstances.device = parse_device_class(asked["on"])))
            return wrong("unknown device " + asked["on"]);
        if (!asked["behind"].empty()) {
            const auto anonymiser = parse_anonymiser(asked["behind"]);
            if (!anonymiser) return wrong("behind vpn, hosting or proxy");
            circumstances.anonymiser = *anonymiser;
        }
        if (name == "available") return check_available(query, answer);
        query.title = TRY(title(name));
        const Decision decision = decide_by_reference(*tree_, held_, footprint_, query);
        if (decision != index_->decide(query)) return wrong("the index differs from the reference");
        return why ? check_explanation(query, answer) : check_answer(decision, clauses_of(answer));
    }

    // why dawn in MX at 2026-06-01 -> americas decides, rival wrong_territory
    Result<> check_explanation(const Query& query, std::string_view expected) {
        const Explanation told = explain(*tree_, held_, footprint_, query, settled_.unresolved);
        std::vector<std::string> parts;
        for (const Considered& one : told.grants)
            parts.push_back(name_of(one.grant) + " " + std::string(to_string(one.finding)));
        const std::string shown = parts.empty() ? "nothing" : join(parts, ", ");
        if (shown != expected) return wrong("the explanation is: " + shown);
        return {};
    }

    // conflicts -> no_rights_in sale of dawn in FR from 2026-06-01 to 2026-07-01; overlap b against a of …
    Result<> check_conflicts(std::string_view expected) {
        std::vector<std::string> parts;
        for (const Conflict& one : find_conflicts(*tree_, rights_).found) {
            std::string part(to_string(one.kind));
            part += " " + name_of(one.right);
            if (one.against) part += " against " + name_of(*one.against);
            parts.push_back(part + " of " + title_name(one.shared.title) + " in " +
                            world::to_string(one.shared.territories) + shown(one.shared.window));
        }
        const std::string told = parts.empty() ? "none" : join(parts, "; ");
        if (told != expected) return wrong("the conflicts are: " + told);
        return {};
    }

    // sale dawn in KR from 2026-01-01 to 2027-01-01 exclusive -> possible | exclusivity against rennes-sale;
    // …
    Result<> check_sale(Clauses& asked, std::string_view expected) {
        Right sale;
        sale.flow = Flow::out;
        Grant& grant = sale.grant;
        grant.id = GrantId(static_cast<int64_t>(grants_.size()) + 1);
        grant.title = TRY(title(std::string_view(asked[""]).substr(5)));
        grant.territories = TRY(world::parse_territories(asked["in"], groups_));
        TRY(take_time(asked, grant));
        if (!asked["for"].empty()) grant.license_types = TRY(parse_license_types(asked["for"]));
        grant.exclusive = asked.contains("exclusive");
        grant.partner = PartnerId(number_of("somebody else"));
        TRY(validate(grant));
        std::vector<std::string> parts;
        for (const Conflict& one : conflicts_of(*tree_, rights_, sale).found) {
            std::string part(to_string(one.kind));
            if (one.against) part += " against " + name_of(*one.against);
            parts.push_back(part);
        }
        const std::string told = parts.empty() ? "possible" : join(parts, "; ");
        if (told != expected) return wrong("the sale is: " + told);
        return {};
    }

    // space buy dawn in KR + JP from 2026-01-01 to 2027-01-01 least P30D -> free KR from … to …; …
    Result<> check_space(Clauses& asked, std::string_view expected) {
        const auto words = split(asked[""], ' ');
        if (words.size() != 3) return wrong("expected space, buy, sell or lapsing, and a title");
        WhiteSpaceQuery query;
        query.side = words[1] == "sell" ? WhiteSpaceQuery::Side::sell : WhiteSpaceQuery::Side::buy;
        query.titles = {TRY(title(words[2]))};
        query.territories = TRY(world::parse_territories(asked["in"], groups_));
        query.period =
            TRY(Window::between(TRY(parse_instant(asked["from"])), TRY(parse_instant(asked["to"]))));
        if (!asked["for"].empty()) query.license_types = TRY(parse_license_types(asked["for"]));
        if (asked.contains("entire")) query.coverage = Coverage::entire;
        if (asked.contains("starting")) query.coverage = Coverage::starts_within;
        if (!asked["least"].empty()) query.length_min = TRY(seconds(asked["least"]));
        const WhiteSpace found = words[1] == "lapsing" ? TRY(find_lapsing(*tree_, rights_, query))
                                                       : TRY(find_white_space(*tree_, rights_, query));
        std::vector<std::string> parts;
        for (const Space& space : found.spaces) {
            std::string part = std::string(to_string(space.state)) + " " +
                               world::to_string(space.territories) + shown(space.window);
            if (space.because) part += " by " + name_of(*space.because);
            parts.push_back(part);
        }
        const std::string told = parts.empty() ? "nothing" : join(parts, "; ");
        if (told != expected) return wrong("there is: " + told);
        return {};
    }

    Result<> check_available(const Query& query, std::string_view expected) {
        std::vector<std::string> found;
        for (const TitleId id : index_->available(
                 {query.territory, query.home, query.at, query.license_type, query.circumstances})) {
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
            {"dubs", shown(d.dubs)},
            {"forced", shown(d.forced)},
            {"hold-audio", shown(d.held_back.audio)},
            {"hold-subtitles", shown(d.held_back.subtitles)},
            {"hold-dubs", shown(d.held_back.dubs)},
            {"hold-forced", shown(d.held_back.forced)},
            {"sound", std::string(to_string(d.audio_format))},
            {"download", d.download ? "yes" : "no"},
            {"keep", d.download ? shown(d.download->keep) : "none"},
            {"watch", d.download ? shown(d.download->watch) : "none"},
            {"downloads", d.download ? shown(d.download->per_account_max) : "any"},
            {"runs", shown(d.plays.runs_max)},
            {"plays", shown(d.plays.per_account_max)},
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

    std::string name_of(GrantId id) const {
        for (const auto& [name, grant] : grant_names_) {
            if (grant == id) return name;
        }
        return "?";
    }
    std::string title_name(TitleId id) const {
        for (const auto& [name, title] : titles_) {
            if (title == id) return name;
        }
        return "?";
    }
    // Partners and contracts are told apart by their names.
    int64_t number_of(const std::string& name) {
        return name.empty() ? 0
                            : names_.try_emplace(name, static_cast<int64_t>(names_.size()) + 1).first->second;
    }

    static Result<int> number(std::string_view text) {
        const auto read = parse_integer(text);
        if (!read) return wrong("expected a number, not \"" + std::string(text) + "\"");
        return static_cast<int>(*read);
    }
    static Result<std::chrono::seconds> seconds(std::string_view text) {
        return std::chrono::floor<std::chrono::seconds>(TRY(parse_lag(text)).time);
    }
    static std::string shown(const std::optional<std::chrono::seconds>& span) {
        return span ? to_string(Lag{0, *span}) : "none";
    }
    template<typename Number>
    static std::string shown(const std::optional<Number>& number) {
        return number ? std::to_string(*number) : "any";
    }
    static std::string shown(const std::vector<world::LanguageTag>& tags) {
        return tags.empty() ? "none" : shown(Languages(tags));
    }
    static std::string day(Instant at) {
        const std::string text = nuri::to_string(at);
        return text.ends_with("T00:00:00Z") ? text.substr(0, 10) : text;
    }
    static std::string shown(const Window& window) {
        return " from " + day(window.start()) + (window.end() ? " to " + day(*window.end()) : "");
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
    ServiceRules rules_;
    EventTable events_;
    std::map<std::string, int64_t> names_;
    std::vector<Grant> grants_;  // as they are written
    std::map<GrantId, Right> rights_of_;
    Resolution settled_;
    std::vector<Grant> held_;  // settled, and ours
    std::vector<Right> rights_;
    std::optional<TitleTree> tree_;
    std::optional<Index> index_;
};

TEST(ScenarioTest, EveryQuestionIsAnsweredAsWritten) {
    std::vector<fs::path> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(NURI_SOURCE_DIR) / "tests/scenarios")) {
        if (entry.path().extension() == ".scenario") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    ASSERT_GE(files.size(), 60u);
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
