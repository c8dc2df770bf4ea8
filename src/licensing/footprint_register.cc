#include "licensing/footprint_register.h"

#include "base/text.h"
#include "store/revision.h"

namespace nuri::licensing {

namespace {

using store::Reader;
using store::Row;
using store::Writer;

constexpr size_t text_size_max = 4000;

Result<FootprintRegister::Entry> entry_of(const Row& row) {
    const auto territory = world::Territory::parse(row.text("territory"));
    const auto presence = world::parse_presence(row.text("presence"));
    if (!territory || !presence)
        return Error{ErrorKind::corrupt, "the footprint's records are damaged: '" + row.text("territory") +
                                             "' is '" + row.text("presence") + "'"};
    return FootprintRegister::Entry{
        *territory,
        {*presence, row.optional_instant("since"), row.optional_instant("announced_for"), row.text("reason")},
        row.instant("created"),
        row.text("created_by")};
}

}  // namespace

Result<> FootprintRegister::set(world::Territory territory, const world::ServiceState& state,
                                std::string_view by, Instant now) {
    for (const std::string_view text : {std::string_view(state.reason), by}) {
        if (text.size() > text_size_max)
            return Error{ErrorKind::too_large,
                         "a reason or name of more than " + std::to_string(text_size_max) + " bytes"};
        if (!is_utf8(text)) return Error{ErrorKind::invalid, "a reason or name is not UTF-8 text"};
    }
    return database_.write([&](Writer& writer) -> Result<> {
        TRY(writer.execute(
            "INSERT INTO footprint (territory, presence, since, announced_for, reason, created, created_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            {territory.code(), to_string(state.presence), state.since, state.on, state.reason, now, by}));
        return store::bump_revision(writer, revision_name);
    });
}

Result<world::Footprint> FootprintRegister::load(Reader& reader) {
    world::Footprint footprint;
    const auto rows =
        TRY(reader.query("SELECT territory, presence, since, announced_for, reason, created, created_by FROM "
                         "footprint ORDER BY id"));
    for (const Row& row : rows) {
        Entry entry = TRY(entry_of(row));
        footprint.set(entry.territory, std::move(entry.state));
    }
    return footprint;
}

Result<world::Footprint> FootprintRegister::load() {
    return database_.read([](Reader& reader) { return load(reader); });
}

Result<std::vector<FootprintRegister::Entry>> FootprintRegister::history(
    std::optional<world::Territory> territory) {
    return database_.read([&](Reader& reader) -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        const auto rows =
            TRY(reader.query("SELECT territory, presence, since, announced_for, reason, created, created_by "
                             "FROM footprint ORDER BY id"));
        for (const Row& row : rows) {
            Entry entry = TRY(entry_of(row));
            if (!territory || entry.territory == *territory) entries.push_back(std::move(entry));
        }
        return entries;
    });
}

}  // namespace nuri::licensing
