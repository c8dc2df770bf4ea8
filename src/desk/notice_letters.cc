#include "desk/notice_letters.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace nuri::desk {
namespace {

using store::Reader;
using store::Row;
using store::Writer;

using nuri::to_string;  // of an Instant, which our own would hide

constexpr size_t locale_bytes_max = 35;
/// Told notices are kept this long after what they tell of, so that one that is overdue is not told again.
constexpr std::chrono::days told_kept{400};

/// What it is about and when: the same notice at another moment is another.
std::string key_of(const Notice& notice) {
    const auto number = [](const auto& id) { return id ? std::to_string(id->number()) : std::string(); };
    return std::string(to_string(notice.kind)) + " " + number(notice.title) + " " + number(notice.grant) +
           " " + number(notice.contract) + " " + to_string(notice.at) + " " + notice.text;
}

LetterWish wish_of(const Row& row) {
    return {row.text("email"), std::chrono::days(row.integer("ahead_days")), row.text("locale")};
}

}  // namespace

Result<> NoticeLetters::wish(Writer& writer, const LetterWish& wish, Instant now) {
    if (wish.ahead < std::chrono::days(1) || wish.ahead > ahead_max)
        return Error{ErrorKind::invalid,
                     "letters come 1 to " + std::to_string(ahead_max.count()) + " days before"};
    if (wish.email.empty() || wish.locale.size() > locale_bytes_max)
        return Error{ErrorKind::invalid, "a wish for letters names its operator and a language"};
    TRY(writer.execute(
        "INSERT INTO notice_wishes (email, ahead_days, locale, changed) VALUES (?, ?, ?, ?) ON CONFLICT "
        "(email) DO UPDATE SET ahead_days = excluded.ahead_days, locale = excluded.locale, changed = "
        "excluded.changed",
        {wish.email, wish.ahead.count(), wish.locale, now}));
    return {};
}

Result<> NoticeLetters::forget(Writer& writer, std::string_view email) {
    TRY(writer.execute("DELETE FROM notice_wishes WHERE email = ?", {email}));
    TRY(writer.execute("DELETE FROM notices_told WHERE email = ?", {email}));
    return {};
}

Result<std::optional<LetterWish>> NoticeLetters::find(Reader& reader, std::string_view email) {
    const auto row =
        TRY(reader.query_one("SELECT email, ahead_days, locale FROM notice_wishes WHERE email = ?", {email}));
    return row ? std::optional(wish_of(*row)) : std::nullopt;
}

Result<std::vector<LetterWish>> NoticeLetters::list(Reader& reader) {
    std::vector<LetterWish> wishes;
    for (const Row& row :
         TRY(reader.query("SELECT email, ahead_days, locale FROM notice_wishes ORDER BY email")))
        wishes.push_back(wish_of(row));
    return wishes;
}

Result<std::vector<Notice>> NoticeLetters::untold(Reader& reader, std::string_view email,
                                                  std::vector<Notice> notices) {
    std::set<std::string> told;
    TRY(reader.each("SELECT notice FROM notices_told WHERE email = ?", {email},
                    [&](const Row& row) -> Result<> {
                        told.insert(row.text("notice"));
                        return {};
                    }));
    std::erase_if(notices, [&](const Notice& notice) { return told.contains(key_of(notice)); });
    return notices;
}

Result<> NoticeLetters::note_told(Writer& writer, std::string_view email, const std::vector<Notice>& notices,
                                  Instant now) {
    TRY(writer.execute("DELETE FROM notices_told WHERE email = ? AND at < ?", {email, now - told_kept}));
    for (const Notice& notice : notices)
        TRY(
            writer.execute("INSERT INTO notices_told (email, notice, at) VALUES (?, ?, ?) ON CONFLICT "
                           "(email, notice) DO NOTHING",
                           {email, key_of(notice), notice.at}));
    return {};
}

}  // namespace nuri::desk
