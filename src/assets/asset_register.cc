#include "assets/asset_register.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "assets/asset_folder.h"
#include "base/log.h"
#include "io/file.h"
#include "store/database.h"
#include "store/revision.h"

namespace nuri::assets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view columns =
    "id, title, state, purpose, source, summary, failure, duration_ms, size_bytes, created, published";

AssetState parse_state(std::string_view text) {
    for (const auto state : {AssetState::preparing, AssetState::ready, AssetState::failed}) {
        if (text == to_string(state)) return state;
    }
    return AssetState::withdrawn;
}

Result<Asset> to_asset(const store::Row& row) {
    Asset asset;
    asset.id = TRY(AssetId::parse(row.text("id")));
    asset.title = row.id<TitleId>("title");
    asset.state = parse_state(row.text("state"));
    asset.purpose = TRY(parse_asset_purpose(row.text("purpose")));
    asset.source = row.text("source");
    asset.summary = row.text("summary");
    asset.failure = row.text("failure");
    asset.duration = std::chrono::milliseconds(row.integer("duration_ms"));
    asset.size_bytes = static_cast<uint64_t>(row.integer("size_bytes"));
    asset.created = row.instant("created");
    asset.published = row.optional_instant("published");
    return asset;
}

Result<std::optional<Asset>> find(store::Reader& reader, AssetId id) {
    const auto row =
        TRY(reader.query_one(fmt::format("SELECT {} FROM assets WHERE id = ?", columns), {id.text()}));
    if (!row) return std::optional<Asset>();
    return std::optional(TRY(to_asset(*row)));
}

Result<Asset> find_or_fail(store::Reader& reader, AssetId id) {
    auto asset = TRY(find(reader, id));
    if (!asset) return Error{ErrorKind::not_found, fmt::format("there is no asset {}", id.text())};
    return *std::move(asset);
}

/// The ready main asset of a title that was published last.
Result<std::optional<Asset>> find_current(store::Reader& reader, TitleId title) {
    const auto row = TRY(reader.query_one(
        fmt::format("SELECT {} FROM assets WHERE title = ? AND state = "
                    "'ready' AND purpose = 'main' ORDER BY published DESC, number DESC LIMIT 1",
                    columns),
        {title}));
    if (!row) return std::optional<Asset>();
    return std::optional(TRY(to_asset(*row)));
}

Result<std::vector<Marker>> read_marks(store::Reader& reader, AssetId id) {
    std::vector<Marker> marks;
    for (const store::Row& row :
         TRY(reader.query("SELECT kind, start_ms, end_ms FROM asset_marks WHERE asset = ? ORDER BY position",
                          {id.text()}))) {
        marks.push_back({TRY(parse_marker_kind(row.text("kind"))),
                         std::chrono::milliseconds(row.integer("start_ms")),
                         std::chrono::milliseconds(row.integer("end_ms"))});
    }
    return marks;
}

/// In order of time; `invalid` for what no player could make sense of.
Result<std::vector<Marker>> check_marks(std::vector<Marker> marks, std::chrono::milliseconds duration) {
    if (marks.size() > AssetRegister::marks_max)
        return Error{ErrorKind::invalid,
                     fmt::format("an asset has at most {} marks", AssetRegister::marks_max)};
    std::sort(marks.begin(), marks.end(), [](const Marker& a, const Marker& b) { return a.start < b.start; });
    for (auto mark = marks.begin(); mark != marks.end(); ++mark) {
        if (mark->start.count() < 0 || mark->end <= mark->start || mark->end > duration)
            return Error{ErrorKind::invalid, fmt::format("the {} from {} to {} ms does not lie within {} ms",
                                                         to_string(mark->kind), mark->start.count(),
                                                         mark->end.count(), duration.count())};
        const bool overlaps = std::any_of(marks.begin(), mark, [&](const Marker& before) {
            return before.kind == mark->kind && before.end > mark->start;
        });
        if (overlaps)
            return Error{ErrorKind::invalid,
                         fmt::format("two marks of the {} overlap", to_string(mark->kind))};
    }
    return marks;
}

/// "1080 720 480 · ko en · 3 subtitles"
std::string summarise(const AssetDocument& document) {
    std::set<int, std::greater<>> heights;
    std::set<std::string> languages;
    for (const AssetTrack& track : document.tracks) {
        if (track.rung_height > 0) heights.insert(track.rung_height);
        if (track.info.kind == media::TrackKind::audio) languages.insert(track.info.language);
    }
    std::string summary;
    for (const int height : heights) summary += fmt::format("{}{}", summary.empty() ? "" : " ", height);
    summary += " ·";
    for (const std::string& language : languages) summary += " " + language;
    return summary + fmt::format(" · {} subtitles", document.texts.size());
}

uint64_t bytes_of(const AssetDocument& document) {
    uint64_t bytes = 0;
    for (const AssetFile& file : document.files) bytes += file.size_bytes;
    return bytes;
}

}  // namespace

std::string_view to_string(AssetState state) {
    switch (state) {
        case AssetState::preparing:
            return "preparing";
        case AssetState::ready:
            return "ready";
        case AssetState::failed:
            return "failed";
        case AssetState::withdrawn:
            return "withdrawn";
    }
    return "";
}

Result<> AssetRegister::begin(AssetId id, TitleId title, std::string_view source, Instant now) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "INSERT INTO assets (id, title, state, source, summary, failure, duration_ms, size_bytes,"
            " created) VALUES (?, ?, 'preparing', ?, '', '', 0, 0, ?) ON CONFLICT (id) DO NOTHING",
            {id.text(), title, source, now});
    }));
    return {};
}

Result<> AssetRegister::fail(AssetId id, std::string_view why, Instant) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Asset asset = TRY(find_or_fail(writer, id));
        if (asset.state != AssetState::preparing && asset.state != AssetState::failed) {
            return Error{ErrorKind::conflict, fmt::format("asset {} is {} and cannot fail any more",
                                                          id.text(), to_string(asset.state))};
        }
        TRY(writer.execute("UPDATE assets SET state = 'failed', failure = ? WHERE id = ?", {why, id.text()}));
        return {};
    });
}

Result<> AssetRegister::publish(AssetId id, const fs::path& sealed, Instant now) {
    const fs::path place = folder_ / id.text();
    std::error_code ignored;
    const bool moved = fs::exists(place / AssetDocument::file_name, ignored);
    const AssetDocument document =
        TRY(verify_folder(moved ? place : sealed).context(fmt::format("publishing asset {}", id.text())));
    if (document.id != id) {
        return Error{ErrorKind::invalid, fmt::format("{} holds asset {}, not {}", sealed.string(),
                                                     document.id.text(), id.text())};
    }
    if (!moved) {
        TRY(io::make_folder(folder_));
        TRY(io::sync_folder(sealed));
        TRY(io::rename_durably(sealed, place).context(fmt::format("publishing asset {}", id.text())));
    }
    return note_ready(document, now);
}

Result<> AssetRegister::note_ready(const AssetDocument& document, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const auto there = TRY(find(writer, document.id));
        if (there && there->state == AssetState::ready) return {};
        if (there && there->state == AssetState::withdrawn) {
            return Error{ErrorKind::conflict, fmt::format("asset {} was withdrawn", document.id.text())};
        }
        TRY(writer.execute(
            "INSERT INTO assets (id, title, state, purpose, source, summary, failure, duration_ms, "
            "size_bytes, created, published)"
            " VALUES (?, ?, 'ready', ?, ?, ?, '', ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = "
            "excluded.title, purpose = excluded.purpose,"
            " state = excluded.state, source = excluded.source, summary = excluded.summary, failure = '',"
            " duration_ms = excluded.duration_ms, size_bytes = excluded.size_bytes, published = "
            "excluded.published",
            {document.id.text(), document.title, to_string(document.purpose), document.source,
             summarise(document), document.duration.count(), bytes_of(document), document.created, now}));
        return store::bump_revision(writer, revision_name);
    });
}

Result<> AssetRegister::withdraw(AssetId id, Instant) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Asset asset = TRY(find_or_fail(writer, id));
        if (asset.state == AssetState::withdrawn) return {};
        if (asset.state != AssetState::ready) {
            return Error{ErrorKind::conflict,
                         fmt::format("asset {} is {}, not ready", id.text(), to_string(asset.state))};
        }
        TRY(writer.execute("UPDATE assets SET state = 'withdrawn' WHERE id = ?", {id.text()}));
        return store::bump_revision(writer, revision_name);
    });
}

Result<> AssetRegister::remove(AssetId id) {
    TRY(database_.write([&](store::Writer& writer) -> Result<> {
        const Asset asset = TRY(find_or_fail(writer, id));
        const auto current = TRY(find_current(writer, asset.title));
        if (current && current->id == id) {
            return Error{ErrorKind::conflict,
                         fmt::format("asset {} plays now: withdraw it first", id.text())};
        }
        // The folder goes before the record: a folder without a record would be registered at the next start.
        // Killed in between, the record is withdrawn and can be removed again.
        TRY(writer.execute("UPDATE assets SET state = 'withdrawn' WHERE id = ?", {id.text()}));
        return store::bump_revision(writer, revision_name);
    }));
    TRY(io::remove_all(folder_ / id.text()));
    TRY(database_.write([&](store::Writer& writer) -> Result<int64_t> {
        TRY(writer.execute("DELETE FROM asset_marks WHERE asset = ?", {id.text()}));
        return writer.execute("DELETE FROM assets WHERE id = ?", {id.text()});
    }));
    return {};
}

Result<Asset> AssetRegister::get(AssetId id) {
    return database_.read([&](store::Reader& reader) { return find_or_fail(reader, id); });
}

Result<std::optional<Asset>> AssetRegister::current_of(TitleId title) {
    return database_.read([&](store::Reader& reader) { return find_current(reader, title); });
}

Result<std::vector<Asset>> AssetRegister::list(TitleId title, int count_max) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Asset>> {
        std::vector<Asset> assets;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("SELECT {} FROM assets WHERE title = ? OR ? = 0 ORDER BY number DESC LIMIT ?",
                             columns),
                 {title, title, count_max}))) {
            assets.push_back(TRY(to_asset(row)));
        }
        return assets;
    });
}

Result<std::vector<Marker>> AssetRegister::marks(AssetId id) {
    const auto set =
        TRY(database_.read([&](store::Reader& reader) -> Result<std::optional<std::vector<Marker>>> {
            const auto row = TRY(reader.query_one("SELECT marks_set FROM assets WHERE id = ?", {id.text()}));
            if (!row) return Error{ErrorKind::not_found, fmt::format("there is no asset {}", id.text())};
            if (!row->truth(0)) return std::optional<std::vector<Marker>>();
            return std::optional(TRY(read_marks(reader, id)));
        }));
    if (set) return *set;
    const std::string document =
        TRY(io::read_file(folder_ / id.text() / AssetDocument::file_name, AssetDocument::bytes_max));
    return TRY(parse_asset_document(document)).markers;
}

Result<> AssetRegister::set_marks(AssetId id, std::vector<Marker> wanted) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const Asset asset = TRY(find_or_fail(writer, id));
        if (asset.state != AssetState::ready)
            return Error{ErrorKind::conflict,
                         fmt::format("asset {} is {}, not ready", id.text(), to_string(asset.state))};
        const std::vector<Marker> marks = TRY(check_marks(std::move(wanted), asset.duration));
        TRY(writer.execute("DELETE FROM asset_marks WHERE asset = ?", {id.text()}));
        int position = 0;
        for (const Marker& mark : marks) {
            TRY(writer.execute(
                "INSERT INTO asset_marks (asset, position, kind, start_ms, end_ms) VALUES (?, ?, ?, ?, ?)",
                {id.text(), position++, to_string(mark.kind), mark.start.count(), mark.end.count()}));
        }
        TRY(writer.execute("UPDATE assets SET marks_set = 1 WHERE id = ?", {id.text()}));
        return store::bump_revision(writer, revision_name);
    });
}

Result<AssetRegister::Recovered> AssetRegister::recover(Instant now) {
    Recovered recovered;
    TRY(io::make_folder(folder_));
    for (const std::string& name : TRY(io::list_folder(folder_))) {
        const auto id = AssetId::parse(name);
        if (!id) continue;
        const auto asset = TRY(database_.read([&](store::Reader& reader) { return find(reader, *id); }));
        if (asset && (asset->state == AssetState::ready || asset->state == AssetState::withdrawn)) continue;
        const auto document = verify_folder(folder_ / name);
        if (document && document->id == *id) {
            TRY(note_ready(*document, now));
            log::info("registered an asset that had been moved into place before a crash", {{"asset", name}});
            recovered.registered.push_back(*id);
            continue;
        }
        log::warning(
            "removed the folder of an asset that was never registered and does not hold together",
            {{"asset", name}, {"fault", document ? "another asset's id" : document.error().message}});
        TRY(io::remove_all(folder_ / name));
        recovered.removed.push_back(*id);
    }
    for (const Asset& asset : TRY(list(TitleId(), INT32_MAX))) {
        std::error_code ignored;
        if (asset.state != AssetState::ready ||
            fs::exists(folder_ / asset.id.text() / AssetDocument::file_name, ignored))
            continue;
        log::error("the folder of a ready asset is not there",
                   {{"asset", asset.id.text()}, {"title", asset.title.number()}});
        TRY(database_.write([&](store::Writer& writer) -> Result<> {
            TRY(writer.execute(
                "UPDATE assets SET state = 'failed', failure = 'its folder is not there' WHERE id = ?",
                {asset.id.text()}));
            return store::bump_revision(writer, revision_name);
        }));
        recovered.missing.push_back(asset.id);
    }
    return recovered;
}

Result<std::shared_ptr<const AssetIndex>> AssetRegister::build_index() {
    return database_.read([&](store::Reader& reader) -> Result<std::shared_ptr<const AssetIndex>> {
        const int64_t revision = TRY(store::revision(reader, revision_name));
        std::vector<AssetIndex::Entry> entries;
        TRY(
            reader.each("SELECT id, title, purpose, marks_set FROM assets WHERE state = 'ready'"
                        " ORDER BY published, number",
                        {}, [&](const store::Row& row) -> Result<> {
                            AssetIndex::Entry entry{TRY(AssetId::parse(row.text(0))),
                                                    row.id<TitleId>(1),
                                                    TRY(parse_asset_purpose(row.text(2))),
                                                    {}};
                            if (row.truth(3)) entry.marks.emplace();
                            entries.push_back(std::move(entry));
                            return {};
                        }));
        for (AssetIndex::Entry& entry : entries) {
            if (entry.marks) entry.marks = TRY(read_marks(reader, entry.asset));
        }
        return std::shared_ptr<const AssetIndex>(std::make_shared<AssetIndex>(entries, revision));
    });
}

}  // namespace nuri::assets
