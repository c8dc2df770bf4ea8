#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "members/account.h"
#include "members/password.h"

namespace nuri::store {
class Database;
}

namespace nuri::members {

/// The pictures that a profile can have, in the order to show them; the pages hold the drawings.
constexpr std::array<std::string_view, 8> avatars = {"moon", "tide", "hill", "lantern",
                                                     "rain", "kite", "roof", "pine"};

/// What its owner chooses of a profile.
struct ProfileSettings {
    std::string name;                          ///< 1 to 40 characters, unlike the others' of the account
    std::string avatar;                        ///< one of `avatars`; empty for the first
    std::string language = "en";               ///< BCP 47, of the pages
    std::vector<std::string> audio_languages;  ///< BCP 47, the most liked first; empty: as the pages
    std::vector<std::string>
        subtitle_languages;  ///< likewise; empty: none unless the sound is not understood
    /// The greatest age for which a title may be rated; none for no limit. Compared with the age of a title's
    /// rating (`world`), where an unknown rating counts as the most restrictive.
    std::optional<int> maturity_age;
    bool kids = false;  ///< a child's: pages are simpler, and the limit is 12 or less
};

/// Somebody of the household. Each has its own progress, list and recommendations.
struct Profile {
    ProfileId id;
    AccountId account;
    ProfileSettings settings;
    bool has_pin = false;
    Instant created;
};

/// The register of profiles: one to five for each account. Safe to use from many threads. Borrows the
/// database and the hasher.
class Profiles {
  public:
    static constexpr int per_account_max = 5;
    static constexpr int kids_age_max = 12;
    /// Wrong PINs in a row before the profile is shut for `pin_pause`.
    static constexpr int pin_attempts_max = 5;
    static constexpr std::chrono::minutes pin_pause{15};

    Profiles(store::Database& database, PasswordHasher& hasher) : database_(database), hasher_(hasher) {}

    /// `exhausted` for a sixth, `conflict` for a name that is there.
    Result<ProfileId> add(AccountId account, const ProfileSettings& settings, Instant now);
    Result<std::vector<Profile>> list(AccountId account);
    /// `not_found` also for another account's: an id alone opens nothing.
    Result<Profile> get(AccountId account, ProfileId profile);
    Result<> change(AccountId account, ProfileId profile, const ProfileSettings& settings, Instant now);
    /// `conflict` for the last one.
    Result<> remove(AccountId account, ProfileId profile);

    /// Four to eight digits; empty takes the PIN away.
    Result<> set_pin(AccountId account, ProfileId profile, std::string_view pin, Instant now);

    /// Whether it is the right PIN; always yes where there is none. After five wrong ones in a row
    /// `exhausted` for 15 minutes, for a right one too.
    Result<bool> check_pin(AccountId account, ProfileId profile, std::string_view pin, Instant now);

  private:
    store::Database& database_;
    PasswordHasher& hasher_;
};

}  // namespace nuri::members
