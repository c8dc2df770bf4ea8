#include "licensing/law.h"

#include <unordered_map>
#include <utility>

#include "licensing/event_register.h"
#include "licensing/footprint_register.h"
#include "licensing/grant_rows.h"
#include "licensing/licensing.h"
#include "rights/resolve.h"
#include "store/revision.h"

namespace nuri::licensing {

namespace {

/// What the registers hold, read in one state of theirs.
struct Records {
    std::vector<rights::Grant> grants;  ///< as they were granted
    std::unordered_map<GrantId, Instant> ended;
    rights::EventTable events;
    world::Footprint footprint;
    int64_t licensing_revision = 0;
    int64_t footprint_revision = 0;
    size_t left_out = 0;
};

/// Takes off a grant's window what it lost when it was ended. False if nothing is left.
bool cut_short(rights::Grant& grant, Instant ended) {
    if (grant.window.end() && *grant.window.end() <= ended) return true;
    const auto left = rights::Window::between(grant.window.start(), ended);
    if (!left) return false;
    grant.window = *left;
    return true;
}

Result<Records> read_records(store::Reader& reader, const rights::TitleTree& titles) {
    Records records;
    records.licensing_revision = TRY(store::revision(reader, Licensing::revision_name));
    records.footprint_revision = TRY(store::revision(reader, FootprintRegister::revision_name));
    records.footprint = TRY(FootprintRegister::load(reader));
    records.events = TRY(EventRegister::load(reader));
    GrantReader grants;
    // What we gave to another is not ours to show by, and a contract that nobody approved is no contract yet.
    TRY(reader.each(
        std::string(GrantReader::select) +
            "WHERE g.contract IS NULL OR (c.status <> 'draft' AND c.direction = 'in') ORDER BY g.id",
        {}, [&](const store::Row& row) -> Result<> {
            auto record = grants.read(row);
            if (!record) return std::move(record).error();
            if (!titles.contains(record->grant.title)) {
                ++records.left_out;
            } else {
                if (record->ended) records.ended.emplace(record->grant.id, *record->ended);
                records.grants.push_back(std::move(record->grant));
            }
            return {};
        }));
    return records;
}

}  // namespace

Result<std::shared_ptr<const Law>> compile_law(store::Database& database, const rights::TitleTree& titles,
                                               const std::optional<Present>& present) {
    auto records = TRY(database.read([&](store::Reader& reader) { return read_records(reader, titles); }));
    rights::Resolution settled = rights::resolve(titles, std::move(records.grants), records.events);
    std::erase_if(settled.grants, [&](rights::Grant& grant) {
        const auto ended = records.ended.find(grant.id);
        return ended != records.ended.end() && !cut_short(grant, ended->second);
    });
    auto index = TRY(rights::Index::compile(titles, settled.grants, records.footprint));
    if (present) index.prepare(present->at, launched_territories(records.footprint), present->types);
    return std::shared_ptr<const Law>(new Law{std::move(index), std::move(settled.grants),
                                              std::move(settled.unresolved), std::move(records.footprint),
                                              records.licensing_revision, records.footprint_revision,
                                              records.left_out});
}

std::vector<world::Territory> launched_territories(const world::Footprint& footprint) {
    std::vector<world::Territory> territories;
    for (int i = 0; i < world::territory_count; ++i) {
        const auto territory = world::Territory::from_index(i);
        if (footprint.state(territory).presence == world::Presence::launched)
            territories.push_back(territory);
    }
    for (const auto& [territory, state] : footprint.states()) {
        if (territory.is_subdivision() && state.presence == world::Presence::launched)
            territories.push_back(territory);
    }
    return territories;
}

}  // namespace nuri::licensing
