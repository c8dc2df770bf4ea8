#include "members/my_list.h"

#include <fmt/format.h>

#include "store/database.h"

namespace nuri::members {

Result<> MyLists::add(ProfileId profile, int64_t title, Instant now) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        const auto there = TRY(writer.query_one("SELECT COUNT(*) FROM my_list WHERE profile = ?", {profile}));
        if (there->integer(0) >= per_profile_max &&
            !TRY(writer.query_one("SELECT title FROM my_list WHERE profile = ? AND title = ?",
                                  {profile, title}))) {
            return Error{ErrorKind::exhausted, fmt::format("a list has at most {} titles", per_profile_max)};
        }
        TRY(
            writer.execute("INSERT INTO my_list (profile, title, added) VALUES (?, ?, ?)"
                           " ON CONFLICT (profile, title) DO NOTHING",
                           {profile, title, now}));
        return {};
    });
}

Result<> MyLists::remove(ProfileId profile, int64_t title) {
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute("DELETE FROM my_list WHERE profile = ? AND title = ?", {profile, title});
    }));
    return {};
}

Result<bool> MyLists::contains(ProfileId profile, int64_t title) {
    const auto row = TRY(database_.read([&](store::Reader& reader) {
        return reader.query_one("SELECT title FROM my_list WHERE profile = ? AND title = ?",
                                {profile, title});
    }));
    return row.has_value();
}

Result<std::vector<ListedTitle>> MyLists::list(ProfileId profile) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<ListedTitle>> {
        std::vector<ListedTitle> titles;
        for (const store::Row& row : TRY(reader.query(
                 "SELECT title, added FROM my_list WHERE profile = ? ORDER BY added DESC, title DESC",
                 {profile})))
            titles.push_back({row.integer("title"), row.instant("added")});
        return titles;
    });
}

}  // namespace nuri::members
