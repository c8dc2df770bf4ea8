// Cases that others published with their expected answers, told in our words: blockframes' sales of films and
// Cedar's streaming service. They are not ours to hand on, and are looked at where somebody has put them
// beside the sources.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "rights/conflicts.h"
#include "rights/index.h"
#include "rights/reference.h"

namespace nuri::rights {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

std::filesystem::path cases(const char* name) {
    return std::filesystem::path(NURI_SOURCE_DIR) / "../shared/data/avails" / name;
}

bool are_here(const std::filesystem::path& path) {
    if (std::filesystem::exists(path)) return true;
    std::printf("published cases are not at %s: nothing was compared\n", path.c_str());
    return false;
}

json::value read_json(const std::filesystem::path& path) {
    std::ifstream file(path);
    return json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

/// Mandates are what a seller holds and sales what it gave away. A medium of theirs that is no licence type
/// of ours (pay TV, inflight) is a title of its own: what matters is that media do not meet.
class Sales {
  public:
    explicit Sales(const json::value& fixtures) : codes_(fixtures.at("territoriesISOA3").as_object()) {
        for (const auto& [name, medium] : fixtures.at("medias").as_object())
            media_.push_back(std::string(name));
        std::vector<TitleNode> nodes;
        for (int movie = 1; movie <= movies_max; ++movie)
            for (size_t medium = 0; medium < media_.size(); ++medium)
                nodes.push_back({title(movie, medium), {}});
        tree_ = *TitleTree::from(nodes);
        int64_t contract = 0;
        for (const auto& [name, value] : fixtures.at("contracts").as_object()) {
            ++contract;
            const int movie = text(value.at("titleId")).back() - '0';
            const Flow flow = text(value.at("type")) == "mandate" ? Flow::in : Flow::out;
            for (const json::value& term : value.at("terms").as_array())
                for (Right& right : rights_of(movie, term, flow, contract))
                    rights_.push_back(std::move(right));
        }
    }

    /// Whether what `filter` asks for could still be sold.
    bool is_available(int movie, const json::value& filter) {
        for (const Right& wish : rights_of(movie, filter, Flow::out, buyer)) {
            const Conflicts found = conflicts_of(tree_, rights_, wish);
            if (!found.found.empty()) return false;
        }
        return true;
    }

    static constexpr int movies_max = 7;

  private:
    static constexpr int64_t buyer = 1000;

    static TitleId title(int movie, size_t medium) {
        return TitleId(movie * 100 + static_cast<int64_t>(medium));
    }

    /// Their days are both within.
    std::vector<Right> rights_of(int movie, const json::value& term, Flow flow, int64_t contract) {
        Right right;
        right.flow = flow;
        Grant& grant = right.grant;
        for (const json::value& name : term.at("territories").as_array()) {
            const json::value* code = codes_.if_contains(name.as_string());
            const auto place =
                code ? world::Territory::parse(code->as_string()) : world::Territory::parse("");
            if (place) grant.territories.insert(*place);  // a few of theirs are no territory of ISO 3166
        }
        const json::value& duration = term.at("duration");
        grant.window = *Window::between(*parse_instant(text(duration.at("from"))),
                                        *parse_instant(text(duration.at("to"))) + 24h);
        grant.exclusive = term.at("exclusive").as_bool();
        grant.contract = ContractId(contract);
        grant.partner = PartnerId(contract);
        std::vector<Right> rights;
        for (const json::value& medium : term.at("medias").as_array()) {
            const auto found = std::find(media_.begin(), media_.end(), text(medium));
            grant.id = GrantId(++last_);
            grant.title = title(movie, static_cast<size_t>(found - media_.begin()));
            rights.push_back(right);
        }
        return rights;
    }

    json::object codes_;
    std::vector<std::string> media_;
    TitleTree tree_ = *TitleTree::from({});
    std::vector<Right> rights_;
    int64_t last_ = 0;
};

TEST(PublishedCasesTest, BlockframesFilmsAreAvailableWhereItsOwnTestsSaySo) {
    const auto file = cases("blockframes/fixtures.json");
    if (!are_here(file)) return;
    const json::value fixtures = read_json(file);
    Sales sales(fixtures);
    // Of Movie1 to Movie5, by its own tests.
    const std::map<std::string, std::vector<int>> expected = {
        {"availsListSouthKorea", {0, 1, 0, 0, 0}},
        {"availsListAfghanistan", {0, 0, 1, 0, 0}},
        {"availsListFrance", {0, 0, 1, 1, 1}},
        {"availsListGermanyRussiaCzech", {1, 0, 1, 0, 1}},
        {"availsListOngoingSalesExclusive", {0, 1, 1, 1, 1}},
        {"availsListOngoingSalesNonExclusive", {1, 1, 0, 1, 0}},
        {"availsListGermanyRussiaCzechExclusive", {0, 1, 0, 0, 0}},
        {"availsListArgentinaSVod", {1, 1, 0, 1, 1}},
        {"availsListArgentinaPayTV", {0, 1, 1, 1, 1}},
        {"availsListGermany", {1, 1, 0, 1, 0}},
        {"availsListCanada", {0, 1, 1, 1, 1}}};
    for (const auto& [name, answers] : expected) {
        std::vector<int> given;
        for (int movie = 1; movie <= 5; ++movie)
            given.push_back(sales.is_available(movie, fixtures.at("filters").at(name)));
        EXPECT_EQ(given, answers) << name;
    }
}

/// Its service in our words: who watches for nothing is FVOD, a subscriber SVOD, who rents or buys TVOD and
/// EST; the premium tier and a child's profile stand where we have platforms, for its policies tell people
/// apart by them and ours by plan, which is no matter of rights.
class StreamingService {
  public:
    explicit StreamingService(const json::value& entities) {
        std::vector<TitleNode> nodes;
        for (const json::value& entity : entities.as_array()) {
            const std::string type = text(entity.at("uid").at("type")),
                              name = text(entity.at("uid").at("id"));
            const json::object& facts = entity.at("attrs").as_object();
            if (type == "Movie" || type == "Show") {
                titles_[name] = TitleId(static_cast<int64_t>(titles_.size()) + 1);
                nodes.push_back({titles_[name], {}});
                license(titles_[name], type == "Movie", facts);
            } else if (type == "Subscriber") {
                platforms_[name] = facts.at("profile").at("isKid").as_bool()          ? "kid"
                                   : facts.at("subscription").at("tier") == "premium" ? "premium"
                                                                                      : "standard";
            }
        }
        tree_ = *TitleTree::from(nodes);
        footprint_.set(place_, world::ServiceState::launched());
    }

    bool allows(const json::value& request) const {
        const auto named = [&](const char* key) {
            const std::string said = text(request.at(key));  // Type::"name"
            const size_t quote = said.find('"');
            return std::pair(said.substr(0, quote - 2), said.substr(quote + 1, said.size() - quote - 2));
        };
        const auto [kind, who] = named("principal");
        const std::string action = named("action").second;
        Query query{titles_.at(named("resource").second),
                    place_,
                    {},
                    instant(text(request.at("context").at("now").at("datetime").at("arg")))};
        query.license_type = action == "rent"       ? LicenseType::tvod
                             : action == "buy"      ? LicenseType::est
                             : kind == "FreeMember" ? LicenseType::fvod
                                                    : LicenseType::svod;
        const auto platform = platforms_.find(who);
        if (platform != platforms_.end()) query.circumstances.platform = platform->second;
        const Decision decision = Index::compile(tree_, grants_, footprint_)->decide(query);
        EXPECT_EQ(decision, decide_by_reference(tree_, grants_, footprint_, query));
        return decision.allowed;
    }

  private:
    /// Its zones have no colon.
    static Instant instant(std::string moment) {
        return *parse_instant(moment.insert(moment.size() - 2, ":"));
    }

    void add(TitleId title, LicenseTypes types, Window window, std::vector<std::string> platforms = {},
             Sign sign = Sign::allow) {
        Grant grant;
        grant.id = GrantId(static_cast<int64_t>(grants_.size()) + 1);
        grant.title = title;
        grant.sign = sign;
        grant.territories.insert(place_);
        grant.license_types = types;
        grant.window = window;
        grant.platforms = std::move(platforms);
        grants_.push_back(std::move(grant));
    }

    void license(TitleId title, bool movie, const json::object& facts) {
        using enum LicenseType;
        const Window ever = Window::from(Instant{});
        if (facts.at("isFree").as_bool()) add(title, {fvod}, ever);
        if (movie) {
            if (!facts.at("needsRentOrBuy").as_bool()) add(title, {svod}, ever);
            if (facts.at("isOscarNominated").as_bool())
                add(title, {tvod, est},
                    *Window::between(instant("2025-02-02T19:00:00-0500"),
                                     instant("2025-03-02T19:00:00-0500")));
        } else {
            const Instant released = *parse_instant(text(facts.at("releaseDate")));
            const bool early = facts.at("isEarlyAccess").as_bool();
            add(title, {svod}, early ? Window::from(released) : ever);
            if (early) add(title, {svod}, Window::from(released - 24h), {"premium"});
        }
        // Nine in the evening to six, five hours behind UTC; both ends are still day.
        for (Instant night = instant("2025-02-01T21:00:00-0500"); night < instant("2025-03-01T00:00:00-0500");
             night += 24h)
            add(title, {svod}, *Window::between(night + 1ms, night + 9h), {"kid"}, Sign::blackout);
    }

    const world::Territory place_ = *world::Territory::parse("US");
    std::map<std::string, TitleId> titles_;
    std::map<std::string, std::string> platforms_;
    TitleTree tree_ = *TitleTree::from({});
    std::vector<Grant> grants_;
    world::Footprint footprint_;
};

TEST(PublishedCasesTest, CedarsStreamingServiceAllowsAndDeniesAsItsFoldersSay) {
    const auto folder = cases("cedar_streaming_service");
    if (!are_here(folder)) return;
    const StreamingService service(read_json(folder / "entities.json"));
    int asked = 0;
    for (const char* answer : {"ALLOW", "DENY"}) {
        for (const auto& file : std::filesystem::directory_iterator(folder / answer)) {
            EXPECT_EQ(service.allows(read_json(file.path())), answer == std::string("ALLOW")) << file.path();
            ++asked;
        }
    }
    EXPECT_EQ(asked, 8);
}

}  // namespace
}  // namespace nuri::rights
