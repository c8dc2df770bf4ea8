#pragma once

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "rights/index.h"
#include "rights/reference.h"
#include "world/territory_expression.h"

namespace nuri::rights {

using namespace std::chrono_literals;

constexpr int64_t usual_seed = 20260601;

/// A number of the environment's.
inline int64_t setting(const char* name, int64_t fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : parse_integer(value).value_or(fallback);
}

/// Where random questions are asked.
inline const std::vector<world::Territory>& places() {
    static const std::vector<world::Territory> made = [] {
        std::vector<world::Territory> out;
        for (const char* code : {"US", "US-TX", "US-CA", "CA", "CA-QC", "KR", "MX", "FR", "DE", "BE",
                                 "BE-WAL", "GB", "ZW", "CN"}) {
            out.push_back(*world::Territory::parse(code));
        }
        return out;
    }();
    return made;
}

/// All that an answer follows from.
struct World {
    std::vector<TitleNode> nodes;
    std::vector<Grant> grants;
    world::Footprint footprint;

    TitleTree tree() const { return *TitleTree::from(nodes); }
    Index index() const { return *Index::compile(tree(), grants, footprint); }
};

/// Draws worlds small enough that windows, territories and levels collide all the time, and questions at
/// every edge of theirs and a millisecond to either side of it. For tests; the same seed draws the same.
class Dice {
  public:
    explicit Dice(uint64_t seed) : random_(seed) {}

    int below(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    template<typename Values>
    const auto& pick(const Values& values) {
        return values[below(static_cast<int>(values.size()))];
    }

    // Twelve instants an hour apart, so that edges meet; now and then half way.
    Instant instant() {
        return Instant(std::chrono::sys_days{2026y / 1 / 1}) + below(12) * 1h + (one_in(8) ? 30min : 0min);
    }

    world::TerritorySet territories() {
        static const std::vector<world::TerritorySet> known = [] {
            std::vector<world::TerritorySet> out;
            for (const char* text : {"001", "US + CA + 419", "EU", "US - US-TX", "CA-QC", "BE-WAL + FR",
                                     "001 - (CN + EU)", "KR"}) {
                out.push_back(*world::parse_territories(text));
            }
            return out;
        }();
        world::TerritorySet set = one_in(3) ? world::TerritorySet{} : pick(known);
        for (int n = 1 + below(3); n > 0; --n)
            one_in(3) ? set.erase(pick(places())) : set.insert(pick(places()));
        if (set.empty()) set.insert(pick(places()));
        return set;
    }

    Languages languages() {
        if (one_in(2)) return std::nullopt;
        std::vector<world::LanguageTag> out;
        for (const char* tag : {"ko", "en", "es-419"}) {
            if (out.empty() || one_in(2)) out.push_back(*world::LanguageTag::parse(tag));
        }
        return out;
    }

    Grant grant(int64_t id, const std::vector<TitleNode>& nodes) {
        Grant grant;
        grant.id = GrantId(id);
        grant.title = pick(nodes).id;
        grant.territories = territories();
        const Instant start = instant();
        if (!one_in(5))
            grant.window = *Window::between(start, start + 30min + below(8) * 1h);
        else
            grant.window = Window::from(start);
        grant.license_types = LicenseTypes::from_bits(one_in(3) ? 1u + static_cast<unsigned>(below(63)) : 1u);
        grant.priority = one_in(4) ? below(3) - 1 : 0;
        if (one_in(8)) grant.edit = one_in(2) ? "uncut" : "short";
        if (one_in(8)) grant.devices = DeviceClasses::from_bits(1u + static_cast<unsigned>(below(127)));
        if (one_in(12)) grant.platforms = {one_in(2) ? "android" : "tizen"};
        if (one_in(4)) {
            grant.sign = one_in(2) ? Sign::holdback : Sign::blackout;
        } else {
            if (one_in(2)) grant.terms.max_height = 480 * (1 + below(3));
            grant.terms.hdr = !one_in(3);
            grant.terms.audio = languages();
            grant.terms.subtitles = languages();
            if (one_in(4)) more_terms(grant.terms);
        }
        return grant;
    }

    void more_terms(Terms& terms) {
        terms.dubs = languages();
        terms.forced = languages();
        if (one_in(3)) terms.held_back.dubs = {*world::LanguageTag::parse("fr")};
        if (one_in(3)) terms.held_back.audio = {*world::LanguageTag::parse("ja")};
        if (one_in(2)) terms.audio_format = static_cast<AudioFormat>(below(3));
        if (one_in(2)) terms.download = {24h * 30, one_in(2) ? std::optional(48h) : std::nullopt, 3};
        if (one_in(2)) terms.plays = {one_in(2) ? std::optional<int64_t>(1000) : std::nullopt, 2};
    }

    // Now and then a grant in parts, as one that counts from local midnight is: of one id, in other places.
    void split_by_places(Grant grant, std::vector<Grant>& grants) {
        world::TerritorySet left = grant.territories;
        for (const char* code : {"US", "CA", "KR"}) {
            Grant part = grant;
            part.territories = left & world::TerritorySet{*world::Territory::parse(code)};
            if (part.territories.empty()) continue;
            left -= part.territories;
            const Instant start = part.window.start() + below(3) * 1h;
            if (part.window.end())
                part.window = *Window::between(start, *part.window.end() + 3h);
            else
                part.window = Window::from(start);
            grants.push_back(std::move(part));
        }
        grant.territories = left;
        if (!left.empty()) grants.push_back(std::move(grant));
    }

    World world() {
        World world;
        const int count = 1 + below(10);
        // Ids with gaps; now and then so far apart that no table holds them.
        int64_t id = 0;
        const int gap = one_in(10) ? 1'000'000 : 3;
        for (int i = 0; i < count; ++i) {
            id += 1 + below(gap);
            TitleNode node{TitleId(id), {}};
            if (i > 0 && one_in(2)) {
                const TitleNode& above = pick(world.nodes);
                if (depth(world.nodes, above) < TitleTree::depth_max) node.parent = above.id;
            }
            world.nodes.push_back(node);
        }
        const int grants = one_in(20) ? 60 + below(120) : one_in(4) ? 10 + below(30) : below(10);
        for (int i = 0; i < grants; ++i) {
            Grant made = grant(i * 2 + 1, world.nodes);
            if (one_in(10))
                split_by_places(std::move(made), world.grants);
            else
                world.grants.push_back(std::move(made));
        }
        for (const world::Territory place : places()) {
            if (one_in(8)) continue;
            world.footprint.set(place, one_in(12)  ? world::ServiceState::unavailable("embargo")
                                       : one_in(8) ? world::ServiceState::announced(instant())
                                       : one_in(4) ? world::ServiceState::launched(instant())
                                                   : world::ServiceState::launched());
        }
        return world;
    }

    Query query(const World& world) {
        // An edge of the world, or a millisecond off it.
        Instant at = instant();
        if (!world.grants.empty() && !one_in(4)) {
            const Window& window = pick(world.grants).window;
            at = one_in(2) ? window.start() : window.end().value_or(window.start());
        }
        at += std::chrono::milliseconds(below(3) - 1);
        Query query{one_in(50) ? TitleId(999'999'999) : pick(world.nodes).id, pick(places()), {}, at};
        if (one_in(4)) query.home = pick(places());
        if (one_in(3)) query.license_type = static_cast<LicenseType>(below(license_type_count));
        if (one_in(4)) query.circumstances = circumstances();
        return query;
    }

    Circumstances circumstances() {
        Circumstances asked;
        if (one_in(4)) asked.edit = one_in(2) ? "uncut" : "short";
        if (one_in(2)) asked.device = static_cast<DeviceClass>(below(device_class_count));
        if (one_in(3)) asked.platform = one_in(2) ? "android" : "roku";
        if (one_in(2)) asked.anonymiser = static_cast<Anonymiser>(below(4));
        asked.rules.travel = static_cast<TravelRule>(below(3));
        asked.rules.anonymisers =
            one_in(8) ? AnonymiserPolicy::block : static_cast<AnonymiserPolicy>(below(2));
        return asked;
    }

  private:
    static int depth(const std::vector<TitleNode>& nodes, TitleNode node) {
        int levels = 1;
        while (node.parent) {
            node = *std::find_if(nodes.begin(), nodes.end(),
                                 [&](const TitleNode& n) { return n.id == *node.parent; });
            ++levels;
        }
        return levels;
    }

    std::mt19937_64 random_;
};

/// For whoever reads of an answer that was wrong.
inline std::string shown(const Query& q, const Decision& d) {
    return "title " + std::to_string(q.title.number()) + " in " + q.territory.code() +
           (q.home ? " home " + q.home->code() : "") + " at " + nuri::to_string(q.at) + " for " +
           std::string(to_string(q.license_type)) + " edit '" + std::string(q.circumstances.edit) + "' on " +
           (q.circumstances.device ? std::string(to_string(*q.circumstances.device)) : "anything") + " " +
           std::string(q.circumstances.platform) + " by " +
           std::string(to_string(q.circumstances.anonymiser)) + "/" +
           std::string(to_string(q.circumstances.rules.anonymisers)) + ": " +
           std::string(to_string(d.reason)) + " by " + std::to_string(d.grant.value_or(GrantId()).number()) +
           " until " + (d.valid_until ? nuri::to_string(*d.valid_until) : "ever") + " opens " +
           (d.opens_at ? nuri::to_string(*d.opens_at) : "never");
}

}  // namespace nuri::rights
