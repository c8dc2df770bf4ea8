#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "api/call.h"
#include "decision/watchable.h"
#include "members/profile.h"
#include "world/language.h"

namespace nuri::api {

/// For whom titles are chosen and told: a member's profile, or a visitor of whom we know the place alone.
class Viewer {
  public:
    /// Reads `?profile=` (else the one in use, else the account's first that is open), `?locale=`, the
    /// profile's language and Accept-Language, in this order of weight. `not_found` for a profile that is not
    /// the caller's, `invalid` for a locale that is none.
    static Result<Viewer> of(const Call& call);

    const decision::Snapshot& snapshot() const { return *snapshot_; }
    const decision::Audience& audience() const { return audience_; }
    /// Where to look for words, best first.
    const std::vector<world::LanguageTag>& languages() const { return languages_; }
    const std::optional<members::Profile>& profile() const { return profile_; }

    /// What this viewer can watch here and now; made when first asked for.
    const decision::Watchable& watchable() const;

    /// The title that a REF names if this viewer can watch it (of a series, some of it); else the problem to
    /// answer with. Where the service is not, nothing is told of any title, not even whether there is one.
    struct Found {
        TitleId title;
        std::optional<http::Response> refusal;
    };
    Result<Found> find(std::string_view ref) const;

  private:
    std::shared_ptr<const decision::Snapshot> snapshot_;
    decision::Audience audience_;
    std::vector<world::LanguageTag> languages_;
    std::optional<members::Profile> profile_;
    mutable std::optional<decision::Watchable> watchable_;
};

/// The profile of a member who calls: the one that is wanted, else the one in use, else the first that no PIN
/// keeps shut. None if it is shut; `not_found` for one that is not the caller's.
Result<std::optional<members::Profile>> profile_of(const Call& call,
                                                   std::optional<members::ProfileId> wanted);

/// The languages of an Accept-Language header (RFC 9110, 12.5.4), best first; at most eight. What cannot be
/// read is passed over.
std::vector<world::LanguageTag> accepted_languages(std::string_view header);

/// The links of each tag's fallback chain in turn, each once, and English in the end.
std::vector<world::LanguageTag> reading_order(const std::vector<world::LanguageTag>& wanted);

}  // namespace nuri::api
