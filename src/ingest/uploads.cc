#include "ingest/uploads.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "assets/asset_folder.h"
#include "base/text.h"
#include "io/random.h"
#include "store/database.h"
#include "store/migration.h"
#include "world/language.h"

namespace nuri::ingest {
namespace {

constexpr std::string_view columns =
    "id, name, folder, size_bytes, offset_bytes, state, sha256, sent_by, created, updated, job";
/// Left for the registers, and for what the job itself will write first.
constexpr uint64_t room_kept_bytes = 256u << 20;

constexpr std::pair<UploadState, std::string_view> words[] = {{UploadState::receiving, "receiving"},
                                                              {UploadState::complete, "complete"},
                                                              {UploadState::ingested, "ingested"}};

Upload to_upload(const store::Row& row) {
    Upload upload;
    upload.id = row.text("id");
    upload.name = row.text("name");
    upload.folder = row.text("folder");
    upload.size_bytes = static_cast<uint64_t>(row.integer("size_bytes"));
    upload.offset_bytes = static_cast<uint64_t>(row.integer("offset_bytes"));
    const std::string state = row.text("state");
    for (const auto& [known, word] : words)
        if (word == state) upload.state = known;
    upload.sha256 = row.text("sha256");
    upload.by = row.text("sent_by");
    upload.created = row.instant("created");
    upload.updated = row.instant("updated");
    if (!row.is_null("job")) upload.job = row.id<store::JobId>("job");
    return upload;
}

/// ".mov" of a name, where it is one that need not be mistrusted.
std::string ending_of(std::string_view name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot > 6) return "";
    const std::string ending = to_lower(name.substr(dot));
    const bool plain = std::all_of(ending.begin() + 1, ending.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    return plain ? ending : "";
}

std::string_view without_ending(std::string_view name) {
    return name.substr(0, name.size() - ending_of(name).size());
}

Result<> check_new(const Uploads::New& upload) {
    const auto plain = [](std::string_view text, size_t size_max) {
        return text.size() <= size_max && is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
                   return static_cast<unsigned char>(c) < 0x20;
               });
    };
    if (upload.name.empty() || !plain(upload.name, 255) || !plain(upload.folder, 100))
        return Error{ErrorKind::invalid, "a file's name has 1 to 255 bytes of text, its folder at most 100"};
    if (upload.size_bytes == 0 || upload.size_bytes > Uploads::size_max_bytes)
        return Error{ErrorKind::invalid, fmt::format("an upload has 1 to {} bytes", Uploads::size_max_bytes)};
    return {};
}

}  // namespace

std::string_view to_string(UploadState state) {
    for (const auto& [known, word] : words)
        if (known == state) return word;
    return "";
}

std::optional<std::string> sidecar_language(std::string_view film, std::string_view sidecar) {
    const std::string ending = ending_of(sidecar);
    if (ending != ".srt" && ending != ".vtt") return {};
    const std::string_view stem = without_ending(film);
    const std::string_view name = without_ending(sidecar);
    if (name.size() < stem.size() + 3 || !equals_ignoring_case(name.substr(0, stem.size()), stem)) return {};
    if (std::string_view("._- ").find(name[stem.size()]) == std::string_view::npos) return {};
    std::string language(name.substr(stem.size() + 1));
    std::replace(language.begin(), language.end(), '_', '-');
    const auto tag = world::LanguageTag::parse(language);
    if (!tag) return {};
    return std::string(tag->text());
}

const store::Schema& Uploads::schema() {
    static const store::Schema schema{"uploads",
                                      {{1,
                                        "deliveries on their way in",
                                        {"CREATE TABLE uploads (id TEXT PRIMARY KEY, name TEXT NOT NULL, "
                                         "folder TEXT NOT NULL, size_bytes BIGINT "
                                         "NOT NULL, offset_bytes BIGINT NOT NULL, state TEXT NOT NULL, "
                                         "sha256 TEXT NOT NULL, promised TEXT NOT "
                                         "NULL, sent_by TEXT NOT NULL, created BIGINT NOT NULL, updated "
                                         "BIGINT NOT NULL, job BIGINT REFERENCES "
                                         "jobs (id))",
                                         "CREATE INDEX uploads_by_time ON uploads (created)"}}}};
    return schema;
}

std::filesystem::path Uploads::file_of(const Upload& upload) const {
    return folder_ / upload.id / ("delivery" + ending_of(upload.name));
}

Result<Upload> Uploads::begin(const New& upload, Instant now) {
    TRY(check_new(upload));
    const auto there = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one(
            fmt::format("SELECT {} FROM uploads WHERE state = 'receiving' AND name = ? AND folder "
                        "= ? AND size_bytes = ? AND sent_by = ? AND promised = ?",
                        columns),
            {upload.name, upload.folder, upload.size_bytes, upload.by, upload.sha256});
    }));
    if (there) return to_upload(*there);
    TRY(io::make_folder(folder_, 0700));
    const uint64_t room = TRY(io::free_space(folder_));
    if (room < upload.size_bytes + room_kept_bytes)
        return Error{ErrorKind::exhausted,
                     fmt::format("the disk has room for {} bytes, and this is {}", room, upload.size_bytes)};
    Upload made;
    made.id = io::random_hex(16);
    made.name = upload.name;
    made.folder = upload.folder;
    made.size_bytes = upload.size_bytes;
    made.by = upload.by;
    made.created = made.updated = now;
    TRY(io::make_folder(folder_ / made.id, 0700));
    const io::Fd file = TRY(io::create_new(file_of(made), 0600));
    TRY(io::sync_folder(folder_ / made.id));
    TRY(io::sync_folder(folder_));
    TRY(database_.write([&](store::Writer& writer) -> Result<> {
        const auto counted =
            TRY(writer.query_one("SELECT COUNT(*) AS n FROM uploads WHERE state = 'receiving'"));
        if (counted->integer("n") >= unfinished_max)
            return Error{
                ErrorKind::exhausted,
                fmt::format("{} uploads are under way already; finish or remove some", unfinished_max)};
        TRY(writer.execute(
            fmt::format("INSERT INTO uploads ({}, promised) VALUES (?, ?, ?, ?, 0, 'receiving', '', ?, "
                        "?, ?, NULL, ?)",
                        columns),
            {made.id, made.name, made.folder, made.size_bytes, made.by, now, now, upload.sha256}));
        return {};
    }));
    return made;
}

Result<Upload> Uploads::append(std::string_view id, uint64_t offset, std::string_view bytes, Instant now) {
    Upload upload = TRY(get(id));
    // One sender at a time: what two write at one place would be neither's.
    auto held = io::lock_file(folder_ / upload.id / "lock");
    if (!held && held.error().kind == ErrorKind::unavailable)
        return Error{ErrorKind::conflict, "bytes of this upload are being written by another request"};
    const io::Fd lock = TRY(std::move(held));
    upload = TRY(get(id));
    if (upload.state != UploadState::receiving || upload.offset_bytes != offset)
        return Error{ErrorKind::conflict,
                     fmt::format("the upload stands at {}, not at {}", upload.offset_bytes, offset)};
    if (bytes.size() > upload.size_bytes - offset)
        return Error{ErrorKind::invalid, fmt::format("{} bytes are missing, and {} came",
                                                     upload.size_bytes - offset, bytes.size())};
    const std::filesystem::path path = file_of(upload);
    const io::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return io::from_errno(errno, "opening an upload");
    TRY(io::write_at(file, offset, as_bytes(bytes)));
    TRY(io::sync(file));
    upload.offset_bytes = offset + bytes.size();
    upload.updated = now;
    if (upload.offset_bytes == upload.size_bytes) {
        const auto row = TRY(database_.read([&](store::Reader& reader) {
            return reader.query_one("SELECT promised FROM uploads WHERE id = ?", {upload.id});
        }));
        const std::string promised = row ? row->text("promised") : "";
        if (!promised.empty() || upload.size_bytes <= hashed_max_bytes)
            upload.sha256 = TRY(assets::sha256_of_file(path));
        if (!promised.empty() && upload.sha256 != promised) {
            TRY(database_.write([&](store::Writer& writer) {
                return writer.execute("UPDATE uploads SET offset_bytes = 0, updated = ? WHERE id = ?",
                                      {now, upload.id});
            }));
            return Error{
                ErrorKind::conflict,
                fmt::format("the bytes have the SHA-256 {} and not the one promised; send them again from 0",
                            upload.sha256)};
        }
        upload.state = UploadState::complete;
    }
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "UPDATE uploads SET offset_bytes = ?, state = ?, sha256 = ?, updated = ? WHERE id = ?",
            {upload.offset_bytes, to_string(upload.state), upload.sha256, now, upload.id});
    }));
    return upload;
}

Result<Upload> Uploads::get(std::string_view id) {
    return database_.read([&](store::Reader& reader) -> Result<Upload> {
        const auto row = TRY(
            reader.query_one(fmt::format("SELECT {} FROM uploads WHERE id = ?", columns), {std::string(id)}));
        if (!row) return Error{ErrorKind::not_found, "there is no such upload"};
        return to_upload(*row);
    });
}

Result<std::vector<Upload>> Uploads::list(std::optional<std::string> folder, int count_max) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Upload>> {
        std::vector<Upload> uploads;
        store::Parameters parameters;
        if (folder) parameters.emplace_back(*folder);
        parameters.emplace_back(count_max);
        for (const store::Row& row :
             TRY(reader.query(fmt::format("SELECT {} FROM uploads {} ORDER BY created DESC, id LIMIT ?",
                                          columns, folder ? "WHERE folder = ?" : ""),
                              parameters)))
            uploads.push_back(to_upload(row));
        return uploads;
    });
}

Result<std::vector<Sidecar>> Uploads::sidecars_of(const Upload& upload) {
    constexpr int files_max = 200;
    std::vector<Sidecar> sidecars;
    if (upload.folder.empty()) return sidecars;
    for (Upload& other : TRY(list(upload.folder, files_max))) {
        if (other.id == upload.id || other.state == UploadState::receiving) continue;
        const auto language = sidecar_language(upload.name, other.name);
        const bool known = std::any_of(sidecars.begin(), sidecars.end(),
                                       [&](const Sidecar& sidecar) { return sidecar.language == language; });
        if (language && !known) sidecars.push_back({std::move(other), *language});
    }
    return sidecars;
}

Result<> Uploads::note_job(std::string_view id, store::JobId job, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(writer.execute("UPDATE uploads SET state = 'ingested', job = ?, updated = ? WHERE id = ?",
                           {job, now, std::string(id)}));
        return {};
    });
}

Result<> Uploads::forget(const Upload& upload) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM uploads WHERE id = ?", {upload.id});
    }));
    return io::remove_all(folder_ / upload.id);
}

Result<> Uploads::remove(std::string_view id) {
    const Upload upload = TRY(get(id));
    if (upload.job) {
        const auto row = TRY(database_.read([&](store::Reader& reader) {
            return reader.query_one("SELECT state FROM jobs WHERE id = ?", {*upload.job});
        }));
        const std::string state = row ? row->text("state") : "";
        if (state == "queued" || state == "running")
            return Error{ErrorKind::conflict,
                         fmt::format("job {} is at work on it; cancel that first", upload.job->number())};
    }
    return forget(upload);
}

Result<> Uploads::sweep(Instant now) {
    const auto rows = TRY(database_.read([&](store::Reader& reader) {
        return reader.query(
            "SELECT id FROM uploads WHERE job IN (SELECT id FROM jobs WHERE state = 'done') OR (updated < ? "
            "AND (job "
            "IS NULL OR job IN (SELECT id FROM jobs WHERE state IN ('failed', 'cancelled'))))",
            {now - unfinished_life});
    }));
    for (const store::Row& row : rows) TRY(forget(TRY(get(row.text("id")))));
    return {};
}

}  // namespace nuri::ingest
