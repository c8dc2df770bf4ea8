#include "events/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/database.h"

namespace nuri::events {
namespace {

constexpr int64_t overrun_ms = 1000;
constexpr int64_t duration_ms_max = 1000ll * 3600 * 1000;  // a thousand hours

Result<> check(const Progress& progress) {
    if (progress.profile <= 0 || progress.title <= 0) {
        return Error{ErrorKind::invalid, "progress names its profile and its title"};
    }
    if (progress.duration_ms < 0 || progress.duration_ms > duration_ms_max || progress.position_ms < 0 ||
        progress.position_ms > progress.duration_ms + overrun_ms) {
        return Error{ErrorKind::invalid, fmt::format("position {} ms does not lie within {} ms",
                                                     progress.position_ms, progress.duration_ms)};
    }
    return {};
}

bool is_finished(const Progress& progress) {
    return progress.finished ||
           (progress.duration_ms > 0 &&
            progress.position_ms * 100 >= progress.duration_ms * ProgressRegister::finished_percent);
}

Progress to_progress(const store::Row& row) {
    return {row.integer("profile"),     row.integer("title"),   row.integer("position_ms"),
            row.integer("duration_ms"), row.instant("updated"), row.truth("finished")};
}

Result<std::vector<Progress>> select(store::Database& database, std::string_view where,
                                     const store::Parameters& parameters) {
    return database.read([&](store::Reader& reader) -> Result<std::vector<Progress>> {
        std::vector<Progress> found;
        for (const store::Row& row :
             TRY(reader.query(fmt::format("SELECT profile, title, position_ms, duration_ms, updated, "
                                          "finished FROM progress WHERE {}",
                                          where),
                              parameters))) {
            found.push_back(to_progress(row));
        }
        return found;
    });
}

}  // namespace

Result<> ProgressRegister::put(std::span<const Progress> positions, Instant now) {
    for (const Progress& progress : positions) TRY(check(progress));
    return database_.write([&](store::Writer& writer) -> Result<> {
        for (const Progress& progress : positions) {
            TRY(writer.execute(
                "INSERT INTO progress (profile, title, position_ms, duration_ms, updated, finished)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (profile, title) DO UPDATE SET"
                " position_ms = excluded.position_ms, duration_ms = excluded.duration_ms,"
                " updated = excluded.updated, finished = excluded.finished"
                " WHERE excluded.updated > progress.updated",
                {progress.profile, progress.title, progress.position_ms, progress.duration_ms,
                 std::min(progress.updated, now), is_finished(progress)}));
        }
        return {};
    });
}

Result<std::optional<Progress>> ProgressRegister::get(int64_t profile, int64_t title) {
    const auto found = TRY(select(database_, "profile = ? AND title = ?", {profile, title}));
    return found.empty() ? std::optional<Progress>() : found.front();
}

Result<std::vector<Progress>> ProgressRegister::latest(int64_t profile, int count_max) {
    return select(database_, "profile = ? ORDER BY updated DESC, title LIMIT ?", {profile, count_max});
}

Result<> ProgressRegister::leave(int64_t profile, int64_t title, Instant now) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "INSERT INTO progress_left (profile, title, at) VALUES (?, ?, ?)"
            " ON CONFLICT (profile, title) DO UPDATE SET at = excluded.at",
            {profile, title, now});
    }));
    return {};
}

Result<std::map<int64_t, Instant>> ProgressRegister::left(int64_t profile) {
    return database_.read([&](store::Reader& reader) -> Result<std::map<int64_t, Instant>> {
        std::map<int64_t, Instant> left;
        for (const store::Row& row :
             TRY(reader.query("SELECT title, at FROM progress_left WHERE profile = ?", {profile})))
            left[row.integer("title")] = row.instant("at");
        return left;
    });
}

Result<> ProgressRegister::mark_finished(int64_t profile, int64_t title, int64_t duration_ms, Instant now) {
    const Progress progress{profile, title, duration_ms, duration_ms, now, true};
    return put({&progress, 1}, now);
}

Result<std::vector<Progress>> ProgressRegister::of_profile(int64_t profile) {
    return select(database_, "profile = ? ORDER BY updated DESC, title", {profile});
}

Result<> ProgressRegister::forget_profile(int64_t profile) {
    TRY(database_.write([&](store::Writer& writer) -> Result<int64_t> {
        TRY(writer.execute("DELETE FROM progress_left WHERE profile = ?", {profile}));
        return writer.execute("DELETE FROM progress WHERE profile = ?", {profile});
    }));
    return {};
}

Result<> ProgressRegister::forget(int64_t profile, int64_t title) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM progress WHERE profile = ? AND title = ?", {profile, title});
    }));
    return {};
}

}  // namespace nuri::events
