#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/demo.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "licensing/licensing.h"
#include "members/operators.h"
#include "members/plan.h"
#include "members/profile.h"

namespace nuri::apps {

/// A moment as the demo's files write it, so that its story is alive whenever it is shown: whole months from
/// the first of the month of the first start, or days from its day.
struct DemoMoment {
    int amount = 0;
    bool days = false;

    Instant from(Instant first_start) const;
};

struct DemoLicence {
    licensing::NewGrant grant;  ///< without title, times and author
    DemoMoment from;
    std::optional<DemoMoment> to;
};

/// A title as it is added, whose people are still names.
struct DemoTitle {
    struct Credit {
        catalogue::Role role = catalogue::Role::cast;
        std::string character;
        std::vector<catalogue::LocalName> names;
    };
    enum class Film { none, brief, whole };

    catalogue::Catalogue::NewTitle title;  ///< without parent and credits
    std::string parent;                    ///< slug; empty for films and series
    std::vector<Credit> credits;
    std::vector<DemoLicence> licences;  ///< of films and series
    std::string root;                   ///< slug of the film or series
    std::string place;                  ///< "s1e2" of an episode, else empty
    Film film = Film::none;
    std::chrono::seconds scene{0};  ///< how long each of its scenes is; the last is its credits
};

struct DemoMember {
    std::string email, country, locale, plan;
    std::vector<members::ProfileSettings> profiles;
    std::vector<std::pair<std::string, int>> begun;  ///< reference, percent
    std::vector<std::string> finished, listed;       ///< references; of the last profile
};

struct DemoOperator {
    std::string email, name;
    members::Role role = members::Role::analyst;
};

/// What the demo shows: the files of share/nuri/demo, read and found sound.
struct DemoScript {
    std::vector<DemoTitle> titles;  ///< parents before their children
    std::vector<std::string> launched;
    std::vector<std::pair<std::string, int>> announced;            ///< territory, days from the first start
    std::vector<std::pair<std::string, std::string>> unavailable;  ///< territory, reason
    std::map<std::string, std::vector<members::Price>> prices;     ///< by plan
    std::vector<DemoOperator> operators;
    std::vector<DemoMember> members;
    std::vector<std::string> crowd_countries;
    int crowd_per_country = 0;
    api::Demo demo;

    /// Reads the folder; of the titles only those named, if any are. `not_found` for a slug that is not
    /// there, `corrupt` for a file that does not say what it should.
    static Result<DemoScript> load(const std::filesystem::path& folder, const std::vector<std::string>& only);
};

}  // namespace nuri::apps
