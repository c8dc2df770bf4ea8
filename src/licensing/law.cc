#include "licensing/law.h"

#include <cstring>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "io/file.h"
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

// What a kept file was made of, in its first 64 bytes: a change of any of it makes the file stale.
struct Origin {
    char magic[8] = {'N', 'U', 'R', 'R', 'O', 'R', 'G', '1'};
    int64_t licensing_revision = 0;
    int64_t footprint_revision = 0;
    uint64_t titles = 0;  ///< of ids and what stands below what
    uint64_t reserved[4] = {};
    friend bool operator==(const Origin&, const Origin&) = default;
};
static_assert(sizeof(Origin) == 64, "the compiled form begins on a multiple of 64");

uint64_t sum_of(const rights::TitleTree& titles) {
    uint64_t sum = titles.titles().size();
    for (const TitleId title : titles.titles()) {
        for (const TitleId above : titles.chain(title))
            sum = (sum ^ static_cast<uint64_t>(above.number())) * 0x9e3779b97f4a7c15u + (sum >> 29);
    }
    return sum;
}

Result<rights::Index> map_index(const std::filesystem::path& path, const Origin& origin) {
    auto file = std::make_shared<const io::MappedFile>(TRY(io::MappedFile::open(path)));
    const std::span<const uint8_t> bytes = file->bytes();
    Origin found;
    if (bytes.size() < sizeof found) return Error{ErrorKind::corrupt, "shorter than its origin"};
    std::memcpy(&found, bytes.data(), sizeof found);
    if (found != origin) return Error{ErrorKind::not_found, "made of another state of the registers"};
    return rights::Index::over(bytes.subspan(sizeof found), file);
}

// Replaced by renaming: who has the old file mapped keeps it.
Result<> keep_index(const std::filesystem::path& path, const Origin& origin, const rights::Index& index) {
    std::string content(reinterpret_cast<const char*>(&origin), sizeof origin);
    content.append(as_text(index.bytes()));
    TRY(io::make_folder(path.parent_path()));
    return io::write_file_atomically(path, content);
}

Result<rights::Index> kept_index(const std::filesystem::path& folder, const rights::TitleTree& titles,
                                 std::span<const rights::Grant> grants, const Records& records) {
    Origin origin;
    origin.licensing_revision = records.licensing_revision;
    origin.footprint_revision = records.footprint_revision;
    origin.titles = sum_of(titles);
    const std::filesystem::path path = folder / "rights";
    if (auto mapped = map_index(path, origin)) return mapped;
    auto index = TRY(rights::Index::compile(titles, grants, records.footprint));
    if (const auto kept = keep_index(path, origin, index); !kept)
        log::warning("the compiled rights could not be kept",
                     {{"file", path.string()}, {"why", kept.error().message}});
    return index;
}

}  // namespace

Result<std::shared_ptr<const Law>> compile_law(store::Database& database, const rights::TitleTree& titles,
                                               const std::optional<Present>& present,
                                               const std::filesystem::path& folder) {
    auto records = TRY(database.read([&](store::Reader& reader) { return read_records(reader, titles); }));
    rights::Resolution settled = rights::resolve(titles, std::move(records.grants), records.events);
    std::erase_if(settled.grants, [&](rights::Grant& grant) {
        const auto ended = records.ended.find(grant.id);
        return ended != records.ended.end() && !cut_short(grant, ended->second);
    });
    auto index = TRY(folder.empty() ? rights::Index::compile(titles, settled.grants, records.footprint)
                                    : kept_index(folder, titles, settled.grants, records));
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
