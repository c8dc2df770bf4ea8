#include "avails/ratings.h"

#include <algorithm>
#include <optional>

#include "avails/rating_table.h"
#include "avails/values.h"
#include "base/check.h"
#include "base/text.h"
#include "world/ratings.h"

namespace nuri::avails {
namespace {

/// A label or system that may be out of use.
struct Listed {
    std::string_view name;
    bool deprecated = false;
};

Listed listed(std::string_view text) {
    text = trim(text);
    const bool deprecated = text.starts_with('!');
    return {deprecated ? text.substr(1) : text, deprecated};
}

struct System {
    Listed name;
    world::TerritorySet territories;
    std::vector<Listed> labels;
    std::vector<std::string_view> reasons;
};

std::vector<System> read_systems() {
    std::vector<System> systems;
    for (const std::string_view line : split(rating_table(), '\n')) {
        const auto parts = split(line, '|');
        if (parts.size() < 3) continue;
        System& system = systems.emplace_back();
        system.name = listed(parts[0]);
        for (const std::string_view code : split(trim(parts[1]), ' ')) {
            const auto territory = parse_territory_code(code);
            CHECK(territory);
            system.territories |= *territory;
        }
        for (const std::string_view label : split(parts[2], ',')) system.labels.push_back(listed(label));
        if (parts.size() > 3)
            for (const std::string_view reason : split(parts[3], ',')) system.reasons.push_back(trim(reason));
    }
    return systems;
}

const std::vector<System>& systems() {
    static const std::vector<System> read = read_systems();
    return read;
}

/// The same body under other names; "US-MPA" and the like are how `world` calls them.
std::string_view registered_name(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> others[] = {
        {"MPA", "MPAA"}, {"US-MPA", "MPAA"}, {"US-TV", "TVPG"}, {"US-TVPG", "TVPG"}, {"TV-PG", "TVPG"}};
    for (const auto& [other, registered] : others)
        if (equals_ignoring_case(name, other)) return registered;
    if (name.size() > 3 && name[2] == '-' && world::Territory::parse(name.substr(0, 2)))
        return name.substr(3);
    return name;
}

/// Several bodies go by one name ("Film", "CSA"): those of the place, or all if none is.
std::vector<const System*> systems_called(std::string_view name, const world::TerritorySet& place) {
    std::vector<const System*> found, near;
    const std::string_view registered = registered_name(name);
    for (const System& system : systems()) {
        if (!equals_ignoring_case(system.name.name, name) &&
            !equals_ignoring_case(system.name.name, registered))
            continue;
        found.push_back(&system);
        if (system.territories.intersects(place)) near.push_back(&system);
    }
    return near.empty() ? found : near;
}

/// Ours, of the same name.
const world::RatingSystem* own_system(std::string_view name, const world::TerritorySet& place) {
    if (const auto known = world::rating_system(name)) return *known;
    const world::RatingSystem* found = nullptr;
    place.for_each([&](world::Territory territory) {
        if (found != nullptr) return;
        for (const world::RatingSystem* one : world::ratings_for(territory))
            if (equals_ignoring_case(one->id.substr(one->id.find('-') + 1), name)) found = one;
    });
    return found;
}

std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 120)) + "'";
}

class RatingCheck {
  public:
    explicit RatingCheck(const StatedRating& rating)
        : rating_(rating),
          systems_(systems_called(rating.system, rating.territories)),
          own_(own_system(rating.system, rating.territories)) {}

    std::vector<RatingFault> run() && {
        constexpr std::string_view custom = "custom:";
        if (equals_ignoring_case(rating_.system.substr(0, custom.size()), custom)) return {};
        if (systems_.empty() && own_ == nullptr) {
            add("rating_system", RatingFault::About::system,
                quoted(rating_.system) + " is no registered rating system; its ratings are not checked",
                "write the system's registered name, or Custom: before yours");
            return std::move(faults_);
        }
        check_value();
        check_place();
        check_reasons();
        return std::move(faults_);
    }

  private:
    void add(std::string_view code, RatingFault::About about, std::string message, std::string mend = {}) {
        faults_.push_back({code, about, std::move(message), std::move(mend)});
    }

    void check_value() {
        bool known = false, in_use = false;
        std::vector<std::string_view> labels;
        for (const System* system : systems_)
            for (const Listed& label : system->labels) {
                if (!label.deprecated) labels.push_back(label.name);
                if (!equals_ignoring_case(label.name, rating_.value)) continue;
                known = true;
                in_use |= !label.deprecated && !system->name.deprecated;
            }
        if (own_ != nullptr)
            for (const world::RatingLabel& label : own_->labels) {
                if (systems_.empty()) labels.push_back(label.label);
                if (equals_ignoring_case(label.label, rating_.value)) known = in_use = true;
            }
        if (!known)
            add("rating_value", RatingFault::About::value,
                quoted(rating_.value) + " is no rating of " + quoted(rating_.system),
                "known are " + join(labels, ", "));
        else if (!in_use)
            add("rating_deprecated", RatingFault::About::value,
                quoted(rating_.value) + " of " + quoted(rating_.system) + " is no longer in use",
                labels.empty() ? "" : "in use are " + join(labels, ", "));
    }

    void check_place() {
        if (rating_.territories.empty() || systems_.empty()) return;
        const bool used = std::any_of(systems_.begin(), systems_.end(), [&](const System* system) {
            return system->territories.intersects(rating_.territories);
        });
        if (!used && own_ == nullptr)
            add("rating_country", RatingFault::About::place,
                quoted(rating_.system) + " is not in use in any territory that the rating is stated for",
                "give the rating of the place");
    }

    void check_reasons() {
        std::vector<std::string_view> known;
        for (const System* system : systems_)
            known.insert(known.end(), system->reasons.begin(), system->reasons.end());
        if (known.empty()) return;
        for (const std::string_view reason : rating_.reasons)
            if (std::none_of(known.begin(), known.end(),
                             [&](std::string_view one) { return equals_ignoring_case(one, reason); }))
                add("rating_reason", RatingFault::About::reason,
                    quoted(reason) + " is no reason code of " + quoted(rating_.system),
                    "known are " + join(known, ", "));
    }

    const StatedRating& rating_;
    std::vector<const System*> systems_;
    const world::RatingSystem* own_;
    std::vector<RatingFault> faults_;
};

}  // namespace

std::vector<RatingFault> faults_of(const StatedRating& rating) {
    return RatingCheck(rating).run();
}

}  // namespace nuri::avails
