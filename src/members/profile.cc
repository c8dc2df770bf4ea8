#include "members/profile.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "members/account_records.h"
#include "store/database.h"

namespace nuri::members {
namespace {

constexpr size_t name_characters_max = 40;
constexpr size_t languages_max = 8;
constexpr int age_max = 21;

constexpr std::string_view columns =
    "id, account, name, avatar, language, audio_languages, subtitle_languages, maturity_age, kids, pin_hash, "
    "created";

std::vector<std::string> languages_of(const std::string& text) {
    std::vector<std::string> languages;
    for (const std::string_view part : split(text, ',')) {
        if (!part.empty()) languages.emplace_back(part);
    }
    return languages;
}

Profile to_profile(const store::Row& row) {
    Profile profile;
    profile.id = row.id<ProfileId>("id");
    profile.account = row.id<AccountId>("account");
    profile.settings.name = row.text("name");
    profile.settings.avatar = row.text("avatar");
    profile.settings.language = row.text("language");
    profile.settings.audio_languages = languages_of(row.text("audio_languages"));
    profile.settings.subtitle_languages = languages_of(row.text("subtitle_languages"));
    if (const auto age = row.optional_integer("maturity_age"))
        profile.settings.maturity_age = static_cast<int>(*age);
    profile.settings.kids = row.truth("kids");
    profile.has_pin = !row.text("pin_hash").empty();
    profile.created = row.instant("created");
    return profile;
}

Result<std::string> check_languages(const std::vector<std::string>& languages) {
    if (languages.size() > languages_max) {
        return Error{ErrorKind::invalid, fmt::format("a profile has at most {} languages", languages_max)};
    }
    std::vector<std::string> checked;
    for (const std::string& language : languages) checked.push_back(TRY(check_language(language)));
    return join(checked, ",");
}

Result<ProfileSettings> check_settings(ProfileSettings settings) {
    settings.name = std::string(trim(settings.name));
    const auto characters = std::count_if(settings.name.begin(), settings.name.end(),
                                          [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; });
    const bool control = std::any_of(settings.name.begin(), settings.name.end(),
                                     [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
    if (characters < 1 || static_cast<size_t>(characters) > name_characters_max || control ||
        !is_utf8(settings.name)) {
        return Error{ErrorKind::invalid,
                     fmt::format("a profile's name has 1 to {} characters", name_characters_max)};
    }
    if (!settings.avatar.empty() &&
        std::find(avatars.begin(), avatars.end(), settings.avatar) == avatars.end()) {
        return Error{ErrorKind::invalid,
                     fmt::format("\"{}\" is no avatar; there are {}", settings.avatar, join(avatars, ", "))};
    }
    settings.language = TRY(check_language(settings.language));
    if (settings.maturity_age && (*settings.maturity_age < 0 || *settings.maturity_age > age_max)) {
        return Error{ErrorKind::invalid, fmt::format("an age limit is from 0 to {}", age_max)};
    }
    if (settings.kids)
        settings.maturity_age =
            std::min(settings.maturity_age.value_or(Profiles::kids_age_max), Profiles::kids_age_max);
    return settings;
}

Result<store::Row> row_of(store::Reader& reader, AccountId account, ProfileId profile,
                          std::string_view wanted) {
    auto row = TRY(reader.query_one(
        fmt::format("SELECT {} FROM profiles WHERE id = ? AND account = ?", wanted), {profile, account}));
    if (!row) return Error{ErrorKind::not_found, fmt::format("there is no profile {}", profile.number())};
    return *std::move(row);
}

Result<> check_name_is_free(store::Reader& reader, AccountId account, ProfileId but,
                            const std::string& name) {
    if (TRY(reader.query_one("SELECT id FROM profiles WHERE account = ? AND name = ? AND id <> ?",
                             {account, name, but}))) {
        return Error{ErrorKind::conflict, fmt::format("there is a profile \"{}\" already", name)};
    }
    return {};
}

}  // namespace

Result<ProfileId> Profiles::add(AccountId account, const ProfileSettings& wanted, Instant now) {
    const ProfileSettings settings = TRY(check_settings(wanted));
    const std::string audio = TRY(check_languages(settings.audio_languages));
    const std::string subtitles = TRY(check_languages(settings.subtitle_languages));
    return database_.write([&](store::Writer& writer) -> Result<ProfileId> {
        if (TRY(read_account(writer, account)).status == AccountStatus::closed) {
            return Error{ErrorKind::conflict, fmt::format("account {} is closed", account.number())};
        }
        const auto there =
            TRY(writer.query_one("SELECT COUNT(*) FROM profiles WHERE account = ?", {account}));
        if (there->integer(0) >= per_account_max) {
            return Error{ErrorKind::exhausted,
                         fmt::format("an account has at most {} profiles", per_account_max)};
        }
        TRY(check_name_is_free(writer, account, ProfileId(), settings.name));
        return ProfileId(
            TRY(writer.insert_returning_id("INSERT INTO profiles (account, name, avatar, language, "
                                           "audio_languages, subtitle_languages, maturity_age,"
                                           " kids, pin_hash, pin_failures, pin_shut_until, created) VALUES "
                                           "(?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, ?)",
                                           {account, settings.name, settings.avatar, settings.language, audio,
                                            subtitles, settings.maturity_age, settings.kids, now})));
    });
}

Result<std::vector<Profile>> Profiles::list(AccountId account) {
    return database_.read([&](store::Reader& reader) -> Result<std::vector<Profile>> {
        std::vector<Profile> profiles;
        for (const store::Row& row : TRY(reader.query(
                 fmt::format("SELECT {} FROM profiles WHERE account = ? ORDER BY id", columns), {account}))) {
            profiles.push_back(to_profile(row));
        }
        return profiles;
    });
}

Result<Profile> Profiles::get(AccountId account, ProfileId profile) {
    return database_.read([&](store::Reader& reader) -> Result<Profile> {
        return to_profile(TRY(row_of(reader, account, profile, columns)));
    });
}

Result<> Profiles::change(AccountId account, ProfileId profile, const ProfileSettings& wanted, Instant) {
    const ProfileSettings settings = TRY(check_settings(wanted));
    const std::string audio = TRY(check_languages(settings.audio_languages));
    const std::string subtitles = TRY(check_languages(settings.subtitle_languages));
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(row_of(writer, account, profile, "id"));
        TRY(check_name_is_free(writer, account, profile, settings.name));
        TRY(
            writer.execute("UPDATE profiles SET name = ?, avatar = ?, language = ?, audio_languages = ?,"
                           " subtitle_languages = ?, maturity_age = ?, kids = ? WHERE id = ?",
                           {settings.name, settings.avatar, settings.language, audio, subtitles,
                            settings.maturity_age, settings.kids, profile}));
        return {};
    });
}

Result<> Profiles::remove(AccountId account, ProfileId profile) {
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(row_of(writer, account, profile, "id"));
        const auto there =
            TRY(writer.query_one("SELECT COUNT(*) FROM profiles WHERE account = ?", {account}));
        if (there->integer(0) == 1)
            return Error{ErrorKind::conflict, "an account keeps at least one profile"};
        TRY(writer.execute("DELETE FROM my_list WHERE profile = ?", {profile}));
        TRY(writer.execute("UPDATE sessions SET profile = NULL WHERE profile = ?", {profile}));
        TRY(writer.execute("UPDATE tokens SET profile = NULL WHERE profile = ?", {profile}));
        TRY(writer.execute("DELETE FROM profiles WHERE id = ?", {profile}));
        return {};
    });
}

Result<> Profiles::set_pin(AccountId account, ProfileId profile, std::string_view pin, Instant) {
    const bool digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!pin.empty() && (!digits || pin.size() < 4 || pin.size() > 8)) {
        return Error{ErrorKind::invalid, "a PIN has 4 to 8 digits"};
    }
    const std::string hash = pin.empty() ? "" : TRY(hasher_.hash(pin));
    return database_.write([&](store::Writer& writer) -> Result<> {
        TRY(row_of(writer, account, profile, "id"));
        TRY(writer.execute(
            "UPDATE profiles SET pin_hash = ?, pin_failures = 0, pin_shut_until = 0 WHERE id = ?",
            {hash, profile}));
        // Who has it open now must say the new PIN.
        TRY(writer.execute("UPDATE sessions SET profile = NULL WHERE profile = ?", {profile}));
        TRY(writer.execute("UPDATE tokens SET profile = NULL WHERE profile = ?", {profile}));
        return {};
    });
}

Result<bool> Profiles::check_pin(AccountId account, ProfileId profile, std::string_view pin, Instant now) {
    // The attempt is counted before the PIN is looked at, so that attempts made all at once are bounded too.
    const std::string hash = TRY(database_.write([&](store::Writer& writer) -> Result<std::string> {
        const store::Row row =
            TRY(row_of(writer, account, profile, "pin_hash, pin_failures, pin_shut_until"));
        if (row.text("pin_hash").empty()) return std::string();
        if (now < row.instant("pin_shut_until")) {
            return Error{ErrorKind::exhausted, fmt::format("too many wrong PINs: try again after {}",
                                                           nuri::to_string(row.instant("pin_shut_until")))};
        }
        const bool last = row.integer("pin_failures") + 1 >= pin_attempts_max;
        TRY(writer.execute(
            "UPDATE profiles SET pin_failures = ?, pin_shut_until = ? WHERE id = ?",
            {last ? 0 : row.integer("pin_failures") + 1, last ? to_unix_ms(now + pin_pause) : 0, profile}));
        return row.text("pin_hash");
    }));
    if (hash.empty()) return true;
    if (pin.size() > password_bytes_max || !TRY(hasher_.matches(pin, hash))) return false;
    TRY(database_.write([&](store::Writer& writer) {
        return writer.execute(
            "UPDATE profiles SET pin_failures = 0, pin_shut_until = 0 WHERE id = ? AND pin_hash = ?",
            {profile, hash});
    }));
    return true;
}

}  // namespace nuri::members
