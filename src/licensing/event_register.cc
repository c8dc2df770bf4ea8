#include "licensing/event_register.h"

#include "base/text.h"
#include "licensing/licensing.h"
#include "store/revision.h"

namespace nuri::licensing {

namespace {

constexpr size_t text_size_max = 4000;
constexpr size_t list_max = 100'000;

// The newest entry of each title, event and territory: ids count up.
constexpr std::string_view newest =
    "SELECT id, title, event, territory, happens, created, created_by FROM release_events e WHERE id = "
    "(SELECT "
    "MAX(id) FROM release_events n WHERE n.title = e.title AND n.event = e.event AND n.territory = "
    "e.territory) AND happens IS NOT NULL ";

Result<EventRegister::Entry> entry_of(const store::Row& row) {
    EventRegister::Entry entry;
    entry.id = row.integer("id");
    entry.title = row.id<TitleId>("title");
    entry.event =
        TRY(rights::parse_release_event(row.text("event")).context("the event records are damaged"));
    if (const std::string code = row.text("territory"); !code.empty())
        entry.territory = TRY(world::Territory::parse(code).context("the event records are damaged"));
    entry.at = row.optional_instant("happens");
    entry.created = row.instant("created");
    entry.by = row.text("created_by");
    return entry;
}

}  // namespace

Result<> EventRegister::set(store::Writer& writer, TitleId title, rights::ReleaseEvent event,
                            std::optional<world::Territory> territory, std::optional<Instant> at,
                            std::string_view by, Instant now) {
    if (title.number() <= 0) return Error{ErrorKind::invalid, "an event of no title"};
    if (by.size() > text_size_max || !is_utf8(by))
        return Error{ErrorKind::invalid, "the name of who tells of an event is too long, or not UTF-8 text"};
    TRY(writer.execute(
        "INSERT INTO release_events (title, event, territory, happens, created, created_by) VALUES "
        "(?, ?, ?, ?, ?, ?)",
        {title, rights::to_string(event), territory ? territory->code() : std::string(), at, now, by}));
    return store::bump_revision(writer, Licensing::revision_name);
}

Result<> EventRegister::set(TitleId title, rights::ReleaseEvent event,
                            std::optional<world::Territory> territory, std::optional<Instant> at,
                            std::string_view by, Instant now) {
    return database_.write(
        [&](store::Writer& writer) { return set(writer, title, event, territory, at, by, now); });
}

Result<std::vector<EventRegister::Entry>> EventRegister::list(std::optional<TitleId> title) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Entry>> {
        std::string sql(newest);
        store::Parameters parameters;
        if (title) {
            sql += "AND title = ? ";
            parameters.emplace_back(*title);
        }
        parameters.emplace_back(list_max);
        std::vector<Entry> entries;
        for (const store::Row& row :
             TRY(reader.query(sql + "ORDER BY title, event, territory LIMIT ?", parameters))) {
            entries.push_back(TRY(entry_of(row)));
        }
        return entries;
    });
}

Result<rights::EventTable> EventRegister::load(store::Reader& reader) {
    rights::EventTable table;
    TRY(reader.each(newest, {}, [&](const store::Row& row) -> Result<> {
        const Entry entry = TRY(entry_of(row));
        table.set(entry.title, entry.event, entry.territory, *entry.at);
        return {};
    }));
    return table;
}

}  // namespace nuri::licensing
