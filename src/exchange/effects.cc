#include "exchange/effects.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "avails/check.h"
#include "licensing/footprint_register.h"
#include "licensing/grant_rows.h"
#include "members/accounts.h"
#include "rights/conflicts.h"
#include "rights/license_type.h"
#include "rights/window.h"
#include "world/territory_expression.h"

namespace nuri::exchange {
namespace {

constexpr size_t asked_at_once = 500;
constexpr size_t exclusive_findings_max = 100;

/// Runs `SELECT … IN (…)` for any number of ids.
template<typename IdType, typename Visit>
Result<> each_of(store::Reader& reader, std::string_view select, std::string_view tail,
                 const std::vector<IdType>& ids, Visit visit) {
    for (size_t begin = 0; begin < ids.size(); begin += asked_at_once) {
        store::Parameters parameters;
        std::string marks;
        for (size_t i = begin; i < std::min(begin + asked_at_once, ids.size()); ++i) {
            marks += marks.empty() ? "?" : ", ?";
            parameters.emplace_back(ids[i]);
        }
        TRY(reader.each(std::string(select) + "(" + marks + ")" + std::string(tail), parameters, visit));
    }
    return {};
}

/// A grant that holds now or later.
struct Standing {
    world::TerritorySet territories;
    rights::LicenseTypes types;
    bool ends = false;
};

class Effects {
  public:
    Effects(store::Reader& reader, const catalogue::Snapshot& catalogue, const licensing::RightsBook& book,
            const Plan& plan, const GrantChanges& grants, const avails::Document& file, Instant now,
            Preview& preview)
        : reader_(reader),
          catalogue_(catalogue),
          book_(book),
          plan_(plan),
          grants_(grants),
          file_(file),
          now_(now),
          preview_(preview) {}

    Result<> run() {
        TRY(gather_new());
        TRY(gather_standing());
        for (const TitleId title : touched_) compare(title);
        TRY(find_exclusives());
        for (const auto& [index, sets] : planned_) {
            const auto& facts = plan_.titles[index].title.facts;
            tell({TitleId(), facts.texts.front().name, sets.any, {}}, sets.subscribed, {});
        }
        std::sort(preview_.effects.begin(), preview_.effects.end(),
                  [](const TitleEffect& a, const TitleEffect& b) {
                      return std::pair(a.name, a.title) < std::pair(b.name, b.title);
                  });
        return count_members();
    }

  private:
    struct Sets {
        world::TerritorySet any, subscribed;
        void add(const world::TerritorySet& territories, rights::LicenseTypes types) {
            any |= territories;
            if (types.contains(rights::LicenseType::svod)) subscribed |= territories;
        }
    };
    struct Fresh {
        world::TerritorySet territories;
        rights::LicenseTypes types;
        const licensing::NewGrant* wish = nullptr;
        avails::RowRef row;
    };

    bool is_over(const std::optional<Instant>& end) const { return end && *end <= now_; }

    Result<> gather_new() {
        for (size_t i = 0; i < plan_.additions.size(); ++i) {
            const Addition& addition = plan_.additions[i];
            for (const licensing::NewGrant& wish : grants_.added[i]) {
                if (addition.offer.waits() || is_over(wish.to)) continue;  // what waits is closed
                Fresh fresh{TRY(world::parse_territories(wish.territories)),
                            TRY(rights::parse_license_types(wish.license_types)), &wish, addition.row};
                if (addition.title.planned) {
                    planned_[*addition.title.planned].add(fresh.territories, fresh.types);
                    continue;
                }
                touched_.insert(addition.title.title);
                fresh_[addition.title.title].push_back(std::move(fresh));
            }
        }
        for (const Retirement& retirement : plan_.retirements)
            if (retirement.title && !retirement.grants_stay) touched_.insert(retirement.title);
        return {};
    }

    Result<> gather_standing() {
        for (const TitleId title : touched_)
            for (const TitleId one : catalogue_.tree().chain(title)) chains_.insert(one);
        licensing::GrantReader grants;
        return each_of(
            reader_, std::string(licensing::GrantReader::select) + "WHERE g.sign = 'allow' AND g.title IN ",
            "", std::vector<TitleId>(chains_.begin(), chains_.end()), [&](const store::Row& row) -> Result<> {
                const auto record = TRY(grants.read(row));
                const rights::Grant& grant = record.grant;
                if (is_over(grant.window.end()) || is_over(record.ended)) return {};
                standing_[grant.title].push_back(
                    {grant.territories, grant.license_types, grants_.ended.contains(grant.id)});
                return {};
            });
    }

    void compare(TitleId title) {
        Sets before, after;
        const auto& fresh = fresh_[title];
        for (const TitleId one : catalogue_.tree().chain(title)) {
            for (const Standing& grant : standing_[one]) {
                before.add(grant.territories, grant.types);
                if (!grant.ends) after.add(grant.territories, grant.types);
            }
        }
        for (const Fresh& added : fresh) after.add(added.territories, added.types);
        TitleEffect effect{title, catalogue_.reference_of(*catalogue_.find(title)), after.any - before.any,
                           before.any - after.any};
        tell(std::move(effect), after.subscribed - before.subscribed, before.subscribed - after.subscribed);
    }

    void tell(TitleEffect effect, const world::TerritorySet& subscribed_gained,
              const world::TerritorySet& subscribed_lost) {
        gained_ |= subscribed_gained;
        lost_ |= subscribed_lost;
        if (effect.gained.empty() && effect.lost.empty()) return;
        preview_.title_territories_gained += effect.gained.size();
        preview_.title_territories_lost += effect.lost.size();
        preview_.effects.push_back(std::move(effect));
    }

    /// Where what the file grants and what another licensor does meet, and one of the two is exclusive: by
    /// the finder that the desk's page of conflicts has.
    Result<> find_exclusives() {
        std::vector<rights::Right> rights;
        std::set<TitleId> alone;  // titles of which somebody has something alone
        for (const rights::Right& right : book_.rights()) {
            if (right.flow != rights::Flow::in || right.grant.denies() || is_over(right.grant.window.end()) ||
                !chains_.contains(right.grant.title) || grants_.ended.contains(right.grant.id))
                continue;
            if (right.grant.exclusive) alone.insert(right.grant.title);
            rights.push_back(right);
        }
        std::map<GrantId, avails::RowRef> rows;
        int64_t number = std::numeric_limits<int64_t>::max();
        for (const TitleId title : touched_) {
            const auto chain = catalogue_.tree().chain(title);
            const bool concerned =
                std::any_of(chain.begin(), chain.end(), [&](TitleId one) { return alone.contains(one); });
            for (const Fresh& fresh : fresh_[title]) {
                if (!concerned && !fresh.wish->exclusive) continue;
                licensing::NewGrant wish = *fresh.wish;
                wish.title = title;
                const GrantId id(number--);
                auto right = TRY(licensing::RightsBook::candidate(reader_, wish, catalogue_.tree(), id));
                // One that the register does not know yet is nobody else.
                if (!right.grant.partner) right.grant.partner = PartnerId(number);
                rows.emplace(id, fresh.row);
                rights.push_back(std::move(right));
            }
        }
        if (rows.empty()) return {};
        size_t told = 0;
        for (const rights::Conflict& conflict : rights::find_conflicts(catalogue_.tree(), rights).found) {
            const auto row = rows.find(conflict.right);
            const licensing::GrantRecord* other =
                conflict.against ? book_.record(*conflict.against) : nullptr;
            if (conflict.kind != rights::ConflictKind::exclusivity || row == rows.end() || other == nullptr ||
                ++told > exclusive_findings_max)
                continue;
            const avails::Sheet& sheet = file_.sheets[row->second.sheet];
            preview_.findings.add("exclusive_elsewhere",
                                  {file_.format == avails::Format::xml ? "" : sheet.name,
                                   sheet.rows[row->second.row].number, "Exclusive"},
                                  "grant " + std::to_string(other->grant.id.number()) + " of " +
                                      (other->partner.empty() ? "nobody named" : "'" + other->partner + "'") +
                                      (other->grant.exclusive ? " (exclusive)" : "") + " meets it in " +
                                      world::to_string(conflict.shared.territories) + " during " +
                                      rights::to_string(conflict.shared.window),
                                  "settle with both whose right it is");
        }
        return {};
    }

    Result<> count_members() {
        const auto members = TRY(members::Accounts::active_by_country(reader_));
        const world::Footprint footprint = TRY(licensing::FootprintRegister::load(reader_));
        for (const auto& [country, count] : members) {
            const auto territory = world::Territory::parse(country);
            if (!territory || footprint.state_at(*territory, now_).presence != world::Presence::launched)
                continue;
            const world::TerritorySet home{*territory};
            if (gained_.intersects(home)) preview_.members_gaining += count;
            if (lost_.intersects(home)) preview_.members_losing += count;
        }
        return {};
    }

    store::Reader& reader_;
    const catalogue::Snapshot& catalogue_;
    const licensing::RightsBook& book_;
    const Plan& plan_;
    const GrantChanges& grants_;
    const avails::Document& file_;
    Instant now_;
    Preview& preview_;
    std::set<TitleId> touched_, chains_;  ///< and with what those stand below
    std::unordered_map<TitleId, std::vector<Standing>> standing_;
    std::unordered_map<TitleId, std::vector<Fresh>> fresh_;
    std::map<size_t, Sets> planned_;
    world::TerritorySet gained_, lost_;
};

}  // namespace

Result<GrantChanges> grant_changes(store::Reader& reader, const Plan& plan, const std::string& partner,
                                   Instant now) {
    GrantChanges changes;
    Clocks clocks;
    for (const Addition& addition : plan.additions) {
        std::vector<licensing::NewGrant>& grants = changes.added.emplace_back();
        if (addition.heir_of || !addition.offer.reason.empty()) continue;
        grants = TRY(grants_of(addition.offer, now, clocks));
        for (licensing::NewGrant& grant : grants) {
            grant.title = addition.title.title;
            grant.partner = partner;
        }
    }
    std::vector<StatementId> retired;
    for (const Retirement& retirement : plan.retirements)
        if (!retirement.grants_stay) retired.push_back(retirement.statement);
    std::vector<GrantId> linked;
    TRY(each_of(reader, "SELECT grant_id FROM avails_grants WHERE statement IN ", "", retired,
                [&](const store::Row& row) -> Result<> {
                    linked.push_back(row.id<GrantId>("grant_id"));
                    return {};
                }));
    licensing::GrantReader grants;
    TRY(each_of(reader, std::string(licensing::GrantReader::select) + "WHERE g.ended IS NULL AND g.id IN ",
                "", linked, [&](const store::Row& row) -> Result<> {
                    changes.ended.insert(TRY(grants.read(row)).grant.id);
                    return {};
                }));
    return changes;
}

Result<> work_out_effects(store::Reader& reader, const catalogue::Snapshot& catalogue,
                          const licensing::RightsBook& book, const Plan& plan, const GrantChanges& grants,
                          const avails::Document& file, Instant now, Preview& preview) {
    return Effects(reader, catalogue, book, plan, grants, file, now, preview).run();
}

}  // namespace nuri::exchange
